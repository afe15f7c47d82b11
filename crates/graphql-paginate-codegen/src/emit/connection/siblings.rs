//! Emits the code for sibling connections: requesting one of them alone, and walking all of them.

use super::super::{Context, asks_for, derives, ident, response};
use super::subject::{Subject, impl_connection};
use super::{abilities, paging, subject};
use crate::connection::{Connection, Direction};
use crate::module::{Module, Siblings, Together};
use proc_macro2::TokenStream;
use quote::quote;
use std::collections::BTreeSet;

/// The module of the reduced document, and the enum of all items.
pub(crate) fn items(
    siblings: &Siblings,
    connections: &[Connection],
    context: &Context<'_>,
) -> TokenStream {
    let (flags, unsent) = (&siblings.flags, &siblings.unsent);
    let name = ident(&siblings.name);
    let types: Vec<_> = siblings.types.iter().collect();
    let types = response::items(&types, context);
    let documents = documents(connections);
    let documents = documents.iter().map(|(name, text)| {
        let name = ident(name);
        quote!(pub const #name: &str = #text;)
    });
    let together = siblings
        .together
        .as_ref()
        .map(|together| any_item(together, connections, context));
    quote! {
        /// The documents with an `@include` at each connection, and what a request for some of them brings.
        pub mod #name {
            pub use super::*;

            #(#documents)*
            pub const FLAGS: &[&str] = &[#(#flags),*];
            /// Variables of the query that these documents do not declare.
            pub const UNSENT: &[&str] = &[#(#unsent),*];

            #types
        }

        #together
    }
}

/// The documents for all connections, by the names of their constants.
fn documents(connections: &[Connection]) -> Vec<(&'static str, &str)> {
    let mut documents = Vec::new();
    for direction in Direction::ALL {
        let mut walks = connections.iter().filter_map(|connection| match direction {
            Direction::Forward => connection.forward.as_ref(),
            Direction::Backward => connection.backward.as_ref(),
        });
        if let Some(walk) = walks.next_back() {
            documents.push((paging::constant_name(direction), walk.document.as_str()));
        }
    }
    documents
}

/// The constants of the module that the connections refer to, under their names alone.
pub(super) fn shared_documents(
    siblings: &Siblings,
    connections: &[Connection],
    context: &Context<'_>,
) -> TokenStream {
    let (module, name) = (&context.module, ident(&siblings.name));
    let mut constants: Vec<_> = documents(connections)
        .into_iter()
        .map(|(name, _)| (ident(name), quote!(&str)))
        .collect();
    constants.push((ident("UNSENT"), quote!(&[&str])));
    constants.push((ident("FLAGS"), quote!(&[&str])));
    let constants = constants
        .into_iter()
        .map(|(constant, ty)| quote!(const #constant: #ty = #module::#name::#constant;));
    quote!(#(#constants)*)
}

/// The enum of all items.
fn any_item(together: &Together, connections: &[Connection], context: &Context<'_>) -> TokenStream {
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
    let variants = together
        .variants
        .iter()
        .zip(connections)
        .map(|(variant, connection)| {
            let (variant, ty) = (ident(variant), context.types.local(&connection.item));
            let document = format!("An item of `{}`.", connection.path.join("."));
            quote!(#[doc = #document] #variant(#ty),)
        });
    quote! {
        /// An item of one of the connections.
        #derives
        #serialize
        pub enum #item { #(#variants)* }
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
            let (subject, variant) = (subject(connection, context), ident(variant));
            let name = connection.name.join(".");
            quote!(#variant = #subject, #name;)
        });
    let direction = if together.is_forward {
        Direction::Forward
    } else {
        Direction::Backward
    };
    let (by_default, sizes) = (
        paging::by_default(direction),
        nested_sizes(&module.connections),
    );
    let nested = nested(module, together, context);
    let data = &context.data;
    let document =
        "Walks all connections at once: each request asks for those that have not ended.";
    let walked = Subject {
        name: &all,
        data: quote!(#data::ResponseData),
        item: quote!(#name::#item),
        paging: quote!(Paging::new(&[]) #by_default #sizes),
        lines: quote! {
            together: { #(#parts)* };
            #nested
        },
        methods: Some((document.to_owned(), vec![&together.method])),
        abilities: together_abilities(module, together),
        both_ends: None,
    };
    Some(impl_connection(walked))
}

/// The trait functions for nested connections, which delegate to each connection.
fn nested(module: &Module, together: &Together, context: &Context<'_>) -> Option<TokenStream> {
    let connections = &module.connections;
    if connections
        .iter()
        .all(|connection| connection.nested.is_empty())
    {
        return None;
    }
    let (name, item) = (&context.module, ident(&together.item));
    let mut before = 0;
    let (mut constants, mut pending, mut fills) = (Vec::new(), Vec::new(), Vec::new());
    for (connection, variant) in connections.iter().zip(&together.variants) {
        let (subject, variant) = (subject(connection, context), ident(variant));
        let own = quote!(<#subject as ::graphql_paginate::Connection>);
        constants.extend((0..connection.nested.len()).map(|index| quote!(#own::NESTED[#index])));
        let here = before..before + connection.nested.len();
        let (start, end) = (here.start, here.end);
        if here.is_empty() {
            pending.push(quote!(#name::#item::#variant(_) => {}));
            continue;
        }
        pending.push(quote! {
            #name::#item::#variant(item) => {
                ::graphql_paginate::__private::pending_from(#start, pending, |pending| #own::pending(item, pending));
            }
        });
        fills.push(quote! {
            (#name::#item::#variant(item), #start..#end) => #own::fill(item, &gap.counted_from(#start), answer),
        });
        before = here.end;
    }
    let fill = quote! {
        match (item, gap.nested) {
            #(#fills)*
            _ => ::core::result::Result::Err(::graphql_paginate::__private::Unfilled::Gone),
        }
    };
    Some(super::subject::nested(
        &quote!(&[#(#constants),*]),
        &quote!(match item { #(#pending)* }),
        &fill,
    ))
}

/// The variables with the sizes of all nested connections, without duplicates.
fn nested_sizes(connections: &[Connection]) -> Option<TokenStream> {
    let sizes: BTreeSet<&str> = connections
        .iter()
        .flat_map(|connection| &connection.nested_sizes)
        .map(String::as_str)
        .collect();
    (!sizes.is_empty()).then(|| {
        let sizes = sizes.into_iter();
        quote!(.nested_sizes(&[#(#sizes),*]))
    })
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
