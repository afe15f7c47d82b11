//! Boxes the fields of response types that contain themselves, so that the types have a finite size.

use crate::item::{Struct, TypeItem};
use crate::rust_type::Base;
use std::collections::{BTreeMap, BTreeSet};

/// Boxes each field whose type contains the struct of the field, other than in a list.
pub(super) fn box_cycles(types: &mut [TypeItem]) {
    let mut contents = BTreeMap::new();
    for item in types.iter() {
        let mut names = BTreeSet::new();
        for name in item.contents() {
            names.insert(name.to_owned());
        }
        contents.insert(item.name().to_owned(), names);
    }
    for item in types {
        let TypeItem::Struct(Struct { name, fields, .. }) = item else {
            continue;
        };
        for field in fields {
            if let Base::Named(of) = &field.ty.base
                && !field.ty.shape.is_list()
                && contains(&contents, of, name)
            {
                field.ty.base = Base::Boxed(of.clone());
            }
        }
    }
}

/// Whether a value of a type contains a value of another one, or is one.
fn contains(contents: &BTreeMap<String, BTreeSet<String>>, ty: &str, other: &str) -> bool {
    let mut seen = BTreeSet::new();
    let mut pending = vec![ty];
    while let Some(next) = pending.pop() {
        if next == other {
            return true;
        }
        if seen.insert(next)
            && let Some(names) = contents.get(next)
        {
            pending.extend(names.iter().map(String::as_str));
        }
    }
    false
}
