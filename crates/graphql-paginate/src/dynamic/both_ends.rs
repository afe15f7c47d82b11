//! Walks of dynamic queries from both ends at once.

use std::collections::BTreeMap;

use serde_json::value::RawValue;

use super::paginator::{DynamicSubject, JsonItems, Paginator};
use crate::both_ends::{
    self, Candidate, End, EndWalks, FromBothEnds, Identifier, Identify, TwoEnded,
};
use crate::client::Client;
use crate::driver::Walk;
use crate::error::ErrorKind;
use crate::page::Listing;

/// The configuration of a dynamic walk from both ends; made by [`Paginator::both_ends_by_key`].
pub type BothEnds = both_ends::BothEnds<JsonItems>;

/// The items of a dynamic walk from both ends, one by one.
pub type BothEndsItems = both_ends::BothEndsItems<JsonItemsBothEnds>;

/// The pages of a dynamic walk from both ends.
///
/// [`Page::data`](crate::Page::data) is empty: if pages are [ordered](BothEnds::ordered), half of them are buffered in
/// memory until the walks meet.
pub type BothEndsPages = both_ends::BothEndsPages<JsonItemsBothEnds>;

/// The connection of a [`Query`](super::Query) that is walked from both ends: its items are JSON.
#[derive(Debug)]
pub struct JsonItemsBothEnds(());

impl Listing for JsonItemsBothEnds {
    type Item = Box<RawValue>;
    type Data = ();
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
    /// that are refused, holds here too. The last half of the list is buffered in memory, unless the items are
    /// [`unordered`](BothEnds::unordered).
    pub fn both_ends_by_key<K: Into<String>>(self, key: impl IntoIterator<Item = K>) -> BothEnds {
        let key = key.into_iter().map(Into::into).collect();
        FromBothEnds::new(self, key)
    }
}

impl TwoEnded for JsonItems {
    type FromBothEnds = JsonItemsBothEnds;
    /// The response keys that identify an item.
    type Ends = Vec<String>;
    const IS_ORDERED: bool = true;
    const ORDERED_AND_LIMITED: &'static str = "the first items of a list need no walk from its end; walk from one end, or set `unordered`";

    fn identify(keys: Vec<String>, subject: &DynamicSubject) -> Identify<Box<RawValue>> {
        let path = subject.query.list_path().join(".");
        Identifier::default()
            .of_fallible_keys::<Box<RawValue>, _>(move |item| key_of(item, &keys, &path))
    }

    fn end_walks(both_ends: &BothEnds, client: &Client) -> EndWalks<JsonItemsBothEnds> {
        let walk = |end: End| {
            let walk = end_walk(both_ends, end, client);
            walk.unwrap_or_else(|kind| both_ends.refuse_end(kind, end))
        };
        EndWalks::separate(walk(End::Front), walk(End::Back))
    }
}

/// The walk from one end.
fn end_walk(
    both_ends: &BothEnds,
    end: End,
    client: &Client,
) -> Result<Walk<Candidate<Box<RawValue>>, ()>, ErrorKind> {
    let paginator = both_ends.one_end_of(end, client)?;
    let source = paginator.source(client, Candidate::of_node, |_data| ())?;
    paginator.start_source(source, client)
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
