//! The end of a run: finishes or keeps the output, and reports the outcome.

use graphql_paginate::{Error, Progress};

use super::{Run, Written};
use crate::exit::Exit;
use crate::export::arguments::OnTruncation;
use crate::export::outcome::{NextRun, Summary, TOTAL_FELL, report_of_run};
use crate::failure::Failure;
use crate::messages::LogFormat;
use crate::stdout::print;

/// How a walk ended.
pub(super) enum WalkEnd {
    EndOfList,
    Interrupted,
    Error(Error),
}

impl Run<'_> {
    /// Ends a run that walked as far as `progress` says, and whose output holds what was `written`.
    pub(super) fn end(
        mut self,
        end: &WalkEnd,
        mut progress: Progress,
        written: &Written,
    ) -> Result<Exit, Failure> {
        self.warn_of_null_items();
        self.warn_of_absent_fields();
        let (exit, error) = self.exit(end, &progress);
        let is_discarded = self.close_output(end)?;
        progress.requests += self.nested_requests();
        progress.items = written.items - (self.counts.dropped - self.earlier.dropped);
        progress.pages = written.pages;
        let summary = Summary {
            exit,
            on_sandbox: self.settings.on_sandbox,
            error,
            is_discarded,
            next_run: self.next_run(),
            limit: self.settings.args.query.limit,
            is_untouched: self.pipeline.sink.is_untouched(),
            items_in_all: match written.in_all {
                Some(items) => items - self.counts.dropped,
                None => progress.items,
            },
            counts: self.counts_so_far(),
            elapsed: self.started.elapsed(),
            output: self.pipeline.sink.name(),
            progress,
        };
        self.summarize(&summary)?;
        Ok(exit)
    }

    /// The exit code, and the message of the error that ended the walk.
    fn exit(&self, end: &WalkEnd, progress: &Progress) -> (Exit, Option<String>) {
        match end {
            WalkEnd::EndOfList => (self.exit_at_end_of_list(progress), None),
            WalkEnd::Interrupted => (Exit::Interrupted, None),
            WalkEnd::Error(error) => {
                let report = report_of_run(error, self.settings.api, self.next_run());
                self.settings.messages.failure(&report);
                (report.exit, Some(report.message))
            }
        }
    }

    fn exit_at_end_of_list(&self, progress: &Progress) -> Exit {
        if progress.ended_short {
            self.settings
                .messages
                .warning("the server ended the list before its announced total");
        }
        if progress.total_fell {
            self.settings.messages.warning(TOTAL_FELL);
        }
        self.warn_of_cut_lists();
        let lacks_items = progress.ended_short || progress.total_fell;
        if (lacks_items || self.counts_so_far().cut_lists > 0)
            && self.settings.args.run.on_truncation == OnTruncation::Fail
        {
            Exit::Truncated
        } else if self.counts.partial_pages + self.counts.null_items > 0 {
            Exit::PartialErrors
        } else {
            Exit::Complete
        }
    }

    /// Completes the output at the end of the list. Otherwise saves the checkpoint, or discards the output if it cannot
    /// be continued; returns whether it did.
    fn close_output(&mut self, end: &WalkEnd) -> Result<bool, Failure> {
        if matches!(end, WalkEnd::EndOfList) {
            self.begin()?;
            let sink = &mut self.pipeline.sink;
            self.watch.during(|| sink.finish())?;
            self.checkpoint.remove()?;
            return Ok(false);
        }
        self.checkpoint.save(&mut self.pipeline.sink)?;
        Ok(self.pipeline.sink.discard())
    }

    /// How a next run continues this one.
    fn next_run(&self) -> NextRun {
        let restarts = self.settings.args.run.restart;
        if !self.checkpoint.has_file() {
            NextRun::StartsAnew
        } else if restarts && self.has_begun {
            NextRun::WithoutRestart
        } else if restarts {
            NextRun::StartsAnew
        } else {
            NextRun::Continues
        }
    }

    fn summarize(&self, summary: &Summary) -> Result<(), Failure> {
        let fields = summary.fields();
        let messages = self.settings.messages;
        match &self.pipeline.preview {
            // This line is part of the table, whatever messages are enabled: the table must not look complete.
            Some(preview) if summary.exit == Exit::Complete => {
                print(&format!("{}\n", preview.text(&summary.progress)))?;
                if messages.format == LogFormat::Json {
                    messages.summary(&summary.text(), &fields);
                }
            }
            _ => messages.summary(&summary.text(), &fields),
        }
        match self.settings.summary {
            Some(file) => file.append(&fields),
            None => Ok(()),
        }
    }
}
