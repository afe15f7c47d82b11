//! The connections inside the items of a list: how each is completed, and what shows that it is complete.

use graphql_paginate_codegen::{
    Completion, ConnectionAnalysis, Direction, Obstacle, PageSize, Style, Walkability,
};
use serde_json::{Map, Value};

use super::nested::{EndSign, FollowUpQuery, NestedConnection, Path};
use crate::document::Variable;
use crate::rewrite::without_added_typenames;

/// A document with the values of its variables.
pub(crate) struct InnerLists<'d> {
    pub(crate) document: &'d str,
    pub(crate) variables: &'d Map<String, Value>,
    /// The variables that the document declares.
    pub(crate) known: &'d [Variable],
}

impl InnerLists<'_> {
    /// The connections inside the items at `items`, a path of response keys from the root.
    pub(crate) fn of(
        &self,
        connections: &[ConnectionAnalysis],
        items: &[String],
    ) -> Vec<NestedConnection> {
        let keeps_types = needs_types(connections, items);
        let mut nested = Vec::new();
        for connection in connections {
            let (Some(keys), true) = (keys_inside(connection, items), has_items(connection)) else {
                continue;
            };
            let completion = connection.nested.as_ref();
            nested.push(NestedConnection {
                path: connection.path.join("."),
                name: keys.join("."),
                inside: Path {
                    keys: page_inside(connection, items).unwrap_or(keys).to_vec(),
                    types: completion.map_or(Vec::new(), |completion| completion.types.clone()),
                },
                follow_up: match completion {
                    Some(completion) => self
                        .follow_up(completion, keys, keeps_types)
                        .map(|query| query.own_size(self.size(connection))),
                    None => Err(
                        "request all of its elements, since its further pages are not read"
                            .to_owned(),
                    ),
                },
                end: self.end(connection),
                is_last_item: is_last_item(connection),
            });
        }
        nested
    }

    /// How the further pages of a list are requested, or why they are not.
    fn follow_up(
        &self,
        completion: &Completion,
        keys: &[String],
        keeps_types: bool,
    ) -> Result<FollowUpQuery, String> {
        let follow_up = completion.follow_up.as_ref();
        let follow_up = follow_up.map_err(|obstacles| ways_out(obstacles))?;
        let ([list], Some(key)) = (completion.lists.as_slice(), keys.last()) else {
            return Err("select either `nodes` or `edges`, once".to_owned());
        };
        let document = follow_up.document(1);
        let document = if keeps_types {
            document
        } else {
            without_added_typenames(&document, self.document)
        };
        Ok(FollowUpQuery::new(
            completion, follow_up, key, list, document,
        ))
    }

    /// What shows that a list is complete.
    fn end(&self, connection: &ConnectionAnalysis) -> EndSign {
        if let Some(end) = &connection.inner_end {
            return EndSign::Field(end.clone());
        }
        let items = connection.items.as_ref();
        if items.is_some_and(|items| items.list.is_empty() && items.item.is_empty()) {
            return EndSign::Size(self.size(connection));
        }
        if connection.style == Style::Token
            && let Some(keys) = next_token(connection)
        {
            return EndSign::Token(keys);
        }
        let completion = connection.nested.as_ref();
        let total = connection.total_count.as_ref();
        EndSign::Flag {
            places: match completion {
                Some(completion) => completion.has_more.clone(),
                None => vec![["pageInfo", "hasNextPage"].map(str::to_owned).to_vec()],
            },
            is_wrong_end: match completion {
                Some(completion) if self.has_value(completion.wrong_end_unless.as_deref()) => {
                    Vec::new()
                }
                Some(completion) => completion.wrong_end.clone(),
                // The query may request the last items.
                None => vec![["pageInfo", "hasPreviousPage"].map(str::to_owned).to_vec()],
            },
            is_forward: completion
                .is_some_and(|completion| completion.direction == Direction::Forward),
            lists: match completion.map(|completion| completion.lists.as_slice()) {
                Some(lists @ [_, ..]) => lists.to_vec(),
                _ => items.iter().map(|items| items.list.clone()).collect(),
            },
            total: total.and_then(|total| Some(total.strip_prefix(&connection.path[..])?.to_vec())),
        }
    }

    /// Whether a variable, if there is one, has a value other than null.
    fn has_value(&self, variable: Option<&str>) -> bool {
        let value = variable.and_then(|name| self.variables.get(name));
        value.is_some_and(|value| !value.is_null())
    }

    /// The number of items that the query requests, if it sets one.
    fn size(&self, connection: &ConnectionAnalysis) -> Option<u64> {
        let name = match &connection.page_size {
            PageSize::Fixed(size) => return Some(*size),
            PageSize::Variable(name) => name,
            PageSize::Unset => return None,
        };
        if let Some(value) = self.variables.get(name) {
            return value.as_u64();
        }
        let known = self.known.iter().find(|known| known.name == *name)?;
        u64::try_from(known.default_number?).ok()
    }
}

/// Whether the types of objects decide which of the connections inside the items at `items` they have, so that the
/// documents have to request `__typename`.
pub(crate) fn needs_types(connections: &[ConnectionAnalysis], items: &[String]) -> bool {
    connections.iter().any(|connection| {
        let completion = connection.nested.as_ref();
        keys_inside(connection, items).is_some()
            && completion.is_some_and(|completion| !completion.types.concat().is_empty())
    })
}

/// Response keys from an item at `items` to a connection, if it is inside one.
fn keys_inside<'c>(connection: &'c ConnectionAnalysis, items: &[String]) -> Option<&'c [String]> {
    // A plain list has the path of its own items.
    let keys = connection.path.strip_prefix(items)?;
    if keys.is_empty() { None } else { Some(keys) }
}

/// Whether the query requests only the last item of a connection.
fn is_last_item(connection: &ConnectionAnalysis) -> bool {
    let completion = connection.nested.as_ref();
    connection.page_size == PageSize::Fixed(1)
        && completion.is_some_and(|completion| completion.direction == Direction::Backward)
}

/// Response keys from an item at `items` to the page that has a connection, if one of its fields says whether it is
/// complete.
fn page_inside<'c>(connection: &'c ConnectionAnalysis, items: &[String]) -> Option<&'c [String]> {
    connection.inner_end.as_ref()?.page.strip_prefix(items)
}

/// Whether the query selects items of a connection: a total alone lacks nothing.
fn has_items(connection: &ConnectionAnalysis) -> bool {
    let completion = connection.nested.as_ref();
    connection.items.is_some() || completion.is_some_and(|completion| !completion.lists.is_empty())
}

/// Response keys from a connection to the token of its next page.
fn next_token(connection: &ConnectionAnalysis) -> Option<Vec<String>> {
    let Walkability::Walkable(walk) = &connection.forward else {
        return None;
    };
    match &walk.each_parent {
        Some(each) => Some(each.next_cursor.clone()),
        None => Some(
            walk.next_cursor
                .strip_prefix(&connection.path[..])?
                .to_vec(),
        ),
    }
}

fn ways_out(obstacles: &[Obstacle]) -> String {
    let ways: Vec<&str> = obstacles
        .iter()
        .map(|obstacle| obstacle.help.as_str())
        .collect();
    ways.join("; ")
}
