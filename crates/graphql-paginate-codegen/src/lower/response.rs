//! Lowers selection sets to response types, one for each.

use super::boxes::box_cycles;
use super::named_types::NamedTypes;
use super::response_keys::{Fragments, shared_keys};
use super::type_names::TypeNames;
use super::type_scope::TypeScope;
use crate::document::Operation;
use crate::item::{Part, ResponseField, Struct, TypeItem, VariantItem, Variants};
use crate::member::members;
use crate::name::{self, Scope};
use crate::options::{Deprecated, Options};
use crate::resolve::{Field, Fragment, SelectionSet};
use crate::rust_type::{Base, RustType};
use crate::schema::deprecation;
use crate::shape::Shape;
use crate::shared_names::{FragmentPlace, SharedNames};
use bluejay_core::definition::{FieldDefinition as _, OutputType as _};
use quote::ToTokens;
use std::collections::{BTreeMap, HashMap};

/// The names of the prelude in generated types.
const PRELUDE: [&str; 4] = ["Option", "Vec", "String", "Box"];

/// The response types of an operation and its fragments that are lowered so far.
pub(crate) struct Responses<'i, 'v, 'a> {
    options: &'i Options,
    named_types: &'i NamedTypes<'v, 'a>,
    scope: TypeScope<'i>,
    fragments: Fragments<'i, 'a>,
    fragment_types: HashMap<&'a str, String>,
    pub(crate) names: TypeNames,
    pub(crate) types: Vec<TypeItem>,
}

