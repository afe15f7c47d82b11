//! Fingerprints of the types of a fragment, which show whether two derives generate the same ones.
//!
//! A query's module uses the types that another derive defines. It compiles only if that derive has read the same fragment
//! and the same schema, with the same options as far as they change types. What does not matter to code that uses the
//! types is not in the fingerprint: the derives, accessors and the handling of `None` when a type is serialized.

use crate::item::{EnumItem, Part, ResponseField, Struct, TypeItem, VariantItem, Variants};
use crate::rust_type::{Base, RustType};
use crate::shape::Shape;
use fnv::FnvHasher;
use std::hash::Hasher as _;

/// The fingerprint of a fragment, given by the name of its type, with its types and the enums of the module.
pub(crate) fn fingerprint<'t>(
    fragment: &str,
    types: impl Iterator<Item = &'t TypeItem>,
    enums: &[EnumItem],
) -> u64 {
    let mut text = Text(format!("{fragment}\n"));
    let mut used = Vec::new();
    for item in types {
        text.item(item);
        used.extend(item.mentions());
    }
    for item in enums {
        if used.contains(&item.name.as_str()) {
            text.enumeration(item);
        }
    }
    // It is the same on all platforms.
    let mut hasher = FnvHasher::default();
    hasher.write(text.0.as_bytes());
    hasher.finish()
}

/// A description of types, a line for each type, field and variant.
struct Text(String);

impl Text {
    fn item(&mut self, item: &TypeItem) {
        match item {
            TypeItem::Struct(structure) => self.structure(structure),
            TypeItem::Variants(variants) => self.variants(variants),
            TypeItem::Alias { name, to } => self.line(&["type", name, &described(to)]),
        }
    }

    fn structure(&mut self, structure: &Struct) {
        self.line(&["struct", &structure.name]);
        for ResponseField { ident, key, ty, .. } in &structure.fields {
            self.line(&[ident, key, &described(ty)]);
        }
        for Part { ident, ty } in &structure.parts {
            self.line(&["part", ident, &described(ty)]);
        }
    }

    fn variants(&mut self, variants: &Variants) {
        self.line(&["variants", &variants.name]);
        for VariantItem {
            ident,
            typename,
            payload,
        } in &variants.variants
        {
            self.line(&[ident, typename, payload.as_deref().unwrap_or_default()]);
        }
        if let Some(unknown) = &variants.unknown {
            self.line(&["unknown", unknown]);
        }
    }

    fn enumeration(&mut self, item: &EnumItem) {
        self.line(&["enum", &item.name, &item.other]);
        for value in &item.values {
            self.line(&[&value.ident, &value.value]);
        }
    }

    fn line(&mut self, words: &[&str]) {
        for word in words {
            self.0.push_str(word);
            self.0.push(' ');
        }
        self.0.push('\n');
    }
}

/// A type in the notation of GraphQL: `[FilmActor!]`; `?` marks a field that may be left out, `box` a boxed type.
fn described(ty: &RustType) -> String {
    let base = match &ty.base {
        Base::Int => "Int",
        Base::Float => "Float",
        Base::Boolean => "Boolean",
        Base::String => "String",
        Base::Named(name) | Base::Path(name) => name,
        Base::Boxed(name) => &format!("box {name}"),
    };
    let mut text = shaped(&ty.shape, base);
    if ty.is_conditional {
        text.push('?');
    }
    text
}

fn shaped(shape: &Shape, base: &str) -> String {
    let mut text = match shape {
        Shape::Named { .. } => base.to_owned(),
        Shape::List { item, .. } => format!("[{}]", shaped(item, base)),
    };
    if !shape.is_nullable() {
        text.push('!');
    }
    text
}
