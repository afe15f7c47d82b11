//! How a walk from both ends ends: complete, with an error, or after one of its two walks had to stop.

use tracing::warn;

use super::BothEndsWalk;
use crate::both_ends::end::End;
use crate::both_ends::one_request::warn_last_ignored;
use crate::error::{Error, ErrorKind};
use crate::page::Listing;

impl<L: Listing> BothEndsWalk<L> {
    /// Ends the walk after all items were read, and drops the request in flight. Buffered items are yielded from now on.
    pub(super) fn finish(&mut self) {
        self.close();
        let is_limited = self.has_wanted_items() || self.pages_left() == Some(0);
        if let Some(missing) = self.overlap.certainly_missing()
            && !is_limited
        {
            warn!(
                missing,
                "the list ended before the number of items it announced"
            );
            self.ended_short = true;
        }
    }

    /// Ends the walk with an error, from which a forward walk can continue if this walk is ordered.
    pub(super) fn fail(&mut self, error: Error) -> Error {
        self.close();
        let error = match self.checkpoint() {
            Some(checkpoint) => error.resumable(checkpoint),
            None => error.not_resumable(),
        };
        if let Some(buffer) = &mut self.buffer {
            buffer.clear();
        }
        error
    }

    fn close(&mut self) {
        self.has_ended = true;
        self.walks.close();
    }

    /// Ends the walk, because the walk from one end has reached the other end of the list, unless the other walk may
    /// still show that items are missing.
    pub(super) fn end_reached(&mut self, end: End) -> Result<(), Error> {
        let opposite = end.opposite();
        let mut has_passed = self.overlap.has_passed_opposite(end);
        if self.walks.is_one_request() {
            has_passed |= self.overlap.has_passed_opposite(opposite);
        } else if self.walks.of(opposite).is_first_page_in_flight() {
            // That page may show that this walk did not read the whole list.
            self.walks.of(end).close();
            return Ok(());
        }
        if !has_passed {
            return Err(self.fail(self.error(ErrorKind::NeverMet)));
        }
        self.finish();
        Ok(())
    }

    /// Whether the server ignores `last`, so that the forward walk has to read the whole list.
    pub(super) fn is_last_ignored(&self, end: End, error: &Error) -> bool {
        end == End::Back
            && !self.walks.is_one_request()
            && matches!(error.kind(), ErrorKind::WrongEnd)
    }

    /// Ends the backward walk, because the server ignores `last`.
    pub(super) fn ignore_back(&mut self) {
        warn_last_ignored();
        self.close_back();
    }

    /// Ends the backward walk, which did not begin at the end of the list. Its items are dropped if all of them are still
    /// buffered.
    pub(super) fn drop_back(&mut self) {
        warn!(
            "more items follow those that `last` returned: the server ignores it, or the list grew; the list is walked from its first item alone"
        );
        self.overlap.continue_forward_only();
        if let Some(buffer) = &mut self.buffer
            && !self.has_reached_back
        {
            buffer.clear();
            self.overlap.forget_back();
        }
        self.close_back();
    }

    /// Ends the backward walk. The whole walk is over if the forward walk has read the list and only waited for this one.
    fn close_back(&mut self) {
        self.walks.of(End::Back).close();
        if self.walks.of(End::Front).feed.ended {
            self.finish();
        }
    }
}
