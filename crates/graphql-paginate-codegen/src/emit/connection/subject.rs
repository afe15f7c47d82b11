//! The invocation of the runtime's macro `connections`, which implements the traits of a query's connections.

use super::super::{Context, ident};
use proc_macro2::TokenStream;
use quote::quote;

/// The parts of the lines of one connection.
pub(super) struct Subject<'s> {
    /// The type for which the traits are implemented.
    pub(super) name: &'s TokenStream,
    pub(super) data: TokenStream,
    pub(super) item: TokenStream,
    pub(super) paging: TokenStream,
    /// The lines from `take` to `nested`.
    pub(super) lines: TokenStream,
    /// The documentation and the names of the functions that start a walk.
    pub(super) methods: Option<(String, Vec<&'s str>)>,
    /// The marker traits.
    pub(super) abilities: Vec<&'static str>,
    /// The line `both_ends`, if there is one.
    pub(super) both_ends: Option<TokenStream>,
}

/// The lines of one connection.
pub(super) fn impl_connection(subject: Subject<'_>) -> TokenStream {
    let Subject {
        name,
        data,
        item,
        paging,
        lines,
        methods,
        abilities,
        both_ends,
    } = subject;
    let methods = methods.map(|(document, names)| {
        let names = names.into_iter().map(ident);
        quote!(paginate: #document, #(#names),*;)
    });
    let abilities = abilities.into_iter().map(ident);
    quote! {
        impl #name {
            data: #data;
            item: #item;
            paging: #paging;
            #lines
            #methods
            abilities: #(#abilities),*;
            #both_ends
        }
    }
}

/// The invocation for the connections of a query. `documents` are the constants that they share.
pub(super) fn invocation(
    connections: &[TokenStream],
    documents: &TokenStream,
    context: &Context<'_>,
) -> TokenStream {
    let (module, query) = (&context.module, &context.options.name);
    quote! {
        ::graphql_paginate::__private::connections! {
            query: #query;
            variables: #module::Variables;
            documents: { #documents };
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
