//! Reports what a run of a list could not see.

use std::collections::BTreeSet;

use super::listed::Listed;
use super::run::ListRun;
use super::source::Source;
use crate::certificate::ListCertificate;
use crate::error::SyncError;

/// What a list that ends before its announced total does not show.
const NOT_LISTED: &str = "items that the server announced and did not list";

/// What a list with offsets or page numbers does not show if items are deleted during the walk.
const PASSED_OVER: &str =
    "items that the walk passed over, since others were deleted during the walk; run again";

impl ListRun<'_> {
    /// Reports items that were null, and those that the server announced and did not list.
    pub(super) fn report_not_listed(&self, certificate: &mut ListCertificate) {
        let nested = certificate.nested.values();
        let nulls = certificate.changes.failed + nested.map(|counts| counts.failed).sum::<u64>();
        if nulls > 0 {
            certificate
                .unseen
                .push(format!("{nulls} items that the server listed as null"));
        }
        if certificate.ended_short {
            certificate.unseen.push(NOT_LISTED.to_owned());
        }
        if certificate.total_fell {
            certificate.unseen.push(PASSED_OVER.to_owned());
        }
    }

    /// Reports the lists inside the items of the mirror that lack elements, also those that earlier runs stored.
    pub(super) async fn report_cut_lists(
        &self,
        certificate: &mut ListCertificate,
    ) -> Result<(), SyncError> {
        let cut = self.store.cut_lists(&self.list.name, &self.partition.name);
        certificate.cut = cut.await?;
        // A second walk may have completed them.
        let cut = &certificate.cut;
        certificate
            .problems
            .retain(|path, _| cut.contains_key(path));
        for (path, lists) in cut {
            let problem = match certificate.problems.get(path) {
                Some(problem) => format!("; the last request for one failed: {problem}"),
                None => String::new(),
            };
            let way = self.advice(path);
            certificate.unseen.push(format!(
                "elements of {lists} lists at `{path}`, since the server has further pages of them, or does not say{problem}{way}"
            ));
        }
        for path in &self.list.lists_without_has_next_page {
            certificate.unseen.push(without_has_next_page(path));
        }
        Ok(())
    }

    /// What to do about lists at a path that lack elements, as the end of a sentence.
    fn advice(&self, path: &str) -> String {
        let completer = self.list.completer.as_ref();
        if let Some(advice) = completer.and_then(|completer| completer.advice(path)) {
            return format!("; {advice}");
        }
        match &self.list.source {
            Source::GraphQL(_) if self.list.nested.is_empty() => {
                "; request more elements in the query".to_owned()
            }
            _ => String::new(),
        }
    }

    /// Reports lists of which a page was requested, and that were received as plain lists: nothing shows their end.
    pub(super) fn report_plain_lists(
        &self,
        paths: BTreeSet<String>,
        certificate: &mut ListCertificate,
    ) {
        for path in paths {
            let completer = self.list.completer.as_ref();
            let report = match completer.and_then(|completer| completer.advice(&path)) {
                Some(advice) => format!("{}; {advice}", unknown_end(&path)),
                None => without_has_next_page(&path),
            };
            if !certificate.unseen.contains(&report) {
                certificate.unseen.push(report);
            }
        }
    }

    /// Reports items of a walk that others with the same key replaced: they moved and changed during the walk, or the key
    /// does not identify items.
    pub(super) fn report_replaced(&self, listed: &Listed, certificate: &mut ListCertificate) {
        if listed.replaced() == 0 {
            return;
        }
        let replaced = listed.replaced() as u64;
        certificate.replaced = certificate.replaced.max(replaced);
        let report = format!(
            "{replaced} items that others with the same key at `{}` replaced; unless they changed during the walk, the list needs \
             another key",
            self.list.key.join(".")
        );
        if !certificate.unseen.contains(&report) {
            certificate.unseen.push(report);
        }
    }
}

fn without_has_next_page(path: &str) -> String {
    format!(
        "{}; select `pageInfo {{ hasNextPage }}` there, or `hasPreviousPage` with `last`",
        unknown_end(path)
    )
}

fn unknown_end(path: &str) -> String {
    format!(
        "elements of the lists at `{path}`, if they have further pages: the query does not show it"
    )
}
