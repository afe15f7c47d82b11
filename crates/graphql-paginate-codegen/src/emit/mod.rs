//! Writes the module out as Rust tokens.
//!
//! The annotated items that are written here are expanded by the declarative macros of the runtime crate, which know
//! how a struct reads and writes its response keys; see its module `generated`.

mod connection;
mod constant;
mod input;
mod response;
mod stub;
mod ty;

use crate::module::Module;
use crate::options::Options;
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use std::collections::BTreeSet;
use syn::Path;
use ty::Types;

pub(crate) use stub::stub;

/// The module beside the derive's struct and the impls for the struct.
pub(crate) fn emit(module: &Module, options: &Options) -> TokenStream {
    let Options {
        name: query,
        visibility,
        ..
    } = options;
    let module_name = ident(&module.name);
    let outside = Types::outside(&module_name);
    let types = Types::new(&module.shadows);
    let data = match &module.siblings {
        Some(siblings) => {
            let siblings = ident(&siblings.name);
            quote!(#module_name::#siblings)
        }
        None => quote!(#module_name),
    };
    let parts = module.parts();
    let context = Context {
        options,
        types,
        outside,
        module: module_name.clone(),
        data,
        parts,
    };
    let items = items(module, &context);
    let query_impl = query_impl(query, &module_name);
    let impls = connection::impls(module, &context);
    quote! {
        #[allow(clippy::all, dead_code, missing_docs, missing_debug_implementations)]
        #[allow(non_camel_case_types, non_snake_case, unreachable_pub, unused_imports)]
        #visibility mod #module_name {
            use super::*;
            use ::graphql_paginate::__private as __graphql_paginate;
            #items
        }

        #query_impl
        #impls
    }
}

/// What all parts of the emission read.
pub(crate) struct Context<'m> {
    pub(crate) options: &'m Options,
    /// Types as they are written in the module.
    pub(crate) types: Types,
    /// Types as they are written beside the module.
    pub(crate) outside: Types,
    pub(crate) module: Ident,
    /// The module of the types that responses to a walk are decoded into.
    pub(crate) data: TokenStream,
    /// The names of the response types that are parts of others.
    pub(crate) parts: BTreeSet<&'m str>,
}

fn items(module: &Module, context: &Context<'_>) -> TokenStream {
    let Module {
        operation, query, ..
    } = module;
    let prelude = context.types.imports();
    let variables = input::variables(&module.variables, &module.defaults, context);
    let inputs = module.inputs.iter().map(|item| input::item(item, context));
    let types = module
        .types
        .iter()
        .map(|item| response::item(item, context));
    let enums = module
        .enums
        .iter()
        .map(|item| response::enumeration(item, context));
    let scalars = module
        .scalars
        .iter()
        .map(|scalar| response::scalar(scalar, context));
    let connections = connection::items(module, context);
    quote! {
        #prelude

        pub const OPERATION_NAME: &str = #operation;
        pub const QUERY: &str = #query;

        #variables
        #(#inputs)*
        #(#types)*
        #(#enums)*
        #(#scalars)*
        #connections
    }
}

fn query_impl(query: &Ident, module: &Ident) -> TokenStream {
    quote! {
        impl ::graphql_paginate::__private::graphql_client::GraphQLQuery for #query {
            type Variables = #module::Variables;
            type ResponseData = #module::ResponseData;

            fn build_query(
                variables: Self::Variables,
            ) -> ::graphql_paginate::__private::graphql_client::QueryBody<Self::Variables> {
                ::graphql_paginate::__private::graphql_client::QueryBody {
                    variables,
                    query: #module::QUERY,
                    operation_name: #module::OPERATION_NAME,
                }
            }
        }
    }
}

/// `#[derive(...)]` with each trait once, without those that generated code implements itself.
fn derives<'p>(paths: impl IntoIterator<Item = &'p Path>, own: &[&str]) -> TokenStream {
    let mut seen = Vec::new();
    for path in paths {
        let name = path.segments.last().map(|segment| &segment.ident);
        let is_own = name.is_some_and(|name| own.iter().any(|own| name == own));
        let is_known = seen
            .iter()
            .any(|known: &&Path| known.segments.last().map(|segment| &segment.ident) == name);
        if !is_own && !is_known {
            seen.push(path);
        }
    }
    quote!(#[derive(#(#seen),*)])
}

/// Whether the user asks for a derive.
fn asks_for(paths: &[Path], name: &str) -> bool {
    paths.iter().any(|path| is_trait(path, name))
}

fn is_trait(path: &Path, name: &str) -> bool {
    path.segments
        .last()
        .is_some_and(|segment| segment.ident == name)
}

fn ident(name: &str) -> Ident {
    match name {
        // A keyword since edition 2024 only: before, `gen` and `r#gen` are the same name.
        "gen" => Ident::new_raw(name, Span::call_site()),
        _ => Ident::new(name, Span::call_site()),
    }
}
