//! Emits the functions that find and fill the pending pages of nested connections.

use super::super::Context;
use super::steps::{direct, if_present, is_nullable_list, item_of_list, optional_value, reach};
use crate::connection::{Connection, Direction, FollowUp, Nested, OwnSize, Rest, Step, Unselected};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

/// The functions for nested connections, in a module next to the types they use.
pub(crate) fn module(
    connection: &Connection,
    index: usize,
    context: &Context<'_>,
) -> Option<TokenStream> {
    if connection.nested.is_empty() {
        return None;
    }
    let name = module_name(index);
    let item = context.types.local(&connection.item);
    let pending = connection
        .nested
        .iter()
        .enumerate()
        .filter_map(|(index, nested)| pending(nested, index));
    let rests: Vec<_> = connection
        .nested
        .iter()
        .enumerate()
        .filter_map(|(index, nested)| Some((index, nested, nested.rest.as_ref()?)))
        .collect();
    let types = rests
        .iter()
        .map(|(index, nested, rest)| rest_type(nested, rest, *index, context));
    let places = rests
        .iter()
        .map(|(index, nested, _)| place(nested, *index, &item, context));
    let arms = rests
        .iter()
        .map(|(index, nested, rest)| fill(nested, rest, *index));
    let constants = connection.nested.iter().map(constant);
    Some(quote! {
        #[doc(hidden)]
        pub mod #name {
            use super::*;

            pub static NESTED: &[__graphql_paginate::Nested] = &[#(#constants),*];

            #(#types)*

            #[allow(deprecated, unused_variables)]
            pub fn pending(item: &#item, pending: &mut ::std::vec::Vec<__graphql_paginate::PendingPages>) {
                #(#pending)*
            }

            #(#places)*

            #[allow(deprecated, unused_variables)]
            pub fn fill(
                item: &mut #item,
                gap: &__graphql_paginate::PendingPages,
                answer: &__graphql_paginate::RawValue,
            ) -> ::core::result::Result<(), __graphql_paginate::Unfilled> {
                match gap.nested {
                    #(#arms)*
                    _ => ::core::result::Result::Err(__graphql_paginate::Unfilled::Gone),
                }
            }
        }
    })
}

pub(crate) fn module_name(index: usize) -> proc_macro2::Ident {
    format_ident!("__nested_{index}")
}

