//! Assembles the module of an operation from its types and its connections.

use crate::connection::{self, Documents, Found};
use crate::document::Operation;
use crate::item::{Accessor, TypeItem};
use crate::lower::{Input, Inputs, Leaves, Responses, defaults, objects};
use crate::module::Module;
use crate::name::Scope;
use crate::options::Options;
use crate::resolve::Fragment;
use crate::schema::Schema;

/// The names that every module uses: its own types, and the primitive types in generated code.
const TAKEN: [&str; 6] = ["Variables", "ResponseData", "bool", "f64", "i64", "str"];

/// The module of a valid operation whose connections are `found`.
pub(crate) fn assemble<'a>(
    schema: &'a Schema<'a>,
    options: &Options,
    operation: &Operation<'a>,
    fragments: &[Fragment<'a>],
    found: &[Found<'_, 'a>],
    documents: Documents,
) -> Module {
    let paging_variables: Vec<&str> = found.iter().flat_map(Found::paging_variables).collect();
    let input = &Input {
        schema,
        options,
        operation,
        fragments,
        paging_variables: &paging_variables,
    };
    let mut leaves = Leaves::new(input.schema, input.options);
    let objects = objects(input, &mut leaves);
    leaves.visit_response(&input.operation.selection);
    for fragment in input.fragments {
        leaves.visit_response(&fragment.selection);
    }

    let mut scope = Scope::with(TAKEN.map(str::to_owned));
    leaves.claim_names(&mut scope);
    let inputs = Inputs::lower(input, &objects, &leaves);
    let mut responses = Responses::new(input, &leaves, scope);
    responses.lower();
    if options.accessors {
        let accessors = connection::accessors(found, &responses);
        add_accessors(accessors, &mut responses.types);
    }

    let connections = connection::lower(input, found, documents, &responses);
    let shadows = responses.shadowed_prelude();
    let free_names = ["Item", "Edge"]
        .into_iter()
        .filter(|name| responses.is_free(name))
        .collect();
    let types = responses.types;
    Module {
        name: input.options.module(),
        operation: input.operation.name.clone(),
        query: input.operation.sent_text(),
        defaults: defaults(input, &leaves, &inputs),
        variables: inputs.variables,
        inputs: inputs.items,
        shadows,
        free_names,
        types,
        enums: leaves.enums(),
        scalars: leaves.scalars(),
        connections,
        no_pager: None,
        siblings: None,
    }
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
