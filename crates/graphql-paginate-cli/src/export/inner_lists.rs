//! The connections inside the items of a list: how each is completed, and what shows that it is complete.

use graphql_paginate_codegen::{
    Completion, ConnectionAnalysis, Obstacle, PageSize, Style, Walkability,
};
use serde_json::{Map, Value};

use super::nested::{EndSign, NestedConnection};
use crate::document::Variable;
use crate::rewrite::without_added_typenames;

/// A document with the values of its variables.
pub(super) struct InnerLists<'d> {
    pub(super) document: &'d str,
    pub(super) variables: &'d Map<String, Value>,
    /// The variables that the document declares.
    pub(super) known: &'d [Variable],
}

impl InnerLists<'_> {
    /// The connections inside the items at `items`, a path of response keys from the root.
    pub(super) fn of(
        &self,
        connections: &[ConnectionAnalysis],
        items: &[String],
    ) -> Vec<NestedConnection> {
        let mut nested = Vec::new();
        for connection in connections {
            // A plain list has the path of its own items.
            let keys = match connection.path.strip_prefix(items) {
                Some(keys) if !keys.is_empty() => keys,
                _ => continue,
            };
            let follow_up = match &connection.nested {
                Some(Completion::Possible {
                    document: follow_up,
                }) => Ok(without_added_typenames(follow_up, self.document)),
                Some(Completion::Blocked(obstacles)) => Err(ways_out(obstacles)),
                None => Err("walk it by itself with `--path`".to_owned()),
            };
            nested.push(NestedConnection {
                path: connection.path.join("."),
                keys: keys.to_vec(),
                follow_up,
                end: self.end(connection),
            });
        }
        nested
    }

    /// What shows that a list is complete.
    fn end(&self, connection: &ConnectionAnalysis) -> EndSign {
        let is_plain = match &connection.items {
            Some(items) => items.list.is_empty() && items.item.is_empty(),
            None => false,
        };
        if is_plain {
            return EndSign::Size(self.size(connection));
        }
        match next_token(connection) {
            Some(keys) if connection.style == Style::Token => EndSign::Token(keys),
            _ => EndSign::PageInfo,
        }
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
