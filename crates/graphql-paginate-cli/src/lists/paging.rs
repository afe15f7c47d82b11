//! Converts the analysis of a connection into the paging settings of a dynamic walk.

use graphql_paginate::dynamic::{EachParent, FollowUp, ItemList, PagingVariables, remove_variable};
use graphql_paginate_codegen::{ConnectionAnalysis, EndMark, ItemsPath, PageDefault, Style, Walk};
use serde_json::{Map, Value};

use super::choice::walks;

/// The paging variables of a connection, which the caller need not set.
pub(crate) fn paging_names(connection: &ConnectionAnalysis) -> Vec<String> {
    let mut names = Vec::new();
    for walk in walks(connection) {
        for argument in walk.size.iter().chain([&walk.cursor]) {
            names.push(argument.variable.clone());
            if let Some(PageDefault::Variable { name, .. }) = &argument.default {
                names.push(name.clone());
            }
        }
        names.extend(walk.left_out.iter().cloned());
    }
    names
}

/// Removes the variables that a walk does not send, or members of them such as `page.after`. A follow-up request begins at
/// the cursor of its own list.
pub(crate) fn remove_left_out(variables: &mut Map<String, Value>, left_out: &[String]) {
    for name in left_out {
        remove_variable(variables, name);
    }
}

/// The paging variables of a walk, with its document.
pub(crate) fn paging_variables(walk: &Walk) -> PagingVariables {
    let mut variables = PagingVariables::cursor(walk.cursor.variable.as_str())
        .document(walk.document.as_str())
        .leave_out(walk.left_out.iter().cloned());
    if let Some(size) = &walk.size {
        variables = variables.size(size.variable.as_str());
    }
    for (name, default) in &walk.defaults {
        if let Ok(default) = serde_json::from_str(default) {
            variables = variables.object_default(name.as_str(), default);
        }
    }
    variables = match &walk.each_parent {
        Some(each) => variables.each_parent(each_parent(each)),
        None => with_next_page(variables, walk),
    };
    if walk.cursor.ty.trim_end_matches('!') == "Int" {
        variables = variables.integer_cursor();
    }
    variables
}

/// How the further pages of each parent are requested.
fn each_parent(each: &graphql_paginate_codegen::EachParent) -> EachParent {
    let follow_up = &each.follow_up;
    let follow_up = FollowUp::new(follow_up.operation.as_str(), follow_up.pieces.clone())
        .variables(follow_up.variables.clone())
        .own(follow_up.own.clone())
        .fragments(follow_up.fragments.as_str())
        .repeated(follow_up.repeated.clone());
    EachParent::new(each.levels.clone(), follow_up)
        .page_info_at(each.has_more.clone(), each.next_cursor.clone())
        .found_by(each.parent.clone())
        .types(each.parent_types.clone())
}

/// Adds how the next page is found, which depends on the style of the list.
fn with_next_page(variables: PagingVariables, walk: &Walk) -> PagingVariables {
    let first = walk.first.unwrap_or_default();
    let variables = match walk.style {
        Style::Token if walk.has_more.is_empty() => variables.token_at(walk.next_cursor.clone()),
        Style::Offset => variables.offset(first),
        Style::PageNumber => variables.page_number(first),
        Style::KeySet => variables.key_set(walk.key.clone()),
        _ => variables.page_info_at(walk.has_more.clone(), walk.next_cursor.clone()),
    };
    let variables = if walk.is_first_assumed {
        variables.first_assumed()
    } else {
        variables
    };
    let Some(end) = &walk.end else {
        return variables;
    };
    let mark = match end.mark {
        EndMark::HasMore => graphql_paginate::EndMark::HasMore,
        EndMark::Next => graphql_paginate::EndMark::Next,
        EndMark::LastPage => graphql_paginate::EndMark::LastPage,
        EndMark::Pages => graphql_paginate::EndMark::Pages,
        EndMark::Total => graphql_paginate::EndMark::Total,
        // Without an end mark, only an empty page ends the walk, so that none is left out.
        _ => return variables,
    };
    variables.end_at(mark, end.path.clone())
}

/// The path of the items, relative to the connection.
pub(crate) fn item_list(items: &ItemsPath) -> ItemList {
    let list = items.list.join(".");
    match items.item.as_slice() {
        [] if list.is_empty() => ItemList::Itself,
        [] => ItemList::Nodes { list },
        node => ItemList::Edges {
            list,
            node: node.join("."),
        },
    }
}

/// The value that the query and the variables set for a paging argument.
pub(crate) fn implied(
    default: Option<&PageDefault>,
    variables: &Map<String, Value>,
) -> Option<String> {
    match default? {
        PageDefault::Literal(text) => Some(text.clone()),
        PageDefault::Variable { name, default } => match variable(variables, name) {
            // A member without a value has no default if the object around it has been set.
            None if is_set(variables, name) => None,
            None => default.clone(),
            Some(Value::Null) => None,
            Some(Value::String(text)) => Some(text.clone()),
            Some(value) => Some(value.to_string()),
        },
        _ => None,
    }
}

/// Whether a variable, or the object that a member belongs to, is set.
fn is_set(variables: &Map<String, Value>, name: &str) -> bool {
    let variable = name.split('.').next().unwrap_or(name);
    variables.contains_key(variable)
}

/// The value of a variable, or of a member of one, such as `options.skip`.
fn variable<'v>(variables: &'v Map<String, Value>, name: &str) -> Option<&'v Value> {
    match name.split_once('.') {
        Some((object, member)) => variable(variables.get(object)?.as_object()?, member),
        None => variables.get(name),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_paging_argument_inside_an_object_is_left_out_alone() {
        let Value::Object(mut variables) =
            json!({ "page": { "after": "c", "sort": "A" }, "after": "d", "state": "OPEN" })
        else {
            unreachable!("it is an object")
        };
        remove_left_out(
            &mut variables,
            &["page.after".to_owned(), "after".to_owned()],
        );
        assert_eq!(
            Value::Object(variables),
            json!({ "page": { "sort": "A" }, "state": "OPEN" })
        );
    }
}
