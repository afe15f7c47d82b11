//! A source that requests a page of both ends in one document.

use bytes::Bytes;
use http::{Request, Response};
use serde_json::value::RawValue;
use tracing::warn;

use super::candidate::Candidate;
use super::end::{End, PerEnd};
use crate::connection::{Connection, PairedEnds};
use crate::driver::{Fetched, NextPage, Order, PageRequest, Source};
use crate::error::ErrorKind;
use crate::graphql::{ConnectionSource, Unique};
use crate::nested::ItemLists;
use crate::protocol::{Body, derived, request};
use crate::siblings::SiblingPositions;

/// The document that requests a page of both ends.
#[derive(Debug, Clone, Copy)]
pub(super) struct BothEndsDocument {
    query: &'static str,
    /// The response key of the page of last items.
    back_key: &'static str,
}

impl BothEndsDocument {
    pub(super) fn of<C: PairedEnds>() -> Self {
        Self {
            query: C::ENDS_QUERY,
            back_key: C::BACK_KEY,
        }
    }

    /// Adds the list of last items to that of first items. The page has them in reverse order.
    pub(super) fn add_back(&self, lists: &mut ItemLists) {
        let ItemLists::At(lists) = lists else { return };
        let Some(mut back) = lists.first().cloned() else {
            return;
        };
        if let Some(key) = back.connection.last_mut() {
            *key = self.back_key;
        }
        back.is_reversed = true;
        lists.push(back);
    }
}

/// The sources of both ends, which share each request.
pub(super) struct OneRequestSource<C: Connection, T> {
    pub(super) front: ConnectionSource<C, Candidate<T>>,
    pub(super) back: ConnectionSource<C, Candidate<T>>,
    pub(super) document: BothEndsDocument,
}

/// A page of one end.
type EndPage<C, T> = Fetched<Candidate<T>, <C as Connection>::Data>;

impl<C: Connection, T: Send + 'static> OneRequestSource<C, T> {
    /// The page of the back; `None` if the server ignores `last`.
    fn read_back(
        &self,
        front: &EndPage<C, T>,
        position: &PageRequest,
        response: &Response<Bytes>,
    ) -> Result<Option<EndPage<C, T>>, ErrorKind> {
        match self.back.read(position, response) {
            Ok(back) if position.cursor.is_some() || !is_contradicted(front, &back) => {
                Ok(Some(back))
            }
            Ok(_) | Err(ErrorKind::WrongEnd) => {
                warn_last_ignored();
                Ok(None)
            }
            Err(kind) => Err(kind),
        }
    }

    /// The response as if the last items were those of the connection; `None` if it has none.
    fn response_of_back(&self, response: &Response<Bytes>) -> Option<Response<Bytes>> {
        let mut path = vec!["data"];
        path.extend(C::PAGING.path);
        let body = serde_json::from_slice::<&RawValue>(response.body()).ok()?;
        let body = replaced(body, &path, self.document.back_key)?;
        let mut back = Response::new(Bytes::from(body));
        *back.status_mut() = response.status();
        back.headers_mut().clone_from(response.headers());
        Some(back)
    }
}

impl<C: Connection, T: Send + 'static> Source for OneRequestSource<C, T> {
    type Item = Candidate<T>;
    type Data = C::Data;

    fn operation(&self) -> &str {
        self.front.operation()
    }

    /// The last items are reversed on each page.
    fn order(&self) -> Order {
        Order::Same
    }

    fn has_several_lists(&self) -> bool {
        true
    }

    fn request(&self, position: &PageRequest) -> Result<Request<Bytes>, ErrorKind> {
        let positions = positions(position)?;
        // The variables of each end lack size and cursor of the other one.
        let mut variables = self.front.variables_at(&positions.front);
        variables.extend(self.back.variables_at(&positions.back));
        let body = Body {
            variables,
            query: self.document.query,
            operation_name: Some(self.operation()),
        };
        request(&self.front.endpoint, &body).map(derived)
    }

    fn loop_keys(&self, cursor: &str) -> Vec<String> {
        SiblingPositions::read(Some(cursor))
            .unwrap_or_default()
            .loop_keys()
    }

    fn read(
        &self,
        position: &PageRequest,
        response: &Response<Bytes>,
    ) -> Result<Fetched<Self::Item, C::Data>, ErrorKind> {
        let positions = positions(position)?;
        let front = self.front.read(&positions.front, response)?;
        let Some(response) = self.response_of_back(response) else {
            return Err(ErrorKind::NullConnection {
                path: C::PAGING.path,
            });
        };
        let mut back = None;
        // If only the forward walk continues, the cursor has no position of the backward walk.
        if position.cursor.is_none() || positions.back.cursor.is_some() {
            back = self.read_back(&front, &positions.back, &response)?;
        }
        Ok(merged(front, back))
    }
}

