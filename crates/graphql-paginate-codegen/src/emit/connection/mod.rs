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
use crate::connection::{Connection, Edges, Ends};
use crate::module::Module;
use proc_macro2::TokenStream;
use quote::quote;
use subject::Subject;
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
    let visibility = inside(&context.options.visibility);
    let markers = connections.iter().filter_map(|connection| {
        let document = format!("Stands for the connection `{}`.", connection.path.join("."));
        Some(marker(connection.marker.as_ref()?, &document, &visibility))
    });
    let nested = connections
        .iter()
        .enumerate()
        .filter_map(|(index, one)| nested::module(one, index, context));
    let siblings = module
        .siblings
        .as_ref()
        .map(|siblings| siblings::items(siblings, connections, context));
    let no_pager = module.no_pager.as_ref().map(no_pager::bound);
    quote!(#(#aliases)* #(#markers)* #(#nested)* #siblings #no_pager)
}

/// The impls and functions next to the struct.
///
/// They are not in the module, because `super` is not the struct's scope if the struct is defined in a function.
pub(crate) fn impls(module: &Module, context: &Context<'_>) -> TokenStream {
    let methods = methods(module, context);
    let no_pager = module
        .no_pager
        .as_ref()
        .map(|reason| no_pager::method(reason, context));
    let impls = module.connections.iter().enumerate();
    let impls =
        impls.map(|(index, connection)| impl_connection(connection, index, module, context));
    let together = siblings::impl_together(module, context);
    quote!(#methods #no_pager #(#impls)* #together)
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

/// A type that represents a connection.
fn marker(name: &str, document: &str, visibility: &TokenStream) -> TokenStream {
    let marker = ident(name);
    quote! {
        #[doc = #document]
        #[derive(Debug, Clone, Copy)]
        #visibility struct #marker;
    }
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

fn methods(module: &Module, context: &Context<'_>) -> Option<TokenStream> {
    let (query, connections) = (&context.options.name, &module.connections);
    let methods = connections.iter().flat_map(|connection| {
        let subject = subject(connection, context);
        let document = format!("Walks `{}` page by page.", connection.path.join("."));
        let method = move |name: &String| method(name, &document, &subject, context);
        connection.methods.iter().map(method)
    });
    let all = module
        .siblings
        .as_ref()
        .and_then(|siblings| siblings::method(siblings, context));
    (!connections.is_empty()).then(|| quote!(impl #query { #(#methods)* #all }))
}

/// An associated function that creates a pager.
fn method(name: &str, document: &str, subject: &TokenStream, context: &Context<'_>) -> TokenStream {
    let (name, module) = (ident(name), &context.module);
    quote! {
        #[doc = #document]
        pub fn #name(variables: #module::Variables) -> ::graphql_paginate::Paginator<#subject> {
            ::graphql_paginate::Paginator::new(variables)
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

fn impl_connection(
    connection: &Connection,
    index: usize,
    module: &Module,
    context: &Context<'_>,
) -> TokenStream {
    let data = &context.data;
    let subject = subject(connection, context);
    let nested = nested_functions(connection, index, data);
    let item = context.outside.local(&connection.item);
    let paging = paging::paging(connection, index, module.siblings.as_ref(), context);
    if connection.has_several_parents() {
        return each_parent::impl_connection(
            connection, &subject, &item, &paging, &nested, context,
        );
    }
    let walked = Subject {
        name: &subject,
        data: quote!(#data::ResponseData),
        item,
        paging,
        take: take::items(connection, data),
        more: quote!(#nested),
    };
    let walked = subject::impl_connection(walked, context);
    let edges = connection
        .edges
        .as_ref()
        .map(|edges| has_edges(connection, edges, &subject, context));
    let abilities = impl_abilities(connection, &subject);
    let ends = connection.ends.as_ref().map(|Ends { text, key }| {
        quote! {
            impl ::graphql_paginate::PairedEnds for #subject {
                const ENDS_QUERY: &'static str = #text;
                const TAIL_KEY: &'static str = #key;
            }
        }
    });
    quote! {
        #[allow(deprecated)]
        #walked
        #edges
        #abilities
        #ends
    }
}

/// The impls of the marker traits.
fn impl_abilities(connection: &Connection, subject: &TokenStream) -> TokenStream {
    let abilities = abilities(connection).map(|name| {
        let ability = ident(name);
        quote!(impl ::graphql_paginate::#ability for #subject {})
    });
    quote!(#(#abilities)*)
}

/// The trait functions for nested connections, if there are any.
fn nested_functions(
    connection: &Connection,
    index: usize,
    module: &TokenStream,
) -> Option<TokenStream> {
    let (of_item, in_item) = if connection.has_several_parents() {
        (quote!(&item.item), quote!(&mut item.item))
    } else {
        (quote!(item), quote!(item))
    };
    (!connection.nested.is_empty()).then(|| {
        let nested = nested::module_name(index);
        subject::nested(
            &quote!(#module::#nested::NESTED),
            &quote!(#module::#nested::pending(#of_item, pending);),
            &quote!(#module::#nested::fill(#in_item, gap, answer)),
        )
    })
}

fn has_edges(
    connection: &Connection,
    edges: &Edges,
    subject: &TokenStream,
    context: &Context<'_>,
) -> TokenStream {
    let data = &context.data;
    let ty = context.outside.local(&edges.ty);
    let take = take::edges(connection, edges, data);
    // If `nodes` are selected too, an edge's node has another type than the item.
    let is_item = connection.nodes.is_none();
    let cursors = is_item
        .then(|| take::edge_cursors(edges, subject, &ty, connection.has_scalar_cursor))
        .flatten();
    quote! {
        #[allow(deprecated)]
        impl ::graphql_paginate::HasEdges for #subject {
            type Edge = #ty;

            fn take_edges(data: &mut Self::Data) -> ::graphql_paginate::Taken<Self::Edge> {
                #take
            }
        }
        #cursors
    }
}

fn abilities(connection: &Connection) -> impl Iterator<Item = &'static str> {
    let forward = connection.forward.is_some().then_some("WalksForward");
    let backward = connection.backward.is_some().then_some("WalksBackward");
    let is_complete = !connection.nested.is_empty()
        && connection.nested.iter().all(|nested| nested.rest.is_some());
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

/// Converts an optional cursor of a custom scalar type to an optional string.
fn shown(is_scalar: bool) -> Option<TokenStream> {
    is_scalar.then(
        || quote!(.map(|cursor| ::std::borrow::ToOwned::to_owned(::core::convert::AsRef::<str>::as_ref(&cursor)))),
    )
}
