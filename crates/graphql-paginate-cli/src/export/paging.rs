//! How the pages of a connection are asked for, in the terms of a dynamic walk.

use graphql_paginate::dynamic::{ItemList, PagingVariables};
use graphql_paginate_codegen::{ConnectionAnalysis, ItemsPath, PageDefault, Walk, Walkability};
use serde_json::{Map, Value};

/// The variables by which a connection is paged, which the caller need not set.
pub(super) fn paging_names(connection: &ConnectionAnalysis) -> Vec<String> {
    let mut names = Vec::new();
    for way in [&connection.forward, &connection.backward] {
        let Walkability::Walkable(walk) = way else {
            continue;
        };
        for argument in [&walk.cursor, &walk.size] {
            names.push(argument.variable.clone());
            if let Some(PageDefault::Variable { name, .. }) = &argument.default {
                names.push(name.clone());
            }
        }
        names.extend(walk.left_out.iter().cloned());
    }
    names
}

/// The variables of a page, and the document that has them.
pub(super) fn paging_variables(walk: &Walk) -> PagingVariables {
    let mut variables = PagingVariables::cursor(walk.cursor.variable.as_str())
        .size(walk.size.variable.as_str())
        .document(walk.document.as_str())
        .leave_out(walk.left_out.iter().cloned())
        .page_info_at(walk.has_more.clone(), walk.next_cursor.clone());
    if walk.cursor.ty.trim_end_matches('!') == "Int" {
        variables = variables.integer_cursor();
    }
    variables
}

/// Where the items are, relative to the connection.
pub(super) fn item_list(items: &ItemsPath) -> ItemList {
    let list = items.list.join(".");
    match items.item.as_slice() {
        [] => ItemList::Nodes { list },
        node => ItemList::Edges {
            list,
            node: node.join("."),
        },
    }
}

/// What the query and the variables say about a paging argument.
pub(super) fn implied(
    default: Option<&PageDefault>,
    variables: &Map<String, Value>,
) -> Option<String> {
    match default? {
        PageDefault::Literal(text) => Some(text.clone()),
        PageDefault::Variable { name, default } => match variables.get(name) {
            None => default.clone(),
            Some(Value::Null) => None,
            Some(Value::String(text)) => Some(text.clone()),
            Some(value) => Some(value.to_string()),
        },
        _ => None,
    }
}
