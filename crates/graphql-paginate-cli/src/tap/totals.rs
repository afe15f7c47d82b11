//! The totals of a run, and its summary.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::json;

use super::config::OnTruncation;
use crate::exit::Exit;
use crate::lists::{IncompleteLists, not_chosen_message};
use crate::messages::Messages;

/// The counts of a run.
#[derive(Debug, Default)]
pub(crate) struct Totals {
    pub(crate) records: u64,
    pub(crate) pages: u64,
    pub(crate) requests: u64,
    pub(crate) retries: u64,
    /// Pages that came with errors, and items that were null.
    pub(crate) partial: u64,
    /// Items that were null.
    pub(crate) null_items: u64,
    /// Those of them that no error beside the data can explain: each error explains one.
    pub(crate) unexplained_nulls: u64,
    /// Lists that ended before their announced total, or whose total fell during the walk.
    pub(crate) short: u64,
    /// The lists inside the records of each stream that are incomplete, or may be.
    incomplete: Vec<(String, IncompleteLists)>,
    /// Those that the streams do not choose.
    not_chosen: Vec<(String, IncompleteLists)>,
}

impl Totals {
    /// Adds incomplete lists inside the records of a stream.
    pub(crate) fn add_incomplete(&mut self, stream: &str, lists: IncompleteLists) {
        add(&mut self.incomplete, stream, lists);
    }

    /// Adds incomplete lists that a stream does not choose.
    pub(crate) fn add_not_chosen(&mut self, stream: &str, lists: IncompleteLists) {
        add(&mut self.not_chosen, stream, lists);
    }

    /// The number of places where items or parts of them are missing: it grows when a walk has a gap. Where incomplete
    /// lists are accepted, those whose further pages cannot be requested are none: another walk finds the same.
    pub(crate) fn gaps(&self, on_truncation: OnTruncation) -> u64 {
        let mut gaps = self.partial + self.short;
        for (_, lists) in &self.incomplete {
            if lists.has_follow_up || on_truncation == OnTruncation::Fail {
                gaps += lists.cut;
            }
        }
        gaps
    }

    /// The number of lists inside records that lack items.
    pub(crate) fn cut_lists(&self) -> u64 {
        cut_in(&self.incomplete)
    }

    /// Says which lists inside the records lack items, or may lack some.
    pub(crate) fn warn_of_incomplete(&self, messages: &Messages) {
        for (stream, lists) in &self.incomplete {
            messages.warning(&format!("`{stream}`: {}", lists.message()));
        }
        let mut not_chosen: BTreeMap<&str, Vec<IncompleteLists>> = BTreeMap::new();
        for (stream, lists) in &self.not_chosen {
            not_chosen.entry(stream).or_default().push(lists.clone());
        }
        for (stream, lists) in not_chosen {
            if let Some(text) = not_chosen_message("`nested`", &lists) {
                messages.warning(&format!("`{stream}`: {text}"));
            }
        }
    }

    /// Writes the summary of the run.
    pub(crate) fn summarize(
        &self,
        exit: Exit,
        on_sandbox: bool,
        elapsed: Duration,
        messages: &Messages,
    ) {
        let seconds = elapsed.as_secs_f64();
        let rate = self.records as f64 / seconds.max(0.001);
        let text = format!(
            "{} records in {} pages and {} requests, {seconds:.1} s, {rate:.0} records/s: {}",
            self.records,
            self.pages,
            self.requests,
            exit.summary()
        );
        let fields = json!({
            "exit_code": exit.code(),
            "exit": exit.name(),
            "sandbox": on_sandbox,
            "records": self.records,
            "pages": self.pages,
            "requests": self.requests,
            "retries": self.retries,
            "partial": self.partial,
            "null_items": self.null_items,
            "lists_ended_short": self.short,
            "truncated_lists": self.cut_lists(),
            "lists_not_chosen": cut_in(&self.not_chosen),
            "seconds": seconds,
        });
        messages.summary(&text, &fields);
    }
}

/// Adds to the lists at the same path, if their number is known or unknown for both.
fn add(all: &mut Vec<(String, IncompleteLists)>, stream: &str, lists: IncompleteLists) {
    for (name, known) in all.iter_mut() {
        let is_same_kind = (known.cut > 0) == (lists.cut > 0);
        if name == stream && known.path == lists.path && is_same_kind {
            known.cut += lists.cut;
            return;
        }
    }
    all.push((stream.to_owned(), lists));
}

fn cut_in(all: &[(String, IncompleteLists)]) -> u64 {
    all.iter().map(|(_, lists)| lists.cut).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_to_be_missing_is_a_gap() {
        let lists = |cut| IncompleteLists {
            path: "labels".to_owned(),
            cut,
            help: String::new(),
            has_follow_up: true,
        };
        let mut totals = Totals::default();
        // Such a list may be complete.
        totals.add_incomplete("q", lists(0));
        assert_eq!(totals.gaps(OnTruncation::Warn), 0);
        totals.add_incomplete("q", lists(2));
        assert_eq!(totals.gaps(OnTruncation::Warn), 2);
        totals.add_incomplete(
            "q",
            IncompleteLists {
                path: "reactors".to_owned(),
                has_follow_up: false,
                ..lists(5)
            },
        );
        assert_eq!(
            (totals.gaps(OnTruncation::Warn), totals.cut_lists()),
            (2, 7)
        );
        assert_eq!(totals.gaps(OnTruncation::Fail), 7);
        totals.partial += 1;
        assert_eq!(totals.gaps(OnTruncation::Warn), 3);
        totals.short += 1;
        assert_eq!(totals.gaps(OnTruncation::Warn), 4);
    }
}
