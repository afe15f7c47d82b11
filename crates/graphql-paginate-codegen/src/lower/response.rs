//! Response types, one for each selection set.

use super::leaf::Leaves;
use crate::module::{Base, Part, ResponseField, RustType, Struct, TypeItem, VariantItem, Variants};
use crate::name::{self, Scope};
use crate::options::Deprecated;
use crate::resolve::{Field, Fragment, SelectionSet, Variant};
use crate::schema::{Shape, deprecation};
use bluejay_core::definition::{FieldDefinition as _, OutputType as _};
use quote::ToTokens;
use std::collections::{BTreeMap, BTreeSet, HashMap};

const PRELUDE: [&str; 4] = ["Option", "Vec", "String", "Box"];

/// The response types of an operation and its fragments, as far as they are lowered.
pub(crate) struct Responses<'i, 'v, 'a> {
    input: &'i super::Input<'v, 'a>,
    leaves: &'i Leaves<'v, 'a>,
    scope: Scope,
    fragments: HashMap<&'a str, &'i Fragment<'a>>,
    fragment_types: HashMap<&'a str, String>,
    pub(crate) names: TypeNames,
    pub(crate) types: Vec<TypeItem>,
}

impl<'i, 'v, 'a> Responses<'i, 'v, 'a> {
    pub(crate) fn new(
        input: &'i super::Input<'v, 'a>,
        leaves: &'i Leaves<'v, 'a>,
        mut scope: Scope,
    ) -> Self {
        let fragment_types = input
            .fragments
            .iter()
            .map(|fragment| (fragment.name, scope.claim(name::identifier(fragment.name))))
            .collect();
        let fragments = input
            .fragments
            .iter()
            .map(|fragment| (fragment.name, fragment))
            .collect();
        let (names, types) = (TypeNames::default(), Vec::new());
        Self {
            input,
            leaves,
            scope,
            fragments,
            fragment_types,
            names,
            types,
        }
    }

    pub(crate) fn lower(&mut self) {
        let operation = self.input.operation;
        let path = name::segment(&operation.name);
        if !self.own_response_type(&operation.selection, &path) {
            self.selection_set("ResponseData".to_owned(), &path, &operation.selection);
        }
        for fragment in self.input.fragments {
            let name = self.fragment_types[fragment.name].clone();
            self.selection_set(name, &name::segment(fragment.name), &fragment.selection);
        }
    }

