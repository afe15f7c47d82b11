//! Ends of a list that the server does not announce: it refuses a page, and a rule or an end rule takes that for the end.
//!
//! The same refusal may mean that the list is gone, or that access to it was lost. A page received in the same walk rules
//! that out. After a resume, the start of the list is requested.

use super::{Driver, Mark, Source};
use crate::error::Error;

impl<S: Source> Driver<S> {
    /// Whether a rule may end the walk here: the walk has one list and has received a page of it. A refusal of one of
    /// several lists says nothing about the others.
    pub(super) fn may_end_by_rule(&self) -> bool {
        self.follows_page() && !self.fetcher.source.has_several_lists()
    }

    /// Whether this walk or an earlier run received a page, so that a refused page may be past the end of the list.
    pub(super) fn follows_page(&self) -> bool {
        self.pages > 0 || self.continues
    }

    /// Checks that the list of a refused page exists.
    ///
    /// # Errors
    ///
    /// The failure of the request for the start of the list, if this walk has received no page.
    pub(super) async fn confirm_list(&mut self) -> Result<(), Error> {
        if self.pages == 0 {
            self.fetcher.fetch(&Mark::default(), 1, None).await?;
        }
        Ok(())
    }
}
