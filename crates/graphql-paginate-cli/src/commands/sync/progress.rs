//! Shows that a run goes on: a line on a terminal, or a note a minute.

use std::io::{self, IsTerminal};
use std::time::{Duration, Instant};

use graphql_paginate_sync::ReceivedCounts;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::json;

use crate::messages::{LogFormat, Messages};
use crate::plural::count;

/// How often the line is drawn again.
const REFRESH: Duration = Duration::from_millis(200);
/// The time between two notes.
const NOTE: Duration = Duration::from_secs(60);

/// Runs `work`, and shows what it receives as `counts` meanwhile; `is_alone` if no other work is shown at the same time.
pub(super) async fn shown<T>(
    what: &str,
    counts: &ReceivedCounts,
    is_alone: bool,
    messages: &Messages,
    work: impl Future<Output = T>,
) -> T {
    let started = Instant::now();
    let mut last = (counts.pages(), started);
    let mut told = |bar: Option<&ProgressBar>| {
        if counts.pages() != last.0 {
            last = (counts.pages(), Instant::now());
        }
        let text = line(what, counts, last.1.elapsed());
        match bar {
            Some(bar) => {
                bar.set_message(text);
                bar.tick();
            }
            None if messages.format == LogFormat::Json => messages.event(&json!({
                "task": what,
                "items": counts.items(),
                "pages": counts.pages(),
                "seconds": started.elapsed().as_secs_f64(),
            })),
            None => messages.note(&text),
        }
    };
    let Some(bar) = bar(messages).filter(|_| is_alone) else {
        return every(NOTE, || told(None), work).await;
    };
    let result = every(REFRESH, || told(Some(&bar)), work).await;
    bar.finish_and_clear();
    result
}

/// Runs `work`, and calls `tell` at an interval until it ends.
async fn every<T>(interval: Duration, mut tell: impl FnMut(), work: impl Future<Output = T>) -> T {
    let mut work = std::pin::pin!(work);
    loop {
        tokio::select! {
            biased;
            result = &mut work => return result,
            () = tokio::time::sleep(interval) => tell(),
        }
    }
}

/// The line; only if standard error is a terminal and nothing else is written to it.
fn bar(messages: &Messages) -> Option<ProgressBar> {
    let is_text = messages.format == LogFormat::Text && !messages.quiet && messages.verbose == 0;
    if !is_text || !io::stderr().is_terminal() {
        return None;
    }
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    let style = ProgressStyle::with_template("{spinner} {msg}");
    bar.set_style(style.expect("the template is valid"));
    Some(bar)
}

/// What was received so far. Without a page for a while, as during a pause that the API asks for, it says for how long.
fn line(what: &str, counts: &ReceivedCounts, since_page: Duration) -> String {
    let (items, pages) = (count(counts.items(), "item"), count(counts.pages(), "page"));
    let mut line = format!("{what}: {items} in {pages} so far");
    let seconds = since_page.as_secs();
    if seconds >= 10 {
        line.push_str(&format!("; waiting for the next page for {seconds} s"));
    }
    line
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::future::poll_fn;
    use std::task::Poll;

    use super::*;

    #[test]
    fn a_run_is_told_about_until_it_ends() {
        let mut runtime = tokio::runtime::Builder::new_current_thread();
        let runtime = runtime.enable_time().build().unwrap();
        let told = Cell::new(0);
        let work = poll_fn(|_| match told.get() {
            3 => Poll::Ready("done"),
            _ => Poll::Pending,
        });
        let tell = || told.set(told.get() + 1);
        let result = runtime.block_on(every(Duration::from_millis(1), tell, work));
        assert_eq!((result, told.get()), ("done", 3));
    }

    #[test]
    fn a_line_says_how_long_no_page_came() {
        let counts = ReceivedCounts::default();
        for (seconds, expected) in [
            (0, "démarche 1: 0 items in 0 pages so far"),
            (
                70,
                "démarche 1: 0 items in 0 pages so far; waiting for the next page for 70 s",
            ),
        ] {
            let text = line("démarche 1", &counts, Duration::from_secs(seconds));
            assert_eq!(text, expected);
        }
    }
}
