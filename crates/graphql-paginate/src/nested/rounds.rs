//! Reads nested connections to their end before a page is yielded.
//!
//! Pending pages are requested in rounds. A round requests the next page of every nested connection that has one, with
//! several parents per request and several requests in flight. Connections inside the received items may have pending
//! pages too; the next round requests them. A connection has one pending page at a time, so its pages arrive in order.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::{StreamExt, stream};
use serde_json::value::RawValue;

use super::completer::Completer;
use super::completion::Completion;
use super::first_pages::FirstPages;
use super::follow_up_context::{FollowUpContext, PendingOfItem};
use super::guard::{Checked, EndedConnections, Guard};
use super::open_connections::{OpenState, is_without_lists};
use super::send::FollowUpResponse;
use super::unselected_pages::UnselectedPages;
use crate::connection::{FollowUp, Nested, PendingPages, Unfilled};
use crate::error::{Error, ErrorKind, GraphQLError, Misfit};
use crate::graphql::raw_at;

/// The message for a nested connection with arguments of both directions, of which only that of the other one has a
/// value.
const LAST_ONLY: &str = "the variables request the last items of a connection that is read from its first one, because the query gives both `first` and `last`; set `first` instead, or remove it from the query";

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
        first_pages: FirstPages<'_>,
        context: &FollowUpContext,
    ) -> Result<EndedConnections, Incomplete> {
        let all = 0..items.len();
        let ended = self.without_lists(items, &first_pages);
        let mut rounds = Rounds {
            completer: self,
            completion,
            context,
            guard: Guard::new(!errors.is_empty(), completion, first_pages, ended),
            items,
            unselected,
            errors,
        };
        let Err(error) = rounds.run().await else {
            return Ok(rounds.guard.into_ended());
        };
        let mut incomplete = rounds.pending(all.clone());
        for (_, stuck) in rounds.stuck(all) {
            incomplete.push(stuck);
        }
        Err(Incomplete {
            error,
            open: incomplete.iter().map(|pending| pending.item).collect(),
            ended: rounds.guard.into_ended(),
        })
    }
}

/// The completion of the items of one page.
struct Rounds<'c, 'p, T> {
    completer: &'c Completer<T>,
    completion: &'c Completion,
    context: &'c FollowUpContext,
    items: &'c mut [T],
    unselected: &'c mut UnselectedPages,
    /// The errors of the page, and those of the follow-up responses that the policy keeps.
    errors: &'c mut Vec<GraphQLError>,
    guard: Guard<'p>,
}

impl<T: Send> Rounds<'_, '_, T> {
    /// Requests pending pages until there are none.
    async fn run(&mut self) -> Result<(), Error> {
        self.check_flags(0..self.items.len())?;
        let mut open = self.pending(0..self.items.len());
        loop {
            self.guard.begin_round();
            let requested = self.entered(open)?;
            if requested.is_empty() {
                return Ok(());
            }
            let touched = self.round(requested).await?;
            self.check_flags(touched.iter().copied())?;
            open = self.pending(touched);
        }
    }

    /// The pending pages of some items that are to be requested, of connections that are not closed. Without an id of the
    /// parent, they are not, if an error of the responses may explain that.
    fn pending(&self, items: impl IntoIterator<Item = usize>) -> Vec<PendingOfItem> {
        let mut open = Vec::new();
        for item in items {
            let all = self
                .completer
                .requestable_pages(&self.items[item], item, self.unselected);
            for pages in all {
                let is_wanted = pages.parent.is_some() || self.errors.is_empty();
                if is_wanted && !self.guard.is_closed(item, &pages) {
                    open.push(PendingOfItem { item, pages });
                }
            }
        }
        open
    }

    /// The pending pages of connections that have not ended; an error if a connection would be read forever.
    fn entered(&mut self, open: Vec<PendingOfItem>) -> Result<Vec<PendingOfItem>, Error> {
        let mut entered = Vec::new();
        for pending in open {
            let pages = &pending.pages;
            if pages.parent.is_none() {
                let problem = self.completer.nested[pages.nested].without_parent();
                return Err(self.error(pages, problem));
            }
            let field = self.completer.nested[pages.nested].cursor;
            match self.guard.enter(pending.item, pages, field) {
                Ok(Checked::Pending) => entered.push(pending),
                Ok(Checked::Ended) => {}
                Err(problem) => return Err(self.error(pages, problem)),
            }
        }
        Ok(entered)
    }

    /// Requests all pending pages once, and returns the items that received more.
    async fn round(&mut self, requested: Vec<PendingOfItem>) -> Result<BTreeSet<usize>, Error> {
        let (completer, completion, context) = (self.completer, self.completion, self.context);
        let requests = batches(requested, completion.batch.unwrap_or(1))
            .into_iter()
            .map(|batch| completer.send(batch, completion, context));
        let mut responses = stream::iter(requests).buffered(completion.concurrency.max(1));
        let mut touched = BTreeSet::new();
        while let Some(response) = responses.next().await {
            let FollowUpResponse {
                requested,
                data,
                errors,
            } = response?;
            for (index, PendingOfItem { item, pages }) in requested.iter().enumerate() {
                let alias = FollowUp::alias(index);
                let data = data.get(&alias).map(Option::as_deref);
                match self.fill(*item, pages, data)? {
                    Ok(()) => {
                        touched.insert(*item);
                    }
                    Err(unfilled)
                        if self
                            .guard
                            .accepts(&unfilled, &alias, &errors, &context.partial) =>
                    {
                        self.guard.give_up(*item, pages);
                    }
                    Err(unfilled) => {
                        return Err(self.error(pages, self.problem(pages, &alias, unfilled)));
                    }
                }
            }
            self.errors.extend(errors);
        }
        Ok(touched)
    }

