//! Writes constants, the default values of variables.

use super::ident;
use crate::constant::Constant;
use proc_macro2::{Literal, TokenStream};
use quote::quote;
use std::collections::BTreeMap;

/// The expression of a constant.
pub(crate) fn value(of: &Constant) -> TokenStream {
    match of {
        Constant::None => quote!(::core::option::Option::None),
        Constant::Some(inner) => {
            let inner = value(inner);
            quote!(::core::option::Option::Some(#inner))
        }
        Constant::Boxed(inner) => {
            let inner = value(inner);
            quote!(::std::boxed::Box::new(#inner))
        }
        Constant::Boolean(value) => quote!(#value),
        Constant::Int(digits) => digits.parse().expect("an integer is a token"),
        Constant::Float(value) if *value < 0.0 => {
            let literal = Literal::f64_unsuffixed(-value);
            quote!(-#literal)
        }
        Constant::Float(value) => {
            let literal = Literal::f64_unsuffixed(*value);
            quote!(#literal)
        }
        Constant::String(value) => quote!(::core::convert::From::from(#value)),
        Constant::List(values) => {
            let values = values.iter().map(value);
            quote!(::std::vec![#(#values),*])
        }
        Constant::Enum { ty, variant } => {
            let (ty, variant) = (ident(ty), ident(variant));
            quote!(#ty::#variant)
        }
        Constant::Object { ty, fields } => {
            let ty = ident(ty);
            let fields = fields.iter().map(|(name, field)| {
                let (name, field) = (ident(name), value(field));
                quote!(#name: #field)
            });
            quote!(#ty { #(#fields),* })
        }
        Constant::OneOf {
            ty,
            variant,
            value: inner,
        } => {
            let (ty, variant, inner) = (ident(ty), ident(variant), value(inner));
            quote!(#ty::#variant(#inner))
        }
        Constant::Scalar { literal, .. } => scalar(literal),
        Constant::Unsupported => unreachable!("unsupported defaults are left out"),
    }
}

/// A custom scalar, converted from a literal.
fn scalar(literal: &Constant) -> TokenStream {
    match literal {
        Constant::Int(digits) => {
            let number: TokenStream = format!("{digits}i64")
                .parse()
                .expect("an integer is a token");
            let reason = "the default is a value of the scalar";
            quote!(::core::convert::TryFrom::try_from(#number).ok().expect(#reason))
        }
        // A string constant is already converted from a literal.
        Constant::String(_) => value(literal),
        _ => {
            let literal = value(literal);
            quote!(::core::convert::From::from(#literal))
        }
    }
}

/// The `where` clause for the conversions of the custom scalars in a constant, if there are any.
///
/// The user decides whether a scalar implements them. With `for<'a>`, the compiler checks the bound where the default is
/// used, and not where it is defined.
pub(crate) fn bounds(of: &Constant) -> Option<TokenStream> {
    // By their text: each bound once, sorted.
    let mut bounds: BTreeMap<String, TokenStream> = BTreeMap::new();
    for (ty, literal) in of.scalars() {
        let ty = ident(ty);
        let conversion = match literal {
            Constant::Int(_) => quote!(TryFrom<i64>),
            Constant::Float(_) => quote!(From<f64>),
            Constant::Boolean(_) => quote!(From<bool>),
            _ => quote!(From<&'a str>),
        };
        let bound = quote!(for<'a> #ty: ::core::convert::#conversion);
        bounds.insert(bound.to_string(), bound);
    }
    if bounds.is_empty() {
        return None;
    }
    let bounds = bounds.values();
    Some(quote!(where #(#bounds),*))
}
