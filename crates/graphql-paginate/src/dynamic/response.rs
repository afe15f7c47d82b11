//! Reads the connection of a response without knowing its types.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use super::{ItemList, Query};
use crate::connection::Connected;
use crate::error::{ErrorKind, GraphQLError};
use crate::graphql::{Unique, is_null, is_same, keys, value_at};
use crate::json;
use crate::page::PageInfo;

/// The members of an object, not decoded.
type Members<'r> = BTreeMap<String, &'r RawValue>;

/// Returns an error for a value that is not the one that the query expects at its place.
pub(super) fn check_expected(
    data: &RawValue,
    query: &Query,
    errors: &[GraphQLError],
) -> Result<(), ErrorKind> {
    for (path, value) in &query.expected {
        let found = value_at(data.get(), &keys(path)).unwrap_or_default();
        if found.is_null() && !errors.is_empty() {
            return Err(ErrorKind::GraphQL {
                errors: errors.to_vec(),
            });
        }
        if !is_same(&found, value) {
            return Err(ErrorKind::Decode {
                path: format!("data.{}", path.join(".")),
                problem: format!(
                    "expected {value}, found {found}: the field that finds this object again returned another one"
                ),
            });
        }
    }
    Ok(())
}

/// Reads the query's connection in `data`.
pub(super) fn connected(
    data: &RawValue,
    query: &Query,
) -> Result<Connected<Box<RawValue>>, ErrorKind> {
    let mut located = Located {
        value: data,
        path: "data".to_owned(),
    };
    for key in &query.path {
        located = located.member(key)?;
    }
    if query.items == ItemList::Itself {
        return Ok(Connected::new(located.decode()?, PageInfo::default(), None));
    }
    let members = located.members()?;
    let items = items(&located, &members, &query.items)?;
    let page_info = match members.get(query.page_info.as_str()) {
        Some(value) => page_info(&located.at(&query.page_info, value))?,
        None => PageInfo::default(),
    };
    let mut total_count = None;
    if let Some(key) = &query.total_count
        && let Some(value) = members.get(key.as_str())
    {
        total_count = located.at(key, value).decode()?;
    }
    Ok(Connected::new(items, page_info, total_count))
}

fn items(
    connection: &Located<'_>,
    members: &Members<'_>,
    list: &ItemList,
) -> Result<Vec<Option<Box<RawValue>>>, ErrorKind> {
    match list {
        ItemList::Itself => connection.decode(),
        ItemList::Nodes { list } => connection.required(members, list)?.decode(),
        ItemList::Edges { list, node } => {
            let edges = connection.required(members, list)?;
            let mut items = Vec::new();
            for edge in edges.decode::<Vec<Option<Unique<Box<RawValue>>>>>()? {
                let node = edge.and_then(|Unique(mut edge)| edge.remove(node));
                items.push(node.filter(|node| !is_null(node)));
            }
            Ok(items)
        }
    }
}

fn page_info(located: &Located<'_>) -> Result<PageInfo, ErrorKind> {
    if is_null(located.value) {
        return Ok(PageInfo::default());
    }
    let members = located.members()?;
    Ok(PageInfo {
        has_next_page: located.optional(&members, "hasNextPage")?,
        has_previous_page: located.optional(&members, "hasPreviousPage")?,
        start_cursor: located.cursor(&members, "startCursor")?,
        end_cursor: located.cursor(&members, "endCursor")?,
    })
}

/// A value and its path in the response, for errors.
struct Located<'r> {
    value: &'r RawValue,
    path: String,
}

impl<'r> Located<'r> {
    fn at(&self, key: &str, value: &'r RawValue) -> Self {
        Self {
            value,
            path: format!("{}.{key}", self.path),
        }
    }

    fn problem(&self, problem: impl ToString) -> ErrorKind {
        ErrorKind::Decode {
            path: self.path.clone(),
            problem: problem.to_string(),
        }
    }

    fn decode<T: DeserializeOwned>(&self) -> Result<T, ErrorKind> {
        json::from_text(self.value.get()).map_err(|error| self.problem(error))
    }

