//! A source that requests a page of both ends in one document.

use bytes::Bytes;
use http::{Request, Response};
use serde_json::value::RawValue;
use tracing::warn;

use super::candidate::Candidate;
use super::overlap::End;
use crate::connection::{Connection, PairedEnds};
use crate::driver::{Fetched, NextPage, Order, Position, Source};
use crate::error::ErrorKind;
use crate::graphql::{ConnectionSource, Unique};
use crate::nested::ItemLists;
use crate::protocol::{Body, derived, request};
use crate::siblings::SiblingPositions;

/// The document that requests a page of both ends.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ends {
    query: &'static str,
    /// The response key of the page of last items.
    key: &'static str,
}

impl Ends {
    pub(super) fn of<C: PairedEnds>() -> Self {
        Self {
            query: C::ENDS_QUERY,
            key: C::TAIL_KEY,
        }
    }

    /// Adds the list of last items to that of first items. The page has them in reverse order.
    pub(super) fn add_tail(&self, lists: &mut ItemLists) {
        let ItemLists::At(lists) = lists else { return };
        let Some(mut tail) = lists.first().cloned() else {
            return;
        };
        if let Some(key) = tail.connection.last_mut() {
            *key = self.key;
        }
        tail.is_reversed = true;
        lists.push(tail);
    }
}

/// The walks from the two ends, which share each request.
pub(super) struct PairSource<C: Connection, T> {
    pub(super) head: ConnectionSource<C, Candidate<T>>,
    pub(super) tail: ConnectionSource<C, Candidate<T>>,
    pub(super) ends: Ends,
}

/// A page of one end.
type Page<C, T> = Fetched<Candidate<T>, <C as Connection>::Data>;

impl<C: Connection, T: Send + 'static> PairSource<C, T> {
    /// The position of each end.
    fn positions(position: &Position) -> Result<[Position; 2], ErrorKind> {
        let positions = SiblingPositions::read(position.cursor.as_deref())?;
        let of = |end: End| Position {
            cursor: positions.of(end.name()).map(str::to_owned),
            ..position.clone()
        };
        Ok([of(End::Head), of(End::Tail)])
    }

    /// The page of the tail; `None` if the server ignores `last`.
    fn read_tail(
        &self,
        head: &Page<C, T>,
        at: &Position,
        answer: &Response<Bytes>,
    ) -> Result<Option<Page<C, T>>, ErrorKind> {
        let tail = match self.tail.read(at, answer) {
            Ok(tail) if at.cursor.is_some() || !is_contradicted(head, &tail) => Some(tail),
            Ok(_) | Err(ErrorKind::WrongEnd) => {
                warn_wrong_end();
                None
            }
            Err(kind) => return Err(kind),
        };
        Ok(tail)
    }

    /// The response as if the last items were those of the connection; `None` if it has none.
    fn answer_from_the_end(&self, response: &Response<Bytes>) -> Option<Response<Bytes>> {
        let mut path = vec!["data"];
        path.extend(C::PAGING.path);
        let body = serde_json::from_slice::<&RawValue>(response.body()).ok()?;
        let mut answer = Response::new(Bytes::from(renamed(body, &path, self.ends.key)?));
        *answer.status_mut() = response.status();
        answer.headers_mut().clone_from(response.headers());
        Some(answer)
    }
}

