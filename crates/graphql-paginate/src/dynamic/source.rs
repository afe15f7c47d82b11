//! A connection of a dynamic query as a source for the page driver.

use bytes::Bytes;
use http::{Request, Response, Uri};
use serde::Serialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::{PagingVariables, Query, response};
use crate::checkpoint::Fingerprint;
use crate::connection::{Direction, PageInfo};
use crate::driver::{Fetched, Inspected, Order, Position, Source};
use crate::error::ErrorKind;
use crate::graphql::{Answer, check_end, inspect, next_page, page, read_answer, request};
use crate::page::Page;
use crate::partial::Partial;

pub(super) struct DynamicSource {
    pub(super) endpoint: Uri,
    pub(super) query: Query,
    /// That of the direction.
    pub(super) paging: PagingVariables,
    pub(super) direction: Direction,
    pub(super) partial: Partial,
}

/// The body of a request. `operationName` is left out where the document's only operation has no name.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Body<'q> {
    variables: Map<String, Value>,
    query: &'q str,
    #[serde(skip_serializing_if = "Option::is_none")]
    operation_name: Option<&'q str>,
}

impl DynamicSource {
    /// The variables that are the same for every page.
    fn fixed_variables(&self) -> Map<String, Value> {
        let mut variables = self.query.variables.clone();
        for direction in [Direction::Forward, Direction::Backward] {
            if let Some(paging) = self.query.paging(direction) {
                variables.remove(&paging.cursor);
                if let Some(size) = &paging.size {
                    variables.remove(size);
                }
            }
        }
        for name in &self.paging.left_out {
            variables.remove(name);
        }
        variables
    }

    /// The variables of the request for a position.
    fn variables(&self, position: &Position) -> Map<String, Value> {
        let mut variables = self.fixed_variables();
        let paging = &self.paging;
        if let Some(cursor) = &position.cursor {
            let value = match cursor.parse::<i64>() {
                Ok(number) if paging.is_cursor_integer => number.into(),
                _ => Value::String(cursor.clone()),
            };
            variables.insert(paging.cursor.clone(), value);
        }
        if let (Some(name), Some(size)) = (&paging.size, position.size) {
            variables.insert(name.clone(), size.into());
        }
        variables
    }

    /// Completes the `pageInfo` with what is elsewhere in `data`.
    fn read_page_info(&self, data: &RawValue, page_info: &mut PageInfo) {
        if let Some(keys) = &self.paging.page_info {
            let has_more: Vec<&str> = keys.has_more.iter().map(String::as_str).collect();
            let cursor: Vec<&str> = keys.cursor.iter().map(String::as_str).collect();
            page_info.read(data.get(), &has_more, &cursor, self.direction);
        }
    }
}

impl Query {
    /// What errors call it.
    pub(super) fn name(&self) -> &str {
        match &self.operation {
            Some(operation) => operation,
            None => self.path.last().map_or("", String::as_str),
        }
    }
}

impl Source for DynamicSource {
    type Item = Box<RawValue>;
    type Data = Box<RawValue>;

    fn operation(&self) -> &str {
        self.query.name()
    }

    fn order(&self) -> Order {
        self.direction.into()
    }

    fn request(&self, position: &Position) -> Result<Request<Bytes>, ErrorKind> {
        let body = Body {
            variables: self.variables(position),
            query: self
                .paging
                .document
                .as_ref()
                .unwrap_or(&self.query.document),
            operation_name: self.query.operation.as_deref(),
        };
        request(&self.endpoint, &body)
    }

    fn fingerprint(&self) -> Result<Fingerprint, ErrorKind> {
        let query = format!("{}\n{}", self.query.path.join("."), self.query.document);
        let variables = Value::Object(self.fixed_variables());
        Ok(Fingerprint::new(
            &query,
            &variables.to_string(),
            &self.endpoint.to_string(),
        ))
    }

    fn inspect(&self, body: &Bytes, count: usize) -> Option<Inspected> {
        let path: Vec<&str> = self.query.path.iter().map(String::as_str).collect();
        inspect(body, &[&path], count)
    }

    fn read(
        &self,
        position: &Position,
        response: &Response<Bytes>,
    ) -> Result<Fetched<Box<RawValue>, Box<RawValue>>, ErrorKind> {
        let Answer {
            data,
            errors,
            extensions,
        } = read_answer::<Box<RawValue>>(response, &self.partial)?;
        let data = data.ok_or(ErrorKind::NullConnection { path: &[] })?;
        let mut connected = match response::connected(&data, &self.query) {
            Ok(connected) => connected,
            Err(kind) if errors.is_empty() => return Err(kind),
            // The errors say why.
            Err(_) => return Err(ErrorKind::GraphQL { errors }),
        };
        self.read_page_info(&data, &mut connected.page_info);
        let onward = next_page(&connected, self.direction, position);
        check_end(self.direction, position, &connected.page_info)?;
        Ok(Fetched {
            page: Page {
                extensions,
                ..page(connected, data, errors, self.direction)
            },
            onward,
            fingerprint: None,
        })
    }
}
