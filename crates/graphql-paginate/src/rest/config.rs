//! The configuration of a collection, and the source that it becomes.

use std::marker::PhantomData;

use http::{HeaderMap, HeaderName, HeaderValue};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::layout::BodyLayout;
use super::page_metadata::PageMetadata;
use super::paging::AnyPaging;
use super::source::CollectionSource;
use super::{address, link};
use crate::checkpoint::{Checkpoint, Origin};
use crate::client::Client;
use crate::driver::{self, Limits, Mark, Source, Start, Walk};
use crate::error::{Error, ErrorKind};

/// The settings of a collection, whatever the type of its items.
#[derive(Clone)]
pub(super) struct Config {
    pub(super) client: Client,
    /// The path below the endpoint, or an absolute URL.
    pub(super) name: String,
    pub(super) query: Vec<(String, String)>,
    pub(super) headers: Vec<(String, String)>,
    /// The request body, of a collection that is read by POST.
    pub(super) body: Option<Value>,
    pub(super) layout: BodyLayout,
    pub(super) paging: AnyPaging,
    pub(super) replaces_link_origin: bool,
    pub(super) page_size: Option<u32>,
    /// The largest page of the collection, where it differs from that of the API.
    pub(super) max_page_size: Option<u32>,
    pub(super) start: Option<String>,
    pub(super) resume: Option<Checkpoint>,
    pub(super) limits: Limits,
}

impl Config {
    pub(super) fn new(client: &Client, name: &str, paging: AnyPaging) -> Self {
        Self {
            client: client.clone(),
            name: name.to_owned(),
            query: Vec::new(),
            headers: Vec::new(),
            body: None,
            layout: paging.0.layout(),
            paging,
            replaces_link_origin: false,
            page_size: None,
            max_page_size: None,
            start: None,
            resume: None,
            limits: Limits::default(),
        }
    }

    pub(super) fn walk<T: DeserializeOwned + Send + 'static>(self) -> Walk<T, PageMetadata> {
        let size = self.size();
        self.walk_by(size)
    }

    /// A walk with pages of this size, or with the reason why it cannot begin.
    pub(super) fn walk_by<T: DeserializeOwned + Send + 'static>(
        self,
        size: Result<Option<u32>, ErrorKind>,
    ) -> Walk<T, PageMetadata> {
        match size.and_then(|size| self.start(size)) {
            Ok((source, start)) => driver::walk(source, self.client, self.limits, start),
            Err(kind) => {
                let error = Error::new(kind).in_operation(&self.name);
                driver::refuse(error, self.paging.0.order(), self.resume)
            }
        }
    }

    fn size(&self) -> Result<Option<u32>, ErrorKind> {
        if self.page_size == Some(0) {
            let problem = "the page size is 0; a page holds at least 1 item".to_owned();
            return Err(ErrorKind::Setup { problem });
        }
        let largest = self.max_page_size.or(self.client.profile().max_page_size);
        Ok(match (self.page_size, largest) {
            (Some(size), Some(largest)) => Some(size.min(largest)),
            (size, largest) => size.or(largest),
        })
    }

    fn start<T: DeserializeOwned + Send + 'static>(
        &self,
        size: Option<u32>,
    ) -> Result<(CollectionSource<T>, Start), ErrorKind> {
        let source = self.source()?;
        let fingerprint = source.fingerprint()?;
        if let Some(checkpoint) = &self.resume {
            checkpoint.check(&fingerprint, source.order())?;
            return Ok((source, checkpoint.start(size)));
        }
        let cursor = self.start_cursor();
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
                nested_size: None,
                origin,
            },
        ))
    }

    fn source<T>(&self) -> Result<CollectionSource<T>, ErrorKind> {
        for own in self.paging.0.own_parameters() {
            self.check_parameter(own)?;
        }
        let mut query = self.query.clone();
        self.paging.0.complete_query(&mut query);
        let endpoint = self.client.uri()?;
        let url = address::below(&endpoint, &self.name)?;
        let url = address::with_parameters(&url, &query)?.to_string();
        link::admit(&endpoint, &url)?;
        Ok(CollectionSource {
            name: self.name.clone(),
            endpoint,
            url,
            headers: self.header_map()?,
            layout: self.layout.clone(),
            body: self.body.clone(),
            paging: self.paging.0.clone(),
            replaces_link_origin: self.replaces_link_origin,
            start: self.start_cursor(),
            item: PhantomData,
        })
    }

    /// The cursor to start at, unless a checkpoint takes its place.
    fn start_cursor(&self) -> Option<String> {
        match &self.resume {
            Some(_) => None,
            None => self.start.clone().filter(|cursor| !cursor.is_empty()),
        }
    }

    /// Checks that a parameter of the walk can be set and is not set by the caller.
    fn check_parameter(&self, own: &str) -> Result<(), ErrorKind> {
        let problem = if own.starts_with('/') && self.body.is_none() {
            format!("`{own}` is a field of the request body; give the body by `.post(..)`")
        } else if self.query.iter().any(|(name, _)| name == own) {
            format!(
                "the query parameter `{own}` is the walk's own; use `.page_size(..)` or `.start_at(..)`"
            )
        } else {
            return Ok(());
        };
        Err(ErrorKind::Setup { problem })
    }

    fn header_map(&self) -> Result<HeaderMap, ErrorKind> {
        let mut headers = HeaderMap::new();
        for (name, value) in &self.headers {
            match (HeaderName::try_from(name), HeaderValue::try_from(value)) {
                (Ok(name), Ok(value)) => headers.append(name, value),
                _ => {
                    return Err(ErrorKind::Setup {
                        problem: format!(
                            "the header `{}` cannot be sent; use visible ASCII",
                            name.escape_debug()
                        ),
                    });
                }
            };
        }
        Ok(headers)
    }
}
