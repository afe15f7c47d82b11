//! Writes the response types of a query whose connections can be requested one by one: those of its module, and those that
//! differ from them in the module `siblings`.
//!
//! Most of these structs differ only in that the connections are optional, so that a macro can define both.

use super::{Context, accessors, ident, response};
use crate::item::{Accessor, ResponseField, Struct, TypeItem};
use crate::module::Siblings;
use proc_macro2::TokenStream;
use quote::quote;

/// The types of the query's module, and the module `siblings`.
pub(super) fn items(
    types: &[&TypeItem],
    siblings: &Siblings,
    context: &Context<'_>,
) -> TokenStream {
    let (mut pairs, mut own) = (Vec::new(), Vec::new());
    for item in types {
        match Pair::find(item, &siblings.types, context) {
            Some(pair) => pairs.push(pair),
            None => own.push(*item),
        }
    }
    let is_other = |item: &&TypeItem| pairs.iter().all(|pair| pair.whole.name != item.name());
    let others: Vec<_> = siblings.types.iter().filter(is_other).collect();

    let structs = pairs.iter().map(|pair| pair.structure(context));
    let impls = pairs.iter().filter_map(|pair| pair.accessors(context));
    let mut others = response::items(&others, context);
    let mut own = response::items(&own, context);
    for pair in &pairs {
        if !pair.shares_accessors() {
            own.extend(accessors::items(&[pair.whole], context));
            others.extend(accessors::items(&[pair.reduced], context));
        }
    }
    let derives = response::derive_line(context);
    let name = ident(&siblings.name);
    quote! {
        __graphql_paginate::siblings! {
            #derives
            #(#structs)*
            #(#impls)*
            pub mod #name { #others }
        }
        #own
    }
}

/// A struct of the module, and the struct for the reduced document, in which some of its fields are optional.
struct Pair<'m> {
    whole: &'m Struct,
    reduced: &'m Struct,
}

impl<'m> Pair<'m> {
    /// The struct with the type of the same name that differs only in this way, if there is one.
    fn find(whole: &'m TypeItem, reduced: &'m [TypeItem], context: &Context<'_>) -> Option<Self> {
        let TypeItem::Struct(whole) = whole else {
            return None;
        };
        let reduced = reduced.iter().find(|item| item.name() == whole.name)?;
        let TypeItem::Struct(reduced) = reduced else {
            return None;
        };
        let pair = Self { whole, reduced };
        if response::is_whole(whole, context)
            && response::is_whole(reduced, context)
            && whole.typename == reduced.typename
            && whole.parts == reduced.parts
            && pair.have_the_same_fields()
        {
            Some(pair)
        } else {
            None
        }
    }

    fn have_the_same_fields(&self) -> bool {
        let (whole, reduced) = (&self.whole.fields, &self.reduced.fields);
        whole.len() == reduced.len()
            && whole
                .iter()
                .zip(reduced)
                .all(|(one, other)| one == other || one.made_conditional() == *other)
    }

    /// The struct with a mark at each field that is optional in the other one.
    fn structure(&self, context: &Context<'_>) -> TokenStream {
        let mark = |field: &ResponseField| {
            if self.reduced.fields.contains(field) || response::is_skipped_if_none(field, context) {
                None
            } else if field.ty.is_option() {
                Some("nullable_sibling")
            } else {
                Some("sibling")
            }
        };
        response::structure(self.whole, mark, context)
    }

    /// The methods of both structs.
    fn accessors(&self, context: &Context<'_>) -> Option<TokenStream> {
        if self.whole.accessors.is_empty() || !self.shares_accessors() {
            return None;
        }
        let name = ident(&self.whole.name);
        let lines = self.whole.accessors.iter();
        let lines = lines.map(|accessor| accessors::line(accessor, None, context));
        Some(quote!(impl #name { #(#lines)* }))
    }

    /// Whether the methods differ only in that the first field on the path to each list is optional.
    fn shares_accessors(&self) -> bool {
        let (whole, reduced) = (&self.whole.accessors, &self.reduced.accessors);
        whole.len() == reduced.len()
            && whole.iter().zip(reduced).all(|(one, other)| {
                one.has_direct_path() && one.with_optional_connection() == *other
            })
    }
}

impl ResponseField {
    fn made_conditional(&self) -> Self {
        Self {
            ty: self.ty.clone().conditional(true),
            ..self.clone()
        }
    }
}

impl Accessor {
    /// Whether the path leads from the connection to its list of items, and nothing before the list is nullable.
    fn has_direct_path(&self) -> bool {
        match self.list.split_last() {
            Some((_, [])) | None => false,
            Some((_, objects)) => {
                self.edge.is_none() && objects.iter().all(|object| !object.optional)
            }
        }
    }

    fn with_optional_connection(&self) -> Self {
        let mut accessor = self.clone();
        if let Some(connection) = accessor.list.first_mut() {
            connection.optional = true;
        }
        accessor
    }
}