    /// Names of the prelude that a generated type has taken.
    pub(crate) fn shadowed_prelude(&self) -> Vec<&'static str> {
        PRELUDE
            .into_iter()
            .filter(|name| self.scope.has(name))
            .collect()
    }

    /// Whether no generated type has this name.
    pub(crate) fn is_free(&self, name: &str) -> bool {
        !self.scope.has(name)
    }

    /// The fragment's selection set.
    pub(crate) fn fragment(&self, name: &str) -> &'i SelectionSet<'a> {
        &self.fragments[name].selection
    }

    /// The Rust type of a selected field.
    pub(crate) fn field_type(&self, field: &Field<'a>) -> RustType {
        let base = match &field.selection {
            Some(selection) => Base::Named(self.names.of(selection).to_owned()),
            None => self.leaves.base(field.definition.r#type().base_name()),
        };
        RustType::new(base, Shape::of_output(field.definition.r#type()))
            .conditional(field.is_conditional)
    }

    /// With `response_type`, the single root field has the user's type.
    fn own_response_type(&mut self, root: &SelectionSet<'a>, path: &str) -> bool {
        let (Some(own), [field]) = (&self.input.options.response_type, root.fields.as_slice())
        else {
            return false;
        };
        let name = self
            .scope
            .claim(format!("{path}{}", name::segment(field.key)));
        if let Some(selection) = &field.selection {
            self.names.types.insert(address(selection), name.clone());
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
        }));
        let path = own.to_token_stream().to_string();
        let to = RustType::new(Base::Path(path), Shape::Named { nullable: false });
        self.types.push(TypeItem::Alias { name, to });
        true
    }

    fn selection_set(&mut self, name: String, path: &str, set: &SelectionSet<'a>) {
        self.names.types.insert(address(set), name.clone());
        if set.is_one_spread {
            let to = RustType::named(self.fragment_types[set.spreads[0].fragment].clone());
            return self.types.push(TypeItem::Alias { name, to });
        }
        let below = self.name_below(path, set);
        let place = self.types.len();
        self.lower_below(&below);
        let has_own = !set.fields.is_empty() || !set.spreads.is_empty();
        let mut items = Vec::new();
        if has_own || set.variants.is_empty() {
            let on = (!set.variants.is_empty()).then(|| self.scope.claim(format!("{name}On")));
            self.names
                .variants
                .extend(on.iter().map(|on| (address(set), on.clone())));
            items.push(TypeItem::Struct(self.structure(name, set, on.as_deref())));
            items.extend(on.map(|on| TypeItem::Variants(self.possible_types(on, set))));
        } else {
            self.names.variants.insert(address(set), name.clone());
            items.push(TypeItem::Variants(self.possible_types(name, set)));
        }
        self.types.splice(place..place, items);
    }

    /// Names the types of the nested selection sets, with the paths that their own nested types start with.
    fn name_below<'s>(&mut self, path: &str, set: &'s SelectionSet<'a>) -> Vec<Below<'s, 'a>> {
        let mut below = Vec::new();
        for field in &set.fields {
            if let Some(set) = &field.selection {
                let path = format!("{path}{}", name::segment(field.key));
                below.push(Below {
                    name: self.scope.claim(path.clone()),
                    path,
                    set,
                });
            }
        }
        for Variant { on, selection } in &set.variants {
            if let Some(set) = selection {
                let name = self.scope.claim(format!("{path}On{}", on.name()));
                below.push(Below {
                    name,
                    path: format!("{path}On{}", name::segment(on.name())),
                    set,
                });
            }
        }
        below
    }

    fn lower_below(&mut self, below: &[Below<'_, 'a>]) {
        for Below { name, path, set } in below {
            self.selection_set(name.clone(), path, set);
        }
    }

    fn structure(&self, name: String, set: &SelectionSet<'a>, on: Option<&str>) -> Struct {
        let members = name::members(set);
        let fields = set
            .fields
            .iter()
            .zip(&members.fields)
            .map(|(field, ident)| ResponseField {
                ident: ident.clone(),
                key: field.key.to_owned(),
                ty: self.field_type(field),
                schema_type: field.definition.r#type().display_name(),
                is_id: field.definition.r#type().base_name() == "ID",
                deprecated: deprecation(field.definition)
                    .filter(|_| self.input.options.deprecated == Deprecated::Warn),
            })
            .collect();
        let fragments = set
            .spreads
            .iter()
            .zip(&members.spreads)
            .map(|(spread, ident)| {
                let ty = RustType::named(self.fragment_types[spread.fragment].clone());
                Part {
                    ident: ident.clone(),
                    ty: ty.conditional(spread.is_conditional),
                }
            });
        let on = on.map(|on| Part {
            ident: "on".to_owned(),
            ty: RustType::named(on),
        });
        Struct {
            name,
            fields,
            parts: fragments.chain(on).collect(),
            shared: self.shared_keys(set),
            typename: (set.typename && !set.on.is_abstract()).then(|| set.on.name().to_owned()),
        }
    }

    fn possible_types(&self, name: String, set: &SelectionSet<'a>) -> Variants {
        let mut scope = Scope::default();
        let variants: Vec<VariantItem> = set
            .variants
            .iter()
            .map(|variant| VariantItem {
                ident: scope.claim(name::identifier(variant.on.name())),
                typename: variant.on.name().to_owned(),
                payload: variant
                    .selection
                    .as_ref()
                    .map(|selection| self.names.of(selection).to_owned()),
            })
            .collect();
        let unknown = self
            .input
            .options
            .fragments_other_variant
            .then(|| scope.claim("Unknown".to_owned()));
        Variants {
            name,
            variants,
            unknown,
        }
    }

    /// Response keys that more than one of a struct's fields, fragments and possible types read.
    fn shared_keys(&self, set: &SelectionSet<'a>) -> Vec<String> {
        let mut readers: BTreeMap<&str, usize> = BTreeMap::new();
        let mut count = |keys: BTreeSet<&'a str>| {
            keys.into_iter()
                .for_each(|key| *readers.entry(key).or_default() += 1);
        };
        count(own_keys(set).collect());
        set.spreads
            .iter()
            .for_each(|spread| count(self.keys(self.fragment(spread.fragment))));
        let variants = set
            .variants
            .iter()
            .filter_map(|variant| variant.selection.as_ref());
        let variants = variants.flat_map(|selection| self.keys(selection));
        count(
            variants
                .chain((!set.variants.is_empty()).then_some("__typename"))
                .collect(),
        );
        readers
            .into_iter()
            .filter(|(_, count)| *count > 1)
            .map(|(key, _)| key.to_owned())
            .collect()
    }

    /// All response keys that a selection set may read from its JSON object.
    fn keys(&self, set: &SelectionSet<'a>) -> BTreeSet<&'a str> {
        let fragments = set
            .spreads
            .iter()
            .flat_map(|spread| self.keys(self.fragment(spread.fragment)));
        let variants = set
            .variants
            .iter()
            .filter_map(|variant| variant.selection.as_ref());
        let variants = variants.flat_map(|selection| self.keys(selection));
        let typename = (!set.variants.is_empty()).then_some("__typename");
        own_keys(set)
            .chain(fragments)
            .chain(variants)
            .chain(typename)
            .collect()
    }
}

/// The response keys that the struct of a selection set reads or writes itself.
fn own_keys<'a>(set: &SelectionSet<'a>) -> impl Iterator<Item = &'a str> {
    let typename = set.typename && !set.on.is_abstract();
    set.fields
        .iter()
        .map(|field| field.key)
        .chain(typename.then_some("__typename"))
}

/// A nested selection set with the name of its type.
struct Below<'s, 'a> {
    name: String,
    path: String,
    set: &'s SelectionSet<'a>,
}

/// Names of generated types by selection set.
///
/// A set is known by its address, which does not change while the resolved operation is borrowed.
#[derive(Default)]
pub(crate) struct TypeNames {
    types: HashMap<usize, String>,
    variants: HashMap<usize, String>,
}

impl TypeNames {
    /// The type that a selection set has become.
    pub(crate) fn of(&self, set: &SelectionSet<'_>) -> &str {
        &self.types[&address(set)]
    }

    /// The enum of the possible types of a selection set on an abstract type.
    pub(crate) fn variants_of(&self, set: &SelectionSet<'_>) -> &str {
        &self.variants[&address(set)]
    }
}

fn address(set: &SelectionSet<'_>) -> usize {
    std::ptr::from_ref(set) as usize
}
