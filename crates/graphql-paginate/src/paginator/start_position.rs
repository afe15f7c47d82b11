//! The start of a walk: its cursor, and the page size of its requests.

use super::{Implied, Paginator, Walkable};
use crate::client::Client;
use crate::connection::Direction;
use crate::driver::{self, Source, Start, Walk, directed_page_size};
use crate::error::{Error, ErrorKind};
use crate::settings::StartCursor;

impl<S: Walkable> Paginator<S> {
    /// The walk, or one that yields why it cannot start.
    pub(super) fn walk(&self, client: &Client) -> Walk<S::Item, S::Data> {
        let client = client.with_headers(&self.settings.headers);
        S::walk(self, &client).unwrap_or_else(|kind| self.refuse(kind, self.direction))
    }

    /// Starts the walk of a source with these settings.
    pub(crate) fn start_source<Src: Source>(
        &self,
        source: Src,
        client: &Client,
    ) -> Result<Walk<Src::Item, Src::Data>, ErrorKind> {
        let start = self.start_position(&source, client)?;
        Ok(driver::walk(source, client.clone(), self.limits(), start))
    }

    /// The start position of the walk of a source.
    pub(super) fn start_position<Src: Source>(
        &self,
        source: &Src,
        client: &Client,
    ) -> Result<Start, ErrorKind> {
        let implied = S::implied(&self.subject, self.direction)?;
        let wanted = self.wanted_size(&implied)?;
        let size = self.size(&implied, wanted, client.profile().max_page_size)?;
        let start = self.start_cursor(&implied, size);
        Ok(Start {
            nested_size: implied.nested_size,
            ..self.settings.start(source, size, start)?
        })
    }

    /// The start cursor, with the page size by which the caller counts the pages before it, if one is known, and the size
    /// that the start page is requested with.
    ///
    /// A page number in the query is about pages of the query's size, or of the server's if the query sets none.
    fn start_cursor(&self, implied: &Implied, size: Option<u32>) -> Option<StartCursor> {
        let of_query = implied.size.and_then(|size| u32::try_from(size).ok());
        let own = self.settings.page_size;
        let (mut meant, mut size) = (of_query.or(own), size);
        if self.settings.start.is_some() {
            meant = own.or(of_query);
        } else if meant.is_none() && !implied.is_size_required {
            size = None;
        }
        Some(StartCursor {
            cursor: self.cursor(implied)?,
            meant: meant.filter(|_| implied.is_sized),
            size,
        })
    }

    /// The page size that the caller or the query sets.
    fn wanted_size(&self, implied: &Implied) -> Result<Option<u32>, ErrorKind> {
        match self.settings.page_size.map(i64::from).or(implied.size) {
            // For such a size, servers answer with empty pages that announce more, forever.
            Some(size) if size < 1 => {
                let problem = format!("the page size is {size}; a page holds at least 1 item");
                Err(ErrorKind::Setup { problem })
            }
            Some(size) => Ok(Some(u32::try_from(size).unwrap_or(u32::MAX))),
            None => Ok(None),
        }
    }

    /// The page size of the requests.
    fn size(
        &self,
        implied: &Implied,
        wanted: Option<u32>,
        largest: Option<u32>,
    ) -> Result<Option<u32>, ErrorKind> {
        let size = directed_page_size(wanted, largest, self.direction.into());
        if size.is_none() && implied.is_size_required {
            let problem = "the API requires a page size: set it with `.page_size(…)`".to_owned();
            return Err(ErrorKind::Setup { problem });
        }
        Ok(size.filter(|_| implied.is_sized))
    }
}

impl<S: Walkable, M> Paginator<S, M> {
    /// The start cursor: that of the settings, or else that of the query. `None` at the beginning of the list; never
    /// empty, since some servers treat an empty cursor as a position.
    pub(crate) fn cursor(&self, implied: &Implied) -> Option<String> {
        let cursor = match &self.settings.start {
            Some(start) => start,
            None => implied.cursor.as_ref()?,
        };
        let is_first = implied
            .first
            .is_some_and(|first| *cursor == first.to_string());
        if cursor.is_empty() || is_first {
            return None;
        }
        Some(cursor.clone())
    }

    /// A walk that sends nothing and yields an error.
    pub(crate) fn refuse<T: Send + 'static, D: Send + 'static>(
        &self,
        kind: ErrorKind,
        direction: Direction,
    ) -> Walk<T, D> {
        let error = Error::new(kind).in_operation(S::operation(&self.subject));
        driver::refuse(error, direction.into(), self.settings.resume.clone())
    }
}
