//! Writes the response types, enums and scalars.

use super::{Context, accessors, asks_for, derived, ident};
use crate::item::{EnumItem, ResponseField, Scalar, Struct, TypeItem, VariantItem, Variants};
use crate::options::Scalars;
use proc_macro2::TokenStream;
use quote::quote;

/// The types, and the methods that iterate over the items of their connections.
///
/// The structs that share no keys with other types come first, in one invocation of a macro.
pub(crate) fn items(items: &[&TypeItem], context: &Context<'_>) -> TokenStream {
    let mut whole: Vec<TokenStream> = Vec::new();
    let mut others = TokenStream::new();
    let mut structs: Vec<&Struct> = Vec::new();
    for item in items {
        if let TypeItem::Struct(structure) = item {
            structs.push(structure);
            if is_whole(structure, context) {
                whole.push(self::structure(structure, |_| None, context));
                continue;
            }
        }
        others.extend(self::item(item, context));
    }
    let accessors = accessors::items(&structs, context);
    if whole.is_empty() {
        return quote!(#others #accessors);
    }
    let derives = derive_line(context);
    quote! {
        __graphql_paginate::whole! { #derives #(#whole)* }
        #others
        #accessors
    }
}

/// Whether a struct shares its JSON object only with its own parts, and no keys with them.
pub(super) fn is_whole(structure: &Struct, context: &Context<'_>) -> bool {
    !context.parts.contains(structure.name.as_str()) && structure.shared.is_empty()
}

/// The line `derive` of the macros for several structs.
pub(super) fn derive_line(context: &Context<'_>) -> TokenStream {
    let derives = response_derives(context);
    if asks_for(&context.options.response_derives, "Serialize") {
        quote!(derive(#(#derives),*), serialize;)
    } else {
        quote!(derive(#(#derives),*);)
    }
}

fn item(item: &TypeItem, context: &Context<'_>) -> TokenStream {
    let derives = response_derives(context);
    match item {
        TypeItem::Struct(structure) => {
            let shared = match structure.shared.as_slice() {
                [] => TokenStream::new(),
                keys => quote!(#[shared(#(#keys),*)]),
            };
            let body = self::structure(structure, |_| None, context);
            let body = quote!(#shared #[derive(#(#derives),*)] #body);
            with_macros("object", "object_serialize", &body, context)
        }
        TypeItem::Variants(variants) => {
            let body = self::variants(variants);
            let body = quote!(#[derive(#(#derives),*)] #body);
            with_macros("variants", "variants_serialize", &body, context)
        }
        TypeItem::Alias { name, to } => {
            let (name, to) = (ident(name), context.types.local(to));
            quote!(pub type #name = #to;)
        }
    }
}

pub(crate) fn scalar(scalar: &Scalar, context: &Context<'_>) -> TokenStream {
    let name = ident(&scalar.name);
    match &context.options.scalars {
        Scalars::BesideStruct => quote!(pub type #name = super::#name;),
        Scalars::Module(module) => quote!(pub type #name = #module::#name;),
        Scalars::Shipped(module) => {
            let source = ident(&scalar.source);
            quote!(pub type #name = #module::#source;)
        }
    }
}

/// The enums of the schema, in one invocation of a macro.
pub(crate) fn enumerations(items: &[&EnumItem], context: &Context<'_>) -> Option<TokenStream> {
    if items.is_empty() {
        return None;
    }
    let options = context.options;
    let own: [syn::Path; 2] = [
        syn::parse_quote!(::core::clone::Clone),
        syn::parse_quote!(::core::fmt::Debug),
    ];
    let paths = options
        .response_derives
        .iter()
        .chain(&options.variables_derives)
        .chain(&own);
    let derives = derived(paths, &["Serialize", "Deserialize", "Default"]);
    let enums = items.iter().map(|item| {
        let (name, other) = (ident(&item.name), ident(&item.other));
        let values = item.values.iter().map(|value| {
            let (ident, value) = (ident(&value.ident), &value.value);
            quote!(#ident = #value,)
        });
        quote!(pub enum #name { #(#values)* _ = #other, })
    });
    Some(quote!(
        __graphql_paginate::enumeration! { derive(#(#derives),*); #(#enums)* }
    ))
}

fn with_macros(
    deserialize: &str,
    serialize: &str,
    body: &TokenStream,
    context: &Context<'_>,
) -> TokenStream {
    let deserialize = ident(deserialize);
    let mut items = quote!(__graphql_paginate::#deserialize! { #body });
    if asks_for(&context.options.response_derives, "Serialize") {
        let serialize = ident(serialize);
        items.extend(quote!(__graphql_paginate::#serialize! { #body }));
    }
    items
}

/// A struct; each field that `sibling` has a mark for is followed by it.
pub(super) fn structure(
    item: &Struct,
    sibling: impl Fn(&ResponseField) -> Option<&'static str>,
    context: &Context<'_>,
) -> TokenStream {
    let name = ident(&item.name);
    let typename = item
        .typename
        .as_ref()
        .map(|typename| quote!(#[typename(#typename)]));
    let fields = item.fields.iter().map(|field| {
        let sibling = sibling(field).map(ident);
        let field = self::field(field, context);
        quote!(#field #sibling,)
    });
    let parts = item.parts.iter().map(|part| {
        let (ident, ty) = (ident(&part.ident), context.types.local(&part.ty));
        quote!(#[part] pub #ident: #ty,)
    });
    quote!(#typename pub struct #name { #(#fields)* #(#parts)* })
}

fn field(field: &ResponseField, context: &Context<'_>) -> TokenStream {
    let (key, field_ident) = (&field.key, ident(&field.ident));
    let ty = context.types.local(&field.ty);
    let mark = if field.ty.is_conditional {
        quote!(, conditional)
    } else if is_skipped_if_none(field, context) {
        quote!(, skip_none)
    } else {
        TokenStream::new()
    };
    let deprecated = field.deprecated.as_ref().map(|reason| match reason {
        Some(reason) => quote!(#[deprecated(note = #reason)]),
        None => quote!(#[deprecated]),
    });
    let read = if field.is_id {
        ident("id")
    } else {
        ident("any")
    };
    let document = format!("`{}`", field.schema_type);
    quote!(#deprecated pub #field_ident: #ty = #read(#key, #document #mark))
}

/// Whether the option `skip_serializing_none` applies to a field.
pub(super) fn is_skipped_if_none(field: &ResponseField, context: &Context<'_>) -> bool {
    context.options.skip_serializing_none == Some(true) && field.ty.is_option()
}

fn variants(item: &Variants) -> TokenStream {
    let name = ident(&item.name);
    let variants = item.variants.iter().map(variant);
    let unknown = item.unknown.as_ref().map(|unknown| {
        let unknown = ident(unknown);
        quote!(#[unknown] #unknown,)
    });
    quote!(pub enum #name { #(#variants)* #unknown })
}

fn variant(item: &VariantItem) -> TokenStream {
    let (name, typename) = (ident(&item.ident), &item.typename);
    match &item.payload {
        Some(payload) => {
            let payload = ident(payload);
            quote!(#[typename(#typename)] #name(#payload),)
        }
        None => quote!(#[typename(#typename)] #name,),
    }
}

/// The user's derives and `Debug`, which `Result::unwrap_err` and tests need.
fn response_derives(context: &Context<'_>) -> Vec<syn::Path> {
    let debug: syn::Path = syn::parse_quote!(::core::fmt::Debug);
    let paths = context.options.response_derives.iter().chain([&debug]);
    let derives = derived(paths, &["Serialize", "Deserialize"]);
    derives.into_iter().cloned().collect()
}
