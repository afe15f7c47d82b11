//! Writes the response types, enums and scalars.

use super::{Context, asks_for, derives, ident};
use crate::item::{
    Accessor, EnumItem, Hop, ResponseField, Scalar, Struct, TypeItem, VariantItem, Variants,
};
use crate::options::Scalars;
use proc_macro2::TokenStream;
use quote::quote;

pub(crate) fn item(item: &TypeItem, context: &Context<'_>) -> TokenStream {
    match item {
        TypeItem::Struct(structure) => {
            let is_part = context.parts.contains(structure.name.as_str());
            let deserialize = if is_part || !structure.shared.is_empty() {
                "object"
            } else {
                "whole"
            };
            let body = self::structure(structure, context);
            let accessors = accessors(structure, context);
            let types = with_macros(deserialize, "object_serialize", &body, context);
            quote!(#types #accessors)
        }
        TypeItem::Variants(variants) => {
            let body = self::variants(variants, context);
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

pub(crate) fn enumeration(item: &EnumItem, context: &Context<'_>) -> TokenStream {
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
    let derives = derives(paths, &["Serialize", "Deserialize", "Default"]);
    let (name, other) = (ident(&item.name), ident(&item.other));
    let values = item.values.iter().map(|value| {
        let (ident, value) = (ident(&value.ident), &value.value);
        quote!(#ident = #value,)
    });
    quote! {
        __graphql_paginate::enumeration! {
            #[other(#other)]
            #derives
            pub enum #name { #(#values)* }
        }
    }
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

fn structure(item: &Struct, context: &Context<'_>) -> TokenStream {
    let name = ident(&item.name);
    let derives = response_derives(context);
    let shared = match item.shared.as_slice() {
        [] => TokenStream::new(),
        keys => quote!(#[shared(#(#keys),*)]),
    };
    let typename = item
        .typename
        .as_ref()
        .map(|typename| quote!(#[typename(#typename)]));
    let fields = item.fields.iter().map(|field| self::field(field, context));
    let parts = item.parts.iter().map(|part| {
        let (ident, ty) = (ident(&part.ident), context.types.local(&part.ty));
        quote!(#[part] pub #ident: #ty,)
    });
    quote! {
        #shared
        #typename
        #derives
        pub struct #name { #(#fields)* #(#parts)* }
    }
}

/// The methods that iterate over the items of connections.
fn accessors(item: &Struct, context: &Context<'_>) -> Option<TokenStream> {
    if item.accessors.is_empty() {
        return None;
    }
    let name = ident(&item.name);
    let methods = item
        .accessors
        .iter()
        .map(|accessor| self::accessor(accessor, context));
    Some(quote!(#[allow(deprecated)] impl #name { #(#methods)* }))
}

fn accessor(accessor: &Accessor, context: &Context<'_>) -> TokenStream {
    let name = ident(&accessor.field);
    let item = context.types.local(&accessor.item);
    let mut document = format!(
        " The items of `{}` that were fetched, without nulls.",
        accessor.key
    );
    if accessor.is_nested {
        document.push_str(" `Page::truncated` counts the connections that have more.");
    }
    let list = present(quote!(self), &accessor.list);
    let elements = if accessor.has_null_elements {
        quote!(.flatten())
    } else {
        TokenStream::new()
    };
    let node = match accessor.node.as_slice() {
        [] => TokenStream::new(),
        hops => {
            let node = present(quote!(edge), hops);
            quote!(.filter_map(|edge| #node))
        }
    };
    quote! {
        #[doc = #document]
        pub fn #name(&self) -> impl ::core::iter::Iterator<Item = &#item> {
            __graphql_paginate::elements(|| #list) #elements #node
        }
    }
}

/// A reference to the value at the end of a path, in an `Option`; in a closure, which returns `None` at a null.
fn present(base: TokenStream, path: &[Hop]) -> TokenStream {
    let mut place = base;
    let mut reference = quote!(&);
    for Hop { ident, optional } in path {
        let ident = self::ident(ident);
        place = quote!(#place.#ident);
        reference = quote!(&);
        if *optional {
            place = quote!(#place.as_ref()?);
            reference = TokenStream::new();
        }
    }
    quote!(::core::option::Option::Some(#reference #place))
}

fn field(field: &ResponseField, context: &Context<'_>) -> TokenStream {
    let (key, field_ident) = (&field.key, ident(&field.ident));
    let ty = context.types.local(&field.ty);
    let skips_none = context.options.skip_serializing_none == Some(true) && field.ty.is_option();
    let mark = if field.ty.is_conditional {
        quote!(, conditional)
    } else if skips_none {
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
    quote!(#[key(#key #mark)] #[#read = #document] #deprecated pub #field_ident: #ty,)
}

fn variants(item: &Variants, context: &Context<'_>) -> TokenStream {
    let name = ident(&item.name);
    let derives = response_derives(context);
    let variants = item.variants.iter().map(variant);
    let unknown = item.unknown.as_ref().map(|unknown| {
        let unknown = ident(unknown);
        quote!(#[unknown] #unknown,)
    });
    quote!(#derives pub enum #name { #(#variants)* #unknown })
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
fn response_derives(context: &Context<'_>) -> TokenStream {
    let debug: syn::Path = syn::parse_quote!(::core::fmt::Debug);
    let paths = context.options.response_derives.iter().chain([&debug]);
    derives(paths, &["Serialize", "Deserialize"])
}
