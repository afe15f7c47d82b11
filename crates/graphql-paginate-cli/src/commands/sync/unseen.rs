//! The data that the runs of `sync` could not read, gathered to be reported once.

use std::collections::BTreeSet;

use graphql_paginate_sync::{Certificate, ListCertificate};

use crate::messages::Messages;

/// What a run could not see.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct UnseenData {
    /// Whether a census would not have seen it either.
    is_beyond_census: bool,
    text: String,
}

/// What a run of a démarche could not see: a census would have, unless the run took one.
pub(super) fn unseen(certificate: &Certificate) -> Vec<UnseenData> {
    let mut unseen = Vec::new();
    for text in &certificate.unseen {
        unseen.push(UnseenData {
            is_beyond_census: certificate.census.is_some(),
            text: text.clone(),
        });
    }
    unseen
}

/// What a run of a list could not see.
pub(super) fn list_unseen(certificate: &ListCertificate) -> Vec<UnseenData> {
    let beyond = certificate.unseen_by_census();
    let mut unseen = Vec::new();
    for text in &certificate.unseen {
        unseen.push(UnseenData {
            is_beyond_census: beyond.contains(&text.as_str()),
            text: text.clone(),
        });
    }
    unseen
}

/// Reports what no run could see, first what a census would have seen.
pub(super) fn report(unseen: &BTreeSet<UnseenData>, messages: &Messages) {
    for (is_beyond_census, title) in [
        (false, "not seen without `--census`:"),
        (true, "not seen, even with `--census`:"),
    ] {
        let mut is_first = true;
        for unseen in unseen {
            if unseen.is_beyond_census != is_beyond_census {
                continue;
            }
            if is_first {
                messages.note(title);
                is_first = false;
            }
            messages.note(&format!("  {}", unseen.text));
        }
    }
}
