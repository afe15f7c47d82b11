//! Writes the variables and input objects.

use super::{Context, asks_for, constant, derives, ident};
use crate::item::{Input, InputField, InputItem, VariableDefault};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

/// The struct `Variables`, its constructor and the defaults of its fields.
pub(crate) fn variables(
    input: &Input,
    defaults: &[VariableDefault],
    context: &Context<'_>,
) -> TokenStream {
    let clone: syn::Path = syn::parse_quote!(::core::clone::Clone);
    let paths = context.options.variables_derives.iter().chain([&clone]);
    let derives = derives(paths, &["Serialize", "Deserialize"]);
    let body = structure(input, &derives, context);
    let item = with_macros("input", &body, context);
    let new = new(input, defaults, context);
    let defaults = defaults.iter().map(|default| {
        let function = format_ident!("default_{}", default.variable);
        let ty = context.types.local(&default.ty);
        let value = constant::value(&default.value);
        let bounds = constant::bounds(&default.value);
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
    // Variables are cloned for every page, and the input objects in them.
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
    let mut items = quote!(__graphql_paginate::#serialize! { #body });
    if asks_for(&context.options.variables_derives, "Deserialize") {
        let deserialize = format_ident!("{name}_deserialize");
        items.extend(quote!(__graphql_paginate::#deserialize! { #body }));
    }
    items
}

fn structure(input: &Input, derives: &TokenStream, context: &Context<'_>) -> TokenStream {
    let name = ident(&input.name);
    if input.fields.is_empty() {
        return quote!(#derives pub struct #name;);
    }
    let fields = input.fields.iter().map(|field| {
        let (key, ident) = (&field.key, ident(&field.ident));
        let ty = context.types.local(&field.ty);
        let skip = if field.skip_none && field.ty.is_option() {
            quote!(skip_none)
        } else {
            TokenStream::new()
        };
        quote!(pub #ident: #ty = #key #skip,)
    });
    quote!(#derives pub struct #name { #(#fields)* })
}

fn one_of(input: &Input, derives: &TokenStream, context: &Context<'_>) -> TokenStream {
    let name = ident(&input.name);
    let variants = input.fields.iter().map(|field| {
        let (key, ident) = (&field.key, ident(&field.ident));
        let ty = context.types.local(&field.ty);
        quote!(#[key(#key)] #ident(#ty),)
    });
    quote!(#derives pub enum #name { #(#variants)* })
}

/// The constructor, whose parameters are the required variables without a default.
fn new(input: &Input, defaults: &[VariableDefault], context: &Context<'_>) -> TokenStream {
    let mut parameters = Vec::new();
    let mut values = Vec::new();
    for field in &input.fields {
        let ident = ident(&field.ident);
        if field.ty.is_option() {
            values.push(quote!(#ident: ::core::option::Option::None));
        } else if let Some(default) = default_of(field, defaults) {
            let value = constant::value(&default.value);
            values.push(quote!(#ident: #value));
        } else {
            let ty = context.types.local(&field.ty);
            parameters.push(quote!(#ident: #ty));
            values.push(quote!(#ident));
        }
    }
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

/// The default of a variable, unless it contains custom scalars: whether they implement the conversions is not known
/// here.
fn default_of<'d>(
    field: &InputField,
    defaults: &'d [VariableDefault],
) -> Option<&'d VariableDefault> {
    let mut defaults = defaults.iter();
    defaults.find(|default| default.variable == field.key && default.value.scalars().is_empty())
}
