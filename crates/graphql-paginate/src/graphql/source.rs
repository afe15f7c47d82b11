//! A connection as a source for the page driver.

use bytes::Bytes;
use graphql_client::GraphQLQuery;
use http::{HeaderMap, Request, Response, Uri};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::json_path::{raw_at, value_at};
use super::paged_list::PagedList;
use super::paging::reduce_sizes;
use super::{identify, missing_connection, null_connection};
use crate::checkpoint::Fingerprint;
use crate::connection::{
    Connected, Connection, Direction, NextPageRule, NullAt, PageArguments, Paging,
};
use crate::driver::{Fetched, NextPage, Order, OtherStart, PageIdentities, PageRequest, Source};
use crate::error::{ErrorKind, GraphQLError};
use crate::json::whole_signed;
use crate::page::{Page, PageInfo};
use crate::partial::Partial;
use crate::protocol::{Answer, Body, read_answer, request};

/// Moves nodes or edges out of a response.
pub(crate) type Take<C, T> = fn(&mut <C as Connection>::Data) -> Result<Connected<T>, NullAt>;

/// A connection of a query, walked for its nodes or for its edges.
pub(crate) struct ConnectionSource<C: Connection, T> {
    pub(crate) endpoint: Uri,
    /// The caller's variables.
    pub(crate) variables: Map<String, Value>,
    pub(crate) operation: &'static str,
    /// The query as written.
    pub(crate) query: &'static str,
    pub(crate) direction: Direction,
    pub(crate) partial: Partial,
    pub(crate) take: Take<C, T>,
}

impl<C: Connection, T: Send + 'static> ConnectionSource<C, T> {
    /// The variables of the request for a position.
    pub(crate) fn variables_at(&self, position: &PageRequest) -> Map<String, Value> {
        let variables = C::PAGING.variables(&self.variables, &self.arguments(position));
        self.within_nested_size(variables, position)
    }

    /// The paging arguments of the request for a position.
    pub(crate) fn arguments(&self, position: &PageRequest) -> PageArguments {
        PageArguments {
            direction: self.direction,
            size: self
                .rule()
                .size(position)
                .unwrap_or(position.size)
                .map(i64::from),
            cursor: position.cursor.clone(),
        }
    }

    /// How the next page is found.
    fn rule(&self) -> NextPageRule {
        C::PAGING.next_page_rule(self.direction)
    }

    /// Reads what the query does not select itself from the JSON of a response: the total and `pageInfo`.
    fn read_unselected(&self, connected: &mut Connected<T>, body: &Bytes) {
        let paging = C::PAGING;
        if !paging.total.is_empty() {
            connected.total_count =
                value_at(data(body), paging.total).and_then(|total| whole_signed(&total));
        }
        paging.read_page_info(body, self.direction, &mut connected.page_info);
    }

    /// The variables with the page sizes of nested connections reduced to that of a position.
    pub(crate) fn within_nested_size(
        &self,
        mut variables: Map<String, Value>,
        position: &PageRequest,
    ) -> Map<String, Value> {
        reduce_sizes(&mut variables, C::PAGING.nested_sizes, position.nested_size);
        variables
    }

    /// The request for a page with a document and its variables.
    pub(crate) fn request_with(
        &self,
        paging: &Paging,
        variables: Map<String, Value>,
    ) -> Result<Request<Bytes>, ErrorKind> {
        let document = paging.document(self.direction);
        let document = document.expect("the direction is one that the connection can be walked in");
        let body = Body {
            variables,
            query: document.text,
            operation_name: Some(self.operation),
        };
        request(&self.endpoint, &body)
    }

    /// The fingerprint for checkpoints of the walk with these variables; paging variables must be removed.
    pub(crate) fn fingerprint_of(&self, variables: Map<String, Value>) -> Fingerprint {
        // Connections share a query, and edges have the same positions as nodes.
        let path = C::PAGING.path.join(".");
        let query = fingerprinted(self.operation, &path, self.query);
        let variables = Value::Object(variables);
        let rule = C::PAGING.next_page_rule(self.direction);
        Fingerprint::new(&query, &variables.to_string(), &self.endpoint.to_string())
            .paged_by(rule.cursor_kind())
    }

    /// Reads the page in a response, with the connections at these paths; `find_next_page` finds the next page.
    pub(crate) fn read_page(
        &self,
        response: &Response<Bytes>,
        paths: &[&'static [&'static str]],
        find_next_page: impl FnOnce(&mut Connected<T>) -> Result<Result<NextPage, ErrorKind>, NullAt>,
    ) -> Result<Fetched<T, C::Data>, ErrorKind> {
        let Answer {
            data,
            errors,
            extensions,
        } = match read_answer(response, &self.partial) {
            Ok(read) => read,
            Err(mut kind) => {
                for path in paths {
                    kind = null_connection(kind, response.body(), path);
                }
                return Err(kind);
            }
        };
        let mut data: C::Data = data.ok_or(ErrorKind::NullConnection { path: &[] })?;
        let taken = (self.take)(&mut data).and_then(|mut connected| {
            let next_page = find_next_page(&mut connected)?;
            Ok((connected, next_page))
        });
        let (connected, next_page) = match taken {
            Ok(taken) => taken,
            Err(NullAt { path }) if errors.is_empty() => {
                return Err(missing_connection(response.body(), path));
            }
            // The errors explain why there is no connection.
            Err(_) => return Err(ErrorKind::GraphQL { errors }),
        };
        Ok(Fetched {
            page: Page {
                extensions,
                ..page(connected, data, errors, self.direction)
            },
            next_page: next_page?,
            cut_lists: Vec::new(),
            fingerprint: None,
            is_refused: false,
        })
    }
}

