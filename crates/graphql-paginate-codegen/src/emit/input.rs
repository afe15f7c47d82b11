//! Variables and input objects.

use super::{Context, asks_for, constant, derives, ident};
use crate::module::{Default, Input, InputField, InputItem};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

pub(crate) fn variables(input: &Input, defaults: &[Default], context: &Context<'_>) -> TokenStream {
    let clone: syn::Path = syn::parse_quote!(::core::clone::Clone);
    let paths = context.options.variables_derives.iter().chain([&clone]);
    let derives = derives(paths, &["Serialize", "Deserialize"]);
    let body = structure(input, &derives, context);
    let item = with_macros("input", &body, context);
    let new = new(input, defaults, context);
    let defaults = defaults.iter().map(|default| {
        let function = format_ident!("default_{}", default.variable);
        let ty = context.types.local(&default.ty);
        let (value, bounds) = (
            constant::value(&default.value),
            constant::bounds(&default.value),
        );
        quote!(pub fn #function() -> #ty #bounds { #value })
    });
    quote! {
        #item
        impl Variables {
            #new
            #(#defaults)*
        }
    }
}

pub(crate) fn item(item: &InputItem, context: &Context<'_>) -> TokenStream {
    // Variables are cloned for every page, and so is what they hold.
    let clone: syn::Path = syn::parse_quote!(::core::clone::Clone);
    let paths = context.options.variables_derives.iter().chain([&clone]);
    let derives = derives(paths, &["Serialize", "Deserialize"]);
    match item {
        InputItem::Object(input) => {
            with_macros("input", &structure(input, &derives, context), context)
        }
        InputItem::OneOf(input) => {
            with_macros("one_of", &one_of(input, &derives, context), context)
        }
        InputItem::Own { name, path } => {
            let name = ident(name);
            quote!(pub type #name = #path;)
        }
    }
}

fn with_macros(name: &str, body: &TokenStream, context: &Context<'_>) -> TokenStream {
    let serialize = ident(name);
    let deserialize = asks_for(&context.options.variables_derives, "Deserialize").then(|| {
        let deserialize = format_ident!("{name}_deserialize");
        quote!(__graphql_paginate::#deserialize! { #body })
    });
    quote!(__graphql_paginate::#serialize! { #body } #deserialize)
}

fn structure(input: &Input, derives: &TokenStream, context: &Context<'_>) -> TokenStream {
    let name = ident(&input.name);
    if input.fields.is_empty() {
        return quote!(#derives pub struct #name;);
    }
    let fields = input.fields.iter().map(|field| {
        let (key, ident, ty) = (
            &field.key,
            ident(&field.ident),
            context.types.local(&field.ty),
        );
        let skip = (field.skip_none && field.ty.is_option()).then(|| quote!(, skip_none));
        quote!(#[key(#key #skip)] pub #ident: #ty,)
    });
    quote!(#derives pub struct #name { #(#fields)* })
}

fn one_of(input: &Input, derives: &TokenStream, context: &Context<'_>) -> TokenStream {
    let name = ident(&input.name);
    let variants = input.fields.iter().map(|field| {
        let (key, ident, ty) = (
            &field.key,
            ident(&field.ident),
            context.types.local(&field.ty),
        );
        quote!(#[key(#key)] #ident(#ty),)
    });
    quote!(#derives pub enum #name { #(#variants)* })
}

/// A constructor that takes what has to be given.
fn new(input: &Input, defaults: &[Default], context: &Context<'_>) -> TokenStream {
    // Whether the user's scalars can be made of a default is not known here.
    let known = |default: &&Default| default.value.scalars().is_empty();
    let default = |field: &InputField| {
        defaults
            .iter()
            .filter(known)
            .find(|default| default.variable == field.key)
    };
    let is_required = |field: &&InputField| !field.ty.is_option() && default(field).is_none();
    let parameters = input.fields.iter().filter(is_required).map(|field| {
        let (ident, ty) = (ident(&field.ident), context.types.local(&field.ty));
        quote!(#ident: #ty)
    });
    let values = input.fields.iter().map(|field| {
        let ident = ident(&field.ident);
        if field.ty.is_option() {
            quote!(#ident: ::core::option::Option::None)
        } else if let Some(default) = default(field) {
            let value = constant::value(&default.value);
            quote!(#ident: #value)
        } else {
            quote!(#ident)
        }
    });
    let parameters: Vec<_> = parameters.collect();
    let body = if input.fields.is_empty() {
        quote!(Self)
    } else {
        quote!(Self { #(#values),* })
    };
    let document =
        "The variables without which the operation cannot be sent; all others are left out.";
    quote! {
        #[doc = #document]
        pub fn new(#(#parameters),*) -> Self { #body }
    }
}
