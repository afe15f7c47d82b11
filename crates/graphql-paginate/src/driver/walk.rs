//! A walk: the lazy stream of a source's pages.

use std::pin::Pin;
use std::sync::Arc;
use std::task::Context;

use bytes::Bytes;
use futures_core::Stream;
use futures_util::stream;

use super::{
    Driver, Inspected, Limits, Mark, Order, PollStep, Source, Start, Steps, prefetch::prefetch,
};
use crate::checkpoint::{Checkpoint, Origin};
use crate::client::Client;
use crate::error::Error;
use crate::progress::ProgressRecorder;

/// A lazy stream of pages that ends after its first error.
pub(crate) struct Walk<T, D> {
    pub(crate) steps: Steps<T, D>,
    pub(crate) recorder: Arc<ProgressRecorder>,
    pub(crate) origin: Origin,
    pub(crate) order: Order,
    pub(crate) start: Mark,
    /// The checkpoint of a walk that cannot begin, unchanged: a caller that saves it again loses nothing.
    pub(crate) refused: Option<Checkpoint>,
    pub(crate) inspect: Inspect,
}

/// [`Source::inspect`] of the walk's source.
pub(crate) type Inspect =
    Arc<dyn Fn(&Bytes, usize, Option<&str>) -> Option<Inspected> + Send + Sync>;

/// Walks a source from `start`.
pub(crate) fn walk<S: Source>(
    source: S,
    client: Client,
    limits: Limits,
    start: Start,
) -> Walk<S::Item, S::Data> {
    walk_through(source, client, limits, start, |steps, _, _| steps)
}

/// Walks a source from `start`, with an adapter around the stream of pages. Prefetched pages go through the adapter too.
pub(crate) fn walk_through<S: Source>(
    source: S,
    client: Client,
    limits: Limits,
    start: Start,
    adapter: impl FnOnce(
        Steps<S::Item, S::Data>,
        &Arc<ProgressRecorder>,
        &Inspect,
    ) -> Steps<S::Item, S::Data>,
) -> Walk<S::Item, S::Data> {
    let (recorder, order) = (Arc::<ProgressRecorder>::default(), source.order());
    let (origin, mark) = (start.origin.clone(), start.mark.clone());
    recorder.sized(start.size, start.size_now.or(start.size));
    let source = Arc::new(source);
    let inspected = Arc::clone(&source);
    let inspect: Inspect =
        Arc::new(move |body, count, cursor| inspected.inspect(body, count, cursor));
    let driver = Driver::new(source, client, limits, start, Arc::clone(&recorder));
    let pages: Steps<_, _> = Box::pin(stream::try_unfold(driver, Driver::advance));
    let mut steps = adapter(pages, &recorder, &inspect);
    if limits.prefetch > 0 {
        steps = prefetch(steps, limits.prefetch);
    }
    Walk {
        steps,
        recorder,
        origin,
        order,
        start: mark,
        refused: None,
        inspect,
    }
}

/// A walk that yields one error: its settings are invalid, or its checkpoint cannot be resumed.
pub(crate) fn refuse<T: Send + 'static, D: Send + 'static>(
    error: Error,
    order: Order,
    resume: Option<Checkpoint>,
) -> Walk<T, D> {
    let steps = Box::pin(stream::once(async { Err(error) }));
    let Start { mark, origin, .. } = Start::default();
    let inspect: Inspect = Arc::new(|_, _, _| None);
    Walk {
        steps,
        recorder: Arc::default(),
        origin,
        order,
        start: mark,
        refused: resume,
        inspect,
    }
}

impl<T, D> Walk<T, D> {
    pub(crate) fn poll_step(&mut self, context: &mut Context<'_>) -> PollStep<T, D> {
        Pin::new(&mut self.steps).poll_next(context)
    }
}
