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
