//! The configuration of a collection, and its conversion into a source.

use std::marker::PhantomData;
use std::sync::Arc;

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::layout::BodyLayout;
use super::page_metadata::PageMetadata;
use super::paging::AnyPaging;
use super::source::CollectionSource;
use super::{address, link};
use crate::client::Client;
use crate::driver::{self, Start, Walk};
use crate::error::{Error, ErrorKind};
use crate::settings::{StartCursor, WalkSettings};

/// The settings of a collection, independent of the type of its items.
#[derive(Clone)]
pub(super) struct Config {
    pub(super) client: Client,
    /// The path below the endpoint, or an absolute URL.
    pub(super) name: String,
    pub(super) query: Vec<(String, String)>,
    /// The request body, if the collection is read by POST.
    pub(super) body: Option<Value>,
    pub(super) layout: BodyLayout,
    pub(super) paging: AnyPaging,
    pub(super) replaces_link_origin: bool,
    /// The largest page of the collection, if it differs from the API's.
    pub(super) max_page_size: Option<u32>,
    pub(super) settings: WalkSettings,
}

impl Config {
    pub(super) fn new(client: &Client, name: &str, paging: AnyPaging) -> Self {
        Self {
            client: client.clone(),
            name: name.to_owned(),
            query: Vec::new(),
            body: None,
            layout: paging.0.layout(),
            paging,
            replaces_link_origin: false,
            max_page_size: None,
            settings: WalkSettings::default(),
        }
    }

    pub(super) fn walk<T: DeserializeOwned + Send + 'static>(self) -> Walk<T, PageMetadata> {
        let size = self.size();
        self.walk_by(size)
    }

    /// Creates a walk with this page size, or with the error that prevents it.
    pub(super) fn walk_by<T: DeserializeOwned + Send + 'static>(
        self,
        size: Result<Option<u32>, ErrorKind>,
    ) -> Walk<T, PageMetadata> {
        let client = self.client.with_headers(&self.settings.headers);
        match size.and_then(|size| self.start(&client, size)) {
            Ok((source, start)) => driver::walk(source, client, self.settings.limits, start),
            Err(kind) => {
                let error = Error::new(kind).in_operation(&self.name);
                driver::refuse(error, self.paging.0.order(), self.settings.resume)
            }
        }
    }

    fn size(&self) -> Result<Option<u32>, ErrorKind> {
        if self.settings.page_size == Some(0) {
            let problem = "the page size is 0; a page holds at least 1 item".to_owned();
            return Err(ErrorKind::Setup { problem });
        }
        let largest = self.max_page_size.or(self.client.profile().max_page_size);
        Ok(match (self.settings.page_size, largest) {
            (Some(size), Some(largest)) => Some(size.min(largest)),
            (size, largest) => size.or(largest),
        })
    }

    fn start<T: DeserializeOwned + Send + 'static>(
        &self,
        client: &Client,
        size: Option<u32>,
    ) -> Result<(CollectionSource<T>, Start), ErrorKind> {
        let mut source = self.source(client)?;
        let start = self.start_cursor().map(|cursor| StartCursor {
            cursor,
            meant: self.settings.page_size,
            size,
        });
        let start = self.settings.start(&source, size, start)?;
        source.list_name = Arc::clone(&start.origin.list);
        Ok((source, start))
    }

    fn source<T>(&self, client: &Client) -> Result<CollectionSource<T>, ErrorKind> {
        for own in self.paging.0.own_parameters() {
            self.check_parameter(own)?;
        }
        let mut query = self.query.clone();
        self.paging.0.complete_query(&mut query);
        let endpoint = client.uri()?;
        let url = address::below(&endpoint, &self.name)?;
        let url = address::with_parameters(&url, &query)?.to_string();
        link::admit(&endpoint, &url)?;
        Ok(CollectionSource {
            name: self.name.clone(),
            endpoint,
            url,
            layout: self.layout.clone(),
            body: self.body.clone(),
            paging: self.paging.0.clone(),
            replaces_link_origin: self.replaces_link_origin,
            list_name: Arc::default(),
            item: PhantomData,
        })
    }

    /// The cursor to start at; an empty one counts as none.
    fn start_cursor(&self) -> Option<String> {
        let start = self.settings.start.clone();
        start.filter(|cursor| !cursor.is_empty())
    }

    /// Checks that a parameter of the walk can be set and that the caller has not set it.
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
}
