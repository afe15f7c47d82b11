//! Assembles the module of an operation from its types and its connections.

use crate::connection::{self, Documents, SelectedConnection};
use crate::document::Operation;
use crate::fingerprint::fingerprint;
use crate::item::{Accessor, TypeItem};
use crate::lower::{Inputs, LoweringContext, NamedTypes, Responses, defaults, objects};
use crate::module::{FragmentsModule, Module, SharedFragment, SharedTypes};
use crate::name::Scope;
use crate::options::Options;
use crate::resolve::Fragment;
use crate::schema::Schema;
use crate::shared_names::{FragmentPlace, SharedNames};
use std::collections::BTreeSet;

/// The names that every module uses: its own types, and the primitive types in generated code.
///
/// The module of shared fragments takes them too, so that a query can import its types under their names.
const TAKEN: [&str; 6] = ["Variables", "ResponseData", "bool", "f64", "i64", "str"];

/// The module of a valid operation whose connections are `found`.
pub(crate) fn assemble<'a>(
    schema: &'a Schema<'a>,
    options: &Options,
    operation: &Operation<'a>,
    fragments: &[Fragment<'a>],
    found: &[SelectedConnection<'_, 'a>],
    documents: Documents,
    shared: Option<&SharedNames>,
) -> Module {
    let paging_variables: Vec<&str> = found
        .iter()
        .flat_map(SelectedConnection::paging_variables)
        .collect();
    let context = &LoweringContext {
        schema,
        options,
        operation,
        fragments,
        paging_variables: &paging_variables,
        shared,
    };
    let mut named_types = NamedTypes::new(schema, options);
    let objects = objects(context, &mut named_types);
    named_types.visit_response(&operation.selection);
    for fragment in fragments {
        named_types.visit_response(&fragment.selection);
    }
    let mut scope = Scope::with(TAKEN.map(str::to_owned));
    claim_shared(fragments, shared, &mut scope);
    named_types.claim_names(&mut scope, shared);
    let inputs = Inputs::lower(context, &objects, &named_types);
    let mut responses = Responses::new(options, fragments, &named_types, scope, shared);
    responses.lower(operation, fragments);
    if options.accessors {
        let accessors = connection::accessors(found, &responses);
        add_accessors(accessors, &mut responses.types);
    }
    Module {
        name: options.module_name(),
        operation: operation.name.clone(),
        query: operation.sent_text(),
        defaults: defaults(context, &named_types, &inputs),
        variables: inputs.variables,
        inputs: inputs.items,
        shadows: responses.shadowed_prelude(),
        free_names: free_names(&responses),
        connections: connection::lower(context, found, documents, &responses),
        shared: shared_types(&responses, &named_types, context),
        types: responses.types,
        enums: named_types.enums(),
        scalars: named_types.scalars(),
        no_pager: None,
        siblings: None,
    }
}

/// The short names that no generated type has.
fn free_names(responses: &Responses<'_, '_, '_>) -> Vec<&'static str> {
    let mut free = Vec::new();
    for name in ["Item", "Edge"] {
        if responses.is_free(name) {
            free.push(name);
        }
    }
    free
}

/// The module of shared fragments.
///
/// The names do not depend on the order of the files: fragments are named in the order of their names.
pub(crate) fn assemble_fragments<'a>(
    schema: &'a Schema<'a>,
    options: &Options,
    fragments: &[Fragment<'a>],
    found: &[Vec<SelectedConnection<'_, 'a>>],
) -> (FragmentsModule, SharedNames) {
    let mut named_types = NamedTypes::new(schema, options);
    for fragment in fragments {
        named_types.visit_response(&fragment.selection);
    }
    let mut scope = Scope::with(TAKEN.map(str::to_owned));
    named_types.claim_names(&mut scope, None);
    let mut responses = Responses::new(options, fragments, &named_types, scope, None);
    responses.lower_fragments(fragments);
    let names = SharedNames {
        types: responses.places().clone(),
        named_types: named_types.names(),
    };
    if options.accessors {
        for (fragment, found) in fragments.iter().zip(found) {
            let mut accessors = connection::accessors(found, &responses);
            // The types of the fragments that it spreads have theirs already.
            let own = names.types_of(fragment.name);
            accessors.retain(|(name, _)| own.contains(&name.as_str()));
            add_accessors(accessors, &mut responses.types);
        }
    }
    let module = FragmentsModule {
        name: options.module_name(),
        shadows: responses.shadowed_prelude(),
        fragments: fingerprints(fragments, &names, &responses, &named_types),
        types: responses.types,
        enums: named_types.enums(),
        scalars: named_types.scalars(),
    };
    (module, names)
}

/// Takes the names of the shared types that an operation uses.
fn claim_shared(fragments: &[Fragment<'_>], shared: Option<&SharedNames>, scope: &mut Scope) {
    let Some(shared) = shared else { return };
    for fragment in fragments {
        for name in shared.types_of(fragment.name) {
            scope.claim(name.to_owned());
        }
    }
}

/// The types of an operation that are in the module of shared fragments.
fn shared_types(
    responses: &Responses<'_, '_, '_>,
    named_types: &NamedTypes<'_, '_>,
    context: &LoweringContext<'_, '_>,
) -> Option<SharedTypes> {
    let (shared, module) = (context.shared?, context.options.fragment_types.as_ref()?);
    let mut names = BTreeSet::new();
    names.extend(named_types.shared(shared));
    for fragment in context.fragments {
        if shared.has(fragment.name) {
            let types = shared.types_of(fragment.name);
            names.extend(types.into_iter().map(str::to_owned));
        }
    }
    Some(SharedTypes {
        module: module.clone(),
        names,
        fragments: fingerprints(context.fragments, shared, responses, named_types),
    })
}

/// The fingerprints of the shared ones among these fragments.
fn fingerprints(
    fragments: &[Fragment<'_>],
    shared: &SharedNames,
    responses: &Responses<'_, '_, '_>,
    named_types: &NamedTypes<'_, '_>,
) -> Vec<SharedFragment> {
    let enums = named_types.enums();
    let mut fingerprints = Vec::new();
    for fragment in fragments {
        let Some(name) = shared.types.get(&FragmentPlace::fragment(fragment.name)) else {
            continue;
        };
        let names = shared.types_of(fragment.name);
        let types = responses.types.iter();
        let types = types.filter(|item| names.contains(&item.name()));
        fingerprints.push(SharedFragment {
            name: name.clone(),
            fingerprint: fingerprint(name, types, &enums),
        });
    }
    fingerprints
}

/// Adds accessors to the structs of these names. A type that the user defines has none.
fn add_accessors(accessors: Vec<(String, Accessor)>, types: &mut [TypeItem]) {
    for (name, accessor) in accessors {
        for item in types.iter_mut() {
            if let TypeItem::Struct(structure) = item
                && structure.name == name
            {
                structure.accessors.push(accessor);
                break;
            }
        }
    }
}
