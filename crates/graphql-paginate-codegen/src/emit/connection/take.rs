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
            let list = edges.items;
            let items = if edges.has_null_elements {
                quote!(#list.into_iter().map(|edge| { let edge = edge?; #node }).collect())
            } else {
                quote!(#list.into_iter().map(|edge| #node).collect())
            };
            List {
                items,
                has_null_elements: true,
            }
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

/// The line `edge`, if cursors of edges are selected along with their nodes.
pub(crate) fn edge_line(edges: &Edges, is_scalar: bool) -> Option<TokenStream> {
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
    Some(quote!(edge: |edge| #cursor, #node;))
}

struct Take<'c> {
    connection: &'c Connection,
    /// The module of the generated types.
    module: &'c TokenStream,
    /// The number of steps from the root to the value called `connection`.
    from: usize,
}

/// A value of a response.
struct Leaf {
    value: TokenStream,
    is_nullable: bool,
}

/// The list of a connection, moved out of a response.
struct List {
    items: TokenStream,
    has_null_elements: bool,
}

impl Take<'_> {
    fn connected(&self, items: &List) -> TokenStream {
        let connection = self.connection;
        let [next, previous, start, end] = &connection.page_info;
        let mut page_info = TokenStream::new();
        if next.is_some() || end.is_some() {
            let position = self.position(next, end);
            page_info.extend(quote!(.next(#position)));
        }
        if previous.is_some() || start.is_some() {
            let position = self.position(previous, start);
            page_info.extend(quote!(.previous(#position)));
        }
        let total_count = connection.total_count.as_ref().map(|steps| {
            let total = self.leaf(steps).value;
            quote!(.total(#total))
        });
        let steps = connection
            .nodes
            .as_ref()
            .or(connection.edges.as_ref().map(|edges| &edges.steps));
        let shared = &steps.expect("a walkable connection has items")[..self.from];
        let (place, is_reference) = self.place(&quote!(data), shared, 0, true);
        let borrow = (!is_reference).then(|| quote!(&mut));
        let List {
            items,
            has_null_elements,
        } = items;
        let constructor = if *has_null_elements {
            quote!(nullable)
        } else {
            quote!(required)
        };
        quote! {
            let connection = #borrow #place;
            let items = #items;
            Connected::#constructor(items) #page_info #total_count
        }
    }

    /// The value at the end of the steps.
    fn leaf(&self, steps: &[Step]) -> Leaf {
        let Some((
            Step::Field {
                ident: name,
                optional,
                ..
            },
            parents,
        )) = steps.split_last()
        else {
            unreachable!("a value is a field")
        };
        let (parent, _) = self.place(&quote!(connection), parents, self.from, false);
        let name = ident(name);
        Leaf {
            value: quote!(#parent.#name),
            is_nullable: *optional,
        }
    }

    /// The flag and the cursor of a direction, as arguments.
    fn position(&self, flag: &Option<Vec<Step>>, cursor: &Option<Vec<Step>>) -> TokenStream {
        let flag = match flag {
            Some(steps) => self.leaf(steps).value,
            None => quote!(::core::option::Option::<bool>::None),
        };
        let cursor = match cursor {
            Some(steps) => {
                let Leaf { value, is_nullable } = self.leaf(steps);
                match shown(self.connection.has_scalar_cursor) {
                    Some(shown) if is_nullable => quote!(#value.clone() #shown),
                    Some(shown) => quote!(::core::option::Option::Some(#value.clone()) #shown),
                    None => quote!(#value.clone()),
                }
            }
            None => quote!(::core::option::Option::<::std::string::String>::None),
        };
        quote!(#flag, #cursor)
    }

    /// Moves a list out.
    fn list(&self, steps: &[Step]) -> List {
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
        let (parent, _) = self.place(&quote!(connection), parents, self.from, true);
        let name = ident(name);
        let items = if *optional {
            let null = keys(steps);
            quote!(#parent.#name.take_at(#null)?)
        } else {
            quote!(::core::mem::take(&mut #parent.#name))
        };
        List {
            items,
            has_null_elements: matches!(
                item,
                Item::List {
                    nullable_items: true
                }
            ),
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
                let steps = &steps[..=from + index];
                let keys = keys(steps);
                let method = if is_mut {
                    quote!(mut_at)
                } else {
                    quote!(ref_at)
                };
                Absent {
                    unwrap: quote!(.#method(#keys)?),
                    leave: quote!(return ::core::result::Result::Err(::graphql_paginate::NullAt::at(#keys))),
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

/// The response keys on a path, from `data`.
fn keys(steps: &[Step]) -> TokenStream {
    let keys = steps.iter().filter_map(|step| match step {
        Step::Field { key, .. } => Some(key),
        Step::Part { .. } | Step::Variant { .. } => None,
    });
    quote!(&[#(#keys),*])
}
