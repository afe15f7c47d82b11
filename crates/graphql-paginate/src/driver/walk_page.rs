//! The pages of a walk, with the marks before and after them.

use std::task::Poll;

use futures_core::stream::BoxStream;

use super::{Mark, Received};
use crate::error::Error;
use crate::page::Page;

/// The stream of a walk's pages.
pub(crate) type WalkPages<T, D> = BoxStream<'static, Result<WalkPage<T, D>, Error>>;
pub(crate) type PollPage<T, D> = Poll<Option<Result<WalkPage<T, D>, Error>>>;

/// One page of a walk, on its way from the driver to the caller's stream.
#[derive(Debug)]
pub(crate) struct WalkPage<T, D> {
    /// The number of the page in this walk, from 1.
    pub(crate) number: u64,
    /// Whether the walk ends with this page.
    pub(crate) is_last: bool,
    pub(crate) page: Page<T, D>,
    /// The position before the first item of the page.
    pub(crate) before: Mark,
    /// The position after the last item, where the next page begins.
    pub(crate) after: Mark,
    pub(crate) received: Received,
    /// Why the items after those of `page` could not be completed. The walk ends with this error.
    pub(crate) failure: Option<Error>,
}
