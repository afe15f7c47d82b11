//! Emits the code for sibling connections: requesting one of them alone, and walking all of them.

use super::super::{Context, asks_for, derives, ident, response};
use super::subject::{Subject, impl_connection};
use super::{abilities, inside, marker, method as paginating, paging, subject};
use crate::connection::{Connection, Direction};
use crate::module::{Module, Siblings, Together};
use proc_macro2::TokenStream;
use quote::quote;
use std::collections::BTreeSet;

/// The module of the reduced document, and the types that represent all connections.
pub(crate) fn items(
    siblings: &Siblings,
    connections: &[Connection],
    context: &Context<'_>,
) -> TokenStream {
    let (flags, unsent) = (&siblings.flags, &siblings.unsent);
    let name = ident(&siblings.name);
    let types = siblings
        .types
        .iter()
        .map(|item| response::item(item, context));
    let documents = Direction::ALL.into_iter().filter_map(|direction| {
        let mut walks = connections.iter().filter_map(|connection| match direction {
            Direction::Forward => connection.forward.as_ref(),
            Direction::Backward => connection.backward.as_ref(),
        });
        let text = &walks.next_back()?.document;
        let name = ident(paging::constant_name(direction));
        Some(quote!(pub const #name: &str = #text;))
    });
    let together = siblings
        .together
        .as_ref()
        .map(|together| stand_ins(together, connections, context));
    quote! {
        /// The documents with an `@include` at each connection, and what a request for some of them brings.
        pub mod #name {
            pub use super::*;

            #(#documents)*
            pub const FLAGS: &[&str] = &[#(#flags),*];
            /// Variables of the query that these documents do not declare.
            pub const UNSENT: &[&str] = &[#(#unsent),*];

            #(#types)*
        }

        #together
    }
}

/// The enum of all items, and the marker type of the combined walk.
fn stand_ins(
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
    let variants = together
        .variants
        .iter()
        .zip(connections)
        .map(|(variant, connection)| {
            let (variant, ty) = (ident(variant), context.types.local(&connection.item));
            let document = format!("An item of `{}`.", connection.path.join("."));
            quote!(#[doc = #document] #variant(#ty),)
        });
    let visibility = inside(&context.options.visibility);
    let marker = marker(&together.marker, "Stands for all connections.", &visibility);
    quote! {
        /// An item of one of the connections.
        #derives
        #serialize
        pub enum #item { #(#variants)* }

        #marker
    }
}

/// The function `paginate_all`, if all connections can be walked at once.
pub(crate) fn method(siblings: &Siblings, context: &Context<'_>) -> Option<TokenStream> {
    let together = siblings.together.as_ref()?;
    let document =
        "Walks all connections at once: each request asks for those that have not ended.";
    Some(paginating(
        &together.method,
        document,
        &all_connections(together, context),
        context,
    ))
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
    let siblings = module
        .connections
        .iter()
        .map(|connection| sibling(connection, context));
    let parts = module
        .connections
        .iter()
        .zip(&together.variants)
        .map(|(connection, variant)| {
            let (subject, variant) = (subject(connection, context), ident(variant));
            quote!(.with::<#subject>(data, #name::#item::#variant))
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
    let walked = Subject {
        name: &all,
        data: quote!(#data::ResponseData),
        item: quote!(#name::#item),
        paging: quote!(::graphql_paginate::Paging::new(&[]) #by_default #sizes),
        take: quote! {
            let together = ::graphql_paginate::__private::Together::default();
            ::core::result::Result::Ok(together #(#parts)* .connected())
        },
        more: quote! {
            const SIBLINGS: &'static [::graphql_paginate::__private::Sibling] = &[#(#siblings),*];
            #nested
        },
    };
    let walked = impl_connection(walked, context);
    let abilities = together_abilities(module, together)
        .into_iter()
        .map(|ability| {
            let ability = ident(ability);
            quote!(impl ::graphql_paginate::#ability for #all {})
        });
    Some(quote!(#walked #(#abilities)*))
}

fn sibling(connection: &Connection, context: &Context<'_>) -> TokenStream {
    let (name, subject) = (connection.name.join("."), subject(connection, context));
    quote!(::graphql_paginate::__private::Sibling::of::<#subject>(#name))
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
