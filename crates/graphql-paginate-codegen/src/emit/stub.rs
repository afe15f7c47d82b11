//! What stands in for generated code that could not be generated.

use crate::options::Options;
use proc_macro2::TokenStream;
use quote::quote;

/// A module and impl with nothing in them, so that one mistake in a query gives one error and no others.
pub(crate) fn stub(options: &Options) -> TokenStream {
    let (query, visibility) = (&options.name, &options.visibility);
    let module = super::ident(&options.module());
    let query_impl = super::query_impl(query, &module);
    quote! {
        #[allow(dead_code, missing_docs, unreachable_pub)]
        #visibility mod #module {
            pub const OPERATION_NAME: &str = "";
            pub const QUERY: &str = "";

            ::graphql_paginate::__private::input! {
                #[derive(Clone)]
                pub struct Variables;
            }
            ::graphql_paginate::__private::whole! {
                #[derive()]
                pub struct ResponseData {}
            }
        }

        #query_impl
    }
}
