//! How size and cursor get in and out of the variables.

use super::super::{Context, ident};
use super::shown;
use crate::connection::{Connection, Variable};
use proc_macro2::TokenStream;
use quote::quote;

/// The variables of one direction, size and cursor.
type Turn = Option<(Option<Variable>, Variable)>;

pub(crate) fn size(connection: &Connection) -> TokenStream {
    by_direction(connection, |walk| match walk {
        Some((
            Some(Variable {
                ident: name,
                nullable,
            }),
            _,
        )) => {
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

pub(crate) fn cursor(connection: &Connection) -> TokenStream {
    by_direction(connection, |walk| match walk {
        Some((_, Variable { ident: name, .. })) => {
            let name = ident(name);
            let shown = shown(connection.has_scalar_cursor);
            quote!(variables.#name.clone() #shown)
        }
        None => quote!(::core::option::Option::None),
    })
}

pub(crate) fn place(connection: &Connection) -> TokenStream {
    let set = |walk: &Turn, other: &Turn| {
        let Some((size, cursor)) = walk else {
            return quote!({});
        };
        let own = [size.as_ref(), Some(cursor)]
            .into_iter()
            .flatten()
            .map(|variable| &variable.ident);
        let own: Vec<_> = own.collect();
        let size = size.as_ref().map(
            |Variable {
                 ident: name,
                 nullable,
             }| {
                let name = ident(name);
                match nullable {
                    true => quote!(variables.#name = at.size;),
                    false => quote!(variables.#name = at.size.unwrap_or(variables.#name);),
                }
            },
        );
        let name = ident(&cursor.ident);
        let others = other
            .iter()
            .flat_map(|(size, cursor)| size.iter().chain([cursor]));
        let clear = others
            .filter(|other| other.nullable && !own.contains(&&other.ident))
            .map(|other| {
                let other = ident(&other.ident);
                quote!(variables.#other = ::core::option::Option::None;)
            });
        let made = connection
            .has_scalar_cursor
            .then(|| quote!(.map(::core::convert::From::from)));
        quote!({ #size variables.#name = at.cursor #made; #(#clear)* })
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

/// One arm for each direction.
fn by_direction(connection: &Connection, arm: impl Fn(&Turn) -> TokenStream) -> TokenStream {
    let (forward, backward) = (arm(&connection.forward), arm(&connection.backward));
    quote! {
        match direction {
            ::graphql_paginate::Direction::Forward => #forward,
            ::graphql_paginate::Direction::Backward => #backward,
        }
    }
}

/// Page sizes of nested connections that are variables, if there are any.
pub(crate) fn nested_sizes(variables: &[Variable], context: &Context<'_>) -> Option<TokenStream> {
    let (module, data) = (&context.module, &context.data);
    let sizes = variables.iter().map(
        |Variable {
             ident: name,
             nullable,
         }| {
            let name = ident(name);
            match nullable {
                true => quote!(sizes.extend(variables.#name.as_mut());),
                false => quote!(sizes.push(&mut variables.#name);),
            }
        },
    );
    (!variables.is_empty()).then(|| {
        quote! {
            fn nested_sizes(variables: &mut #data::Variables) -> ::std::vec::Vec<&mut i64> {
                let variables: &mut #module::Variables = variables;
                let mut sizes = ::std::vec::Vec::new();
                #(#sizes)*
                sizes
            }
        }
    })
}
