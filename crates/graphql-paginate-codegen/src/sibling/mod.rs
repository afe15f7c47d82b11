//! Sibling connections: several walkable connections of one document, each of which can be requested without the
//! others.
//!
//! The document is generated a second time, with an `@include` at each of the connections. This reduced document goes
//! through all stages again, and the resulting types are compared with those of the whole document: types on the path
//! to the connections differ, since a connection may now be absent; types inside the connections are the same, and are
//! shared.

mod reduced;

use crate::assemble::assemble;
use crate::connection::{Connection, Documents, SelectedConnection, find, with_pager};
use crate::document::Operation;
use crate::item::TypeItem;
use crate::module::{CombinedWalk, Module, Siblings};
use crate::name;
use crate::options::Options;
use crate::resolve::Resolver;
use crate::rust_type::RustType;
use crate::schema::Schema;
use crate::shared_names::SharedNames;
use crate::source::Source;
use crate::text::parse;
use std::collections::BTreeSet;

pub(crate) use reduced::Reduced;

/// Makes the sibling connections of a module separately requestable, if the document allows it.
///
/// It does not if a connection is inside another one or is selected by the same text as another one, or if a fragment
/// contains both a connection and the items of one.
pub(crate) fn separate(
    schema: &Schema<'_>,
    options: &Options,
    operation: &Operation<'_>,
    found: &[SelectedConnection<'_, '_>],
    module: &mut Module,
    shared: Option<&SharedNames>,
) {
    // A response type supplied by the user cannot handle absent connections.
    if options.response_type.is_some() {
        return;
    }
    let with_pager = with_pager(found, &options.paginate);
    let Some(reduced) = Reduced::new(operation, &with_pager) else {
        return;
    };
    let Some(lowered) = lower(
        schema,
        options,
        operation.source.name,
        &reduced.text,
        shared,
    ) else {
        return;
    };
    let types = differing(&module.types, lowered.types);
    let is_different = |ty: &RustType| match ty.name() {
        Some(name) => types.iter().any(|item| item.name() == name),
        None => false,
    };
    if lowered
        .connections
        .iter()
        .any(|connection| connection.own_types().any(is_different))
    {
        return;
    }
    let whole = std::mem::replace(&mut module.connections, lowered.connections);
    for (connection, whole) in module.connections.iter_mut().zip(whole) {
        connection.conditions = whole.conditions;
    }
    let flag = |connection: &Connection| reduced.flag(&connection.name).to_owned();
    module.siblings = Some(Siblings {
        name: free_name(module, "siblings"),
        flags: module.connections.iter().map(flag).collect(),
        unsent: unsent(&module.connections),
        types,
        combined: combined(module, &with_pager),
    });
}

/// The variables that the documents of the first connection do not declare; usually the same for all connections.
fn unsent(connections: &[Connection]) -> Vec<String> {
    let first = connections
        .first()
        .and_then(|one| one.forward.as_ref().or(one.backward.as_ref()));
    first.map_or_else(Vec::new, |walk| walk.left_out.clone())
}

/// The module of the reduced document on its own; `None` if the document is nested too deeply to be parsed, which
/// requires a query close to the limit.
fn lower(
    schema: &Schema<'_>,
    options: &Options,
    name: &str,
    text: &str,
    shared: Option<&SharedNames>,
) -> Option<Module> {
    let source = Source { name, text };
    let document = parse::executable(source).ok()?;
    let mut resolver = Resolver::new(schema, &document, options.deprecated);
    let operation = Operation::resolve(schema, source, &document, options, &mut resolver)
        .expect("validated: the operation has the struct's name");
    let fragments = resolver.fragments_of(&operation.selection);
    let found = find(
        schema,
        &operation,
        &fragments,
        &options.lists,
        &options.refetch,
    )
    .ok()?;
    Some(assemble(
        schema,
        options,
        &operation,
        &fragments,
        &found,
        Documents::Shared,
        shared,
    ))
}

/// The types of the reduced document that differ from those of the same name, or that refer to one that does.
fn differing(whole: &[TypeItem], reduced: Vec<TypeItem>) -> Vec<TypeItem> {
    let mut names: BTreeSet<String> = BTreeSet::new();
    let is_other = |item: &&TypeItem| !whole.contains(item);
    names.extend(
        reduced
            .iter()
            .filter(is_other)
            .map(|item| item.name().to_owned()),
    );
    loop {
        let mentions = |item: &&TypeItem| item.mentions().iter().any(|name| names.contains(*name));
        let more: Vec<_> = reduced
            .iter()
            .filter(mentions)
            .map(|item| item.name().to_owned())
            .collect();
        let known = names.len();
        names.extend(more);
        if names.len() == known {
            break;
        }
    }
    reduced
        .into_iter()
        .filter(|item| names.contains(item.name()))
        .collect()
}

/// The combined walk of all connections: forward if all can be walked forward, otherwise backward if all can.
fn combined(module: &Module, with_pager: &[&SelectedConnection<'_, '_>]) -> Option<CombinedWalk> {
    let connections = &module.connections;
    let is_forward = connections
        .iter()
        .all(|connection| connection.forward.is_some());
    if !is_forward
        && connections
            .iter()
            .any(|connection| connection.backward.is_none())
    {
        return None;
    }
    if are_narrowed_apart(with_pager) {
        return None;
    }
    let is_taken = |name: &str| {
        connections
            .iter()
            .any(|one| one.methods.iter().any(|method| method == name))
    };
    let method = if is_taken("paginate_all") {
        "paginate_all_connections"
    } else {
        "paginate_all"
    };
    Some(CombinedWalk {
        marker: free_name(module, "AllConnections"),
        method: method.to_owned(),
        item: free_name(module, "AnyItem"),
        variants: variants(connections),
        is_forward,
    })
}

/// Whether the type of a parent decides which of the connections are present.
fn are_narrowed_apart(walkable: &[&SelectedConnection<'_, '_>]) -> bool {
    let is_narrowed = |one: &SelectedConnection<'_, '_>, other: &SelectedConnection<'_, '_>| {
        one.views[0].narrowed_in(&other.views[0].steps).is_some()
    };
    walkable
        .iter()
        .any(|one| walkable.iter().any(|other| is_narrowed(one, other)))
}

/// The connections' names without their common prefix.
fn variants(connections: &[Connection]) -> Vec<String> {
    let first = &connections[0].name;
    let is_shared = |index: &usize| {
        connections
            .iter()
            .all(|one| one.name.len() > index + 1 && one.name[*index] == first[*index])
    };
    let shared = (0..first.len()).take_while(is_shared).count();
    let mut scope = name::Scope::default();
    let camel = |one: &Connection| {
        one.name[shared..]
            .iter()
            .map(|key| name::segment(key))
            .collect::<String>()
    };
    connections
        .iter()
        .map(|one| scope.claim(name::identifier(&camel(one))))
        .collect()
}

/// The name, followed by as many `_` as are needed to make it unique in the module.
fn free_name(module: &Module, name: &str) -> String {
    let types = module.types.iter().map(TypeItem::name);
    let leaves = module
        .enums
        .iter()
        .map(|item| &item.name)
        .chain(module.scalars.iter().map(|item| &item.name));
    let inputs = module.inputs.iter().map(crate::item::InputItem::name);
    let markers = module
        .connections
        .iter()
        .filter_map(|connection| connection.marker.as_deref());
    let taken: BTreeSet<&str> = types
        .chain(leaves.map(String::as_str))
        .chain(inputs)
        .chain(markers)
        .collect();
    name::free(name.to_owned(), |name| taken.contains(name))
}
