//! The warnings of an export about what its output lacks.

use std::collections::BTreeSet;

use graphql_paginate::{GraphQLError, PathSegment};
use serde_json::value::RawValue;

use super::Run;
use crate::export::api::Api;
use crate::export::arguments::OnPartialError;
use crate::lists::{FailedItem, LAST_ITEMS, not_chosen_message};
use crate::output::member;
use crate::plural;

impl Run<'_> {
    /// Says which nested lists lack items, or may lack some.
    pub(super) fn warn_of_cut_lists(&self) {
        if self.earlier.lists_not_chosen > 0 {
            self.settings.messages.warning(&format!(
                "in what earlier runs wrote, `--nested` left {} inside the items cut",
                plural::count(self.earlier.lists_not_chosen, "list")
            ));
        }
        if self.earlier.cut_lists > 0 {
            self.settings.messages.warning(&format!(
                "in what earlier runs wrote, {} inside the items lacked items that the server has",
                plural::count(self.earlier.cut_lists, "list")
            ));
        }
        let (incomplete, not_chosen) = self.incomplete_lists();
        for lists in incomplete {
            self.settings.messages.warning(&lists.message());
        }
        let cause = if self.settings.args.query.nested == ["all"] {
            LAST_ITEMS
        } else {
            "`--nested`"
        };
        if let Some(text) = not_chosen_message(cause, &not_chosen) {
            self.settings.messages.warning(&text);
        }
    }

    /// Says how many items the server returned as nulls: there is nothing to write for them.
    pub(super) fn warn_of_null_items(&self) {
        let verb = match self.counts.null_items {
            0 => return,
            1 => "is",
            _ => "are",
        };
        self.settings.messages.warning(&format!(
            "{} of the list {verb} null and not in the output",
            plural::count(self.counts.null_items, "item")
        ));
    }

    /// Says which selected fields no item had, where no schema tells which fields there are: their columns are empty.
    pub(super) fn warn_of_absent_fields(&self) {
        let output = &self.settings.args.output;
        if output.jq.is_none() && self.settings.api.is_none_or(Api::is_graphql) {
            return;
        }
        // With `--slurp`, fields are selected before the filter runs.
        let is_filtered = output.jq.is_some() && !output.slurp;
        for path in self.pipeline.sink.absent_fields() {
            let object = if is_filtered {
                "value of `--jq`"
            } else {
                "item"
            };
            self.settings.messages.warning(&format!(
                "no {object} of this run has the selected field `{path}`"
            ));
        }
    }

    /// Says that an item of a page is left out because a list inside it cannot be read.
    pub(super) fn warn_of_failed_item(&self, item: &RawValue, failed: &FailedItem, page: u64) {
        let id = match member(item, "id") {
            Some(id) => format!(", with the `id` {id},"),
            None => String::new(),
        };
        self.settings.messages.warning(&format!(
            "item {} of page {page}{id} is left out, because its list `{}` cannot be read: {}",
            failed.index + 1,
            failed.list,
            failed.error
        ));
    }

    /// Reports the errors beside a page's data; with `--on-partial-error skip`, one for each item that is left out.
    /// Returns how many those are.
    pub(super) fn warn_of_errors(&mut self, errors: &[GraphQLError], number: u64) -> u64 {
        let Some(first) = errors.first() else {
            return 0;
        };
        self.counts.partial_pages += 1;
        if self.settings.args.run.on_partial_error != OnPartialError::Skip {
            self.settings.messages.warning(&format!(
                "page {number} has errors beside its data: {first}"
            ));
            return 0;
        }
        let mut items = BTreeSet::new();
        for error in errors {
            if items.insert(first_index(error)) {
                self.settings
                    .messages
                    .warning(&format!("an item of page {number} is left out: {error}"));
            }
        }
        self.counts.skipped_items += items.len() as u64;
        items.len() as u64
    }
}

/// The index of the item at which an error points.
fn first_index(error: &GraphQLError) -> Option<u64> {
    for segment in &error.path {
        if let PathSegment::Index(index) = segment {
            return Some(*index);
        }
    }
    None
}
