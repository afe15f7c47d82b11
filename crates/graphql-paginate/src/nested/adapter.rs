//! Completes the items of each page of a walk: an adapter around the stream of pages.

use std::sync::Arc;

use futures_util::{StreamExt, stream};
use tracing::{Instrument, debug_span};

use super::first_pages::FirstPages;
use super::guard::EndedConnections;
use super::unselected_pages::UnselectedPages;
use super::{Completer, Completion, FollowUpContext, Incomplete};
use crate::driver::{IdentifyPage, Order, WalkPage, WalkPages};
use crate::error::Error;
use crate::error::GraphQLError;

/// Reads the nested connections of each page's items to their end, or counts those that are truncated.
pub(crate) struct NestedAdapter<T> {
    pub(crate) completer: Completer<T>,
    pub(crate) context: FollowUpContext,
    pub(crate) order: Order,
    pub(crate) identify: IdentifyPage,
}

impl<T: Send + 'static> NestedAdapter<T> {
    /// Returns the same pages with completed items. If an item cannot be completed, its page keeps the items before it,
    /// and the walk ends with the error.
    pub(crate) fn adapt<D: Send + 'static>(self, walk_pages: WalkPages<T, D>) -> WalkPages<T, D> {
        let state = Some((walk_pages, Arc::new(self)));
        Box::pin(stream::try_unfold(state, |state| async move {
            let Some((mut walk_pages, adapter)) = state else {
                return Ok(None);
            };
            let Some(walk_page) = walk_pages.next().await else {
                return Ok(None);
            };
            let mut walk_page = walk_page?;
            let span = debug_span!(
                "page",
                operation = adapter.context.operation,
                page = walk_page.number
            );
            match adapter.finish(&mut walk_page).instrument(span).await {
                Ok(()) => Ok(Some((walk_page, Some((walk_pages, adapter))))),
                Err(error) if walk_page.page.items.is_empty() => Err(error),
                Err(error) => {
                    walk_page.after = adapter.mark_after(&walk_page);
                    walk_page.failure = Some(error);
                    Ok(Some((walk_page, None)))
                }
            }
        }))
    }

    /// Completes one page. On an error, the page keeps the items before the first incomplete one.
    async fn finish<D>(&self, walk_page: &mut WalkPage<T, D>) -> Result<(), Error> {
        let page = &mut walk_page.page;
        let unselected = UnselectedPages::read(
            &self.completer.items,
            self.completer.nested,
            &walk_page.received,
            page.items.len(),
            self.order,
        );
        let mut unselected = unselected.map_err(|kind| {
            page.items.clear();
            Error::new(kind)
                .in_operation(self.context.operation)
                .at(walk_page.number, walk_page.before.cursor.clone())
        })?;
        let mut completed = Ok(());
        let first_pages = FirstPages::new(
            &self.completer.items,
            self.completer.nested,
            &walk_page.received,
            page.items.len(),
            self.order,
        );
        let ended;
        if let Some(completion) = &self.completer.completion {
            (ended, completed) = self
                .complete(
                    completion,
                    &mut page.items,
                    &mut page.errors,
                    first_pages,
                    &mut unselected,
                )
                .await;
        } else {
            ended = self.completer.without_lists(&page.items, &first_pages);
        }
        let truncated = self.completer.truncated(&page.items, &unselected, &ended);
        page.truncated = truncated;
        let mut cut = 0;
        for truncated in &page.truncated {
            cut += truncated.connections;
        }
        self.context.recorder.truncated(cut);
        completed.map_err(|error| error.at(walk_page.number, walk_page.before.cursor.clone()))
    }

    /// Completes items, and removes those from the first incomplete one on. Returns the connections that have ended.
    async fn complete(
        &self,
        completion: &Completion,
        items: &mut Vec<T>,
        errors: &mut Vec<GraphQLError>,
        first_pages: FirstPages<'_>,
        unselected: &mut UnselectedPages,
    ) -> (EndedConnections, Result<(), Error>) {
        let completed = self
            .completer
            .complete(
                completion,
                items,
                unselected,
                errors,
                first_pages,
                &self.context,
            )
            .await;
        let Incomplete { error, open, ended } = match completed {
            Ok(ended) => return (ended, Ok(())),
            Err(incomplete) => incomplete,
        };
        let before = items.len();
        self.order.keep_first(items, |index| !open.contains(&index));
        unselected.keep_first(items.len(), self.order);
        let ended = ended.after_removal(before - items.len(), self.order);
        (ended, Err(error))
    }

    /// The mark after the items that a page still has.
    fn mark_after<D>(&self, walk_page: &WalkPage<T, D>) -> crate::driver::Mark {
        let page_identities = (self.identify)(
            &walk_page.received.body,
            walk_page.received.count,
            walk_page.before.cursor.as_deref(),
        );
        let identified =
            page_identities.map(|page| walk_page.received.identified_items(page, self.order));
        walk_page
            .before
            .after_items(walk_page.page.items.len(), identified)
    }
}
