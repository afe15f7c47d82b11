//! Lowers resolved selection sets and variables to named Rust types.

mod boxes;
mod default;
mod input;
mod leaf;
mod response;
mod response_keys;
mod type_names;

use crate::connection;
use crate::document::Operation;
use crate::module::Module;
use crate::name::Scope;
use crate::options::Options;
use crate::resolve::Fragment;
use crate::schema::Schema;
use leaf::Leaves;
pub(crate) use response::Responses;

/// The input of lowering.
pub(crate) struct Input<'v, 'a> {
    pub(crate) schema: &'a Schema<'a>,
    pub(crate) options: &'v Options,
    pub(crate) operation: &'v Operation<'a>,
    pub(crate) fragments: &'v [Fragment<'a>],
    pub(crate) found: &'v [connection::Found<'v, 'a>],
    pub(crate) documents: Documents,
}

/// The documents in which the connections of an operation are requested.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Documents {
    /// Each connection has its own walk document.
    OneEach,
    /// One document, in which each connection can be requested without the others.
    Shared,
}

/// The names that every module uses: its own types, and the primitive types in generated code.
const TAKEN: [&str; 6] = ["Variables", "ResponseData", "bool", "f64", "i64", "str"];

/// The module for a valid operation.
pub(crate) fn lower(input: &Input<'_, '_>) -> Module {
    let mut leaves = Leaves::new(input.schema, input.options);
    let objects = input::objects(input, &mut leaves);
    leaves.visit_response(&input.operation.selection);
    for fragment in input.fragments {
        leaves.visit_response(&fragment.selection);
    }

    let mut scope = Scope::with(TAKEN.map(str::to_owned));
    leaves.claim_names(&mut scope);
    let inputs = input::Inputs::lower(input, &objects, &leaves);
    let mut responses = Responses::new(input, &leaves, scope);
    responses.lower();

    let connections = connection::lower(input, &responses);
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
        defaults: default::defaults(input, &leaves, &inputs),
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