/// The description of a nested connection for the runtime.
fn constant(nested: &Nested) -> TokenStream {
    let path = &nested.path;
    let (_, cursor) = nested.direction.flag_and_cursor();
    let unselected = match &nested.unselected {
        Some(unselected) => unselected_pages(unselected, &nested.grows_in_front),
        None => quote!(::core::option::Option::None),
    };
    let Some(rest @ Rest { text, .. }) = &nested.rest else {
        return quote! {
            __graphql_paginate::Nested {
                path: &[#(#path),*],
                cursor: #cursor,
                unselected: #unselected,
                rest: ::core::option::Option::None,
            }
        };
    };
    let rest = follow_up(text, &own_size(rest), Some(&quote!(__graphql_paginate)));
    quote! {
        __graphql_paginate::Nested {
            path: &[#(#path),*],
            cursor: #cursor,
            unselected: #unselected,
            rest: ::core::option::Option::Some(#rest),
        }
    }
}

/// A follow-up document for the runtime; `private` is the path of its type, unless that is in scope.
pub(super) fn follow_up(
    text: &FollowUp,
    size: &TokenStream,
    private: Option<&TokenStream>,
) -> TokenStream {
    let FollowUp {
        operation,
        pieces,
        variables,
        own,
        fragments,
        repeated,
    } = text;
    let pairs = |pairs: &[(String, String)]| {
        let pairs = pairs.iter().map(|(name, ty)| quote!((#name, #ty)));
        quote!(&[#(#pairs),*])
    };
    let (variables, own) = (pairs(variables), pairs(own));
    let private = private.map(|private| quote!(#private::));
    quote! {
        #private Rest {
            operation: #operation,
            pieces: &[#(#pieces),*],
            variables: #variables,
            own: #own,
            size: #size,
            fragments: #fragments,
            repeated: &[#(#repeated),*],
        }
    }
}

/// Where the JSON of an item holds the fields that its type does not have.
fn unselected_pages(unselected: &Unselected, in_front: &[bool]) -> TokenStream {
    let Unselected {
        levels,
        more,
        cursor,
        parent,
        parent_types,
    } = unselected;
    let levels = levels.iter().map(|keys| quote!(&[#(#keys),*]));
    let parent = parent.iter().map(|keys| quote!(&[#(#keys),*]));
    quote! {
        ::core::option::Option::Some(__graphql_paginate::Unselected {
            levels: &[#(#levels),*],
            in_front: &[#(#in_front),*],
            more: &[#(#more),*],
            cursor: &[#(#cursor),*],
            parent: &[#(#parent),*],
            parent_types: &[#(#parent_types),*],
        })
    }
}

/// The page size in the main document.
fn own_size(rest: &Rest) -> TokenStream {
    let option = |size: Option<u32>| match size {
        Some(size) => quote!(::core::option::Option::Some(#size)),
        None => quote!(::core::option::Option::None),
    };
    match &rest.size {
        OwnSize::Unset => quote!(__graphql_paginate::OwnSize::Unset),
        OwnSize::Fixed(size) => quote!(__graphql_paginate::OwnSize::Fixed(#size)),
        OwnSize::Variable { name, default } => {
            let default = option(*default);
            quote!(__graphql_paginate::OwnSize::Variable { name: #name, default: #default })
        }
    }
}

fn rest_type(nested: &Nested, rest: &Rest, index: usize, context: &Context<'_>) -> TokenStream {
    let (name, key) = (format_ident!("Rest{index}"), &rest.key);
    let ty = context.types.local(&nested.ty);
    quote! {
        __graphql_paginate::whole! {
            derive();
            pub struct #name {
                pub connection: #ty = any(#key, ""),
            }
        }
    }
}

/// Records each connection of this kind that has pending pages.
fn pending(nested: &Nested, index: usize) -> Option<TokenStream> {
    let (more, cursor) = nested.more_and_cursor.as_ref()?;
    let (last, lists) = nested
        .levels
        .split_last()
        .expect("the last level leads to the connection");
    let more = optional_value(&quote!(connection), more);
    let mut cursor = optional_value(&quote!(connection), cursor);
    if nested.has_scalar_cursor {
        cursor = quote!(__graphql_paginate::cursor_text(#cursor.as_ref()));
    }
    let indices: Vec<_> = (0..lists.len())
        .map(|depth| format_ident!("at{depth}"))
        .collect();
    let seats: Vec<_> = (0..lists.len())
        .map(|depth| format_ident!("seat{depth}"))
        .collect();
    let parent = match &nested.rest {
        Some(rest) => {
            let values = rest
                .parent
                .iter()
                .map(|steps| optional_value(&quote!(item), steps));
            quote!([#(__graphql_paginate::value(#values)),*].into_iter().collect())
        }
        None => quote!(::core::option::Option::None),
    };
    let note = if_present(
        &quote!(connection),
        &quote!(item),
        last,
        &quote! {
            if #more == ::core::option::Option::Some(true) {
                pending.push(__graphql_paginate::PendingPages {
                    nested: #index,
                    at: ::std::vec![#(#indices),*],
                    seat: ::std::vec![#(#seats),*],
                    parent: #parent,
                    cursor: #cursor,
                });
            }
        },
    );
    let places = indices.iter().zip(&seats).zip(&nested.grows_in_front);
    Some(lists.iter().zip(places).rev().fold(
        note,
        |inner, (steps, ((index, seat), grows_in_front))| {
            let from = if *grows_in_front {
                quote!(list.len() - #index)
            } else {
                quote!(#index)
            };
            let item = item_of_list(steps, quote!(item));
            let each = quote! {
                for (#index, item) in list.iter().enumerate() {
                    #item
                    let #seat = #from;
                    #inner
                }
            };
            if_present(&quote!(list), &quote!(item), steps, &each)
        },
    ))
}

/// A function that finds the connection with pending pages in its item.
fn place(nested: &Nested, index: usize, item: &TokenStream, context: &Context<'_>) -> TokenStream {
    let (last, lists) = nested
        .levels
        .split_last()
        .expect("the last level leads to the connection");
    let name = format_ident!("place{index}");
    let ty = context.types.local(&crate::rust_type::RustType::new(
        nested.ty.base.clone(),
        nested.ty.shape.required(),
    ));
    let steps = lists.iter().enumerate().map(|(depth, steps)| {
        let list = reach(&quote!(item), steps, true);
        let optional = is_nullable_list(steps).then(|| quote!(.as_mut()?));
        quote!(let item = (#list).get_mut(*at.get(#depth)?)? #optional;)
    });
    let connection = reach(&quote!(item), last, true);
    quote! {
        #[allow(deprecated, unused_variables)]
        fn #name<'i>(item: &'i mut #item, at: &[::core::primitive::usize]) -> ::core::option::Option<&'i mut #ty> {
            #(#steps)*
            ::core::option::Option::Some(#connection)
        }
    }
}

/// Adds the items of a follow-up response to the connection with pending pages.
fn fill(nested: &Nested, rest: &Rest, index: usize) -> TokenStream {
    let (name, place) = (format_ident!("Rest{index}"), format_ident!("place{index}"));
    let path = &nested.path;
    let null = quote!(__graphql_paginate::Unfilled::Null(&[#(#path),*]));
    let unlisted = quote!(__graphql_paginate::Unfilled::Unlisted(&[#(#path),*]));
    let unwrap = rest.is_optional.then(|| quote!(.ok_or(#null)?));
    let is_front = nested.direction == Direction::Backward;
    let is_optional =
        |steps: &[Step]| matches!(steps.last(), Some(Step::Field { optional: true, .. }));
    let places = |steps: &[Step]| {
        (
            direct(&quote!(connection), steps),
            direct(&quote!(rest), steps),
        )
    };
    // Check first, so that a connection that cannot be filled stays unchanged.
    let checks = nested
        .lists
        .iter()
        .filter(|steps| is_optional(steps))
        .map(|steps| {
            let (to, from) = places(steps);
            quote! {
                if #to.is_none() {
                    return ::core::result::Result::Err(#unlisted);
                }
                if #from.is_none() {
                    return ::core::result::Result::Err(#null);
                }
            }
        });
    let lists = nested.lists.iter().map(|steps| {
        let extend = if is_optional(steps) {
            quote!(extend_nullable)
        } else {
            quote!(extend)
        };
        let (to, from) = places(steps);
        quote!(__graphql_paginate::#extend(&mut #to, #from, #is_front);)
    });
    let page_info = nested.page_info.iter().map(|steps| {
        let (to, from) = places(steps);
        quote!(#to = #from;)
    });
    quote! {
        #index => {
            let rest = __graphql_paginate::rest::<#name>(answer)?.connection #unwrap;
            let connection = #place(item, &gap.at).ok_or(__graphql_paginate::Unfilled::Gone)?;
            #(#checks)*
            #(#lists)*
            #(#page_info)*
            ::core::result::Result::Ok(())
        }
    }
}
