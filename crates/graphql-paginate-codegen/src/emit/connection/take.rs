//! Emits the functions that move pages out of the data of a response.

use super::super::ident;
use super::shown;
use super::steps::{Absent, place};
use crate::connection::{Connection, Edges, Item, Step};
use proc_macro2::TokenStream;
use quote::quote;

/// Moves the items out of `data`.
pub(crate) fn items(connection: &Connection, module: &TokenStream) -> TokenStream {
    let take = Take {
        connection,
        module,
        from: connection.shared_steps(),
    };
    let items = match (&connection.nodes, &connection.edges) {
        (Some(nodes), _) => take.list(nodes),
        (
            None,
            Some(Edges {
                steps,
                node: Some(node),
                ..
            }),
        ) => {
            let (edges, node) = (take.list(steps), node_of_edge(node));
            quote!(#edges.into_iter().map(|edge| { let edge = edge?; #node }).collect())
        }
        (None, _) => unreachable!("a walkable connection has nodes or edges with nodes"),
    };
    take.connected(&items)
}

/// Moves the edges out of `data`.
pub(crate) fn edges(connection: &Connection, edges: &Edges, module: &TokenStream) -> TokenStream {
    let take = Take {
        connection,
        module,
        from: connection.shared_steps(),
    };
    take.connected(&take.list(&edges.steps))
}

/// The cursors of edges, if they are selected along with their nodes.
pub(crate) fn edge_cursors(
    edges: &Edges,
    subject: &TokenStream,
    ty: &TokenStream,
    is_scalar: bool,
) -> Option<TokenStream> {
    let (
        Some(Step::Field {
            ident: cursor,
            optional,
            ..
        }),
        Some(node),
    ) = (edges.cursor.as_ref(), edges.node.as_ref())
    else {
        return None;
    };
    let (cursor, node) = (ident(cursor), node_of_edge(node));
    let text = if is_scalar {
        quote!(::core::convert::AsRef::as_ref)
    } else {
        quote!(::std::string::String::as_str)
    };
    let cursor = if *optional {
        quote!(edge.#cursor.as_ref().map(#text))
    } else {
        quote!(::core::option::Option::Some(#text(&edge.#cursor)))
    };
    Some(quote! {
        #[allow(deprecated)]
        impl ::graphql_paginate::EdgeCursors for #subject {
            fn edge_cursor(edge: &#ty) -> ::core::option::Option<&str> {
                #cursor
            }

            fn into_node(edge: #ty) -> ::core::option::Option<Self::Item> {
                #node
            }
        }
    })
}

struct Take<'c> {
    connection: &'c Connection,
    /// The module of the generated types.
    module: &'c TokenStream,
    /// The number of steps from the root to the value called `connection`.
    from: usize,
}

impl Take<'_> {
    fn connected(&self, items: &TokenStream) -> TokenStream {
        let connection = self.connection;
        let [next, previous, start, end] = &connection.page_info;
        let flag = |steps: &Option<Vec<Step>>| self.leaf(steps.as_deref(), false);
        let shown = shown(connection.has_scalar_cursor);
        let cursor = |steps: &Option<Vec<Step>>| {
            let leaf = self.leaf(steps.as_deref(), true);
            // A field that is not selected has no type to convert from.
            let shown = shown.as_ref().filter(|_| steps.is_some());
            quote!(#leaf #shown)
        };
        let mut page_info = quote!(::graphql_paginate::PageInfo::default());
        if next.is_some() || end.is_some() {
            let (flag, cursor) = (flag(next), cursor(end));
            page_info = quote!(#page_info.with_next(#flag, #cursor));
        }
        if previous.is_some() || start.is_some() {
            let (flag, cursor) = (flag(previous), cursor(start));
            page_info = quote!(#page_info.with_previous(#flag, #cursor));
        }
        let total_count = flag(&connection.total_count);
        let steps = connection
            .nodes
            .as_ref()
            .or(connection.edges.as_ref().map(|edges| &edges.steps));
        let shared = &steps.expect("a walkable connection has items")[..self.from];
        let (place, is_reference) = self.place(&quote!(data), shared, 0, true);
        let borrow = (!is_reference).then(|| quote!(&mut));
        quote! {
            let connection = #borrow #place;
            let page_info = #page_info;
            let total_count = #total_count;
            let items = #items;
            ::core::result::Result::Ok(::graphql_paginate::Connected::new(items, page_info, total_count))
        }
    }

    /// The value at the end of the steps; `None` if it is not selected.
    fn leaf(&self, steps: Option<&[Step]>, is_cloned: bool) -> TokenStream {
        let Some((
            Step::Field {
                ident: name,
                optional,
                ..
            },
            parents,
        )) = steps.and_then(<[Step]>::split_last)
        else {
            return quote!(::core::option::Option::None);
        };
        let ((parent, _), name) = (
            self.place(&quote!(connection), parents, self.from, false),
            ident(name),
        );
        let clone = is_cloned.then(|| quote!(.clone()));
        if *optional {
            quote!(#parent.#name #clone)
        } else {
            quote!(::core::option::Option::Some(#parent.#name #clone))
        }
    }

    /// Moves a list out, as a list of optional items.
    fn list(&self, steps: &[Step]) -> TokenStream {
        let Some((
            Step::Field {
                ident: name,
                optional,
                item,
                ..
            },
            parents,
        )) = steps.split_last()
        else {
            unreachable!("a list is a field")
        };
        let ((parent, _), name) = (
            self.place(&quote!(connection), parents, self.from, true),
            ident(name),
        );
        let list = if *optional {
            let null = null_at(steps);
            quote!(#parent.#name.take().ok_or(#null)?)
        } else {
            quote!(::core::mem::take(&mut #parent.#name))
        };
        match item {
            Item::List {
                nullable_items: true,
            } => list,
            _ => {
                quote!(#list.into_iter().map(::core::option::Option::Some).collect::<::std::vec::Vec<_>>())
            }
        }
    }

    /// The place at the end of the steps, given the place `base` at the end of the first `from` of them, and whether
    /// the expression is a reference.
    fn place(
        &self,
        base: &TokenStream,
        steps: &[Step],
        from: usize,
        is_mut: bool,
    ) -> (TokenStream, bool) {
        place(
            base,
            &steps[from.min(steps.len())..],
            is_mut,
            Some(self.module),
            |index| {
                let null = null_at(&steps[..=from + index]);
                Absent {
                    unwrap: quote!(.ok_or(#null)?),
                    leave: quote!(return ::core::result::Result::Err(#null)),
                }
            },
        )
    }
}

impl Connection {
    /// The number of steps from the root that all values share: those to the connection, unless its fields come from
    /// several fragments.
    fn shared_steps(&self) -> usize {
        let page_info = self.page_info.iter().flatten();
        let edges = self.edges.as_ref().map(|edges| &edges.steps);
        let all: Vec<&Vec<Step>> = page_info
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
fn node_of_edge(steps: &[Step]) -> TokenStream {
    let (last, parents) = steps.split_last().expect("the node is inside the edge");
    let mut place = quote!(edge);
    for step in parents {
        place = match step {
            Step::Field {
                ident: name,
                optional,
                ..
            }
            | Step::Part {
                ident: name,
                optional,
            } => {
                let name = ident(name);
                let question = optional.then(|| quote!(?));
                quote!(#place.#name #question)
            }
            Step::Variant { .. } => unreachable!("edges are objects"),
        };
    }
    let Step::Field {
        ident: name,
        optional,
        ..
    } = last
    else {
        unreachable!("a node is a field")
    };
    let name = ident(name);
    if *optional {
        quote!(#place.#name)
    } else {
        quote!(::core::option::Option::Some(#place.#name))
    }
}

fn null_at(steps: &[Step]) -> TokenStream {
    let keys = steps.iter().filter_map(|step| match step {
        Step::Field { key, .. } => Some(key),
        Step::Part { .. } | Step::Variant { .. } => None,
    });
    quote!(::graphql_paginate::NullAt::at(&[#(#keys),*]))
}