    /// The members of the object.
    fn members(&self) -> Result<Members<'r>, ErrorKind> {
        match json::from_text(self.value.get()) {
            Ok(Unique(members)) => Ok(members),
            Err(error) => Err(self.problem(error)),
        }
    }

    /// A member that must be present and not null.
    fn required(&self, members: &Members<'r>, key: &str) -> Result<Self, ErrorKind> {
        match members.get(key) {
            None => Err(self.missing(members, key)),
            Some(value) if is_null(value) => Err(self
                .at(key, value)
                .problem("null, without an error that says why")),
            Some(value) => Ok(self.at(key, value)),
        }
    }

    /// The error for an object without a key. Its type may be one for which the query does not select it.
    fn missing(&self, members: &Members<'r>, key: &str) -> ErrorKind {
        let text = |key: &str| -> Option<String> { json::from_text(members.get(key)?.get()).ok() };
        match text("__typename") {
            Some(typename) => ErrorKind::OtherType {
                path: self.path.clone(),
                typename,
                message: text("message"),
            },
            None => self.problem(format!("`{key}` is missing")),
        }
    }

    fn member(&self, key: &str) -> Result<Self, ErrorKind> {
        self.required(&self.members()?, key)
    }

    fn optional<T: DeserializeOwned>(
        &self,
        members: &Members<'r>,
        key: &str,
    ) -> Result<Option<T>, ErrorKind> {
        match members.get(key) {
            Some(value) => self.at(key, value).decode(),
            None => Ok(None),
        }
    }

    /// A cursor as text: some servers use numbers.
    fn cursor(&self, members: &Members<'r>, key: &str) -> Result<Option<String>, ErrorKind> {
        match members.get(key) {
            None => Ok(None),
            Some(value) if value.get().starts_with('"') => self.at(key, value).decode(),
            Some(value) if is_null(value) => Ok(None),
            Some(value) => Ok(Some(value.get().to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(query: &Query, data: &str, expected: Result<(&[Option<&str>], Option<i64>), &str>) {
        let data: Box<RawValue> = serde_json::from_str(data).unwrap();
        let found = connected(&data, query).map_err(|kind| kind.to_string());
        match (found, expected) {
            (Ok(found), Ok((items, total))) => {
                let texts: Vec<_> = found
                    .items
                    .iter()
                    .map(|item| item.as_ref().map(|item| item.get()))
                    .collect();
                assert_eq!((texts.as_slice(), found.total_count), (items, total));
            }
            (Err(message), Err(expected)) => {
                assert!(message.contains(expected), "{message} lacks {expected}");
            }
            (found, expected) => panic!("{found:?} is not {expected:?}"),
        }
    }

    #[test]
    fn items_of_nodes_and_edges_are_found_unchanged() {
        let nodes = Query::new("", ["a", "b"]);
        let data = r#"{"a":{"b":{"totalCount":2,"nodes":[{"z":1.0, "a":2},null],"pageInfo":{}}}}"#;
        check(
            &nodes,
            data,
            Ok((&[Some(r#"{"z":1.0, "a":2}"#), None], Some(2))),
        );

        let edges = nodes.items_in(ItemList::Edges {
            list: "e".to_owned(),
            node: "n".to_owned(),
        });
        let data = r#"{"a":{"b":{"e":[{"n":1},{"n":null},null,{}]}}}"#;
        check(&edges, data, Ok((&[Some("1"), None, None, None], None)));
    }

    #[test]
    fn a_list_may_be_at_the_path_itself() {
        let query = Query::new("", ["a", "b"]).items_in(ItemList::Itself);
        check(
            &query,
            r#"{"a":{"b":[1,null]}}"#,
            Ok((&[Some("1"), None], None)),
        );
        check(&query, r#"{"a":{"b":null}}"#, Err("`data.a.b`: null"));
        check(&query, r#"{"a":{"b":{}}}"#, Err("`data.a.b`"));
    }

    #[test]
    fn a_null_or_missing_value_on_the_path_is_an_error_with_its_path() {
        let query = Query::new("", ["a", "b"]);
        for (data, expected) in [
            (r#"{"a":null}"#, "`data.a`: null"),
            (r#"{"a":{"b":null}}"#, "`data.a.b`: null"),
            (r#"{"a":{}}"#, "`data.a`: `b` is missing"),
            (r#"{"a":[]}"#, "`data.a`"),
            (r#"{"a":{"b":{"nodes":null}}}"#, "`data.a.b.nodes`: null"),
            (r#"{"a":{"b":{"nodes":{}}}}"#, "`data.a.b.nodes`"),
            (
                r#"{"a":{"b":{"nodes":[],"pageInfo":{"hasNextPage":1}}}}"#,
                "`data.a.b.pageInfo.hasNextPage`",
            ),
        ] {
            check(&query, data, Err(expected));
        }
    }
}
