//! The configuration of a dynamic walk.

use serde_json::value::RawValue;

use super::query::NextPageKeys;
use super::source::DynamicSource;
use super::{Query, failed_items};
use crate::checkpoint::{Checkpoint, Origin};
use crate::client::Client;
use crate::connection::Direction;
use crate::driver::{self, Limits, Mark, Source, Start, Walk, directed_page_size};
use crate::error::{Error, ErrorKind};
use crate::graphql::{cursor_text, lookup};
use crate::page::Listing;
use crate::partial::Partial;
use crate::stream;

/// The items of a dynamic walk, one by one.
pub type Items = stream::Items<JsonItems>;

/// The pages of a dynamic walk. [`Page::data`](crate::Page::data) is the whole `data` of the response, items included.
pub type Pages = stream::Pages<JsonItems>;

/// The connection of a [`Query`], as a listing: its items are JSON.
#[derive(Debug)]
pub struct JsonItems(());

impl Listing for JsonItems {
    type Item = Box<RawValue>;
    type Data = Box<RawValue>;
}

/// The configuration of a dynamic walk. Nothing is sent until one of its streams is polled.
///
/// Invalid settings are returned as an error by the first poll of the stream.
#[derive(Debug, Clone)]
#[must_use = "a paginator does nothing until `.items(&client)` or `.pages(&client)`"]
pub struct Paginator {
    pub(super) query: Query,
    pub(super) direction: Direction,
    page_size: Option<u32>,
    pub(super) start: Option<String>,
    known: Vec<Box<RawValue>>,
    pub(super) resume: Option<Checkpoint>,
    partial: Partial,
    skips_failed_items: bool,
    pub(super) limits: Limits,
}

impl Query {
    /// A walk of the connection without limits: forward if the query allows it, otherwise backward.
    pub fn paginate(self) -> Paginator {
        Paginator::new(self)
    }
}

impl Paginator {
    pub(super) fn new(query: Query) -> Self {
        let direction = match query.forward {
            Some(_) => Direction::Forward,
            None => Direction::Backward,
        };
        Self {
            query,
            direction,
            page_size: None,
            start: None,
            known: Vec::new(),
            resume: None,
            partial: Partial::Fail,
            skips_failed_items: false,
            limits: Limits::default(),
        }
    }

    /// The direction of the walk: forward by default, if the query allows it. Pages keep the server's order in either
    /// direction.
    pub fn direction(mut self, direction: Direction) -> Self {
        self.direction = direction;
        self
    }

    /// Items per page; see [`Paginator::page_size`](crate::Paginator::page_size).
    pub fn page_size(mut self, items: u32) -> Self {
        self.page_size = Some(items);
        self
    }

    /// Ends after this many items. The last page is requested with only as many items as are left.
    pub fn max_items(mut self, items: u64) -> Self {
        self.limits.items = Some(items);
        self
    }

    /// Ends after this many pages.
    pub fn max_pages(mut self, pages: u64) -> Self {
        self.limits.pages = Some(pages);
        self
    }

    /// Begins after this cursor, or before it in a backward walk. An empty cursor counts as none.
    pub fn start_at(mut self, cursor: impl Into<String>) -> Self {
        self.start = Some(cursor.into());
        self
    }

    /// The items that the caller has of the page before the [start](Self::start_at), or after it in a backward walk, in the
    /// order of the list. A first page that begins or ends with all of them, by their ids, is
    /// [`ErrorKind::RepeatedPage`]: the server ignores the cursor.
    pub fn known_items(mut self, items: impl IntoIterator<Item = Box<RawValue>>) -> Self {
        self.known = items.into_iter().collect();
        self
    }

    /// Continues an earlier walk from its checkpoint: same document, variables, endpoint and direction.
    pub fn resume(mut self, checkpoint: Checkpoint) -> Self {
        self.resume = Some(checkpoint);
        self
    }

    /// How errors beside data are handled; [`Partial::Fail`] by default.
    pub fn on_partial(mut self, policy: Partial) -> Self {
        self.partial = policy;
        self
    }

    /// Leaves out the items at which an error beside the data points, in place of [`on_partial`](Self::on_partial). An
    /// error that points at no item ends the walk.
    ///
    /// Items that were left out are counted as [nulls](crate::Page::null_items), and the page has the errors. A server
    /// that could not resolve `nodes[2].author` sends the item with a null there; without this setting, it would be
    /// yielded like that, or end the walk.
    pub fn skip_failed_items(mut self) -> Self {
        self.skips_failed_items = true;
        self
    }

    /// Fetches up to this many pages before they are polled; 0 by default.
    pub fn prefetch(mut self, pages: usize) -> Self {
        self.limits.prefetch = pages;
        self
    }

    /// Requests up to this many pages at the same time, if pages have offsets or numbers and the total is known. 1 by
    /// default.
    ///
    /// The pages are consistent only if the list does not change meanwhile.
    pub fn concurrency(mut self, pages: usize) -> Self {
        self.limits.concurrency = pages.max(1);
        self
    }

