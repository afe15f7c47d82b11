//! Constants: default values of variables.

use super::ident;
use crate::module::Value;
use proc_macro2::{Literal, TokenStream};
use quote::quote;

pub(crate) fn value(of: &Value) -> TokenStream {
    match of {
        Value::None => quote!(::core::option::Option::None),
        Value::Some(inner) => {
            let inner = value(inner);
            quote!(::core::option::Option::Some(#inner))
        }
        Value::Boxed(inner) => {
            let inner = value(inner);
            quote!(::std::boxed::Box::new(#inner))
        }
        Value::Boolean(value) => quote!(#value),
        Value::Int(digits) => digits.parse().expect("an integer is a token"),
        Value::Float(value) if *value < 0.0 => {
            let literal = Literal::f64_unsuffixed(-value);
            quote!(-#literal)
        }
        Value::Float(value) => {
            let literal = Literal::f64_unsuffixed(*value);
            quote!(#literal)
        }
        Value::String(value) => quote!(::core::convert::From::from(#value)),
        Value::List(values) => {
            let values = values.iter().map(value);
            quote!(::std::vec![#(#values),*])
        }
        Value::Enum { ty, variant } => {
            let (ty, variant) = (ident(ty), ident(variant));
            quote!(#ty::#variant)
        }
        Value::Object { ty, fields } => {
            let ty = ident(ty);
            let fields = fields.iter().map(|(name, field)| {
                let (name, field) = (ident(name), value(field));
                quote!(#name: #field)
            });
            quote!(#ty { #(#fields),* })
        }
        Value::OneOf { ty, variant, value: inner } => {
            let (ty, variant, inner) = (ident(ty), ident(variant), value(inner));
            quote!(#ty::#variant(#inner))
        }
        Value::Unsupported => unreachable!("only values that Rust can write are defaults"),
    }
}
