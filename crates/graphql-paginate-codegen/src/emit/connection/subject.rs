//! The invocation of the runtime's macro `connections`, which implements the traits of a query's connections.

use super::super::Context;
use proc_macro2::TokenStream;
use quote::quote;

/// The invocation for the connections of a query, each with its lines. `documents` is what they share.
pub(super) fn invocation(
    connections: &[TokenStream],
    documents: Option<TokenStream>,
    context: &Context<'_>,
) -> TokenStream {
    let (module, query, data) = (&context.module, &context.options.name, &context.data);
    quote! {
        ::graphql_paginate::__private::connections! {
            query: #query(#module::Variables) -> #data::ResponseData;
            #documents
            #(#connections)*
        }
    }
}

/// The line `nested` of several connections: their kinds, and the bodies of the functions about them.
pub(super) fn nested(
    kinds: &TokenStream,
    pending: &TokenStream,
    fill: &TokenStream,
) -> TokenStream {
    quote! {
        nested: {
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
        };
    }
}
