//! A connection of a dynamic query as a source for the page driver.

use bytes::Bytes;
use http::{Request, Response, Uri};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::query::NextPageKeys;
use super::{PagingVariables, Query, failed_items, response};
use crate::checkpoint::Fingerprint;
use crate::connection::{Connected, Direction};
use crate::counted_cursor::past_total;
use crate::driver::{Fetched, NextPage, Order, OtherStart, PageIdentities, PageRequest, Source};
use crate::error::ErrorKind;
use crate::graphql::{
    NextPageSource, check_end, check_explained_end, cursor_value, identify, insert, insert_default,
    items_hash, keys, last_key, page, raw_at, remove, repeats_known_items, value_at,
};
use crate::page::Page;
use crate::partial::Partial;
use crate::protocol::{Answer, Body, read_answer, request};

pub(super) struct DynamicSource {
    pub(super) endpoint: Uri,
    pub(super) query: Query,
    /// The paging variables of the walk's direction.
    pub(super) paging: PagingVariables,
    pub(super) direction: Direction,
    /// The items of the page next to the start, which the caller has.
    pub(super) known: Vec<Box<RawValue>>,
    /// The cursor of the start.
    pub(super) known_before: Option<String>,
    pub(super) partial: Partial,
    pub(super) skips_failed_items: bool,
}

impl DynamicSource {
    /// The variables that are equal for all pages.
    pub(super) fn fixed_variables(&self) -> Map<String, Value> {
        let mut variables = self.query.variables.clone();
        for (name, default) in &self.paging.object_defaults {
            insert_default(&mut variables, name, default.clone());
        }
        for direction in [Direction::Forward, Direction::Backward] {
            if let Some(paging) = self.query.paging(direction) {
                remove(&mut variables, &paging.cursor);
                if let Some(size) = &paging.size {
                    remove(&mut variables, size);
                }
            }
        }
        for name in &self.paging.unsent_variables {
            remove(&mut variables, name);
        }
        variables
    }

    /// The variables of the request for a position.
    fn variables(&self, position: &PageRequest) -> Result<Map<String, Value>, ErrorKind> {
        let mut variables = self.fixed_variables();
        let paging = &self.paging;
        let mut size = position.size;
        if let NextPageKeys::Counted(numbering, _) = paging.next_page {
            let counted = numbering.read_cursor(position.cursor.as_deref(), position.size)?;
            insert(&mut variables, &paging.cursor, counted.number.into());
            size = numbering.size(position)?;
        } else if let Some(cursor) = &position.cursor {
            let value = cursor_value(cursor, paging.is_cursor_integer);
            insert(&mut variables, &paging.cursor, value);
        }
        if let (Some(name), Some(size)) = (&paging.size, size) {
            insert(&mut variables, name, size.into());
        }
        Ok(variables)
    }

    /// Finds the next page, by the style of the list.
    fn find_next_page(
        &self,
        connected: &mut Connected<Box<RawValue>>,
        data: &str,
        position: &PageRequest,
    ) -> Result<NextPage, ErrorKind> {
        if let Some(path) = &self.query.total_path {
            let total = value_at(data, &keys(path));
            connected.total_count = total.and_then(|total| total.as_i64());
        }
        let path;
        let source = match &self.paging.next_page {
            NextPageKeys::PageInfo => NextPageSource::PageInfo,
            NextPageKeys::PageInfoAt { has_more, cursor } => {
                let page_info = &mut connected.page_info;
                page_info.read(data, &keys(has_more), &keys(cursor), self.direction);
                NextPageSource::PageInfo
            }
            NextPageKeys::Token(token) => {
                path = keys(token);
                NextPageSource::Token(&path)
            }
            NextPageKeys::Counted(numbering, None) => NextPageSource::Counted(*numbering, None),
            NextPageKeys::Counted(numbering, Some((mark, end))) => {
                path = keys(end);
                NextPageSource::Counted(*numbering, Some((*mark, &path)))
            }
            NextPageKeys::KeySet(key) => {
                let list = raw_at(data, &self.query.list_path());
                NextPageSource::LastKey(list.and_then(|list| last_key(list.get(), &keys(key))))
            }
        };
        source.next_page(connected, || data, self.direction, position)
    }
}

