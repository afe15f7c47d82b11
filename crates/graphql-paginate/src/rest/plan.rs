//! What a collection's builder collected, and the source that it becomes.

use std::marker::PhantomData;

use http::{HeaderMap, HeaderName, HeaderValue};
use serde::de::DeserializeOwned;

use super::envelope::Envelope;
use super::paging::Way;
use super::shape::Shape;
use super::source::CollectionSource;
use super::{address, link};
use crate::checkpoint::{Checkpoint, Origin};
use crate::client::Client;
use crate::driver::{self, Limits, Mark, Order, Source, Start, Walk};
use crate::error::{Error, ErrorKind};

/// A walk to be, whatever its items are.
#[derive(Clone)]
pub(super) struct Plan {
    pub(super) client: Client,
    /// The path below the endpoint, or an absolute URL.
    pub(super) name: String,
    pub(super) query: Vec<(String, String)>,
    pub(super) headers: Vec<(String, String)>,
    pub(super) shape: Shape,
    pub(super) paging: Way,
    pub(super) page_size: Option<u32>,
    /// What the collection serves at most, where that is not what the API does.
    pub(super) most: Option<u32>,
    pub(super) start: Option<String>,
    pub(super) resume: Option<Checkpoint>,
    pub(super) limits: Limits,
}

impl Plan {
    pub(super) fn new(client: &Client, name: &str, paging: Way) -> Self {
        Self {
            client: client.clone(),
            name: name.to_owned(),
            query: Vec::new(),
            headers: Vec::new(),
            shape: paging.0.shape(),
            paging,
            page_size: None,
            most: None,
            start: None,
            resume: None,
            limits: Limits::default(),
        }
    }

    pub(super) fn walk<T: DeserializeOwned + Send + 'static>(self) -> Walk<T, Envelope> {
        let size = self.size();
        self.walk_by(size)
    }

    /// A walk by pages of this size, or the reason why it cannot begin.
    pub(super) fn walk_by<T: DeserializeOwned + Send + 'static>(
        self,
        size: Result<Option<u32>, ErrorKind>,
    ) -> Walk<T, Envelope> {
        match size.and_then(|size| self.start(size)) {
            Ok((source, start)) => driver::walk(source, self.client, self.limits, start),
            Err(kind) => {
                let error = Error::new(kind).in_operation(&self.name);
                driver::refuse(error, Order::Same, self.resume)
            }
        }
    }

    fn size(&self) -> Result<Option<u32>, ErrorKind> {
        if self.page_size == Some(0) {
            let problem = "the page size is 0; a page holds at least 1 item".to_owned();
            return Err(ErrorKind::Setup { problem });
        }
        let most = self.most.or(self.client.profile().max_page_size);
        Ok(self
            .page_size
            .or(most)
            .map(|size| size.min(most.unwrap_or(u32::MAX))))
    }

    fn start<T: DeserializeOwned + Send + 'static>(
        &self,
        size: Option<u32>,
    ) -> Result<(CollectionSource<T>, Start), ErrorKind> {
        let source = self.source()?;
        let fingerprint = source.fingerprint()?;
        if let Some(checkpoint) = &self.resume {
            checkpoint.check(&fingerprint, Order::Same)?;
            return Ok((source, checkpoint.start(size)));
        }
        let cursor = self.start.clone().filter(|cursor| !cursor.is_empty());
        let origin = Origin {
            fingerprint,
            items: 0,
        };
        Ok((
            source,
            Start {
                mark: Mark {
                    cursor,
                    ..Mark::default()
                },
                size,
                size_now: None,
                origin,
            },
        ))
    }

    fn source<T>(&self) -> Result<CollectionSource<T>, ErrorKind> {
        let own = self.paging.0.own_parameters();
        if let Some((name, _)) = self
            .query
            .iter()
            .find(|(name, _)| own.contains(&name.as_str()))
        {
            let problem = format!(
                "the query parameter `{name}` is the walk's own; use `.page_size(..)` or `.start_at(..)`"
            );
            return Err(ErrorKind::Setup { problem });
        }
        let mut query = self.query.clone();
        self.paging.0.complete(&mut query);
        let endpoint = self.client.uri()?;
        let url =
            address::with_parameters(&address::below(&endpoint, &self.name), &query)?.to_string();
        link::admit(&endpoint, &url)?;
        Ok(CollectionSource {
            name: self.name.clone(),
            endpoint,
            url,
            headers: self.header_map()?,
            shape: self.shape.clone(),
            paging: self.paging.0.clone(),
            item: PhantomData,
        })
    }

    fn header_map(&self) -> Result<HeaderMap, ErrorKind> {
        let invalid = |name: &str| ErrorKind::Setup {
            problem: format!(
                "the header `{}` cannot be sent; use visible ASCII",
                name.escape_debug()
            ),
        };
        let header = |(name, value): &(String, String)| {
            let parsed = HeaderName::try_from(name)
                .ok()
                .zip(HeaderValue::try_from(value).ok());
            parsed.ok_or_else(|| invalid(name))
        };
        self.headers.iter().map(header).collect()
    }
}
