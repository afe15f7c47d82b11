//! The ways of paging that the property tests walk, and the requests that each of them takes.

use graphql_paginate::rest::{
    Collection, Items, LinkHeader, NextLink, ODataNextLink, ODataSkip, OffsetLimit, PageNumber,
    PagingStyle, RandomAccess, RestCursor, ValueLocation,
};
use graphql_paginate::{Checkpoint, Client};
use serde_json::json;

use super::super::server::Item;
use super::server::CAP;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    Next,
    Relation,
    Cursor,
    HeaderCursor,
    LastItem,
    Post,
    Backward,
    Skip,
    SkipAtOnce,
    Offset,
    OffsetAtOnce,
    OpenOffset,
    OData,
    Link,
    Number,
    NumberByTotal,
    NumberAtOnce,
}

pub(super) const STYLES: [Style; 17] = [
    Style::Next,
    Style::Relation,
    Style::Cursor,
    Style::HeaderCursor,
    Style::LastItem,
    Style::Post,
    Style::Backward,
    Style::Skip,
    Style::SkipAtOnce,
    Style::Offset,
    Style::OffsetAtOnce,
    Style::OpenOffset,
    Style::OData,
    Style::Link,
    Style::Number,
    Style::NumberByTotal,
    Style::NumberAtOnce,
];

impl Style {
    pub(super) fn items(
        self,
        client: &Client,
        size: u32,
        resume: Option<Checkpoint>,
    ) -> Items<Item> {
        let offset = || OffsetLimit::new("from").size_parameter("size");
        let number = || PageNumber::new("page").size_parameter("size");
        match self {
            Self::Next => {
                let paging = NextLink::at("/_next").size_parameter("size");
                stream(collection(client, "next", paging, size), resume)
            }
            Self::Relation => {
                let paging = NextLink::in_list("/links", "next").size_parameter("size");
                let items = collection(client, "relation", paging, size);
                stream(items.items_at("/data/items"), resume)
            }
            Self::Cursor => {
                let paging = RestCursor::new("from", "/end").more_at("/more");
                let paging = paging.size_parameter("size");
                stream(collection(client, "cursor", paging, size), resume)
            }
            Self::HeaderCursor => {
                let paging = RestCursor::new("from", ValueLocation::header("x-next"));
                let paging = paging.size_parameter("size");
                stream(collection(client, "list", paging, size), resume)
            }
            Self::LastItem => {
                let paging = RestCursor::new("from", ValueLocation::last_item("/id"));
                let paging = paging.size_parameter("size");
                stream(collection(client, "list", paging, size), resume)
            }
            Self::Post => {
                let paging = RestCursor::new("/from", "/end").more_at("/more");
                let items = collection(client, "cursor", paging.size_parameter("/size"), size);
                stream(items.post(json!({ "query": "all" })), resume)
            }
            Self::Backward => {
                let paging = RestCursor::new("before", "/start").more_at("/previous");
                let paging = paging.size_parameter("size").backward();
                stream(collection(client, "backward", paging, size), resume)
            }
            Self::Skip => stream(collection(client, "skip", ODataSkip::new(), size), resume),
            Self::SkipAtOnce => at_once(collection(client, "skip", ODataSkip::new(), size), resume),
            Self::Offset => {
                let items = collection(client, "offset", offset(), size);
                stream(items.total_at("/total"), resume)
            }
            Self::OffsetAtOnce => {
                let items = collection(client, "offset", offset(), size);
                at_once(items.total_at("/total"), resume)
            }
            Self::OpenOffset => stream(collection(client, "offset", offset(), size), resume),
            Self::OData => stream(
                collection(client, "odata", ODataNextLink::new(), size),
                resume,
            ),
            Self::Link => {
                let paging = LinkHeader::new().size_parameter("size");
                stream(collection(client, "list", paging, size), resume)
            }
            Self::Number => {
                let paging = number().pages_at("/pages");
                stream(collection(client, "numbers", paging, size), resume)
            }
            Self::NumberByTotal => {
                let items = collection(client, "numbers", number(), size);
                stream(items.total_at("/total"), resume)
            }
            Self::NumberAtOnce => {
                let items = collection(client, "numbers", number(), size);
                at_once(items.total_at("/total"), resume)
            }
        }
    }

    /// The identifiers in the order of the walk.
    pub(super) fn ids(self, count: u64) -> Vec<u64> {
        match self {
            Self::Backward => (1..=count).rev().collect(),
            _ => (1..=count).collect(),
        }
    }

    /// How many requests a walk without failures takes.
    pub(super) fn requests(self, count: u64, size: u64) -> u64 {
        let pages = count.div_ceil(size.min(CAP)).max(1);
        // One page with fewer items than requested may be one of a small server, or the whole list.
        let is_known_page = size <= CAP || pages > 1;
        let last_is_full = count > 0 && is_known_page && count.is_multiple_of(size.min(CAP));
        let after_the_end = match self {
            // The end is unknown until an empty page.
            Self::LastItem | Self::OpenOffset => count > 0,
            // The total may be too low.
            Self::Skip
            | Self::SkipAtOnce
            | Self::Offset
            | Self::OffsetAtOnce
            | Self::Number
            | Self::NumberByTotal
            | Self::NumberAtOnce => last_is_full,
            _ => false,
        };
        pages + u64::from(after_the_end)
    }

    pub(super) fn is_at_once(self) -> bool {
        matches!(
            self,
            Self::SkipAtOnce | Self::OffsetAtOnce | Self::NumberAtOnce
        )
    }
}

fn collection<P: PagingStyle>(
    client: &Client,
    path: &str,
    paging: P,
    size: u32,
) -> Collection<Item, P> {
    client.collection(path, paging).unwrap().page_size(size)
}

fn at_once<P: RandomAccess>(
    collection: Collection<Item, P>,
    resume: Option<Checkpoint>,
) -> Items<Item> {
    stream(collection.concurrency(4), resume)
}

fn stream<P: PagingStyle>(
    collection: Collection<Item, P>,
    resume: Option<Checkpoint>,
) -> Items<Item> {
    match resume {
        Some(checkpoint) => collection.resume(checkpoint).items(),
        None => collection.items(),
    }
}
