//! Emits the lines by which a connection is moved out of the data of a response.

use super::super::{Context, ident};
use super::steps::{Absent, last_field, place};
use crate::connection::{Connection, Edges, RustStep};
use proc_macro2::TokenStream;
use quote::quote;

/// The lines from `take` to `cursor`.
pub(super) fn lines(connection: &Connection, context: &Context<'_>) -> TokenStream {
    let take = Take {
        connection,
        module: &context.data,
        from: connection.shared_steps(),
    };
    let (place, connected) = (take.connection_place(), take.connected());
    let items = connection.nodes.as_ref().map(|nodes| {
        let list = take.list(nodes);
        quote!(items: #list;)
    });
    let edges = connection.edges.as_ref().map(|edges| {
        let (ty, list) = (context.outside.local(&edges.ty), take.list(&edges.steps));
        quote!(edges: #ty = #list;)
    });
    let edge = edge_lines(connection);
    quote!(take: |it| #place; connected: |list| #connected; #items #edges #edge)
}

/// The lines `node` and `cursor`. If `nodes` are selected too, an edge's node has another type than the item.
fn edge_lines(connection: &Connection) -> Option<TokenStream> {
    let edges = connection.edges.as_ref()?;
    if connection.nodes.is_some() {
        return None;
    }
    let node = node_of_edge(edges.node.as_ref()?);
    let cursor = cursor_of_edge(edges, connection.has_scalar_cursor);
    Some(quote!(node: |edge| #node; #cursor))
}

/// The line `cursor`, if cursors of edges are selected.
fn cursor_of_edge(edges: &Edges, is_scalar: bool) -> Option<TokenStream> {
    let Some(RustStep::Field {
        ident: cursor,
        optional,
        ..
    }) = &edges.cursor
    else {
        return None;
    };
    let cursor = ident(cursor);
    let text = if is_scalar {
        quote!(::core::convert::AsRef::as_ref)
    } else {
        quote!(::std::string::String::as_str)
    };
    Some(if *optional {
        quote!(cursor: edge.#cursor.as_ref().map(#text);)
    } else {
        quote!(cursor: ::core::option::Option::Some(#text(&edge.#cursor));)
    })
}

struct Take<'c> {
    connection: &'c Connection,
    /// The module of the generated types.
    module: &'c TokenStream,
    /// The number of steps from the root to the value of the line `take`.
    from: usize,
}

impl Take<'_> {
    /// The place of the connection in the data.
    fn connection_place(&self) -> TokenStream {
        let Connection { nodes, edges, .. } = self.connection;
        let edges = edges.as_ref().map(|edges| &edges.steps);
        let steps = nodes.as_ref().or(edges);
        let shared = &steps.expect("a walkable connection has items")[..self.from];
        if shared.is_empty() {
            // The macro borrows the place, and `it` is a reference that cannot be borrowed as mutable itself.
            return quote!(*it);
        }
        self.place(shared, 0, true)
    }

    /// The list called `list`, with `pageInfo` and the total.
    fn connected(&self) -> TokenStream {
        let [next, previous, start, end] = &self.connection.page_info;
        let mut connected = quote!(list);
        if next.is_some() || end.is_some() {
            let position = self.position(next, end);
            connected.extend(quote!(.with_next(#position)));
        }
        if previous.is_some() || start.is_some() {
            let position = self.position(previous, start);
            connected.extend(quote!(.with_previous(#position)));
        }
        if let Some(steps) = &self.connection.total_count {
            let total = self.leaf(steps);
            connected.extend(quote!(.with_total(#total)));
        }
        connected
    }

    /// The flag and the cursor of a direction, as arguments.
    fn position(
        &self,
        flag: &Option<Vec<RustStep>>,
        cursor: &Option<Vec<RustStep>>,
    ) -> TokenStream {
        let flag = match flag {
            Some(steps) => self.leaf(steps),
            None => quote!(::core::option::Option::<bool>::None),
        };
        let cursor = match cursor {
            Some(steps) => self.cursor(steps),
            None => quote!(::core::option::Option::<::std::string::String>::None),
        };
        quote!(#flag, #cursor)
    }

    /// A cursor as text.
    fn cursor(&self, steps: &[RustStep]) -> TokenStream {
        let value = self.leaf(steps);
        let (_, _, is_nullable) = last_field(steps);
        match (self.connection.has_scalar_cursor, is_nullable) {
            (false, _) => quote!(#value.clone()),
            (true, true) => quote!(cursor_text(#value.as_ref())),
            (true, false) => quote!(cursor_text(::core::option::Option::Some(&#value))),
        }
    }

    /// The value at the end of the steps, as an option if it is nullable.
    fn leaf(&self, steps: &[RustStep]) -> TokenStream {
        let (parents, name, _) = last_field(steps);
        let parent = self.place(parents, self.from, false);
        quote!(#parent.#name)
    }

    /// A list, and the response keys of what is null if there is none.
    fn list(&self, steps: &[RustStep]) -> TokenStream {
        let (parents, name, _) = last_field(steps);
        let (parent, keys) = (self.place(parents, self.from, true), keys(steps));
        quote!(#parent.#name, [#keys])
    }

    /// The place at the end of the steps, given that `it` is the place at the end of the first `from` of them.
    fn place(&self, steps: &[RustStep], from: usize, is_mut: bool) -> TokenStream {
        let below = &steps[from.min(steps.len())..];
        let (place, _) = place(&quote!(it), below, is_mut, Some(self.module), |index| {
            let keys = keys(&steps[..=from + index]);
            let method = ident(if is_mut { "mut_at" } else { "ref_at" });
            Absent {
                unwrap: quote!(.#method(&[#keys])?),
                leave: quote!(return ::core::result::Result::Err(::graphql_paginate::NullAt::at(&[#keys]))),
            }
        });
        place
    }
}

impl Connection {
    /// The number of steps from the root that all values share: those to the connection, unless its fields come from
    /// several fragments.
    fn shared_steps(&self) -> usize {
        let page_info = self.page_info.iter().flatten();
        let edges = self.edges.as_ref().map(|edges| &edges.steps);
        let all: Vec<&Vec<RustStep>> = page_info
            .chain(&self.nodes)
            .chain(edges)
            .chain(&self.total_count)
            .collect();
        let (first, rest) = all.split_first().expect("a walkable connection has items");
        let is_shared = |index: &usize| {
            *index + 1 < first.len()
                && rest
                    .iter()
                    .all(|other| *index + 1 < other.len() && other[*index] == first[*index])
        };
        (0..first.len()).take_while(is_shared).count()
    }
}

/// The node of the edge called `edge`, in a function that returns an option.
fn node_of_edge(steps: &[RustStep]) -> TokenStream {
    let (parents, name, is_optional) = last_field(steps);
    let none = |_| Absent {
        unwrap: quote!(?),
        leave: quote!(return ::core::option::Option::None),
    };
    let (parent, _) = place(&quote!(edge), parents, false, None, none);
    if is_optional {
        quote!(#parent.#name)
    } else {
        quote!(::core::option::Option::Some(#parent.#name))
    }
}

/// The response keys on a path, from `data`.
fn keys(steps: &[RustStep]) -> TokenStream {
    let keys = steps.iter().filter_map(|step| match step {
        RustStep::Field { key, .. } => Some(key),
        RustStep::Part { .. } | RustStep::Variant { .. } => None,
    });
    quote!(#(#keys),*)
}
