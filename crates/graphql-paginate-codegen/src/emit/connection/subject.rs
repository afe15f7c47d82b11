//! The impl of the runtime's `Connection` for what is walked, be it one connection or all of them.

use super::super::Context;
use proc_macro2::TokenStream;
use quote::quote;

/// What an impl consists of; functions are their bodies.
pub(super) struct Subject<'s> {
    pub(super) name: &'s TokenStream,
    pub(super) query: TokenStream,
    pub(super) item: TokenStream,
    pub(super) path: &'s [String],
    pub(super) is_forward: bool,
    /// Further constants.
    pub(super) constants: Option<TokenStream>,
    pub(super) size: TokenStream,
    pub(super) cursor: TokenStream,
    pub(super) place: TokenStream,
    pub(super) take: TokenStream,
    /// Functions that have a default.
    pub(super) more: TokenStream,
}

pub(super) fn impl_connection(subject: Subject<'_>, context: &Context<'_>) -> TokenStream {
    let Subject {
        name,
        query,
        item,
        path,
        is_forward,
        constants,
        size,
        cursor,
        place,
        take,
        more,
    } = subject;
    let data = &context.data;
    let direction = if is_forward {
        quote!(Forward)
    } else {
        quote!(Backward)
    };
    quote! {
        impl ::graphql_paginate::Connection for #name {
            type Query = #query;
            type Variables = #data::Variables;
            type Data = #data::ResponseData;
            type Item = #item;

            const PATH: &'static [&'static str] = &[#(#path),*];
            const DIRECTION: ::graphql_paginate::Direction = ::graphql_paginate::Direction::#direction;
            #constants

            fn size(
                variables: &#data::Variables,
                direction: ::graphql_paginate::Direction,
            ) -> ::core::option::Option<i64> {
                #size
            }

            fn cursor(
                variables: &#data::Variables,
                direction: ::graphql_paginate::Direction,
            ) -> ::core::option::Option<::std::string::String> {
                #cursor
            }

            fn place(variables: &mut #data::Variables, at: ::graphql_paginate::PageArguments) {
                #place
            }

            fn take(
                data: &mut #data::ResponseData,
            ) -> ::core::result::Result<
                ::graphql_paginate::Connected<Self::Item>,
                ::graphql_paginate::NullAt,
            > {
                #take
            }

            #more
        }
    }
}

/// What the trait asks about connections inside the items: their kinds, and the bodies of the functions about them.
pub(super) fn nested(
    kinds: &TokenStream,
    pending: &TokenStream,
    fill: &TokenStream,
) -> TokenStream {
    quote! {
        const NESTED: &'static [::graphql_paginate::__private::Nested] = #kinds;

        fn pending(item: &Self::Item, pending: &mut ::std::vec::Vec<::graphql_paginate::__private::PendingPages>) {
            #pending
        }

        fn fill(
            item: &mut Self::Item,
            gap: &::graphql_paginate::__private::PendingPages,
            answer: &::graphql_paginate::__private::RawValue,
        ) -> ::core::result::Result<(), ::graphql_paginate::__private::Unfilled> {
            #fill
        }
    }
}
