//! Emits the impls of the runtime's connection traits.

mod each_parent;
mod nested;
mod no_pager;
mod paging;
mod siblings;
mod steps;
mod subject;
mod take;

use super::{Context, ident};
use crate::connection::{Connection, Ends};
use crate::module::Module;
use paging::SharedDocuments;
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
    let together = module
        .siblings
        .as_ref()
        .and_then(|siblings| siblings.together.as_ref());
    let any_item = together.map(|together| siblings::any_item(together, connections, context));
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
    impls.extend(siblings::impl_together(module, context));
    let documents = siblings
        .zip(shared)
        .map(|(siblings, shared)| siblings::documents_line(siblings, &module.connections, shared));
    let connections = subject::invocation(&impls, documents, context);
    quote!(#no_pager #connections)
}

/// The aliases `Item` and `Edge`, for use in signatures.
fn short_names(main: &Connection, free_names: &[&str], context: &Context<'_>) -> TokenStream {
    let alias = |name: &str, ty| {
        let (name, ty) = (ident(name), context.types.local(ty));
        quote!(pub type #name = #ty;)
    };
    let item = free_names.contains(&"Item").then(|| {
        let ty = context.types.local(&main.item);
        if main.has_several_parents() {
            quote!(pub type Item = ::graphql_paginate::Child<#ty>;)
        } else {
            quote!(pub type Item = #ty;)
        }
    });
    let edge = main.edges.as_ref().filter(|_| free_names.contains(&"Edge"));
    let edge = edge.map(|edges| alias("Edge", &edges.ty));
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
    let together = module
        .siblings
        .as_ref()
        .and_then(|siblings| siblings.together.as_ref());
    if let Some(together) = together {
        let marker = ident(&together.marker);
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

/// The type for which the traits are implemented.
fn subject(connection: &Connection, context: &Context<'_>) -> TokenStream {
    match &connection.marker {
        Some(marker) => {
            let (module, marker) = (&context.module, ident(marker));
            quote!(#module::#marker)
        }
        None => {
            let query = &context.options.name;
            quote!(#query)
        }
    }
}

/// The lines of one connection.
fn impl_connection(
    connection: &Connection,
    index: usize,
    shared: Option<SharedDocuments<'_>>,
    context: &Context<'_>,
) -> TokenStream {
    let subject = subject(connection, context);
    let item = context.outside.local(&connection.item);
    let paging = paging::lines(connection, index, shared);
    let both_ends = connection.ends.as_ref();
    let both_ends = both_ends.map(|Ends { text, key }| quote!(both_ends: #text, #key;));
    let items = if connection.has_several_parents() {
        each_parent::line(connection)
    } else {
        take::lines(connection, context)
    };
    let nested = nested_line(connection, index, &context.data);
    let paginate = paginate_line(connection);
    let abilities = abilities(connection).map(ident);
    quote! {
        impl #subject {
            item: #item;
            #paging
            #both_ends
            #items
            #nested
            #paginate
            abilities: #(#abilities),*;
        }
    }
}

/// The line `paginate` with the functions that start a walk, if there are any.
fn paginate_line(connection: &Connection) -> Option<TokenStream> {
    if connection.methods.is_empty() {
        return None;
    }
    let document = format!("Walks `{}` page by page.", connection.path.join("."));
    let methods = connection.methods.iter().map(|name| ident(name));
    Some(quote!(paginate: #document, #(#methods),*;))
}

/// The line `nested`, if there are connections inside the items.
fn nested_line(connection: &Connection, index: usize, module: &TokenStream) -> Option<TokenStream> {
    if connection.nested.is_empty() {
        return None;
    }
    let nested = nested::type_name(index);
    Some(quote!(nested: (#module::#nested);))
}

fn abilities(connection: &Connection) -> impl Iterator<Item = &'static str> {
    let forward = connection.forward.is_some().then_some("WalksForward");
    let backward = connection.backward.is_some().then_some("WalksBackward");
    let mut nested = connection.nested.iter();
    let can_be_completed = nested.any(|nested| nested.follow_up.is_some());
    let mut nested = connection.nested.iter();
    let is_complete = can_be_completed
        && !connection.has_unreported
        && nested.all(|nested| nested.follow_up.is_some() || nested.is_only_reported);
    let complete = is_complete.then_some("CompletesNested");
    let walks = [&connection.forward, &connection.backward];
    let mut walks = walks.into_iter().flatten();
    let sized = walks
        .all(|walk| walk.size.is_some())
        .then_some("SizedPages");
    let parents = connection.has_several_parents().then_some("SeveralParents");
    let is_counted = connection
        .forward
        .as_ref()
        .is_some_and(|walk| walk.style.is_counted());
    let concurrent = (is_complete || is_counted).then_some("Concurrent");
    [forward, backward, sized, concurrent, complete, parents]
        .into_iter()
        .flatten()
}
