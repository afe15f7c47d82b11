//! Emits the impls of the runtime's connection traits.

mod each_parent;
mod invocation;
mod nested;
mod no_pager;
mod optional;
mod paging;
mod siblings;
mod steps;
mod take;

use super::{Context, ident};
use crate::connection::Connection;
use crate::module::Module;
use invocation::{impl_connection, invocation};
use optional::only_if;
use proc_macro2::TokenStream;
use quote::quote;
use syn::Visibility;

/// The items of the module for connections: type aliases, and a marker type for each connection but the main one.
pub(crate) fn items(module: &Module, context: &Context<'_>) -> TokenStream {
    let Module {
        connections,
        free_names,
        ..
    } = module;
    let aliases = connections
        .iter()
        .filter(|connection| connection.marker.is_none());
    let aliases = aliases.map(|main| short_names(main, free_names, context));
    let markers = markers(module, context);
    let nested = connections
        .iter()
        .enumerate()
        .filter_map(|(index, one)| nested::item(one, index, context));
    let combined = module
        .siblings
        .as_ref()
        .and_then(|siblings| siblings.combined.as_ref());
    let any_item = combined.map(|combined| siblings::any_item(combined, connections, context));
    let no_pager = module.no_pager.as_ref().map(no_pager::bound);
    quote!(#(#aliases)* #markers #(#nested)* #any_item #no_pager)
}

/// The impls and functions next to the struct.
///
/// They are not in the module, because `super` is not the struct's scope if the struct is defined in a function.
pub(crate) fn impls(module: &Module, context: &Context<'_>) -> TokenStream {
    let no_pager = module
        .no_pager
        .as_ref()
        .map(|reason| no_pager::method(reason, context));
    if module.connections.is_empty() {
        return quote!(#no_pager);
    }
    let siblings = module.siblings.as_ref();
    let shared = siblings.map(|siblings| siblings::shared(siblings, &module.connections));
    let mut impls = Vec::new();
    for (index, connection) in module.connections.iter().enumerate() {
        impls.push(impl_connection(connection, index, shared, context));
    }
    impls.extend(siblings::impl_combined(module, context));
    let documents = siblings
        .zip(shared)
        .map(|(siblings, shared)| siblings::documents_line(siblings, &module.connections, shared));
    let connections = invocation(&impls, documents, context);
    quote!(#no_pager #connections)
}

/// The aliases `Item` and `Edge`, for use in signatures.
fn short_names(main: &Connection, free_names: &[&str], context: &Context<'_>) -> TokenStream {
    let item = context.types.local(&main.item);
    let item = if main.has_several_parents() {
        quote!(::graphql_paginate::Child<#item>)
    } else {
        item
    };
    let item = only_if(free_names.contains(&"Item"), quote!(pub type Item = #item;));
    let edge = main.edges.as_ref().and_then(|edges| {
        let edge = context.types.local(&edges.ty);
        only_if(free_names.contains(&"Edge"), quote!(pub type Edge = #edge;))
    });
    quote!(#item #edge)
}

/// The types that stand for connections other than the main one.
fn markers(module: &Module, context: &Context<'_>) -> Option<TokenStream> {
    let visibility = inside(&context.options.visibility);
    let mut markers = Vec::new();
    for connection in &module.connections {
        if let Some(marker) = &connection.marker {
            let (marker, path) = (ident(marker), connection.path.join("."));
            markers.push(quote!(#visibility #marker = #path;));
        }
    }
    let combined = module
        .siblings
        .as_ref()
        .and_then(|siblings| siblings.combined.as_ref());
    if let Some(combined) = combined {
        let marker = ident(&combined.marker);
        markers.push(quote!(#visibility #marker;));
    }
    if markers.is_empty() {
        return None;
    }
    Some(quote!(__graphql_paginate::markers! { #(#markers)* }))
}

/// The struct's visibility as seen from one module further in, so that the marker of a private struct is not more public
/// than the struct.
fn inside(visibility: &Visibility) -> TokenStream {
    match visibility {
        Visibility::Public(_) => quote!(pub),
        Visibility::Inherited => quote!(pub(super)),
        Visibility::Restricted(restricted) => {
            let path = &restricted.path;
            if path.is_ident("crate") {
                quote!(pub(crate))
            } else if path.is_ident("self") {
                quote!(pub(super))
            } else if path
                .segments
                .first()
                .is_some_and(|first| first.ident == "crate")
            {
                quote!(pub(in #path))
            } else {
                quote!(pub(in super::#path))
            }
        }
    }
}
