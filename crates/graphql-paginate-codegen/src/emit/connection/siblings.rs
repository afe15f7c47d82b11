//! Emits the code for sibling connections: requesting one of them alone, and walking all of them.

use super::super::{Context, asks_for, derives, ident};
use super::invocation::abilities;
use super::optional::{only_if, unless_empty};
use super::paging::{self, SharedDocuments};
use crate::connection::{Connection, Direction};
use crate::module::{CombinedWalk, Module, Siblings};
use proc_macro2::TokenStream;
use quote::quote;
use std::collections::BTreeSet;

/// The line `documents`: the documents for all connections, and the variables in them.
pub(super) fn documents_line(
    siblings: &Siblings,
    connections: &[Connection],
    shared: SharedDocuments<'_>,
) -> TokenStream {
    let documents = Direction::ALL.map(|direction| {
        let walks = connections.iter();
        let mut walks = walks.filter_map(|connection| connection.walk(direction));
        let text = &walks.next_back()?.document;
        Some(match direction {
            Direction::Forward => quote!(forward: #text;),
            Direction::Backward => quote!(backward: #text;),
        })
    });
    let SharedDocuments { unsent } = shared;
    let unsent = unless_empty(unsent, quote!(leave_out: #(#unsent),*;));
    let flags = &siblings.flags;
    let [forward, backward] = documents;
    quote!(documents: { #forward #backward #unsent flags: #(#flags),*; };)
}

/// What all connections share: the variables of the query that no document declares, if they are the same ones.
pub(super) fn shared<'m>(
    siblings: &'m Siblings,
    connections: &[Connection],
) -> SharedDocuments<'m> {
    let unsent = siblings.unsent.as_slice();
    let mut connections = connections.iter();
    if connections.all(|connection| paging::left_out(connection) == Some(unsent)) {
        SharedDocuments { unsent }
    } else {
        SharedDocuments { unsent: &[] }
    }
}

/// The enum of all items.
pub(super) fn any_item(
    combined: &CombinedWalk,
    connections: &[Connection],
    context: &Context<'_>,
) -> TokenStream {
    let item = ident(&combined.item);
    let derives = derives(
        &context.options.response_derives,
        &["Serialize", "Deserialize", "Default"],
    );
    let serialize = only_if(
        asks_for(&context.options.response_derives, "Serialize"),
        quote! {
            #[derive(__graphql_paginate::serde::Serialize)]
            #[serde(crate = "__graphql_paginate::serde")]
        },
    );
    let variants = combined.variants.iter().zip(connections);
    let variants = variants.map(|(variant, connection)| {
        let (variant, ty) = (ident(variant), context.types.local(&connection.item));
        let path = connection.path.join(".");
        quote!(#variant(#ty) = #path,)
    });
    quote! {
        __graphql_paginate::any_item! {
            #derives
            #serialize
            pub enum #item { #(#variants)* }
        }
    }
}

fn all_connections(combined: &CombinedWalk, context: &Context<'_>) -> TokenStream {
    let (module, marker) = (&context.module, ident(&combined.marker));
    quote!(#module::#marker)
}

/// The walk of all connections at once.
pub(crate) fn impl_combined(module: &Module, context: &Context<'_>) -> Option<TokenStream> {
    let combined = module.siblings.as_ref()?.combined.as_ref()?;
    let (name, item) = (&context.module, ident(&combined.item));
    let all = all_connections(combined, context);
    let parts = module
        .connections
        .iter()
        .zip(&combined.variants)
        .map(|(connection, variant)| {
            let (variant, name) = (ident(variant), connection.name.join("."));
            quote!(variant #variant = #name;)
        });
    let direction = if combined.is_forward {
        Direction::Forward
    } else {
        Direction::Backward
    };
    let by_default = paging::by_default(direction);
    let sizes = paging::list_setting("nested_sizes", &nested_sizes(&module.connections));
    let settings = quote!(#by_default #sizes);
    let paging = only_if(!settings.is_empty(), quote!(paging: #settings;));
    let mut connections = module.connections.iter();
    let has_nested = connections.any(|connection| !connection.nested.is_empty());
    let nested = only_if(has_nested, quote!(nested: of_each;));
    let document =
        "Walks all connections at once: each request asks for those that have not ended.";
    let method = ident(&combined.method);
    let abilities = combined_abilities(module, combined).into_iter().map(ident);
    Some(quote! {
        all #all {
            item: #name::#item;
            #(#parts)*
            #paging
            #nested
            paginate: #document, #method;
            abilities: #(#abilities),*;
        }
    })
}

/// The variables with the sizes of all nested connections, without duplicates.
fn nested_sizes(connections: &[Connection]) -> Vec<String> {
    let mut sizes = BTreeSet::new();
    for connection in connections {
        sizes.extend(connection.nested_sizes.iter().cloned());
    }
    sizes.into_iter().collect()
}

fn combined_abilities(module: &Module, combined: &CombinedWalk) -> Vec<&'static str> {
    let all_can = |ability: &str| {
        module
            .connections
            .iter()
            .all(|connection| abilities(connection).contains(&ability))
    };
    let mut abilities_of_all = Vec::new();
    if combined.is_forward {
        abilities_of_all.push("WalksForward");
    } else {
        abilities_of_all.push("WalksBackward");
    }
    if all_can("SizedPages") {
        abilities_of_all.push("SizedPages");
    }
    let has_nested = module
        .connections
        .iter()
        .any(|connection| !connection.nested.is_empty());
    let is_complete = module.connections.iter().all(|connection| {
        connection.nested.is_empty() || abilities(connection).contains(&"CompletesNested")
    });
    if has_nested && is_complete {
        abilities_of_all.extend(["Concurrent", "CompletesNested"]);
    }
    abilities_of_all
}
