//! Reads nested connections to their end before a page is yielded.
//!
//! Pending pages are requested in rounds. A round requests the next page of every nested connection that has one, with
//! several parents per request and several requests in flight. Connections inside the received items may have pending
//! pages too; the next round requests them. A connection has one pending page at a time, so its pages arrive in order.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::{StreamExt, stream};
use serde::de::IgnoredAny;
use serde_json::value::RawValue;
use tracing::warn;

use super::ReducedPageSizes;
use super::asking::{Asking, At};
use super::completion::Completion;
use super::guard::{Checked, EndedConnections, Guard};
use super::item_lists::ItemLists;
use super::unselected_pages::UnselectedPages;
use crate::connection::{Nested, PendingPages, Rest, Unfilled};
use crate::error::GraphQLError;
use crate::error::{Error, ErrorKind, Misfit};
use crate::page::Truncated;

/// Completes the items of pages: the generated functions for their type, and the caller's settings.
pub(crate) struct Completer<T> {
    pub(crate) nested: &'static [Nested],
    pub(crate) pending: fn(&T, &mut Vec<PendingPages>),
    pub(crate) fill: fn(&mut T, &PendingPages, &RawValue) -> Result<(), Unfilled>,
    /// `None`: truncated connections are counted and not completed.
    pub(crate) completion: Option<Completion>,
    pub(crate) reduced_page_sizes: ReducedPageSizes,
    /// Where the items are in a response.
    pub(crate) items: ItemLists,
}

/// The error that stopped the completion of a page's items.
pub(crate) struct Incomplete {
    pub(crate) error: Error,
    /// The indices of the incomplete items on the page; all other items are complete.
    pub(crate) open: BTreeSet<usize>,
    pub(super) ended: EndedConnections,
}

impl<T: Send> Completer<T> {
    /// Fetches all pending pages of the items. Errors that the policy keeps are added to those of the page.
    pub(super) async fn complete(
        &self,
        completion: &Completion,
        items: &mut [T],
        unselected: &mut UnselectedPages,
        errors: &mut Vec<GraphQLError>,
        asking: &Asking,
    ) -> Result<EndedConnections, Incomplete> {
        let mut guard = Guard::new(!errors.is_empty(), completion);
        let filled = self
            .rounds(items, unselected, completion, asking, &mut guard, errors)
            .await;
        let Err(error) = filled else {
            return Ok(guard.into_ended());
        };
        let mut open = self.pending(items, unselected, 0..items.len(), &guard);
        open.extend(unselected.unknown(0..items.len()));
        Err(Incomplete {
            error,
            open: open.into_iter().map(|(item, _)| item).collect(),
            ended: guard.into_ended(),
        })
    }

    async fn rounds(
        &self,
        items: &mut [T],
        unselected: &mut UnselectedPages,
        completion: &Completion,
        asking: &Asking,
        guard: &mut Guard,
        errors: &mut Vec<GraphQLError>,
    ) -> Result<(), Error> {
        self.check_flags(unselected, 0..items.len(), errors, asking)?;
        let mut open = self.pending(items, unselected, 0..items.len(), guard);
        loop {
            let mut pending = Vec::new();
            for (item, gap) in open {
                let field = self.nested[gap.nested].cursor;
                match guard.enter(item, &gap, field) {
                    Ok(Checked::Pending) => pending.push((item, gap)),
                    Ok(Checked::Ended) => {}
                    Err(problem) => return Err(self.error(&[&gap], problem, asking)),
                }
            }
            if pending.is_empty() {
                return Ok(());
            }
            let touched = self
                .round(
                    items, unselected, pending, completion, asking, guard, errors,
                )
                .await?;
            self.check_flags(unselected, touched.iter().copied(), errors, asking)?;
            open = self.pending(items, unselected, touched, guard);
        }
    }

    /// Returns an error for a connection of which nothing says whether it has further pages, unless an error of the
    /// responses may explain it.
    fn check_flags(
        &self,
        unselected: &UnselectedPages,
        items: impl IntoIterator<Item = usize>,
        errors: &[GraphQLError],
        asking: &Asking,
    ) -> Result<(), Error> {
        let unknown = unselected.unknown(items);
        let (Some((_, pages)), true) = (unknown.first(), errors.is_empty()) else {
            return Ok(());
        };
        let nested = &self.nested[pages.nested];
        let more = nested.unselected.as_ref().map(|unselected| unselected.more);
        let field = more.and_then(|more| more.last()).copied();
        let field = field.unwrap_or_default().into();
        Err(self.error(&[pages], ErrorKind::MissingPageInfo { field }, asking))
    }