    /// Adds the data of one parent to its connection. `data` is `None` if the response has no such parent, and
    /// `Some(None)` if the parent is null.
    ///
    /// The outer error ends the walk; the inner one may be accepted.
    fn fill(
        &mut self,
        item: usize,
        pages: &PendingPages,
        data: Option<Option<&RawValue>>,
    ) -> Result<Result<(), Unfilled>, Error> {
        let nested = self.completer.nested;
        let path = nested[pages.nested].path;
        let data = match data {
            Some(Some(data)) => data,
            Some(None) => return Ok(Err(Unfilled::Gone)),
            None => return Ok(Err(Unfilled::Null(path))),
        };
        self.guard
            .check(item, pages, data, path.last().copied())
            .map_err(|problem| self.error(pages, problem))?;
        let filled = self.completer.filled(&mut self.items[item], pages, data);
        if let Err(Unfilled::Unlisted(_)) = filled
            && let Some(connection) = path.last().and_then(|key| raw_at(data.get(), &[key]))
            && is_without_lists(connection.get(), &nested[pages.nested])
        {
            // The lists are excluded here and in the item.
            self.guard.end(item, pages);
            return Ok(Ok(()));
        }
        if filled.is_ok() {
            let updated = self.unselected.filled(item, pages, data, nested);
            updated.map_err(|problem| self.error(pages, problem))?;
        }
        Ok(filled)
    }

    /// Returns an error for a connection that the server has not returned from its end, and for one of which nothing
    /// says whether it has further pages, unless an error of the responses may explain that.
    fn check_flags(&self, items: impl IntoIterator<Item = usize>) -> Result<(), Error> {
        for (state, PendingOfItem { pages, .. }) in self.stuck(items) {
            match state {
                OpenState::WrongEnd => {
                    let is_backward = self.completer.nested[pages.nested].is_backward();
                    let problem = if is_backward {
                        ErrorKind::WrongEnd
                    } else {
                        ErrorKind::Setup {
                            problem: LAST_ONLY.to_owned(),
                        }
                    };
                    return Err(self.error(&pages, problem));
                }
                OpenState::Unknown if self.errors.is_empty() => {
                    let nested = &self.completer.nested[pages.nested];
                    let more = nested.unselected.as_ref().map(|unselected| unselected.more);
                    let field = more.and_then(|more| more.last()).copied();
                    let field = field.unwrap_or_default().into();
                    return Err(self.error(&pages, ErrorKind::MissingPageInfo { field }));
                }
                OpenState::Unknown | OpenState::Pending => {}
            }
        }
        Ok(())
    }

    /// The connections of some items that are incomplete or may be, and of which no page can be requested; without those
    /// that are only counted.
    fn stuck(&self, items: impl IntoIterator<Item = usize>) -> Vec<(OpenState, PendingOfItem)> {
        let mut stuck = self.unselected.stuck(items);
        stuck.retain(|(_, open)| self.completer.nested[open.pages.nested].follow_up.is_some());
        stuck
    }

    fn error(&self, pages: &PendingPages, problem: ErrorKind) -> Error {
        self.completer.error(&[pages], problem, self.context)
    }

    fn problem(&self, pages: &PendingPages, alias: &str, unfilled: Unfilled) -> ErrorKind {
        match unfilled {
            Unfilled::Gone => ErrorKind::NullConnection {
                path: self.completer.nested[pages.nested].path,
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

impl Nested {
    /// The error for a connection with pending pages whose parent has no id to request them by.
    fn without_parent(&self) -> ErrorKind {
        let mut path = self.path[..self.path.len().saturating_sub(1)].to_vec();
        let unselected = self.unselected.as_ref();
        let id = unselected.and_then(|unselected| unselected.parent.first());
        path.extend(id.copied().unwrap_or(&["id"]));
        ErrorKind::Decode {
            path: path.join("."),
            problem: "null or missing, but the connection has further pages, which are requested by it; without `complete_nested()`, it is counted".to_owned(),
        }
    }
}

/// Groups the pending pages of one kind into requests for `batch` parents each, the innermost kinds first.
///
/// Responses are added in this order. A page of a backward connection shifts the existing items to higher indices, so
/// the connections inside them have to be filled first.
fn batches(pending: Vec<PendingOfItem>, batch: usize) -> Vec<Vec<PendingOfItem>> {
    let mut kinds: BTreeMap<usize, Vec<PendingOfItem>> = BTreeMap::new();
    for pending in pending {
        kinds.entry(pending.pages.nested).or_default().push(pending);
    }
    let mut batches = Vec::new();
    for mut pending in kinds.into_values().rev() {
        while !pending.is_empty() {
            let later = pending.split_off(pending.len().min(batch.max(1)));
            batches.push(std::mem::replace(&mut pending, later));
        }
    }
    batches
}
