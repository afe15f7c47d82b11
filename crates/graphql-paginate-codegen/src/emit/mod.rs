//! Writes the generated module as Rust tokens.
//!
//! The structs and enums are written as input of declarative macros of the runtime crate, which expand them to types that
//! read and write JSON. For example, `whole! { derive(Debug); pub struct FilmsFilm { pub title: String = any("title", "`String!`"), } }`.
//! See the module `generated` of the runtime crate.

mod accessors;
mod connection;
mod constant;
mod fragments;
mod input;
mod response;
mod sibling_types;
mod stub;
mod ty;

use crate::item::TypeItem;
use crate::module::Module;
use crate::options::Options;
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use std::collections::BTreeSet;
use syn::Path;
use ty::Types;

pub(crate) use fragments::fragments;
pub(crate) use stub::{fragments_stub, stub};

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

/// The context that all parts of the emission read.
pub(crate) struct Context<'m> {
    pub(crate) options: &'m Options,
    /// Writes types inside the module.
    pub(crate) types: Types,
    /// Writes types beside the module.
    pub(crate) outside: Types,
    pub(crate) module: Ident,
    /// The path of the module with the response types of a walk.
    pub(crate) data: TokenStream,
    /// The names of the response types that are parts of other types.
    pub(crate) parts: BTreeSet<&'m str>,
}

fn items(module: &Module, context: &Context<'_>) -> TokenStream {
    let Module {
        operation, query, ..
    } = module;
    let prelude = context.types.imports();
    let variables = input::variables(&module.variables, &module.defaults, context);
    let inputs = module.inputs.iter().map(|item| input::item(item, context));
    let shared = module.shared.as_ref().and_then(fragments::imports);
    let types = own(&module.types, TypeItem::name, module);
    let types = match &module.siblings {
        Some(siblings) => sibling_types::items(&types, siblings, context),
        None => response::items(&types, context),
    };
    let enums = own(&module.enums, |item| &item.name, module);
    let enums = response::enumerations(&enums, context);
    let scalars = own(&module.scalars, |scalar| &scalar.name, module);
    let scalars = scalars
        .into_iter()
        .map(|scalar| response::scalar(scalar, context));
    let connections = connection::items(module, context);
    quote! {
        #prelude
        #shared

        pub const OPERATION_NAME: &str = #operation;
        pub const QUERY: &str = #query;

        #variables
        #(#inputs)*
        #types
        #enums
        #(#scalars)*
        #connections
    }
}

/// The items that the module defines itself.
fn own<'m, T>(items: &'m [T], name: impl Fn(&T) -> &str, module: &Module) -> Vec<&'m T> {
    let items = items.iter();
    items.filter(|item| !module.is_shared(name(item))).collect()
}

fn query_impl(query: &Ident, module: &Ident) -> TokenStream {
    quote! {
        ::graphql_paginate::__private::impl_query!(#query, #module);
    }
}

/// `#[derive(...)]` with each trait once, without the traits that generated code implements itself.
fn derives<'p>(paths: impl IntoIterator<Item = &'p Path>, own: &[&str]) -> TokenStream {
    let derived = derived(paths, own);
    quote!(#[derive(#(#derived),*)])
}

/// The traits to derive, each once, without the traits that generated code implements itself.
fn derived<'p>(paths: impl IntoIterator<Item = &'p Path>, own: &[&str]) -> Vec<&'p Path> {
    let mut derived: Vec<&Path> = Vec::new();
    for path in paths {
        let name = trait_name(path);
        let is_own = name.is_some_and(|name| own.iter().any(|own| name == own));
        if !is_own && derived.iter().all(|known| trait_name(known) != name) {
            derived.push(path);
        }
    }
    derived
}

/// Whether the user derives a trait.
fn asks_for(paths: &[Path], name: &str) -> bool {
    paths
        .iter()
        .any(|path| trait_name(path).is_some_and(|known| known == name))
}

fn trait_name(path: &Path) -> Option<&Ident> {
    path.segments.last().map(|segment| &segment.ident)
}

fn ident(name: &str) -> Ident {
    match name {
        // A keyword since edition 2024. In older editions, `gen` and `r#gen` are the same name.
        "gen" => Ident::new_raw(name, Span::call_site()),
        _ => Ident::new(name, Span::call_site()),
    }
}