impl<C: Connection, T: Send + 'static> Source for ConnectionSource<C, T> {
    type Item = T;
    type Data = C::Data;

    fn operation(&self) -> &str {
        self.operation
    }

    fn order(&self) -> Order {
        self.direction.into()
    }

    fn request(&self, position: &PageRequest) -> Result<Request<Bytes>, ErrorKind> {
        self.rule().size(position)?;
        self.request_with(&C::PAGING, self.variables_at(position))
    }

    fn sized_start(
        &self,
        cursor: String,
        meant: Option<u32>,
        size: Option<u32>,
    ) -> Result<String, ErrorKind> {
        self.rule().sized_start(cursor, meant, size)
    }

    fn predict_cursor(&self, cursor: Option<&str>, page_len: u64, total: i64) -> Option<String> {
        self.rule().predict_cursor(cursor, page_len, total)
    }

    fn counts(&self) -> bool {
        self.rule().numbering().is_some()
    }

    fn announces_pages(&self) -> bool {
        self.rule().announces_pages()
    }

    fn is_past_total(&self, cursor: &str) -> bool {
        self.rule().is_past_total(cursor)
    }

    fn may_page_before_grow(&self, cursor: &str) -> bool {
        self.rule().may_page_before_grow(cursor)
    }

    fn other_start(&self, cursor: Option<&str>, is_empty: bool) -> Option<OtherStart> {
        self.rule().other_start(cursor, is_empty)
    }

    fn fingerprint(&self) -> Result<Fingerprint, ErrorKind> {
        let mut variables = self.variables.clone();
        C::PAGING.remove_unsent(&mut variables, self.direction);
        Ok(self.fingerprint_of(variables))
    }

    fn identify(
        &self,
        body: &Bytes,
        count: usize,
        _cursor: Option<&str>,
    ) -> Option<PageIdentities> {
        identify(body, &[&C::PAGING.list_path()], count)
    }

    fn read(
        &self,
        position: &PageRequest,
        response: &Response<Bytes>,
    ) -> Result<Fetched<T, C::Data>, ErrorKind> {
        let body = response.body();
        let rule = self.rule();
        let list = PagedList {
            rule: &rule,
            direction: self.direction,
            path: C::PAGING.list_path(),
            lists: C::PAGING.list_paths(),
        };
        let mut fetched = self.read_page(response, &[C::PAGING.path], |connected| {
            self.read_unselected(connected, body);
            Ok(list.next_page(connected, || data(body), position))
        })?;
        list.check(&fetched, position)?;
        list.recognize(&mut fetched, body);
        Ok(fetched)
    }
}

/// The text of `data`.
fn data(body: &Bytes) -> &str {
    let text = std::str::from_utf8(body).ok();
    let data = text.and_then(|text| raw_at(text, &["data"]));
    data.map_or("null", RawValue::get)
}

/// What identifies a list in the fingerprint of a checkpoint: a document may have several operations, each with lists.
pub(crate) fn fingerprinted(operation: &str, path: &str, document: &str) -> String {
    format!("{operation} {path}\n{document}")
}

/// The name of a connection's operation.
pub(crate) fn operation<C: Connection>(variables: &C::Variables) -> &'static str {
    C::Query::build_query(variables.clone()).operation_name
}

impl Paging {
    /// How the next page of a direction is found.
    fn next_page_rule(&self, direction: Direction) -> NextPageRule {
        match self.document(direction) {
            Some(document) => document.next_page,
            None => NextPageRule::Taken,
        }
    }

    /// Response keys from `data` to the list of items, or to the connection if its list is `nodes` or `edges`.
    pub(crate) fn list_path(&self) -> Vec<&'static str> {
        [self.path, self.items].concat()
    }

    /// Response keys from `data` to each list that may be the list of items.
    pub(crate) fn list_paths(&self) -> Vec<Vec<&'static str>> {
        let path = self.list_path();
        if !self.items.is_empty() {
            return vec![path];
        }
        ["nodes", "edges"]
            .map(|list| [&path[..], &[list]].concat())
            .into()
    }

    /// Reads the fields of `pageInfo` that the query does not select from the JSON of a response.
    pub(crate) fn read_page_info(
        &self,
        body: &[u8],
        direction: Direction,
        page_info: &mut PageInfo,
    ) {
        if let NextPageRule::PageInfo(paths) = self.next_page_rule(direction) {
            paths.read(self.path, body, direction, page_info);
        }
    }
}

impl From<Direction> for Order {
    fn from(direction: Direction) -> Self {
        match direction {
            Direction::Forward => Self::Same,
            Direction::Backward => Self::Reversed,
        }
    }
}

/// A page without its nulls, which are counted.
pub(crate) fn page<T, D>(
    connected: Connected<T>,
    data: D,
    errors: Vec<GraphQLError>,
    direction: Direction,
) -> Page<T, D> {
    let received = connected.items.len();
    let items: Vec<T> = connected.items.into_iter().flatten().collect();
    Page {
        null_items: received - items.len(),
        items,
        data,
        cursor: connected.page_info.cursor(direction).map(str::to_owned),
        page_info: connected.page_info,
        total_count: connected.total_count,
        errors,
        truncated: Vec::new(),
        extensions: None,
        headers: HeaderMap::new(),
    }
}
