//! The invocation of the runtime's macro `connections`, which implements the traits of a query's connections, and the lines
//! of each connection in it.

use super::super::{Context, ident};
use super::paging::SharedDocuments;
use super::{each_parent, nested, paging, take};
use crate::connection::{BothEndsDocument, Connection};
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
pub(super) fn impl_connection(
    connection: &Connection,
    index: usize,
    shared: Option<SharedDocuments<'_>>,
    context: &Context<'_>,
) -> TokenStream {
    let subject = subject(connection, context);
    let item = context.outside.local(&connection.item);
    let paging = paging::lines(connection, index, shared);
    let both_ends = connection.both_ends.as_ref();
    let both_ends = both_ends.map(|BothEndsDocument { text, key }| quote!(both_ends: #text, #key;));
    let items = if connection.has_several_parents() {
        each_parent::line(connection)
    } else {
        take::lines(connection, context)
    };
    let nested = nested_line(connection, index, &context.data);
    let paginate = paginate_line(connection);
    let abilities = abilities(connection).into_iter().map(ident);
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

/// The names of the traits for what walks of a connection can do.
pub(super) fn abilities(connection: &Connection) -> Vec<&'static str> {
    let mut abilities = Vec::new();
    if connection.forward.is_some() {
        abilities.push("WalksForward");
    }
    if connection.backward.is_some() {
        abilities.push("WalksBackward");
    }
    let walks = [&connection.forward, &connection.backward];
    let mut walks = walks.into_iter().flatten();
    if walks.all(|walk| walk.size.is_some()) {
        abilities.push("SizedPages");
    }
    let is_complete = is_complete(connection);
    let forward = connection.forward.as_ref();
    if is_complete || forward.is_some_and(|walk| walk.style.is_counted()) {
        abilities.push("Concurrent");
    }
    if is_complete {
        abilities.push("CompletesNested");
    }
    if connection.has_several_parents() {
        abilities.push("SeveralParents");
    }
    abilities
}

/// Whether a walk can complete the connections inside the items, and reports those that it cannot complete.
fn is_complete(connection: &Connection) -> bool {
    let mut nested = connection.nested.iter();
    let can_be_completed = nested.any(|nested| nested.follow_up.is_some());
    let mut nested = connection.nested.iter();
    can_be_completed
        && !connection.has_unreported
        && nested.all(|nested| nested.follow_up.is_some() || nested.is_only_reported)
}
