//! The interface by which an export reads the pages of any walk.

use graphql_paginate::dynamic::BothEndsPages;
use graphql_paginate::{Checkpoint, Error, Listing, Page, Pages, Progress};
use serde_json::value::RawValue;

use super::whole_page::PageData;

/// The pages of a walk.
pub(super) trait PageStream {
    /// What comes with a page besides its items.
    type Data: PageData;

    /// The next page. Dropping the future loses nothing.
    async fn next(&mut self) -> Option<Result<Page<Box<RawValue>, Self::Data>, Error>>;

    fn progress(&self) -> Progress;

    /// The checkpoint after the last page; `None` if no walk could continue from there.
    fn checkpoint(&self) -> Option<Checkpoint>;
}

impl<L> PageStream for Pages<L>
where
    L: Listing<Item = Box<RawValue>>,
    L::Data: PageData,
{
    type Data = L::Data;

    async fn next(&mut self) -> Option<Result<Page<Box<RawValue>, L::Data>, Error>> {
        Pages::next(self).await
    }

    fn progress(&self) -> Progress {
        Pages::progress(self)
    }

    fn checkpoint(&self) -> Option<Checkpoint> {
        Some(Pages::checkpoint(self))
    }
}

impl PageStream for BothEndsPages {
    type Data = ();

    async fn next(&mut self) -> Option<Result<Page<Box<RawValue>, ()>, Error>> {
        BothEndsPages::next(self).await
    }

    fn progress(&self) -> Progress {
        BothEndsPages::progress(self)
    }

    fn checkpoint(&self) -> Option<Checkpoint> {
        BothEndsPages::checkpoint(self)
    }
}