impl<C: Connection, T: Send + 'static> Source for PairSource<C, T> {
    type Item = Candidate<T>;
    type Data = C::Data;

    fn operation(&self) -> &str {
        self.head.operation()
    }

    /// The items of the tail are reversed on each page.
    fn order(&self) -> Order {
        Order::Same
    }

    fn request(&self, position: &Position) -> Result<Request<Bytes>, ErrorKind> {
        let [head, tail] = Self::positions(position)?;
        // Each end leaves out the size and the cursor of the other.
        let mut both = self.head.variables_at(&head);
        both.extend(self.tail.variables_at(&tail));
        let body = Body {
            variables: both,
            query: self.ends.query,
            operation_name: Some(self.operation()),
        };
        request(&self.head.endpoint, &body).map(derived)
    }

    fn loop_keys(&self, cursor: &str) -> Vec<String> {
        SiblingPositions::read(Some(cursor))
            .unwrap_or_default()
            .loop_keys()
    }

    fn read(
        &self,
        position: &Position,
        response: &Response<Bytes>,
    ) -> Result<Fetched<Self::Item, C::Data>, ErrorKind> {
        let [head, at] = Self::positions(position)?;
        let head = self.head.read(&head, response)?;
        let answer = self.answer_from_the_end(response);
        let answer = answer.ok_or(ErrorKind::NullConnection {
            path: C::PAGING.path,
        })?;
        let mut tail = None;
        // Once the head goes on alone, the cursor has no position of the tail.
        if position.cursor.is_none() || at.cursor.is_some() {
            tail = self.read_tail(&head, &at, &answer)?;
        }
        let next_page = next_page(
            head.next_page,
            tail.as_ref().map(|tail| tail.next_page.clone()),
        );
        let from_the_end = |sighted: Candidate<T>| Candidate {
            end: Some(End::Tail),
            ..sighted
        };
        let mut page = head.page;
        if let Some(tail) = tail {
            page.items
                .extend(tail.page.items.into_iter().rev().map(from_the_end));
            page.null_items += tail.page.null_items;
        }
        page.cursor = match &next_page {
            NextPage::At(cursor) => Some(cursor.clone()),
            _ => None,
        };
        Ok(Fetched {
            page,
            next_page,
            fingerprint: None,
        })
    }
}

/// Whether the first page from the end claims to be the whole list, while the first page from the beginning, which is not
/// shorter, announces more.
fn is_contradicted<T, D>(head: &Fetched<T, D>, tail: &Fetched<T, D>) -> bool {
    matches!(tail.next_page, NextPage::End)
        && matches!(head.next_page, NextPage::At(_))
        && head.page.items.len() >= tail.page.items.len()
}

/// Logs that the list is walked from its first item alone.
pub(super) fn warn_wrong_end() {
    warn!("the server ignores `last`; the list is walked from its first item alone");
}

/// The next page: that of both ends, or the end if one of them has reached the other side of the list. Without a tail,
/// that of the head.
fn next_page(head: NextPage, tail: Option<NextPage>) -> NextPage {
    let mut positions = SiblingPositions::default();
    let ends = [Some(head), tail].into_iter().zip([End::Head, End::Tail]);
    let (mut is_over, mut stuck) = (false, None);
    for (next_page, end) in ends {
        match next_page {
            Some(NextPage::At(cursor)) => positions.advance(end.name(), Some(cursor), false),
            Some(NextPage::End) => is_over = true,
            Some(problem) => {
                stuck.get_or_insert(problem);
            }
            None => {}
        }
    }
    match (stuck, positions.cursor()) {
        (Some(problem), _) => problem,
        (None, Some(cursor)) if !is_over => NextPage::At(cursor),
        (None, _) => NextPage::End,
    }
}

/// The JSON with the value at the last key of the path replaced by the value at another key of the same object; `None`
/// if the path does not exist.
fn renamed(json: &RawValue, path: &[&str], from: &str) -> Option<String> {
    let (key, below) = path.split_first()?;
    let Unique(mut members): Unique<Box<RawValue>> = serde_json::from_str(json.get()).ok()?;
    let value = match below {
        [] => members.remove(from)?,
        _ => RawValue::from_string(renamed(members.get(*key)?, below, from)?).ok()?,
    };
    members.insert((*key).to_owned(), value);
    serde_json::to_string(&members).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tail_replaces_the_list_under_its_name() {
        let json =
            r#"{"errors":[],"data":{"a":{"tail":[3,{"é":null}],"list":[1.0],"other":"\u0041"}}}"#;
        let json: &RawValue = serde_json::from_str(json).unwrap();
        let renamed = renamed(json, &["data", "a", "list"], "tail").unwrap();
        assert_eq!(
            renamed,
            r#"{"data":{"a":{"list":[3,{"é":null}],"other":"\u0041"}},"errors":[]}"#
        );
        assert_eq!(self::renamed(json, &["data", "b", "list"], "tail"), None);
        assert_eq!(self::renamed(json, &["data", "a", "list"], "no"), None);
    }
}
