//! A walk: the lazy stream of a source's pages.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::Context;

use bytes::Bytes;
use futures_core::Stream;
use futures_util::stream;

use super::{
    Driver, Limits, Mark, Order, PageIdentities, PollPage, Source, Start, WalkPages,
    prefetch::prefetch,
};
use crate::checkpoint::{Checkpoint, Origin};
use crate::client::Client;
use crate::error::Error;
use crate::progress::ProgressRecorder;

/// A lazy stream of pages that ends after its first error.
pub struct Walk<T, D> {
    pub(crate) pages: WalkPages<T, D>,
    pub(crate) recorder: Arc<ProgressRecorder>,
    pub(crate) origin: Origin,
    pub(crate) order: Order,
    pub(crate) start: Mark,
    /// The checkpoint of a walk that cannot begin, unchanged: a caller that saves it again loses nothing.
    pub(crate) refused: Option<Checkpoint>,
    pub(crate) identify: IdentifyPage,
}

/// [`Source::identify`] of the walk's source.
pub(crate) type IdentifyPage =
    Arc<dyn Fn(&Bytes, usize, Option<&str>) -> Option<PageIdentities> + Send + Sync>;

/// Walks a source from `start`.
pub(crate) fn walk<S: Source>(
    source: S,
    client: Client,
    limits: Limits,
    start: Start,
) -> Walk<S::Item, S::Data> {
    walk_through(source, client, limits, start, |walk_pages, _, _| walk_pages)
}

/// Walks a source from `start`, with an adapter around the stream of pages. Prefetched pages go through the adapter too.
pub(crate) fn walk_through<S: Source>(
    source: S,
    client: Client,
    limits: Limits,
    start: Start,
    adapter: impl FnOnce(
        WalkPages<S::Item, S::Data>,
        &Arc<ProgressRecorder>,
        &IdentifyPage,
    ) -> WalkPages<S::Item, S::Data>,
) -> Walk<S::Item, S::Data> {
    let (recorder, order) = (Arc::<ProgressRecorder>::default(), source.order());
    let (origin, mark) = (start.origin.clone(), start.mark.clone());
    recorder.sized(start.size, start.size_now.or(start.size));
    let source = Arc::new(source);
    let identified = Arc::clone(&source);
    let identify: IdentifyPage =
        Arc::new(move |body, count, cursor| identified.identify(body, count, cursor));
    let driver = Driver::new(source, client, limits, start, Arc::clone(&recorder));
    let pages: WalkPages<_, _> = Box::pin(stream::try_unfold(driver, Driver::advance));
    let mut walk_pages = adapter(pages, &recorder, &identify);
    if limits.prefetch > 0 {
        walk_pages = prefetch(walk_pages, limits.prefetch);
    }
    Walk {
        pages: walk_pages,
        recorder,
        origin,
        order,
        start: mark,
        refused: None,
        identify,
    }
}

/// A walk that yields one error: its settings are invalid, or its checkpoint cannot be resumed.
pub(crate) fn refuse<T: Send + 'static, D: Send + 'static>(
    error: Error,
    order: Order,
    resume: Option<Checkpoint>,
) -> Walk<T, D> {
    let walk_pages = Box::pin(stream::once(async { Err(error) }));
    let Start { mark, origin, .. } = Start::default();
    let identify: IdentifyPage = Arc::new(|_, _, _| None);
    Walk {
        pages: walk_pages,
        recorder: Arc::default(),
        origin,
        order,
        start: mark,
        refused: resume,
        identify,
    }
}

impl<T, D> Walk<T, D> {
    pub(crate) fn poll_page(&mut self, context: &mut Context<'_>) -> PollPage<T, D> {
        Pin::new(&mut self.pages).poll_next(context)
    }
}

impl<T, D> fmt::Debug for Walk<T, D> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Walk")
            .field("start", &self.start)
            .finish_non_exhaustive()
    }
}
