//! Writes the variables and input objects.

use super::{Context, asks_for, constant, derives, ident};
use crate::item::{InputField, InputItem, InputStruct, VariableDefault};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

/// The struct `Variables`, its constructor and the defaults of its fields.
pub(crate) fn variables(
    input: &InputStruct,
    defaults: &[VariableDefault],
    context: &Context<'_>,
) -> TokenStream {
    let clone: syn::Path = syn::parse_quote!(::core::clone::Clone);
    let paths = context.options.variables_derives.iter().chain([&clone]);
    let derives = derives(paths, &["Serialize", "Deserialize"]);
    let new = new(input, defaults, context);
    let body = structure(input, &derives, Some(defaults), context);
    let item = with_macros("input", &quote!(#body #new), context);
    let functions = default_functions(defaults, context);
    quote!(#item #functions)
}

/// The functions `default_…`, which return the defaults of variables.
fn default_functions(defaults: &[VariableDefault], context: &Context<'_>) -> Option<TokenStream> {
    if defaults.is_empty() {
        return None;
    }
    let functions = defaults.iter().map(|default| {
        let function = format_ident!("default_{}", default.variable);
        let ty = context.types.local(&default.ty);
        let value = constant::value(&default.value);
        let bounds = constant::bounds(&default.value);
        quote!(pub fn #function() -> #ty #bounds { #value })
    });
    Some(quote!(impl Variables { #(#functions)* }))
}

pub(crate) fn item(item: &InputItem, context: &Context<'_>) -> TokenStream {
    // Variables are cloned for every page, and the input objects in them.
    let clone: syn::Path = syn::parse_quote!(::core::clone::Clone);
    let paths = context.options.variables_derives.iter().chain([&clone]);
    let derives = derives(paths, &["Serialize", "Deserialize"]);
    match item {
        InputItem::Object(input) => {
            with_macros("input", &structure(input, &derives, None, context), context)
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

/// The struct; `defaults` are those of the variables, if it has a constructor.
fn structure(
    input: &InputStruct,
    derives: &TokenStream,
    defaults: Option<&[VariableDefault]>,
    context: &Context<'_>,
) -> TokenStream {
    let name = ident(&input.name);
    if input.fields.is_empty() {
        return quote!(#derives pub struct #name;);
    }
    let fields = input.fields.iter().map(|field| {
        let (key, ident) = (&field.key, ident(&field.ident));
        let ty = context.types.local(&field.ty);
        let mark = mark(field, defaults);
        quote!(pub #ident: #ty = #key #mark,)
    });
    quote!(#derives pub struct #name { #(#fields)* })
}

/// How `None` is sent, and the initial value of a variable that is not a parameter of the constructor.
fn mark(field: &InputField, defaults: Option<&[VariableDefault]>) -> Option<TokenStream> {
    if field.ty.is_option() && field.skip_none {
        return Some(quote!(skip_none));
    }
    let defaults = defaults?;
    if field.ty.is_option() {
        return Some(quote!(or_null));
    }
    let value = constant::value(&default_of(field, defaults)?.value);
    Some(quote!(default(#value)))
}

fn one_of(input: &InputStruct, derives: &TokenStream, context: &Context<'_>) -> TokenStream {
    let name = ident(&input.name);
    let variants = input.fields.iter().map(|field| {
        let (key, ident) = (&field.key, ident(&field.ident));
        let ty = context.types.local(&field.ty);
        quote!(#[key(#key)] #ident(#ty),)
    });
    quote!(#derives pub enum #name { #(#variants)* })
}

/// The line `new` with the parameters of the constructor: the required variables without a default.
fn new(input: &InputStruct, defaults: &[VariableDefault], context: &Context<'_>) -> TokenStream {
    let mut parameters = Vec::new();
    for field in &input.fields {
        if mark(field, Some(defaults)).is_none() {
            let (ident, ty) = (ident(&field.ident), context.types.local(&field.ty));
            parameters.push(quote!(#ident: #ty));
        }
    }
    quote!(new(#(#parameters),*);)
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
