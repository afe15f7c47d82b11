//! Emits the code for sibling connections: requesting one of them alone, and walking all of them.

use super::super::{Context, asks_for, derives, ident};
use super::abilities;
use super::paging::{self, SharedDocuments};
use crate::connection::{Connection, Direction};
use crate::module::{Module, Siblings, Together};
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
    let unsent = (!unsent.is_empty()).then(|| quote!(leave_out: #(#unsent),*;));
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
    together: &Together,
    connections: &[Connection],
    context: &Context<'_>,
) -> TokenStream {
    let item = ident(&together.item);
    let derives = derives(
        &context.options.response_derives,
        &["Serialize", "Deserialize", "Default"],
    );
    let serialize = asks_for(&context.options.response_derives, "Serialize").then(|| {
        quote! {
            #[derive(__graphql_paginate::serde::Serialize)]
            #[serde(crate = "__graphql_paginate::serde")]
        }
    });
    let variants = together.variants.iter().zip(connections);
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

fn all_connections(together: &Together, context: &Context<'_>) -> TokenStream {
    let (module, marker) = (&context.module, ident(&together.marker));
    quote!(#module::#marker)
}

/// The walk of all connections at once.
pub(crate) fn impl_together(module: &Module, context: &Context<'_>) -> Option<TokenStream> {
    let together = module.siblings.as_ref()?.together.as_ref()?;
    let (name, item) = (&context.module, ident(&together.item));
    let all = all_connections(together, context);
    let parts = module
        .connections
        .iter()
        .zip(&together.variants)
        .map(|(connection, variant)| {
            let (variant, name) = (ident(variant), connection.name.join("."));
            quote!(variant #variant = #name;)
        });
    let direction = if together.is_forward {
        Direction::Forward
    } else {
        Direction::Backward
    };
    let by_default = paging::by_default(direction);
    let sizes = paging::list_setting("nested_sizes", &nested_sizes(&module.connections));
    let settings = quote!(#by_default #sizes);
    let paging = (!settings.is_empty()).then(|| quote!(paging: #settings;));
    let mut connections = module.connections.iter();
    let has_nested = connections.any(|connection| !connection.nested.is_empty());
    let nested = has_nested.then(|| quote!(nested: of_each;));
    let document =
        "Walks all connections at once: each request asks for those that have not ended.";
    let method = ident(&together.method);
    let abilities = together_abilities(module, together).into_iter().map(ident);
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

fn together_abilities(module: &Module, together: &Together) -> Vec<&'static str> {
    let all_can = |ability: &str| {
        module
            .connections
            .iter()
            .all(|connection| abilities(connection).any(|can| can == ability))
    };
    let walks = if together.is_forward {
        "WalksForward"
    } else {
        "WalksBackward"
    };
    let has_nested = module
        .connections
        .iter()
        .any(|connection| !connection.nested.is_empty());
    let is_complete = module.connections.iter().all(|connection| {
        connection.nested.is_empty() || abilities(connection).any(|can| can == "CompletesNested")
    });
    let sized = all_can("SizedPages").then_some("SizedPages");
    let complete = (has_nested && is_complete).then_some("CompletesNested");
    let concurrent = complete.map(|_| "Concurrent");
    [Some(walks), sized, concurrent, complete]
        .into_iter()
        .flatten()
        .collect()
}
