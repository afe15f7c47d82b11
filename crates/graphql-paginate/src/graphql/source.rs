//! A connection as a source for the page driver.

use bytes::Bytes;
use graphql_client::GraphQLQuery;
use http::{HeaderMap, Request, Response, Uri};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::json_path::{last_key, raw_at, value_at};
use super::next_page::NextPageSource;
use super::paging::reduce_sizes;
use super::{check_explained_end, identify, missing_connection, null_connection};
use crate::checkpoint::{Fingerprint, hash_of};
use crate::connection::{
    Connected, Connection, Direction, EndMark, NextPageRule, NullAt, PageArguments, Paging,
};
use crate::counted_cursor::past_total;
use crate::driver::{
    Fetched, HashOf, NextPage, Order, OtherStart, PageHash, PageIdentities, PageRequest, Source,
};
use crate::error::{ErrorKind, GraphQLError};
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
            size: self.size(position).map(i64::from),
            cursor: position.cursor.clone(),
        }
    }

    /// The size of the page at a position: numbered pages keep the size of the first one.
    fn size(&self, position: &PageRequest) -> Option<u32> {
        match C::PAGING.next_page_rule(self.direction) {
            NextPageRule::Counted(numbering, _) => {
                numbering.size(position).unwrap_or(position.size)
            }
            _ => position.size,
        }
    }

    /// Finds the next page, by the style of the list.
    fn find_next_page(
        &self,
        connected: &mut Connected<T>,
        body: &Bytes,
        position: &PageRequest,
    ) -> Result<NextPage, ErrorKind> {
        let paging = C::PAGING;
        if !paging.total.is_empty() {
            connected.total_count =
                value_at(data(body), paging.total).and_then(|total| total.as_i64());
        }
        let source = match paging.next_page_rule(self.direction) {
            NextPageRule::Taken | NextPageRule::PageInfo(_) => {
                paging.read_page_info(body, self.direction, &mut connected.page_info);
                NextPageSource::PageInfo
            }
            NextPageRule::Token(path) => NextPageSource::Token(path),
            NextPageRule::Counted(numbering, end) => {
                NextPageSource::Counted(numbering, end.map(|end| (end.mark, end.path)))
            }
            NextPageRule::KeySet(key) => {
                let list = raw_at(data(body), &paging.list_path());
                NextPageSource::LastKey(list.and_then(|list| last_key(list.get(), key)))
            }
        };
        source.next_page(connected, || data(body), self.direction, position)
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
        if let NextPageRule::Counted(numbering, _) = C::PAGING.next_page_rule(self.direction) {
            numbering.size(position)?;
        }
        self.request_with(&C::PAGING, self.variables_at(position))
    }

    fn sized_start(
        &self,
        cursor: String,
        meant: Option<u32>,
        size: Option<u32>,
    ) -> Result<String, ErrorKind> {
        match C::PAGING.next_page_rule(self.direction) {
            NextPageRule::Counted(numbering, _) => numbering.sized_start(cursor, meant, size),
            _ => Ok(cursor),
        }
    }

    fn predict_cursor(&self, cursor: Option<&str>, page_len: u64, total: i64) -> Option<String> {
        match C::PAGING.next_page_rule(self.direction) {
            NextPageRule::Counted(numbering, _) => numbering.predict(cursor, page_len, total),
            _ => None,
        }
    }

    fn counts(&self) -> bool {
        let rule = C::PAGING.next_page_rule(self.direction);
        matches!(rule, NextPageRule::Counted(..))
    }

    fn is_past_total(&self, cursor: &str) -> bool {
        match C::PAGING.next_page_rule(self.direction) {
            NextPageRule::Counted(..) => past_total::is_marked(Some(cursor)),
            _ => false,
        }
    }

    fn may_page_before_grow(&self, cursor: &str) -> bool {
        match C::PAGING.next_page_rule(self.direction) {
            NextPageRule::Counted(numbering, _) => numbering.may_page_before_grow(cursor),
            _ => false,
        }
    }

    fn other_start(&self, cursor: Option<&str>, is_empty: bool) -> Option<OtherStart> {
        match C::PAGING.next_page_rule(self.direction) {
            NextPageRule::Counted(numbering, end) => {
                numbering.other_start(cursor, end.map(|end| end.mark), is_empty)
            }
            _ => None,
        }
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
        let mut fetched = self.read_page(response, &[C::PAGING.path], |connected| {
            Ok(self.find_next_page(connected, body, position))
        })?;
        let page = &fetched.page;
        let rule = C::PAGING.next_page_rule(self.direction);
        if let Some(path) = rule.null_end() {
            check_explained_end(&fetched.next_page, path, &page.errors)?;
        }
        let is_empty = page.items.is_empty() && page.null_items == 0;
        let has_more = page.page_info.has_more(self.direction) == Some(true);
        if is_empty && (has_more || rule.ends_when_empty()) {
            for path in C::PAGING.list_paths() {
                check_explained_end(&fetched.next_page, &path, &page.errors)?;
            }
        }
        check_end(self.direction, position.cursor.as_deref(), &page.page_info)?;
        if let NextPageRule::Counted(..) = rule {
            let count = page.items.len();
            fetched.fingerprint = items_hash(body, &C::PAGING.list_path(), count);
        }
        Ok(fetched)
    }
}

/// A hash of the items of a page, by their ids if they have any. A server that ignores offsets or page numbers sends
/// the same items again. `None` for an empty page.
pub(crate) fn items_hash(body: &Bytes, path: &[&str], count: usize) -> Option<PageHash> {
    if count == 0 {
        return None;
    }
    let page_identities = identify(body, &[path], count)?;
    let mut text = String::new();
    for identity in &page_identities.identities {
        text.push_str(&format!("{} ", identity.hash));
    }
    let first = page_identities.identities.first();
    let of = if page_identities.is_by_id {
        HashOf::Ids
    } else if count > 1
        && page_identities
            .identities
            .iter()
            .all(|item| Some(item) == first)
    {
        HashOf::OneItem
    } else {
        HashOf::Contents
    };
    let hash = hash_of(&text);
    Some(PageHash { hash, of })
}

/// The text of `data`.
fn data(body: &Bytes) -> &str {
    let text = std::str::from_utf8(body).ok();
    let data = text.and_then(|text| raw_at(text, &["data"]));
    data.map_or("null", RawValue::get)
}

/// Returns an error if the first page of a list arrives where the last one was requested: a server that ignores `last`
/// answers with the first items, with none before them and more after them.
pub(crate) fn check_end(
    direction: Direction,
    asked: Option<&str>,
    page_info: &PageInfo,
) -> Result<(), ErrorKind> {
    let is_first_page =
        page_info.has_previous_page == Some(false) && page_info.has_next_page == Some(true);
    if direction == Direction::Backward && asked.is_none() && is_first_page {
        return Err(ErrorKind::WrongEnd);
    }
    Ok(())
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

impl NextPageRule {
    /// Response keys from `data` to the field whose null ends the list, if there is one.
    fn null_end(self) -> Option<&'static [&'static str]> {
        match self {
            Self::Token(path) => Some(path),
            Self::Counted(_, Some(end)) if end.mark == EndMark::Next => Some(end.path),
            _ => None,
        }
    }

    /// Whether an empty page may end the list.
    fn ends_when_empty(self) -> bool {
        matches!(self, Self::Counted(..) | Self::KeySet(_))
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