    /// Requests all pending pages once, and returns the items that received more.
    #[expect(
        clippy::too_many_arguments,
        reason = "the state of one completion, which its rounds share"
    )]
    async fn round(
        &self,
        items: &mut [T],
        unselected: &mut UnselectedPages,
        open: Vec<At>,
        completion: &Completion,
        asking: &Asking,
        guard: &mut Guard,
        errors: &mut Vec<GraphQLError>,
    ) -> Result<BTreeSet<usize>, Error> {
        let requests = requests(open, completion.batch.unwrap_or(1))
            .into_iter()
            .map(|asked| self.ask(asked, completion, asking));
        let mut answers = stream::iter(requests).buffered(completion.concurrency.max(1));
        let mut touched = BTreeSet::new();
        while let Some(answered) = answers.next().await {
            let (asked, answer, kept) = answered?;
            for (index, (item, gap)) in asked.into_iter().enumerate() {
                let alias = Rest::alias(index);
                let filled = match answer.get(&alias) {
                    Some(Some(rest)) => {
                        let key = self.nested[gap.nested].path.last();
                        guard
                            .check(item, &gap, rest, key.copied())
                            .map_err(|problem| self.error(&[&gap], problem, asking))?;
                        let filled = self.filled(&mut items[item], &gap, rest);
                        if filled.is_ok() {
                            unselected.filled(item, &gap, rest, self.nested);
                        }
                        filled
                    }
                    Some(None) => Err(Unfilled::Gone),
                    None => Err(Unfilled::Null(self.nested[gap.nested].path)),
                };
                match filled {
                    Ok(()) => {
                        touched.insert(item);
                    }
                    Err(unfilled) if guard.accepts(&unfilled, &alias, &kept, &asking.partial) => {
                        guard.give_up(item, &gap);
                    }
                    Err(unfilled) => {
                        return Err(self.error(
                            &[&gap],
                            self.unfilled(&gap, &alias, unfilled),
                            asking,
                        ));
                    }
                }
            }
            errors.extend(kept);
        }
        Ok(touched)
    }

    fn filled(&self, item: &mut T, gap: &PendingPages, rest: &RawValue) -> Result<(), Unfilled> {
        let nested = &self.nested[gap.nested];
        if let Some(follow_up) = &nested.rest
            && has_key(rest, nested.path.last())
        {
            let identifying = gap.parent.as_deref().unwrap_or_default();
            let checked = follow_up.check_parent(rest.get(), identifying);
            checked.map_err(|Misfit { path, problem }| Unfilled::Decode { path, problem })?;
        }
        (self.fill)(item, gap, rest).map_err(|unfilled| match unfilled {
            // The key is missing rather than null: the id now refers to an object that is not such a parent.
            Unfilled::Null(path) if !has_key(rest, path.last()) => Unfilled::Gone,
            other => other,
        })
    }

    /// The pending pages of some items that can be requested, of connections that are not closed.
    fn pending(
        &self,
        items: &[T],
        unselected: &UnselectedPages,
        of: impl IntoIterator<Item = usize>,
        guard: &Guard,
    ) -> Vec<At> {
        let mut open = Vec::new();
        for item in of {
            let mut pending = Vec::new();
            (self.pending)(&items[item], &mut pending);
            pending.extend(unselected.of(item).cloned());
            let fillable = |gap: &PendingPages| gap.parent.is_some() && !guard.is_closed(item, gap);
            open.extend(pending.into_iter().filter(fillable).map(|gap| (item, gap)));
        }
        open
    }

    /// The nested connections that hold fewer items than the server has, by path.
    pub(super) fn truncated(
        &self,
        items: &[T],
        unselected: &UnselectedPages,
        ended: &EndedConnections,
    ) -> Vec<Truncated> {
        let mut counts: BTreeMap<usize, u64> = BTreeMap::new();
        for (index, item) in items.iter().enumerate() {
            let mut pending = Vec::new();
            (self.pending)(item, &mut pending);
            pending.extend(unselected.of(index).cloned());
            pending.retain(|gap| !ended.contains(index, gap));
            for gap in pending {
                *counts.entry(gap.nested).or_default() += 1;
            }
        }
        let mut truncated = Vec::new();
        for (kind, connections) in counts {
            let path = self.path(kind);
            warn!(path, connections, "nested connections are cut");
            truncated.push(Truncated { path, connections });
        }
        truncated
    }

    pub(super) fn path(&self, kind: usize) -> String {
        self.nested[kind].path.join(".")
    }

    fn unfilled(&self, gap: &PendingPages, alias: &str, unfilled: Unfilled) -> ErrorKind {
        match unfilled {
            Unfilled::Gone => ErrorKind::NullConnection {
                path: self.nested[gap.nested].path,
            },
            Unfilled::Null(path) | Unfilled::Unlisted(path) => ErrorKind::NullConnection { path },
            Unfilled::Decode { path, problem } => {
                let Misfit { path, problem } =
                    Misfit { path, problem }.below(format_args!("data.{alias}"));
                ErrorKind::Decode { path, problem }
            }
        }
    }
}

fn has_key(answer: &RawValue, key: Option<&&str>) -> bool {
    let keys =
        serde_json::from_str::<BTreeMap<String, IgnoredAny>>(answer.get()).unwrap_or_default();
    key.is_some_and(|key| keys.contains_key(*key))
}

/// Groups the pending pages of one kind into requests for `batch` parents each, the innermost kinds first.
///
/// Answers are added in this order. A page of a backward connection shifts the existing items to higher indices, so the
/// connections inside them have to be filled first.
fn requests(open: Vec<At>, batch: usize) -> Vec<Vec<At>> {
    let mut kinds: BTreeMap<usize, Vec<At>> = BTreeMap::new();
    for at in open {
        kinds.entry(at.1.nested).or_default().push(at);
    }
    let mut requests = Vec::new();
    for mut pending in kinds.into_values().rev() {
        while !pending.is_empty() {
            let rest = pending.split_off(pending.len().min(batch.max(1)));
            requests.push(std::mem::replace(&mut pending, rest));
        }
    }
    requests
}
