//! The connection object of a page: `nodes`, `edges` and `pageInfo`.
//!
//! Each API determines the items of the page and the flags.

use super::{Object, Value};
use crate::graphql::{ConnectionType, Failure};

/// The connection object of a page.
#[derive(Debug)]
pub(crate) struct Connection {
    pub(crate) ty: ConnectionType,
    /// A failure is reported for each selected one of `nodes`, `edges` and the fields of `pageInfo`.
    pub(crate) page: Result<Page, Failure>,
    /// The number of items in the whole connection, for `totalCount` if the type has it.
    pub(crate) total: usize,
    /// Further fields of the type.
    pub(crate) extra: Vec<(&'static str, Value)>,
}

/// The items of a page in the server's order, with its flags.
#[derive(Debug, Default)]
pub(crate) struct Page {
    pub(crate) items: Vec<Item>,
    pub(crate) has_previous: bool,
    pub(crate) has_next: bool,
}

#[derive(Debug)]
pub(crate) struct Item {
    pub(crate) cursor: String,
    /// `None` for a null item.
    pub(crate) node: Option<Object>,
}

impl Connection {
    /// The value of a field of the connection; `None` if it is not one of the connection's own fields.
    pub(super) fn field(&self, connection: &Object, name: &str) -> Option<Value> {
        match (name, &self.page) {
            ("totalCount", _) => Some(Value::json(self.total as i64)),
            ("nodes", Ok(page)) => Some(Value::List(
                page.items
                    .iter()
                    .map(|item| Value::nullable(item.node.clone()))
                    .collect(),
            )),
            ("edges", Ok(page)) => Some(Value::list(
                page.items.iter().map(|item| self.edge(connection, item)),
            )),
            ("pageInfo", page) => Some(Value::Object(page_info(self.ty, connection, page))),
            ("nodes" | "edges", Err(failure)) => Some(Value::Failure(failure.clone())),
            _ => self
                .extra
                .iter()
                .find(|(field, _)| *field == name)
                .map(|(_, value)| value.clone()),
        }
    }

    fn edge(&self, connection: &Object, item: &Item) -> Object {
        let ty = self
            .ty
            .edge
            .expect("`edges` was selected, so the type has it");
        let fields = vec![
            ("cursor", Value::json(item.cursor.as_str())),
            ("node", Value::nullable(item.node.clone())),
        ];
        let key = match &item.node {
            Some(node) => node.child_key("edge"),
            None => connection.child_key(&item.cursor),
        };
        Object::new(ty, key).with_fields(fields)
    }
}

fn page_info(ty: ConnectionType, connection: &Object, page: &Result<Page, Failure>) -> Object {
    let cursor =
        |item: Option<&Item>| item.map_or(Value::NULL, |item| Value::json(item.cursor.as_str()));
    let values = match page {
        Ok(page) => [
            Value::json(page.has_previous),
            Value::json(page.has_next),
            cursor(page.items.first()),
            cursor(page.items.last()),
        ],
        Err(failure) => std::array::from_fn(|_| Value::Failure(failure.clone())),
    };
    let names = ["hasPreviousPage", "hasNextPage", "startCursor", "endCursor"];
    let fields = names.into_iter().zip(values).collect();
    Object::new(ty.page_info, connection.child_key("pageInfo")).with_fields(fields)
}
