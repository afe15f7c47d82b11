//! Emits the types for connections inside the items of a connection, which find and fill their pending pages.

use super::super::{Context, ident};
use super::optional::{only_if, unless_empty};
use super::steps::{list_place, optional_value, reach, value};
use crate::connection::{
    Connection, ConnectionCopy, FollowUp, MoreSign, Multiplicity, Nested, OwnSize, RustStep,
    TypedFollowUp, Unselected,
};
use crate::rust_type::RustType;
use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};

/// The type with the functions for the connections inside the items.
pub(crate) fn item(
    connection: &Connection,
    index: usize,
    context: &Context<'_>,
) -> Option<TokenStream> {
    if connection.nested.is_empty() {
        return None;
    }
    let name = type_name(index);
    let item = context.types.local(&connection.item);
    let kinds = connection.nested.iter().enumerate();
    let kinds = kinds.map(|(index, nested)| {
        let (name, number) = (format_ident!("__Kind{index}"), unsuffixed(index));
        let lines = lines(nested, context);
        quote!(#name = #number { #lines })
    });
    Some(quote! {
        __graphql_paginate::nested! {
            pub struct #name(item: #item);
            #(#kinds)*
        }
    })
}

pub(crate) fn type_name(index: usize) -> Ident {
    format_ident!("__Nested{index}")
}

/// The lines of a kind of nested connection.
fn lines(nested: &Nested, context: &Context<'_>) -> TokenStream {
    let path = &nested.path;
    let (_, cursor) = nested.direction.flag_and_cursor();
    let unselected = nested.unselected.as_ref();
    let unselected =
        unselected.map(|unselected| unselected_line(unselected, &nested.grows_in_front));
    let lists = nested
        .excludable_lists
        .iter()
        .map(|keys| quote!(&[#(#keys),*]));
    let excludable =
        (!nested.excludable_lists.is_empty()).then(|| quote!(excludable: #(#lists),*;));
    let pending = pending_lines(nested);
    let follow_up = nested.follow_up.as_ref();
    let document = follow_up.map(follow_up_lines);
    let fill = follow_up.map(|follow_up| {
        let copies = nested.copies.iter().filter(|copy| copy.is_filled());
        let copies = copies.map(|copy| fill_lines(copy, follow_up, context));
        quote!(#(#copies)*)
    });
    quote!(path: #(#path),*; cursor: #cursor; #excludable #unselected #pending #document #fill)
}

/// The line `unselected`: where the JSON of an item holds the fields that its type does not have.
fn unselected_line(unselected: &Unselected, in_front: &[bool]) -> TokenStream {
    let Unselected {
        levels,
        more,
        cursor,
        parent,
        parent_types,
        wrong_end,
        sign,
    } = unselected;
    let levels = levels.iter().map(|keys| quote!(&[#(#keys),*]));
    let in_front = unless_empty(in_front, quote!(in_front: &[#(#in_front),*],));
    let parents = parent.iter().map(|keys| quote!(&[#(#keys),*]));
    let parent = unless_empty(parent, quote!(parent: &[#(#parents),*],));
    let parent_types = unless_empty(parent_types, quote!(parent_types: &[#(#parent_types),*],));
    let wrong_end = unless_empty(wrong_end, quote!(wrong_end: &[#(#wrong_end),*],));
    let sign = match sign {
        MoreSign::Flag => None,
        MoreSign::Token => Some(quote!(is_token: true,)),
        MoreSign::AbovePage(only) => {
            let only = Literal::u64_unsuffixed(*only);
            Some(quote!(above: ::core::option::Option::Some(Above::Page(#only)),))
        }
        MoreSign::AboveElements(list) => {
            Some(quote!(above: ::core::option::Option::Some(Above::Elements(&[#(#list),*])),))
        }
    };
    let cursor = unless_empty(cursor, quote!(cursor: &[#(#cursor),*],));
    quote! {
        unselected: Unselected {
            levels: &[#(#levels),*],
            #in_front
            more: &[#(#more),*],
            #cursor
            #parent
            #parent_types
            #wrong_end
            #sign
            ..Unselected::NONE
        };
    }
}

/// The lines by which pending pages are found, if the types say whether there are any.
fn pending_lines(nested: &Nested) -> Option<TokenStream> {
    let (more, cursor) = nested.more_and_cursor.as_ref()?;
    let first = nested.copies.first()?;
    let (last, lists) = levels(first);
    let each = lists
        .iter()
        .zip(&nested.grows_in_front)
        .map(|(steps, in_front)| {
            let list = reach(&quote!(item), steps, false);
            let element = if is_nullable_list(steps) {
                quote!(::core::option::Option::Some(item))
            } else {
                quote!(item)
            };
            let in_front = only_if(*in_front, quote!(, in_front));
            quote!(each: #element in #list #in_front;)
        });
    let connection = reach(&quote!(item), last, false);
    let more = value(&quote!(it), more);
    let cursor = if nested.has_scalar_cursor {
        let cursor = optional_value(&quote!(it), cursor);
        quote!(__graphql_paginate::cursor_text(#cursor.as_ref()))
    } else {
        value(&quote!(it), cursor)
    };
    let parent = nested.follow_up.as_ref().map(|follow_up| {
        let values = follow_up.parent.iter();
        let values = values.map(|steps| optional_value(&quote!(item), steps));
        quote!(parent: #(#values),*;)
    });
    Some(quote!(#(#each)* pending: |it| #connection, #more, #cursor; #parent))
}

/// The lines from `operation` to `repeated`, without those that are empty.
fn follow_up_lines(follow_up: &TypedFollowUp) -> TokenStream {
    let FollowUp {
        operation,
        pieces,
        variables,
        own,
        fragments,
        repeated,
    } = &follow_up.text;
    let typed = pairs(variables);
    let variables = unless_empty(variables, quote!(variables: #(#typed),*;));
    let own = pairs(own);
    let size = size_line(&follow_up.size);
    let fragments = only_if(!fragments.is_empty(), quote!(fragments: #fragments;));
    let repeated = unless_empty(repeated, quote!(repeated: #(#repeated),*;));
    quote! {
        operation: #operation;
        pieces: #(#pieces),*;
        #variables
        own: #(#own),*;
        #size
        #fragments
        #repeated
    }
}

/// Variables with their types.
pub(super) fn pairs(variables: &[(String, String)]) -> impl Iterator<Item = TokenStream> {
    let pairs = variables.iter();
    pairs.map(|(name, ty)| quote!((#name, #ty)))
}

/// The line `size`: the page size in the main document.
fn size_line(size: &OwnSize) -> Option<TokenStream> {
    match size {
        OwnSize::Unset => None,
        OwnSize::Fixed(size) => {
            let size = Literal::u32_unsuffixed(*size);
            Some(quote!(size: OwnSize::Fixed(#size);))
        }
        OwnSize::Variable { name, default } => {
            let default = default.map(|size| {
                let size = Literal::u32_unsuffixed(size);
                quote!(.or(#size))
            });
            Some(quote!(size: OwnSize::by(#name) #default;))
        }
    }
}

/// The lines by which the items of a follow-up response are added to a copy of the connection with pending pages.
fn fill_lines(
    copy: &ConnectionCopy,
    follow_up: &TypedFollowUp,
    context: &Context<'_>,
) -> TokenStream {
    let (last, lists) = levels(copy);
    let mut parent = quote!(item);
    for (depth, steps) in lists.iter().enumerate() {
        let list = list_place(&parent, steps);
        let optional = only_if(is_nullable_list(steps), quote!(.as_mut()?));
        let depth = unsuffixed(depth);
        parent = quote!(#list.get_mut(*at.get(#depth)?)? #optional);
    }
    let place = reach(&parent, last, true);
    let ty = &copy.ty;
    let ty = RustType::new(ty.base.clone(), ty.shape.required());
    let ty = context.types.local(&ty);
    let key = &follow_up.key;
    let nullable = only_if(copy.is_optional, quote!(, nullable));
    let lists = line("lists", &copy.lists);
    let page_info = line("page_info", &copy.page_info);
    quote! {
        place: |at| #place;
        connection: #ty = #key #nullable;
        #lists
        #page_info
    }
}

/// A line with the fields on several paths inside a connection, if there are any.
fn line(name: &str, paths: &[Vec<RustStep>]) -> Option<TokenStream> {
    let (name, places) = (ident(name), paths.iter().map(|steps| fields(steps)));
    unless_empty(paths, quote!(#name: #(#places),*;))
}

/// The steps from the last element, or from the item, to the connection, and before them the steps to each list.
fn levels(copy: &ConnectionCopy) -> (&[RustStep], &[Vec<RustStep>]) {
    let levels = copy.levels.split_last();
    let (last, lists) = levels.expect("the last level leads to the connection");
    (last, lists)
}

/// The fields on a path inside a connection, which crosses no option.
fn fields(steps: &[RustStep]) -> TokenStream {
    let names = steps.iter().map(|step| match step {
        RustStep::Field { ident: name, .. } | RustStep::Part { ident: name, .. } => ident(name),
        RustStep::Variant { .. } => unreachable!("a connection is an object"),
    });
    quote!(#(#names).*)
}

/// Whether the elements of the list at the end of the steps may be null.
fn is_nullable_list(steps: &[RustStep]) -> bool {
    let nullable = Multiplicity::List {
        nullable_items: true,
    };
    matches!(steps.last(), Some(RustStep::Field { multiplicity, .. }) if *multiplicity == nullable)
}

fn unsuffixed(index: usize) -> Literal {
    Literal::usize_unsuffixed(index)
}
