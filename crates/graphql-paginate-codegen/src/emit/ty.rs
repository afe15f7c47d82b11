//! Rust types.

use crate::module::{Base, RustType};
use crate::schema::Shape;
use proc_macro2::{Ident, TokenStream};
use quote::quote;

const NAMES: [&str; 4] = ["Box", "Option", "String", "Vec"];

/// How the names of the prelude are written where a generated type may have taken them.
pub(crate) struct Types {
    shadows: Vec<&'static str>,
    /// The module that generated types are in, where they are written from outside it.
    module: Option<Ident>,
}

impl Types {
    pub(crate) fn new(shadows: &[&'static str]) -> Self {
        Self {
            shadows: shadows.to_vec(),
            module: None,
        }
    }

    /// Types written beside their module, where the user may have given any name another meaning.
    pub(crate) fn outside(module: &Ident) -> Self {
        Self {
            shadows: NAMES.to_vec(),
            module: Some(module.clone()),
        }
    }

    /// Brings the names in scope that types are written with, whatever the surrounding module calls so.
    pub(crate) fn imports(&self) -> TokenStream {
        let import = |name: &str| {
            let path = full(name);
            (!self.shadows.contains(&name)).then(|| quote!(use #path;))
        };
        let imports = NAMES.into_iter().filter_map(import);
        quote!(#(#imports)*)
    }

    /// The type as it is written in the generated module.
    pub(crate) fn local(&self, ty: &RustType) -> TokenStream {
        let base = match &ty.base {
            Base::Int => quote!(i64),
            Base::Float => quote!(f64),
            Base::Boolean => quote!(bool),
            Base::String => self.std("String"),
            Base::Named(name) => {
                let (module, name) = (self.module.iter(), super::ident(name));
                quote!(#(#module::)* #name)
            }
            Base::Path(path) => path.parse().expect("a path is tokens"),
        };
        self.wrap(ty, base)
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

    fn std(&self, name: &'static str) -> TokenStream {
        if self.shadows.contains(&name) {
            full(name)
        } else {
            let name = super::ident(name);
            quote!(#name)
        }
    }
}

fn full(name: &str) -> TokenStream {
    match name {
        "Box" => quote!(::std::boxed::Box),
        "Option" => quote!(::core::option::Option),
        "String" => quote!(::std::string::String),
        "Vec" => quote!(::std::vec::Vec),
        _ => unreachable!("no other names are written short"),
    }
}
