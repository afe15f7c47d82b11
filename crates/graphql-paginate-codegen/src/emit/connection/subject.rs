//! The impl of the runtime's `Connection` trait, for one connection or all of them.

use super::super::Context;
use proc_macro2::TokenStream;
use quote::quote;

/// The parts of an impl; functions are given by their bodies.
pub(super) struct Subject<'s> {
    pub(super) name: &'s TokenStream,
    pub(super) data: TokenStream,
    pub(super) item: TokenStream,
    pub(super) paging: TokenStream,
    pub(super) take: TokenStream,
    /// Constants and functions that override a default of the trait.
    pub(super) more: TokenStream,
}

pub(super) fn impl_connection(subject: Subject<'_>, context: &Context<'_>) -> TokenStream {
    let Subject {
        name,
        data: response,
        item,
        paging,
        take,
        more,
    } = subject;
    let (data, query) = (&context.data, &context.options.name);
    quote! {
        impl ::graphql_paginate::Connection for #name {
            type Query = #query;
            type Variables = #data::Variables;
            type Data = #response;
            type Item = #item;

            const PAGING: ::graphql_paginate::Paging = #paging;

            fn take(data: &mut Self::Data) -> ::graphql_paginate::Taken<Self::Item> {
                #take
            }

            #more
        }
    }
}

/// The trait items for nested connections: their kinds, and the bodies of the functions about them.
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