    /// A stream of pages.
    pub fn pages(self, client: &Client) -> Pages {
        Pages::new(self.walk(client))
    }

    /// A stream of the items one by one.
    pub fn items(self, client: &Client) -> Items {
        Items::new(self.walk(client))
    }

    fn walk(self, client: &Client) -> Walk<Box<RawValue>, Box<RawValue>> {
        let walk = self
            .source(client)
            .and_then(|source| match &source.paging.each_parent {
                Some(_) if self.skips_failed_items => {
                    let problem = "items with errors cannot be skipped in a connection inside a list; keep them, or fail";
                    Err(ErrorKind::Setup { problem: problem.to_owned() })
                }
                Some(each) => {
                    self.start(source.parents(each, client.profile().nested_batch)?, client)
                }
                None => self.start(source, client),
            });
        walk.unwrap_or_else(|kind| {
            let error = Error::new(kind).in_operation(self.query.name());
            driver::refuse(error, self.direction.into(), self.resume)
        })
    }

    pub(super) fn source(&self, client: &Client) -> Result<DynamicSource, ErrorKind> {
        let Some(paging) = self.query.paging(self.direction) else {
            let direction = match self.direction {
                Direction::Forward => "forward",
                Direction::Backward => "backward",
            };
            let path = self.query.path.join(".");
            let problem =
                format!("`{path}` cannot be walked {direction}; choose the other direction");
            return Err(ErrorKind::Setup { problem });
        };
        let partial = if self.skips_failed_items {
            failed_items::policy(&self.query)
        } else {
            self.partial.clone()
        };
        Ok(DynamicSource {
            endpoint: client.uri()?,
            query: self.query.clone(),
            paging: paging.clone(),
            direction: self.direction,
            known: self.known.clone(),
            known_before: self.start_cursor(self.direction),
            partial,
            skips_failed_items: self.skips_failed_items,
        })
    }

    /// Starts the walk of a source.
    fn start<S: Source>(
        &self,
        source: S,
        client: &Client,
    ) -> Result<Walk<S::Item, S::Data>, ErrorKind> {
        let start = self.start_position(&source, client)?;
        Ok(driver::walk(source, client.clone(), self.limits, start))
    }

    /// The start position of the walk of a source.
    pub(super) fn start_position<S: Source>(
        &self,
        source: &S,
        client: &Client,
    ) -> Result<Start, ErrorKind> {
        let size = self.size(client.profile().max_page_size)?;
        let sized = self.query.paging(self.direction);
        let is_sized = sized.is_some_and(|paging| paging.size.is_some());
        let size = size.filter(|_| is_sized);
        let fingerprint = source.fingerprint()?;
        if let Some(checkpoint) = &self.resume {
            checkpoint.check(&fingerprint, self.direction.into())?;
            return Ok(checkpoint.start(size));
        }
        let mut mark = Mark::default();
        if let Some(start) = self.start_cursor(self.direction) {
            let meant = self.given_size().filter(|_| is_sized);
            mark.cursor = Some(source.sized_start(start, meant, size)?);
        }
        Ok(Start {
            origin: Origin::new(fingerprint, &mark),
            mark,
            size,
            size_now: None,
            nested_size: None,
        })
    }

    /// The cursor where the walk starts: that of [`start_at`](Self::start_at), or else the value of its variable. `None` at
    /// the beginning of the list, where its first page or offset is, too.
    pub(super) fn start_cursor(&self, direction: Direction) -> Option<String> {
        let paging = self.query.paging(direction)?;
        let start = match &self.start {
            Some(start) => start.clone(),
            // The cursor in the variables is that of each parent.
            None if paging.each_parent.is_some() => return None,
            None => cursor_text(lookup(&self.query.variables, &paging.cursor)?)?,
        };
        match paging.next_page {
            NextPageKeys::Counted(numbering, _) if start == numbering.first.to_string() => None,
            _ if start.is_empty() => None,
            _ => Some(start),
        }
    }

    /// The page size that the caller set, by [`page_size`](Self::page_size) or by the value of its variable.
    fn given_size(&self) -> Option<u32> {
        if self.page_size.is_some() {
            return self.page_size;
        }
        let name = self.query.paging(self.direction)?.size.as_ref()?;
        let size = lookup(&self.query.variables, name)?.as_u64()?;
        u32::try_from(size).ok()
    }

    fn size(&self, max: Option<u32>) -> Result<Option<u32>, ErrorKind> {
        if self.given_size() == Some(0) {
            let problem = "the page size is 0; a page holds at least 1 item".to_owned();
            return Err(ErrorKind::Setup { problem });
        }
        Ok(directed_page_size(
            self.given_size(),
            max,
            self.direction.into(),
        ))
    }
}
