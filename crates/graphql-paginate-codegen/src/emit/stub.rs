//! What stands in for code that could not be generated.

use crate::options::Options;
use proc_macro2::TokenStream;
use quote::quote;

/// A module that holds the errors only, and impls whose signatures name its missing items.
///
/// The compiler does not report names that are missing in a module where a macro failed, and gives them a type about
/// which it reports nothing further.
pub(crate) fn stub(options: &Options, errors: &[TokenStream]) -> TokenStream {
    let (query, visibility) = (&options.name, &options.visibility);
    let module = super::ident(&options.module());
    let methods = ["paginate", "paginate_all"].map(super::ident);
    quote! {
        #visibility mod #module {
            #(#errors)*
        }

        impl ::graphql_paginate::__private::graphql_client::GraphQLQuery for #query {
            type Variables = #module::Variables;
            type ResponseData = #module::ResponseData;

            fn build_query(
                _: #module::Variables,
            ) -> ::graphql_paginate::__private::graphql_client::QueryBody<#module::Variables> {
                ::core::unreachable!()
            }
        }

        #[allow(dead_code, missing_docs)]
        impl #query {
            #(pub fn #methods(_: #module::Variables) -> #module::Paginator {
                ::core::unreachable!()
            })*
        }
    }
}
