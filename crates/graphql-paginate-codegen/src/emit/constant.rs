//! Constants: default values of variables.

use super::ident;
use crate::module::Value;
use proc_macro2::{Literal, TokenStream};
use quote::quote;
use std::collections::BTreeMap;

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
        Value::OneOf {
            ty,
            variant,
            value: inner,
        } => {
            let (ty, variant, inner) = (ident(ty), ident(variant), value(inner));
            quote!(#ty::#variant(#inner))
        }
        Value::Scalar { literal, .. } => scalar(literal),
        Value::Unsupported => unreachable!("only values that Rust can write are defaults"),
    }
}

fn scalar(literal: &Value) -> TokenStream {
    match literal {
        Value::Int(digits) => {
            let number: TokenStream = format!("{digits}i64")
                .parse()
                .expect("an integer is a token");
            let reason = "the default is a value of the scalar";
            quote!(::core::convert::TryFrom::try_from(#number).ok().expect(#reason))
        }
        // Made of the text already.
        Value::String(_) => value(literal),
        _ => {
            let literal = value(literal);
            quote!(::core::convert::From::from(#literal))
        }
    }
}

/// A `where` clause that says what the custom scalars in a value must be made of.
///
/// Whether they are is the user's choice. The `for` has the compiler ask for it where the value is used, rather than
/// where it is defined.
pub(crate) fn bounds(of: &Value) -> Option<TokenStream> {
    let bounds = of.scalars().into_iter().map(|(ty, literal)| {
        let ty = ident(ty);
        let made_of = match literal {
            Value::Int(_) => quote!(TryFrom<i64>),
            Value::Float(_) => quote!(From<f64>),
            Value::Boolean(_) => quote!(From<bool>),
            _ => quote!(From<&'a str>),
        };
        quote!(for<'a> #ty: ::core::convert::#made_of)
    });
    let bounds: BTreeMap<String, TokenStream> =
        bounds.map(|bound| (bound.to_string(), bound)).collect();
    let bounds = bounds.values();
    (bounds.len() > 0).then(|| quote!(where #(#bounds),*))
}
