//! Writes Rust types.

use crate::rust_type::{Base, RustType};
use crate::shape::Shape;
use proc_macro2::{Ident, TokenStream};
use quote::quote;

/// The names of the prelude in types.
const NAMES: [&str; 4] = ["Box", "Option", "String", "Vec"];

/// Writes types: with full paths for the names of the prelude that another type may have taken.
pub(crate) struct Types {
    shadows: Vec<&'static str>,
    /// The module of the generated types, if types are written outside it.
    module: Option<Ident>,
}

impl Types {
    pub(crate) fn new(shadows: &[&'static str]) -> Self {
        Self {
            shadows: shadows.to_vec(),
            module: None,
        }
    }

    /// Writes types beside their module, where the user may have defined any name.
    pub(crate) fn outside(module: &Ident) -> Self {
        Self {
            shadows: NAMES.to_vec(),
            module: Some(module.clone()),
        }
    }

    /// Imports the names of the prelude, in case the surrounding module defines them differently.
    pub(crate) fn imports(&self) -> TokenStream {
        let names = NAMES
            .iter()
            .filter(|name| !self.shadows.contains(*name))
            .map(|name| super::ident(name));
        quote!(use ::graphql_paginate::__private::std::{#(#names),*};)
    }

    /// A type.
    pub(crate) fn local(&self, ty: &RustType) -> TokenStream {
        let base = match &ty.base {
            Base::Int => quote!(i64),
            Base::Float => quote!(f64),
            Base::Boolean => quote!(bool),
            Base::String => self.std("String"),
            Base::Named(name) => self.generated(name),
            Base::Boxed(name) => {
                let (boxed, generated) = (self.std("Box"), self.generated(name));
                quote!(#boxed<#generated>)
            }
            Base::Path(path) => path.parse().expect("a path is tokens"),
        };
        self.wrap(ty, base)
    }

    /// A generated type.
    fn generated(&self, name: &str) -> TokenStream {
        let (module, name) = (self.module.iter(), super::ident(name));
        quote!(#(#module::)* #name)
    }

    fn wrap(&self, ty: &RustType, base: TokenStream) -> TokenStream {
        let shaped = self.shape(&ty.shape, base);
        let optional = if ty.is_conditional && !ty.shape.is_nullable() {
            self.option(shaped)
        } else {
            shaped
        };
        if ty.is_boxed {
            let boxed = self.std("Box");
            quote!(#boxed<#optional>)
        } else {
            optional
        }
    }

    fn shape(&self, shape: &Shape, base: TokenStream) -> TokenStream {
        let inner = match shape {
            Shape::Named { .. } => base,
            Shape::List { item, .. } => {
                let (vec, item) = (self.std("Vec"), self.shape(item, base));
                quote!(#vec<#item>)
            }
        };
        if shape.is_nullable() {
            self.option(inner)
        } else {
            inner
        }
    }

    fn option(&self, inner: TokenStream) -> TokenStream {
        let option = self.std("Option");
        quote!(#option<#inner>)
    }

    /// A type of the prelude.
    fn std(&self, name: &'static str) -> TokenStream {
        if self.shadows.contains(&name) {
            full(name)
        } else {
            let name = super::ident(name);
            quote!(#name)
        }
    }
}

/// The full path of a type of the prelude.
fn full(name: &str) -> TokenStream {
    match name {
        "Box" => quote!(::std::boxed::Box),
        "Option" => quote!(::core::option::Option),
        "String" => quote!(::std::string::String),
        "Vec" => quote!(::std::vec::Vec),
        _ => unreachable!("only the names in `NAMES` are passed"),
    }
}