/// The position of each end.
fn positions(position: &PageRequest) -> Result<PerEnd<PageRequest>, ErrorKind> {
    let cursors = SiblingPositions::read(position.cursor.as_deref())?;
    let of = |end: End| PageRequest {
        cursor: cursors.of(end.name()).map(str::to_owned),
        ..position.clone()
    };
    Ok(PerEnd {
        front: of(End::Front),
        back: of(End::Back),
    })
}

/// The page of the front with the items of the back after its own.
fn merged<T, D>(
    front: Fetched<Candidate<T>, D>,
    back: Option<Fetched<Candidate<T>, D>>,
) -> Fetched<Candidate<T>, D> {
    let mut page = front.page;
    let mut next_of_back = None;
    if let Some(back) = back {
        for mut candidate in back.page.items.into_iter().rev() {
            candidate.end = Some(End::Back);
            page.items.push(candidate);
        }
        page.null_items += back.page.null_items;
        next_of_back = Some(back.next_page);
    }
    let next_page = next_page(front.next_page, next_of_back);
    page.cursor = match &next_page {
        NextPage::At(cursor) => Some(cursor.clone()),
        _ => None,
    };
    Fetched {
        page,
        next_page,
        cut_lists: Vec::new(),
        fingerprint: None,
        is_refused: false,
    }
}

/// Whether the first page from the back claims to be the whole list, while the first page from the front, which is not
/// shorter, announces more.
fn is_contradicted<T, D>(front: &Fetched<T, D>, back: &Fetched<T, D>) -> bool {
    matches!(back.next_page, NextPage::End)
        && matches!(front.next_page, NextPage::At(_))
        && front.page.items.len() >= back.page.items.len()
}

/// Logs that the list is walked from its first item alone.
pub(super) fn warn_last_ignored() {
    warn!("the server ignores `last`; the list is walked from its first item alone");
}

/// The next page: that of both ends, or the end if one of them has reached the other end of the list. Without a page of
/// the back, that of the front.
fn next_page(front: NextPage, back: Option<NextPage>) -> NextPage {
    let mut positions = SiblingPositions::default();
    let (mut has_end, mut problem) = (false, None);
    for (next_page, end) in [(Some(front), End::Front), (back, End::Back)] {
        match next_page {
            Some(NextPage::At(cursor)) => positions.advance(end.name(), Some(cursor), false),
            Some(NextPage::End) => has_end = true,
            Some(other) => {
                problem.get_or_insert(other);
            }
            None => {}
        }
    }
    match (problem, positions.cursor()) {
        (Some(problem), _) => problem,
        (None, Some(cursor)) if !has_end => NextPage::At(cursor),
        (None, _) => NextPage::End,
    }
}

/// The JSON with the value at the last key of the path replaced by the value at another key of the same object; `None`
/// if the path does not exist.
fn replaced(json: &RawValue, path: &[&str], by: &str) -> Option<String> {
    let (key, below) = path.split_first()?;
    let Unique(mut members): Unique<Box<RawValue>> = serde_json::from_str(json.get()).ok()?;
    let value = match below {
        [] => members.remove(by)?,
        _ => RawValue::from_string(replaced(members.get(*key)?, below, by)?).ok()?,
    };
    members.insert((*key).to_owned(), value);
    serde_json::to_string(&members).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_items_replace_the_list_under_its_name() {
        let json =
            r#"{"errors":[],"data":{"a":{"back":[3,{"é":null}],"list":[1.0],"other":"\u0041"}}}"#;
        let json: &RawValue = serde_json::from_str(json).unwrap();
        let replaced = replaced(json, &["data", "a", "list"], "back").unwrap();
        assert_eq!(
            replaced,
            r#"{"data":{"a":{"list":[3,{"é":null}],"other":"\u0041"}},"errors":[]}"#
        );
        assert_eq!(self::replaced(json, &["data", "b", "list"], "back"), None);
        assert_eq!(self::replaced(json, &["data", "a", "list"], "no"), None);
    }
}
