//! Walks of all connections of a document at once: which ones a request selects, and what its page has of each.

use std::cell::LazyCell;
use std::ops::Range;

use serde_json::{Map, Value};

use super::SiblingPositions;
use crate::connection::{
    Connected, Connection, Direction, NullAt, PageArguments, Paging, Sibling, SiblingPageInfo,
};
use crate::driver::NextPage;
use crate::error::ErrorKind;
use crate::graphql::next_page;
use crate::mark::Identity;
use crate::nested::ItemListPath;
use crate::page::PageInfo;

/// The items of all connections in a response, one connection after the other.
#[derive(Debug)]
pub struct CombinedConnections<T> {
    items: Vec<Option<T>>,
    parts: Vec<SiblingPageInfo>,
    /// The total of all connections; `None` if any of them has none.
    total: Option<i64>,
}

impl Sibling {
    pub(crate) fn path(&self) -> &'static [&'static str] {
        self.paging.path
    }

    pub(crate) fn paging(&self) -> &Paging {
        &self.paging
    }

    /// Whether the document's own `@include` and `@skip` select the connection.
    fn is_wanted(&self, caller: &Map<String, Value>) -> bool {
        self.paging.exclusion_error(caller).is_none()
    }

    /// Whether a request for these positions asks for the connection.
    pub(super) fn is_asked(
        &self,
        caller: &Map<String, Value>,
        positions: &SiblingPositions,
    ) -> bool {
        self.is_wanted(caller) && !positions.has_ended(self.name)
    }
}

/// Where a response has the items of a connection, or of each connection that it represents.
pub(crate) fn item_lists<C: Connection>() -> Vec<ItemListPath> {
    if C::SIBLINGS.is_empty() {
        return vec![item_list_path(&C::PAGING, 0..C::NESTED.len())];
    }
    let mut lists = Vec::new();
    let mut start = 0;
    for sibling in C::SIBLINGS {
        let end = start + sibling.nested;
        lists.push(item_list_path(&sibling.paging, start..end));
        start = end;
    }
    lists
}

fn item_list_path(paging: &Paging, kinds: Range<usize>) -> ItemListPath {
    ItemListPath {
        connection: paging.path.to_vec(),
        list: paging.list_keys,
        item: paging.item_keys,
        kinds,
        has_null_items: false,
        is_reversed: false,
    }
}

/// The error for a walk that would request nothing, because all connections are left out.
pub(crate) fn exclusion_error(
    siblings: &[Sibling],
    caller: &Map<String, Value>,
) -> Option<ErrorKind> {
    let mut first = None;
    for sibling in siblings {
        let exclusion_error = sibling.paging.exclusion_error(caller)?;
        first.get_or_insert(exclusion_error);
    }
    first
}

/// The largest page size, if all connections have one. A size below 1 takes precedence, so that it is refused.
pub(crate) fn size(
    siblings: &[Sibling],
    caller: &Map<String, Value>,
    direction: Direction,
) -> Option<i64> {
    let mut largest = None;
    let mut have_all_a_size = true;
    for sibling in siblings {
        if !sibling.is_wanted(caller) {
            continue;
        }
        match sibling.paging.size(caller, direction) {
            Some(size) if size < 1 => return Some(size),
            Some(size) => largest = largest.max(Some(size)),
            None => have_all_a_size = false,
        }
    }
    if have_all_a_size { largest } else { None }
}

/// The start cursor that the query and the caller's variables imply.
pub(crate) fn cursor(
    siblings: &[Sibling],
    caller: &Map<String, Value>,
    direction: Direction,
) -> Option<String> {
    let mut positions = SiblingPositions::default();
    for sibling in siblings {
        if sibling.is_wanted(caller) {
            positions.advance(
                sibling.name,
                sibling.paging.cursor(caller, direction),
                false,
            );
        }
    }
    positions.reopened().cursor()
}

/// Removes the caller's variables that are not sent in this direction.
pub(crate) fn remove_unsent(
    siblings: &[Sibling],
    variables: &mut Map<String, Value>,
    direction: Direction,
) {
    for sibling in siblings {
        sibling.paging.remove_unsent(variables, direction);
    }
}

