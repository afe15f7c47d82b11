//! A connection of a dynamic query as a source for the page driver.

use bytes::Bytes;
use http::{Request, Response, Uri};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::{PagingVariables, Query, failed_items, response};
use crate::checkpoint::Fingerprint;
use crate::connection::{Connected, Direction, Keys, NextPageRule};
use crate::driver::{Fetched, Order, OtherStart, PageIdentities, PageRequest, Source};
use crate::error::{ErrorKind, GraphQLError};
use crate::graphql::{
    PagedList, identify, insert, insert_default, page, remove, repeats_known_items, value_at,
};
use crate::json::whole_signed;
use crate::page::Page;
use crate::partial::Partial;
use crate::protocol::{Answer, Body, read_answer, request};

/// A connection of a dynamic query, which yields `T` for each item and `D` for the rest of a response.
pub(super) struct DynamicSource<T, D> {
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
    pub(super) item: fn(Box<RawValue>) -> T,
    pub(super) data: fn(Box<RawValue>) -> D,
}

impl<T, D> DynamicSource<T, D> {
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
        let cursor = position.cursor.as_deref();
        let value = paging
            .next_page
            .cursor_value(cursor, paging.is_cursor_integer)?;
        if let Some(value) = value {
            insert(&mut variables, &paging.cursor, value);
        }
        let size = paging.next_page.size(position)?;
        if let (Some(name), Some(size)) = (&paging.size, size) {
            insert(&mut variables, name, size.into());
        }
        Ok(variables)
    }

    /// The connection of a response, with the total and the `pageInfo` that are elsewhere in `data`.
    fn connected(
        &self,
        data: &RawValue,
        errors: &[GraphQLError],
    ) -> Result<Connected<Box<RawValue>>, ErrorKind> {
        let mut connected = match response::connected(data, &self.query) {
            Ok(connected) => connected,
            Err(kind) if errors.is_empty() => return Err(kind),
            // The errors explain why there is no connection.
            Err(_) => {
                return Err(ErrorKind::GraphQL {
                    errors: errors.to_vec(),
                });
            }
        };
        if let Some(path) = &self.query.total_path {
            let total = value_at(data.get(), &path.keys());
            connected.total_count = total.and_then(|total| whole_signed(&total));
        }
        if let NextPageRule::PageInfo(paths) = &self.paging.next_page {
            let (has_more, cursor) = (paths.has_more.keys(), paths.cursor.keys());
            let page_info = &mut connected.page_info;
            page_info.read(data.get(), &has_more, &cursor, self.direction);
        }
        Ok(connected)
    }

    /// Whether a page is the one next to the start, which the caller has.
    fn is_known(&self, position: &PageRequest, connected: &Connected<Box<RawValue>>) -> bool {
        position.cursor == self.known_before && repeats_known_items(&self.known, &connected.items)
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

impl<T: Send + 'static, D: Send + 'static> Source for DynamicSource<T, D> {
    type Item = T;
    type Data = D;

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
        self.paging.next_page.numbering().is_some()
    }

    fn announces_pages(&self) -> bool {
        self.paging.next_page.announces_pages()
    }

    fn is_past_total(&self, cursor: &str) -> bool {
        self.paging.next_page.is_past_total(cursor)
    }

    fn may_page_before_grow(&self, cursor: &str) -> bool {
        self.paging.next_page.may_page_before_grow(cursor)
    }

    fn other_start(&self, cursor: Option<&str>, is_empty: bool) -> Option<OtherStart> {
        self.paging.next_page.other_start(cursor, is_empty)
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
        self.paging.next_page.sized_start(cursor, meant, size)
    }

    fn predict_cursor(&self, cursor: Option<&str>, page_len: u64, total: i64) -> Option<String> {
        self.paging
            .next_page
            .predict_cursor(cursor, page_len, total)
    }

    fn read(
        &self,
        position: &PageRequest,
        response: &Response<Bytes>,
    ) -> Result<Fetched<T, D>, ErrorKind> {
        let Answer {
            data,
            errors,
            extensions,
        } = read_answer::<Box<RawValue>>(response, &self.partial)?;
        let data = data.ok_or(ErrorKind::NullConnection { path: &[] })?;
        let mut connected = self.connected(&data, &errors)?;
        response::check_expected(&data, &self.query, &errors)?;
        if self.skips_failed_items
            && !failed_items::remove(&mut connected.items, &errors, &self.query)
        {
            return Err(ErrorKind::GraphQL { errors });
        }
        let list = PagedList {
            rule: &self.paging.next_page,
            direction: self.direction,
            path: self.query.list_path(),
            lists: vec![self.query.list_path()],
        };
        let next_page = list.next_page(&mut connected, || data.get(), position)?;
        let is_known = self.is_known(position, &connected);
        let connected = connected.map(self.item);
        let page = page(connected, (self.data)(data), errors, self.direction);
        let mut fetched = Fetched {
            page: Page { extensions, ..page },
            next_page,
            cut_lists: Vec::new(),
            fingerprint: None,
            is_refused: false,
        };
        list.check(&fetched, position)?;
        if is_known {
            return Err(ErrorKind::RepeatedPage);
        }
        list.recognize(&mut fetched, response.body());
        Ok(fetched)
    }
}
