//! Walks of dynamic queries from both ends at once.

use std::collections::BTreeMap;

use bytes::Bytes;
use http::{Request, Response};
use serde_json::value::RawValue;

use super::paginator::Paginator;
use super::source::DynamicSource;
use crate::both_ends::{self, BothEndsWalk, Candidate, End, EndWalks, Identifier};
use crate::checkpoint::Fingerprint;
use crate::client::Client;
use crate::connection::Direction;
use crate::driver::{self, Fetched, Order, PageIdentities, PageRequest, Source, Start, Walk};
use crate::error::{Error, ErrorKind};
use crate::page::Listing;

/// The pages of a dynamic walk from both ends, in the order of a forward walk.
///
/// [`Page::data`](crate::Page::data) is empty: half of the pages are buffered in memory until the walks meet.
pub type BothEndsPages = both_ends::BothEndsPages<JsonItemsBothEnds>;

/// The connection of a [`Query`](super::Query) that is walked from both ends: its items are JSON.
#[derive(Debug)]
pub struct JsonItemsBothEnds(());

impl Listing for JsonItemsBothEnds {
    type Item = Box<RawValue>;
    type Data = ();
}

/// The configuration of a dynamic walk from both ends; made by [`Paginator::both_ends_by_key`].
#[derive(Debug, Clone)]
#[must_use = "a walk does nothing until `.pages(&client)`"]
pub struct BothEnds {
    paginator: Paginator,
    key: Vec<String>,
}

impl Paginator {
    /// Walks from the first item forward and from the last item backward at once, until both meet: every item once, in
    /// the order of the list, in about half the time. The query must allow both directions.
    ///
    /// Items are identified by the values of these response keys together: `["id"]`, or `["__typename", "id"]` where
    /// ids are unique only within a type. They must be selected and never null. Items with equal keys count as one, so
    /// the key has to be unique in the list.
    ///
    /// What [`Paginator::both_ends`](crate::Paginator::both_ends) says of memory, of lists that change, and of settings
    /// that are refused, holds here too. The last half of the list is buffered in memory.
    pub fn both_ends_by_key<K: Into<String>>(self, key: impl IntoIterator<Item = K>) -> BothEnds {
        BothEnds {
            paginator: self,
            key: key.into_iter().map(Into::into).collect(),
        }
    }
}

impl BothEnds {
    /// A stream of pages in the order of the list.
    pub fn pages(self, client: &Client) -> BothEndsPages {
        let walks = EndWalks::separate(self.walk(End::Front, client), self.walk(End::Back, client));
        let query = &self.paginator.query;
        let (path, keys) = (query.list_path().join("."), self.key);
        let identify = Identifier::default()
            .of_fallible_keys::<Box<RawValue>, _>(move |item| key_of(item, &keys, &path));
        let walk = BothEndsWalk::new(walks, query.name(), identify, true, self.paginator.limits);
        BothEndsPages::new(walk)
    }

    /// The walk from one end.
    fn walk(&self, end: End, client: &Client) -> Walk<Candidate<Box<RawValue>>, ()> {
        let mut paginator = self.paginator.clone();
        paginator.direction = end.direction();
        match self.source(&paginator, client) {
            Ok((source, start)) => driver::walk(source, client.clone(), paginator.limits, start),
            Err(kind) => {
                let error = Error::new(kind).in_operation(paginator.query.name());
                driver::refuse(error, end.direction().into(), paginator.resume)
            }
        }
    }

    fn source(
        &self,
        paginator: &Paginator,
        client: &Client,
    ) -> Result<(EndSource, Start), ErrorKind> {
        if let Some(problem) = self.problem() {
            return Err(ErrorKind::Setup {
                problem: problem.to_owned(),
            });
        }
        let source = paginator.source(client)?;
        if source.paging.each_parent.is_some() {
            let problem = "a connection inside a list has no two ends; walk from one end";
            return Err(ErrorKind::Setup {
                problem: problem.to_owned(),
            });
        }
        let start = paginator.start_position(&source, client)?;
        Ok((EndSource(source), start))
    }

    /// The setting that would keep the walk from covering the whole list.
    fn problem(&self) -> Option<&'static str> {
        let Paginator { resume, limits, .. } = &self.paginator;
        let mut directions = [Direction::Forward, Direction::Backward].into_iter();
        if resume.is_some() {
            Some("a walk from both ends cannot be resumed; resume it in one direction")
        } else if directions.any(|direction| self.paginator.start_cursor(direction).is_some()) {
            Some(
                "a walk from both ends covers the whole list; remove the cursor, or walk from one end",
            )
        } else if limits.items.is_some() || limits.pages.is_some() {
            Some("the first items of a list need no walk from its end; walk from one end")
        } else {
            None
        }
    }
}

/// The values of the keys as JSON texts.
fn key_of(item: &RawValue, keys: &[String], path: &str) -> Result<Vec<String>, ErrorKind> {
    let members: BTreeMap<String, &RawValue> = serde_json::from_str(item.get()).unwrap_or_default();
    let mut values = Vec::new();
    for key in keys {
        match members.get(key) {
            Some(value) if value.get() != "null" => values.push(value.get().to_owned()),
            _ => {
                return Err(ErrorKind::Decode {
                    path: path.to_owned(),
                    problem: format!("an item has no `{key}`, so the two ends cannot recognize it"),
                });
            }
        }
    }
    Ok(values)
}

/// The connection as a source for the walk from one end.
struct EndSource(DynamicSource);

impl Source for EndSource {
    type Item = Candidate<Box<RawValue>>;
    type Data = ();

    fn operation(&self) -> &str {
        self.0.operation()
    }

    fn order(&self) -> Order {
        self.0.order()
    }

    fn request(&self, position: &PageRequest) -> Result<Request<Bytes>, ErrorKind> {
        self.0.request(position)
    }

    fn fingerprint(&self) -> Result<Fingerprint, ErrorKind> {
        self.0.fingerprint()
    }

    fn identify(&self, body: &Bytes, count: usize, cursor: Option<&str>) -> Option<PageIdentities> {
        self.0.identify(body, count, cursor)
    }

    fn read(
        &self,
        position: &PageRequest,
        response: &Response<Bytes>,
    ) -> Result<Fetched<Self::Item, ()>, ErrorKind> {
        let Fetched {
            page,
            next_page,
            cut_lists,
            fingerprint,
            is_refused,
        } = self.0.read(position, response)?;
        Ok(Fetched {
            page: page.map_items(Candidate::of_node),
            next_page,
            cut_lists,
            fingerprint,
            is_refused,
        })
    }
}