/// The variables that request the next page of each connection that has not ended, at most with its own page size.
pub(crate) fn variables(
    siblings: &[Sibling],
    caller: &Map<String, Value>,
    at: &PageArguments,
) -> Map<String, Value> {
    // A cursor that does not belong to this walk was refused before.
    let positions = SiblingPositions::read(at.cursor.as_deref()).unwrap_or_default();
    let mut variables = caller.clone();
    remove_unsent(siblings, &mut variables, at.direction);
    for sibling in siblings {
        let paging = &sibling.paging;
        let is_asked = sibling.is_asked(caller, &positions);
        if let Some(flag) = paging.flags.get(paging.flag) {
            variables.insert((*flag).to_owned(), Value::Bool(is_asked));
        }
        let Some(document) = paging.document(at.direction) else {
            continue;
        };
        let own = paging.size(caller, at.direction).filter(|own| *own >= 1);
        let size = match (own, at.size) {
            (Some(own), Some(size)) => Some(size.min(own)),
            (own, size) => own.or(size),
        };
        let cursor = positions.of(sibling.name).filter(|_| is_asked);
        let at = PageArguments {
            direction: at.direction,
            size,
            cursor: cursor.map(str::to_owned),
        };
        document.insert_arguments(&mut variables, &at);
    }
    variables
}

/// Completes the `pageInfo` of each connection with fields that only the JSON of the response has.
pub(crate) fn read_page_info<T>(
    siblings: &[Sibling],
    body: &[u8],
    direction: Direction,
    connected: &mut Connected<T>,
) {
    for (sibling, part) in siblings.iter().zip(&mut connected.parts) {
        if let Some(page_info) = &mut part.page_info {
            sibling.paging.read_page_info(body, direction, page_info);
        }
    }
}

impl<T> CombinedConnections<T> {
    /// Moves the items of one connection out of a response.
    #[must_use]
    pub fn with<C: Connection>(mut self, data: &mut C::Data, item: fn(C::Item) -> T) -> Self {
        let part = match C::take(data) {
            Ok(Connected {
                items,
                page_info,
                total_count,
                ..
            }) => {
                let is_empty = items.is_empty();
                self.items
                    .extend(items.into_iter().map(|one| one.map(item)));
                self.total = self
                    .total
                    .zip(total_count)
                    .map(|(sum, count): (i64, i64)| sum.saturating_add(count));
                SiblingPageInfo {
                    page_info: Some(page_info),
                    is_empty,
                    null: C::PAGING.path,
                }
            }
            Err(NullAt { path }) => {
                self.total = None;
                SiblingPageInfo {
                    page_info: None,
                    is_empty: true,
                    null: path,
                }
            }
        };
        self.parts.push(part);
        self
    }

    /// Combines the results of all connections.
    #[must_use]
    pub fn connected(self) -> Connected<T> {
        let Self {
            items,
            parts,
            total,
        } = self;
        Connected {
            parts,
            ..Connected::new(items, PageInfo::default(), total)
        }
    }
}

impl<T> Default for CombinedConnections<T> {
    fn default() -> Self {
        Self {
            items: Vec::new(),
            parts: Vec::new(),
            total: Some(0),
        }
    }
}

/// Finds the next page of the walk, and writes its cursor into the page's `pageInfo`. `positions` are those of the
/// page's request, `identities` those of all its items.
///
/// # Errors
///
/// [`NullAt`] if a requested connection is null.
pub(crate) fn find_next_page<T>(
    siblings: &[Sibling],
    variables: &Map<String, Value>,
    mut positions: SiblingPositions,
    direction: Direction,
    connected: &mut Connected<T>,
    identities: &LazyCell<Vec<Identity>, impl FnOnce() -> Vec<Identity>>,
) -> Result<NextPage, NullAt> {
    let mut problem = None;
    for (list, (sibling, part)) in siblings.iter().zip(&connected.parts).enumerate() {
        if !sibling.is_asked(variables, &positions) {
            continue;
        }
        let page_info = part.page_info.as_ref().ok_or(NullAt { path: part.null })?;
        let cursor = page_info.cursor(direction).map(str::to_owned);
        let asked = positions.of(sibling.name);
        match next_page(page_info, part.is_empty, direction, asked) {
            NextPage::End if cursor.is_none() && !part.is_empty => {
                let mut items = identities.to_vec();
                items.retain(|item| item.list == list);
                positions.end_inside(sibling.name, &items);
            }
            NextPage::End => positions.advance(sibling.name, cursor, true),
            NextPage::At(cursor) => positions.advance(sibling.name, Some(cursor), false),
            stuck @ (NextPage::NoCursor { .. } | NextPage::Unknown { .. }) => {
                problem.get_or_insert(stuck);
            }
        }
    }
    if let Some(problem) = problem {
        connected.page_info.turn(direction, true, None);
        return Ok(problem);
    }
    if positions.all_ended() {
        let cursor = positions.reopened().cursor();
        connected.page_info.turn(direction, false, cursor);
        return Ok(NextPage::End);
    }
    let cursor = positions.cursor();
    connected.page_info.turn(direction, true, cursor.clone());
    match cursor {
        Some(cursor) => Ok(NextPage::At(cursor)),
        None => Ok(NextPage::End),
    }
}