impl Query {
    /// The name of the walk in errors.
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

    fn request(&self, position: &PageRequest) -> Result<Request<Bytes>, ErrorKind> {
        let body = Body {
            variables: self.variables(position)?,
            query: self
                .paging
                .document
                .as_ref()
                .unwrap_or(&self.query.document),
            operation_name: self.query.operation.as_deref(),
        };
        request(&self.endpoint, &body)
    }

    fn counts(&self) -> bool {
        matches!(self.paging.next_page, NextPageKeys::Counted(..))
    }

    fn is_past_total(&self, cursor: &str) -> bool {
        match self.paging.next_page {
            NextPageKeys::Counted(..) => past_total::is_marked(Some(cursor)),
            _ => false,
        }
    }

    fn may_page_before_grow(&self, cursor: &str) -> bool {
        match self.paging.next_page {
            NextPageKeys::Counted(numbering, _) => numbering.may_page_before_grow(cursor),
            _ => false,
        }
    }

    fn other_start(&self, cursor: Option<&str>, is_empty: bool) -> Option<OtherStart> {
        match &self.paging.next_page {
            NextPageKeys::Counted(numbering, end) => {
                let mark = end.as_ref().map(|(mark, _)| *mark);
                numbering.other_start(cursor, mark, is_empty)
            }
            _ => None,
        }
    }

    fn fingerprint(&self) -> Result<Fingerprint, ErrorKind> {
        let query = self.query.fingerprinted();
        let variables = Value::Object(self.fixed_variables());
        let fingerprint =
            Fingerprint::new(&query, &variables.to_string(), &self.endpoint.to_string());
        Ok(fingerprint.paged_by(self.paging.next_page.cursor_kind()))
    }

    fn identify(
        &self,
        body: &Bytes,
        count: usize,
        _cursor: Option<&str>,
    ) -> Option<PageIdentities> {
        if self.skips_failed_items {
            return failed_items::identify(body, &self.query, count);
        }
        identify(body, &[&self.query.identified_path()], count)
    }

    fn sized_start(
        &self,
        cursor: String,
        meant: Option<u32>,
        size: Option<u32>,
    ) -> Result<String, ErrorKind> {
        match self.paging.next_page {
            NextPageKeys::Counted(numbering, _) => numbering.sized_start(cursor, meant, size),
            _ => Ok(cursor),
        }
    }

    fn predict_cursor(&self, cursor: Option<&str>, page_len: u64, total: i64) -> Option<String> {
        match self.paging.next_page {
            NextPageKeys::Counted(numbering, _) => numbering.predict(cursor, page_len, total),
            _ => None,
        }
    }

    fn read(
        &self,
        position: &PageRequest,
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
            // The errors explain why there is no connection.
            Err(_) => return Err(ErrorKind::GraphQL { errors }),
        };
        response::check_expected(&data, &self.query, &errors)?;
        if self.skips_failed_items
            && !failed_items::remove(&mut connected.items, &errors, &self.query)
        {
            return Err(ErrorKind::GraphQL { errors });
        }
        let next_page = self.find_next_page(&mut connected, data.get(), position)?;
        if let Some(path) = self.paging.next_page.null_end() {
            check_explained_end(&next_page, &keys(path), &errors)?;
        }
        let has_more = connected.page_info.has_more(self.direction) == Some(true);
        let may_be_end = has_more || self.paging.next_page.ends_when_empty();
        if may_be_end && connected.items.is_empty() {
            check_explained_end(&next_page, &self.query.list_path(), &errors)?;
        }
        check_end(
            self.direction,
            position.cursor.as_deref(),
            &connected.page_info,
        )?;
        if position.cursor == self.known_before
            && repeats_known_items(&self.known, &connected.items)
        {
            return Err(ErrorKind::RepeatedPage);
        }
        let page = page(connected, data, errors, self.direction);
        let fingerprint = match self.paging.next_page {
            NextPageKeys::Counted(..) => {
                items_hash(response.body(), &self.query.list_path(), page.items.len())
            }
            _ => None,
        };
        Ok(Fetched {
            page: Page { extensions, ..page },
            next_page,
            cut_lists: Vec::new(),
            fingerprint,
            is_refused: false,
        })
    }
}
