//! Impls of the runtime's connection traits.

use super::{Context, ident};
use crate::connection::{Connection, Edges, Item, Step, Variable};
use proc_macro2::TokenStream;
use quote::quote;

/// Everything about connections, for the inside of the module.
pub(crate) fn items(connections: &[Connection], free_names: &[&str], context: &Context<'_>) -> TokenStream {
    let aliases = connections.iter().filter(|connection| connection.marker.is_none());
    let aliases = aliases.map(|main| short_names(main, free_names, context));
    let markers = connections.iter().filter_map(marker);
    let methods = methods(connections, context);
    let impls = connections.iter().map(|connection| impl_connection(connection, context));
    quote!(#(#aliases)* #(#markers)* #methods #(#impls)*)
}

/// `Item` and `Edge`, for what people write in signatures.
fn short_names(main: &Connection, free_names: &[&str], context: &Context<'_>) -> TokenStream {
    let alias = |name: &str, ty| {
        let (name, ty) = (ident(name), context.types.local(ty));
        quote!(pub type #name = #ty;)
    };
    let item = free_names.contains(&"Item").then(|| alias("Item", &main.item));
    let edge = main.edges.as_ref().filter(|_| free_names.contains(&"Edge"));
    let edge = edge.map(|edges| alias("Edge", &edges.ty));
    quote!(#item #edge)
}

fn marker(connection: &Connection) -> Option<TokenStream> {
    let marker = ident(connection.marker.as_ref()?);
    let document = format!("Stands for the connection `{}`.", connection.path.join("."));
    Some(quote! {
        #[doc = #document]
        #[derive(Debug, Clone, Copy)]
        pub struct #marker;
    })
}

fn methods(connections: &[Connection], context: &Context<'_>) -> Option<TokenStream> {
    let query = &context.options.name;
    let methods = connections.iter().flat_map(|connection| {
        let subject = subject(connection, context);
        let document = format!("Walks `{}` page by page.", connection.path.join("."));
        connection.methods.iter().map(move |method| {
            let method = ident(method);
            quote! {
                #[doc = #document]
                pub fn #method(variables: Variables) -> ::graphql_paginate::Paginator<#subject> {
                    ::graphql_paginate::Paginator::new(variables)
                }
            }
        })
    });
    (!connections.is_empty()).then(|| quote!(impl super::#query { #(#methods)* }))
}

/// The type that the traits are implemented for.
fn subject(connection: &Connection, context: &Context<'_>) -> TokenStream {
    match &connection.marker {
        Some(marker) => {
            let marker = ident(marker);
            quote!(#marker)
        }
        None => {
            let query = &context.options.name;
            quote!(super::#query)
        }
    }
}

fn impl_connection(connection: &Connection, context: &Context<'_>) -> TokenStream {
    let query = &context.options.name;
    let subject = subject(connection, context);
    let path = &connection.path;
    let direction = if connection.forward.is_some() { quote!(Forward) } else { quote!(Backward) };
    let (size, cursor, place) = (size(connection), cursor(connection), set_page(connection));
    let item = context.types.local(&connection.item);
    let take = take(connection);
    let edges = connection.edges.as_ref().map(|edges| has_edges(connection, edges, &subject, context));
    let abilities = abilities(connection).map(|name| {
        let ability = ident(name);
        quote!(impl ::graphql_paginate::#ability for #subject {})
    });
    quote! {
        #[allow(deprecated)]
        impl ::graphql_paginate::Connection for #subject {
            type Query = super::#query;
            type Variables = Variables;
            type Data = ResponseData;
            type Item = #item;

            const PATH: &'static [&'static str] = &[#(#path),*];
            const DIRECTION: ::graphql_paginate::Direction = ::graphql_paginate::Direction::#direction;

            fn size(
                variables: &Variables,
                direction: ::graphql_paginate::Direction,
            ) -> ::core::option::Option<i64> {
                #size
            }

            fn cursor(
                variables: &Variables,
                direction: ::graphql_paginate::Direction,
            ) -> ::core::option::Option<&str> {
                #cursor
            }

            fn place(variables: &mut Variables, at: ::graphql_paginate::PageArguments) {
                #place
            }

            fn take(
                data: &mut ResponseData,
            ) -> ::core::result::Result<
                ::graphql_paginate::Connected<Self::Item>,
                ::graphql_paginate::NullAt,
            > {
                #take
            }
        }
        #edges
        #(#abilities)*
    }
}

fn abilities(connection: &Connection) -> impl Iterator<Item = &'static str> {
    let has_size =
        |walk: &Option<(Option<Variable>, Variable)>| walk.as_ref().is_none_or(|(size, _)| size.is_some());
    let is_sized = has_size(&connection.forward) && has_size(&connection.backward);
    let forward = connection.forward.is_some().then_some("WalksForward");
    let backward = connection.backward.is_some().then_some("WalksBackward");
    let sized = is_sized.then_some("SizedPages");
    [forward, backward, sized].into_iter().flatten()
}

/// One arm for each direction.
fn by_direction(
    connection: &Connection,
    arm: impl Fn(&Option<(Option<Variable>, Variable)>) -> TokenStream,
) -> TokenStream {
    let (forward, backward) = (arm(&connection.forward), arm(&connection.backward));
    quote! {
        match direction {
            ::graphql_paginate::Direction::Forward => #forward,
            ::graphql_paginate::Direction::Backward => #backward,
        }
    }
}

fn size(connection: &Connection) -> TokenStream {
    by_direction(connection, |walk| match walk {
        Some((Some(Variable { ident: name, nullable }), _)) => {
            let name = ident(name);
            if *nullable {
                quote!(variables.#name)
            } else {
                quote!(::core::option::Option::Some(variables.#name))
            }
        }
        _ => quote!(::core::option::Option::None),
    })
}

fn cursor(connection: &Connection) -> TokenStream {
    by_direction(connection, |walk| match walk {
        Some((_, Variable { ident: name, .. })) => {
            let name = ident(name);
            quote!(variables.#name.as_deref())
        }
        None => quote!(::core::option::Option::None),
    })
}

fn set_page(connection: &Connection) -> TokenStream {
    let set = |walk: &Option<(Option<Variable>, Variable)>, other: &Option<(Option<Variable>, Variable)>| {
        let Some((size, cursor)) = walk else { return quote!({}) };
        let own = [size.as_ref(), Some(cursor)].into_iter().flatten().map(|variable| &variable.ident);
        let own: Vec<_> = own.collect();
        let size = size.as_ref().map(|Variable { ident: name, nullable }| {
            let name = ident(name);
            match nullable {
                true => quote!(variables.#name = at.size;),
                false => quote!(variables.#name = at.size.unwrap_or(variables.#name);),
            }
        });
        let name = ident(&cursor.ident);
        let others = other.iter().flat_map(|(size, cursor)| size.iter().chain([cursor]));
        let clear = others.filter(|other| other.nullable && !own.contains(&&other.ident)).map(|other| {
            let other = ident(&other.ident);
            quote!(variables.#other = ::core::option::Option::None;)
        });
        quote!({ #size variables.#name = at.cursor; #(#clear)* })
    };
    let forward = set(&connection.forward, &connection.backward);
    let backward = set(&connection.backward, &connection.forward);
    quote! {
        match at.direction {
            ::graphql_paginate::Direction::Forward => #forward
            ::graphql_paginate::Direction::Backward => #backward
        }
    }
}

fn take(connection: &Connection) -> TokenStream {
    let from = connection.shared_steps();
    let items = match (&connection.nodes, &connection.edges) {
        (Some(nodes), _) => list(nodes, from),
        (None, Some(Edges { steps, node: Some(node), .. })) => {
            let (edges, node) = (list(steps, from), node_of_edge(node));
            quote!(#edges.into_iter().map(|edge| { let edge = edge?; #node }).collect())
        }
        (None, _) => unreachable!("a walkable connection has nodes or edges with nodes"),
    };
    connected(connection, from, &items)
}

fn has_edges(
    connection: &Connection,
    edges: &Edges,
    subject: &TokenStream,
    context: &Context<'_>,
) -> TokenStream {
    let ty = context.types.local(&edges.ty);
    let from = connection.shared_steps();
    let take = connected(connection, from, &list(&edges.steps, from));
    quote! {
        #[allow(deprecated)]
        impl ::graphql_paginate::HasEdges for #subject {
            type Edge = #ty;

            fn take_edges(
                data: &mut ResponseData,
            ) -> ::core::result::Result<
                ::graphql_paginate::Connected<Self::Edge>,
                ::graphql_paginate::NullAt,
            > {
                #take
            }
        }
    }
}

impl Connection {
    /// How many steps from the root all values share; the connection itself, unless fragments spread it.
    fn shared_steps(&self) -> usize {
        let page_info = self.page_info.iter().flatten();
        let edges = self.edges.as_ref().map(|edges| &edges.steps);
        let all: Vec<&Vec<Step>> =
            page_info.chain(&self.nodes).chain(edges).chain(&self.total_count).collect();
        let (first, rest) = all.split_first().expect("a walkable connection has items");
        let is_shared = |index: &usize| {
            *index + 1 < first.len()
                && rest.iter().all(|other| *index + 1 < other.len() && other[*index] == first[*index])
        };
        (0..first.len()).take_while(is_shared).count()
    }
}

fn connected(connection: &Connection, from: usize, items: &TokenStream) -> TokenStream {
    let [next, previous, start, end] = &connection.page_info;
    let flag = |steps: &Option<Vec<Step>>| leaf(steps.as_deref(), from, false);
    let cursor = |steps: &Option<Vec<Step>>| leaf(steps.as_deref(), from, true);
    let (next, previous, start, end) = (flag(next), flag(previous), cursor(start), cursor(end));
    let total_count = flag(&connection.total_count);
    let steps = connection.nodes.as_ref().or(connection.edges.as_ref().map(|edges| &edges.steps));
    let shared = &steps.expect("a walkable connection has items")[..from];
    let place = place(quote!(data), shared, 0, true);
    let borrow = (!shared.last().is_none_or(Step::gives_reference)).then(|| quote!(&mut));
    quote! {
        let connection = #borrow #place;
        ::core::result::Result::Ok(::graphql_paginate::Connected {
            page_info: ::graphql_paginate::PageInfo {
                has_next_page: #next,
                has_previous_page: #previous,
                start_cursor: #start,
                end_cursor: #end,
            },
            total_count: #total_count,
            items: #items,
        })
    }
}

/// The value at the end of the steps, `None` if it is not selected.
fn leaf(steps: Option<&[Step]>, from: usize, is_cloned: bool) -> TokenStream {
    let Some((Step::Field { ident: name, optional, .. }, parents)) = steps.and_then(<[Step]>::split_last)
    else {
        return quote!(::core::option::Option::None);
    };
    let (parent, name) = (place(quote!(connection), parents, from, false), ident(name));
    let clone = is_cloned.then(|| quote!(.clone()));
    if *optional {
        quote!(#parent.#name #clone)
    } else {
        quote!(::core::option::Option::Some(#parent.#name #clone))
    }
}

/// Moves a list out, its items optional.
fn list(steps: &[Step], from: usize) -> TokenStream {
    let Some((Step::Field { ident: name, optional, item, .. }, parents)) = steps.split_last() else {
        unreachable!("a list is a field")
    };
    let (parent, name) = (place(quote!(connection), parents, from, true), ident(name));
    let list = if *optional {
        let null = null_at(steps);
        quote!(#parent.#name.take().ok_or(#null)?)
    } else {
        quote!(::core::mem::take(&mut #parent.#name))
    };
    match item {
        Item::List { nullable_items: true } => list,
        _ => quote!(#list.into_iter().map(::core::option::Option::Some).collect::<::std::vec::Vec<_>>()),
    }
}

/// The place that the steps lead to from `base`, which is where the first `from` of them lead.
fn place(base: TokenStream, steps: &[Step], from: usize, is_mut: bool) -> TokenStream {
    let mut place = base;
    for (index, step) in steps.iter().enumerate().skip(from) {
        let reference = if is_mut { quote!(as_mut) } else { quote!(as_ref) };
        let null = null_at(&steps[..=index]);
        place = match step {
            Step::Field { ident: name, optional, .. } | Step::Part { ident: name, optional } => {
                let name = ident(name);
                match optional {
                    true => quote!(#place.#name.#reference().ok_or(#null)?),
                    false => quote!(#place.#name),
                }
            }
            Step::Variant { enumeration, ident: variant, is_field } => {
                let (enumeration, variant) = (ident(enumeration), ident(variant));
                let on = if *is_field { quote!(#place.on) } else { place };
                let borrow = if is_mut { quote!(&mut #on) } else { quote!(&#on) };
                quote! {
                    (match #borrow {
                        #enumeration::#variant(value) => value,
                        #[allow(unreachable_patterns)]
                        _ => return ::core::result::Result::Err(#null),
                    })
                }
            }
        };
    }
    place
}

impl Step {
    /// Whether the expression for the step is a reference rather than a place.
    fn gives_reference(&self) -> bool {
        match self {
            Self::Field { optional, .. } | Self::Part { optional, .. } => *optional,
            Self::Variant { .. } => true,
        }
    }
}

/// The node of the edge called `edge`, in a function that returns an option.
fn node_of_edge(steps: &[Step]) -> TokenStream {
    let (last, parents) = steps.split_last().expect("the node is inside the edge");
    let mut place = quote!(edge);
    for step in parents {
        place = match step {
            Step::Field { ident: name, optional, .. } | Step::Part { ident: name, optional } => {
                let name = ident(name);
                let question = optional.then(|| quote!(?));
                quote!(#place.#name #question)
            }
            Step::Variant { .. } => unreachable!("edges are objects"),
        };
    }
    let Step::Field { ident: name, optional, .. } = last else { unreachable!("a node is a field") };
    let name = ident(name);
    if *optional { quote!(#place.#name) } else { quote!(::core::option::Option::Some(#place.#name)) }
}

fn null_at(steps: &[Step]) -> TokenStream {
    let keys = steps.iter().filter_map(|step| match step {
        Step::Field { key, .. } => Some(key),
        Step::Part { .. } | Step::Variant { .. } => None,
    });
    quote!(::graphql_paginate::NullAt { path: &[#(#keys),*] })
}