impl<'i, 'v, 'a> Responses<'i, 'v, 'a> {
    pub(crate) fn new(
        options: &'i Options,
        fragments: &'i [Fragment<'a>],
        named_types: &'i NamedTypes<'v, 'a>,
        scope: Scope,
        shared: Option<&'i SharedNames>,
    ) -> Self {
        let mut responses = Self {
            options,
            named_types,
            scope: TypeScope::new(scope, shared),
            fragments: HashMap::new(),
            fragment_types: HashMap::new(),
            names: TypeNames::default(),
            types: Vec::new(),
        };
        for fragment in fragments {
            let place = FragmentPlace::fragment(fragment.name);
            let ty = responses
                .scope
                .claim(Some(place), name::identifier(fragment.name));
            responses.fragment_types.insert(fragment.name, ty);
            responses.fragments.insert(fragment.name, fragment);
        }
        responses
    }

    /// Lowers an operation, then its fragments.
    pub(crate) fn lower(&mut self, operation: &Operation<'a>, fragments: &[Fragment<'a>]) {
        let path = name::segment(&operation.name);
        if !self.own_response_type(&operation.selection, &path) {
            let root = At { path, place: None };
            self.selection_set("ResponseData".to_owned(), &root, &operation.selection);
        }
        self.lower_fragments(fragments);
    }

    pub(crate) fn lower_fragments(&mut self, fragments: &[Fragment<'a>]) {
        for fragment in fragments {
            let name = self.fragment_types[fragment.name].clone();
            let at = At {
                path: name::segment(fragment.name),
                place: Some(FragmentPlace::fragment(fragment.name)),
            };
            self.selection_set(name, &at, &fragment.selection);
        }
        let mut fragments = fragments.iter();
        if fragments.any(|fragment| fragment.is_recursive) {
            box_cycles(&mut self.types);
        }
    }

    /// The names of the prelude that a generated type has taken.
    pub(crate) fn shadowed_prelude(&self) -> Vec<&'static str> {
        PRELUDE
            .into_iter()
            .filter(|name| self.scope.has(name))
            .collect()
    }

    /// The names of the types of fragments.
    pub(crate) fn places(&self) -> &BTreeMap<FragmentPlace, String> {
        &self.scope.places
    }

    /// Whether no generated type has this name.
    pub(crate) fn is_free(&self, name: &str) -> bool {
        !self.scope.has(name)
    }

    /// The Rust type of a selected field.
    pub(crate) fn field_type(&self, field: &Field<'a>) -> RustType {
        let base = match &field.selection {
            Some(selection) => Base::Named(self.names.of(selection).to_owned()),
            None => self.named_types.base(field.definition.r#type().base_name()),
        };
        RustType::new(base, Shape::of_output(field.definition.r#type()))
            .conditional(field.is_conditional)
    }

    /// With `response_type`, lowers the single root field to the user's type.
    fn own_response_type(&mut self, root: &SelectionSet<'a>, path: &str) -> bool {
        let (Some(own), [field]) = (&self.options.response_type, root.fields.as_slice()) else {
            return false;
        };
        let name = self
            .scope
            .claim(None, format!("{path}{}", name::segment(field.key)));
        if let Some(selection) = &field.selection {
            self.names.set_type(selection, name.clone());
        }
        let ty = RustType::new(
            Base::Named(name.clone()),
            Shape::of_output(field.definition.r#type()),
        );
        let field = ResponseField {
            ident: name::field(field.key),
            key: field.key.to_owned(),
            ty: ty.conditional(field.is_conditional),
            schema_type: field.definition.r#type().display_name(),
            is_id: false,
            deprecated: None,
        };
        self.types.push(TypeItem::Struct(Struct {
            name: "ResponseData".to_owned(),
            fields: vec![field],
            parts: Vec::new(),
            shared: Vec::new(),
            typename: None,
            accessors: Vec::new(),
        }));
        let path = own.to_token_stream().to_string();
        let to = RustType::new(Base::Path(path), Shape::Named { nullable: false });
        self.types.push(TypeItem::Alias { name, to });
        true
    }

    fn selection_set(&mut self, name: String, at: &At, set: &SelectionSet<'a>) {
        self.names.set_type(set, name.clone());
        if set.is_one_spread {
            let to = RustType::named(self.fragment_types[set.spreads[0].fragment].clone());
            self.types.push(TypeItem::Alias { name, to });
            return;
        }
        // The types below are named first, and come after this one.
        let position = self.types.len();
        for below in self.name_below(at, set) {
            self.selection_set(below.name, &below.at, below.set);
        }
        let mut items = Vec::new();
        let has_own = !set.fields.is_empty() || !set.spreads.is_empty();
        if set.variants.is_empty() {
            items.push(TypeItem::Struct(self.structure(name, set, None)));
        } else if has_own {
            let place = at.place.as_ref().map(FragmentPlace::variants);
            let on = self.scope.claim(place, format!("{name}On"));
            self.names.set_variants(set, on.clone());
            items.push(TypeItem::Struct(self.structure(name, set, Some(&on))));
            items.push(TypeItem::Variants(self.possible_types(on, set)));
        } else {
            self.names.set_variants(set, name.clone());
            items.push(TypeItem::Variants(self.possible_types(name, set)));
        }
        self.types.splice(position..position, items);
    }

    /// Names the types of the nested selection sets.
    fn name_below<'s>(&mut self, at: &At, set: &'s SelectionSet<'a>) -> Vec<Below<'s, 'a>> {
        let At { path, place } = at;
        let mut below = Vec::new();
        for field in &set.fields {
            if let Some(set) = &field.selection {
                let path = format!("{path}{}", name::segment(field.key));
                let place = place.as_ref().map(|place| place.field(field.key));
                below.push(Below {
                    name: self.scope.claim(place.clone(), path.clone()),
                    at: At { path, place },
                    set,
                });
            }
        }
        for variant in &set.variants {
            if let Some(set) = &variant.selection {
                let on = variant.on.name();
                let place = place.as_ref().map(|place| place.on(on));
                let path_on = format!("{path}On{}", name::segment(on));
                below.push(Below {
                    name: self.scope.claim(place.clone(), format!("{path}On{on}")),
                    at: At {
                        path: path_on,
                        place,
                    },
                    set,
                });
            }
        }
        below
    }

    fn structure(&self, name: String, set: &SelectionSet<'a>, on: Option<&str>) -> Struct {
        let members = members(set);
        let mut fields = Vec::new();
        for (field, ident) in set.fields.iter().zip(members.fields) {
            fields.push(self.response_field(field, ident));
        }
        let mut parts = Vec::new();
        for (spread, ident) in set.spreads.iter().zip(members.spreads) {
            let ty = RustType::named(self.fragment_types[spread.fragment].clone());
            parts.push(Part {
                ident,
                ty: ty.conditional(spread.is_conditional),
            });
        }
        if let Some(on) = on {
            parts.push(Part {
                ident: "on".to_owned(),
                ty: RustType::named(on),
            });
        }
        let typename = if set.typename && !set.on.is_abstract() {
            Some(set.on.name().to_owned())
        } else {
            None
        };
        Struct {
            name,
            fields,
            parts,
            shared: shared_keys(set, &self.fragments),
            typename,
            accessors: Vec::new(),
        }
    }

    fn response_field(&self, field: &Field<'a>, ident: String) -> ResponseField {
        let deprecated = match self.options.deprecated {
            Deprecated::Warn => deprecation(field.definition),
            Deprecated::Allow | Deprecated::Deny => None,
        };
        ResponseField {
            ident,
            key: field.key.to_owned(),
            ty: self.field_type(field),
            schema_type: field.definition.r#type().display_name(),
            is_id: field.definition.r#type().base_name() == "ID",
            deprecated,
        }
    }

    fn possible_types(&self, name: String, set: &SelectionSet<'a>) -> Variants {
        let mut scope = Scope::default();
        let mut variants = Vec::new();
        for variant in &set.variants {
            let payload = variant.selection.as_ref();
            variants.push(VariantItem {
                ident: scope.claim(name::identifier(variant.on.name())),
                typename: variant.on.name().to_owned(),
                payload: payload.map(|selection| self.names.of(selection).to_owned()),
            });
        }
        let unknown = if self.options.fragments_other_variant {
            Some(scope.claim("Unknown".to_owned()))
        } else {
            None
        };
        Variants {
            name,
            variants,
            unknown,
        }
    }
}

/// A nested selection set with the name of its type.
struct Below<'s, 'a> {
    name: String,
    at: At,
    set: &'s SelectionSet<'a>,
}

/// Where a selection set is.
struct At {
    /// The start of the names of the types below it.
    path: String,
    /// Its place, if it is in a fragment.
    place: Option<FragmentPlace>,
}
