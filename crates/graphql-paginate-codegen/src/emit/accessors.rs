//! Writes the methods that iterate over the items of connections.

use super::{Context, ident};
use crate::item::{Accessor, FieldAccess, Struct};
use proc_macro2::TokenStream;
use quote::quote;

/// The methods of the structs: those for lists of items, then those for lists of edges.
pub(super) fn items(structs: &[&Struct], context: &Context<'_>) -> TokenStream {
    let (mut nodes, mut edges) = (Vec::new(), Vec::new());
    for structure in structs {
        let name = ident(&structure.name);
        let (mut of_nodes, mut of_edges) = (Vec::new(), Vec::new());
        for accessor in &structure.accessors {
            match &accessor.edge {
                None => of_nodes.push(line(accessor, None, context)),
                Some(edge) => {
                    let edge = context.types.local(edge);
                    let node = optional(&accessor.node);
                    let node = quote!(, |edge: #edge| #node);
                    of_edges.push(line(accessor, Some(node), context));
                }
            }
        }
        if !of_nodes.is_empty() {
            nodes.push(quote!(#name { #(#of_nodes)* }));
        }
        if !of_edges.is_empty() {
            edges.push(quote!(#name { #(#of_edges)* }));
        }
    }
    let nodes = invocation("accessors", &nodes);
    let edges = invocation("edge_accessors", &edges);
    quote!(#nodes #edges)
}

fn invocation(name: &str, structs: &[TokenStream]) -> Option<TokenStream> {
    if structs.is_empty() {
        return None;
    }
    let name = ident(name);
    Some(quote!(__graphql_paginate::#name! { #(#structs)* }))
}

/// A method; `node` is what follows the list of edges.
pub(super) fn line(
    accessor: &Accessor,
    node: Option<TokenStream>,
    context: &Context<'_>,
) -> TokenStream {
    let name = ident(&accessor.field);
    let item = context.types.local(&accessor.item);
    let list = list(&accessor.list);
    quote!(#name: #item = #list #node;)
}

/// The fields that lead to a list from the last object that may be null, and those that lead to these objects.
fn list(path: &[FieldAccess]) -> TokenStream {
    let mut objects = Vec::new();
    let mut fields = Vec::new();
    for (index, hop) in path.iter().enumerate() {
        fields.push(ident(&hop.ident));
        if hop.optional && index + 1 < path.len() {
            objects.push(quote!(#(#fields).*));
            fields.clear();
        }
    }
    if objects.is_empty() {
        return quote!(#(#fields).*);
    }
    quote!(#(#fields).* in #(#objects),*)
}

/// A reference to the value at the end of a path from `edge`, in a function that returns an option.
fn optional(path: &[FieldAccess]) -> TokenStream {
    let mut place = quote!(edge);
    for (index, hop) in path.iter().enumerate() {
        let name = ident(&hop.ident);
        place = match (hop.optional, index + 1 < path.len()) {
            (false, _) => quote!(#place.#name),
            (true, true) => quote!(#place.#name.as_ref()?),
            (true, false) => return quote!(#place.#name.as_ref()),
        };
    }
    quote!(::core::option::Option::Some(&#place))
}
