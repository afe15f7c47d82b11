//! Writes a stub in place of code that could not be generated.

use crate::options::Options;
use proc_macro2::TokenStream;
use quote::quote;

/// A module with the errors only, in place of the module of shared fragments.
pub(crate) fn fragments_stub(options: &Options, errors: &[TokenStream]) -> TokenStream {
    let visibility = &options.visibility;
    let module = super::ident(&options.module_name());
    quote! {
        #visibility mod #module {
            #(#errors)*
        }
    }
}

/// A module with the errors only, and impls whose signatures name items that the module does not have.
///
/// The compiler does not report names that are missing in a module where a macro failed, nor errors about their types. So
/// each mistake in a query is one error, however often its generated items are used.
pub(crate) fn stub(options: &Options, errors: &[TokenStream]) -> TokenStream {
    let (query, visibility) = (&options.name, &options.visibility);
    let module = super::ident(&options.module_name());
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
