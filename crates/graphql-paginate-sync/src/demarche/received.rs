//! What a walk of the lists received.
//!
//! A walk from the start reads every dossier again, such as when other parts of them are mirrored. If one of them is
//! null, its row is still that of an earlier walk, and a census would find nothing wrong with it: number, state and dates
//! are equal. So each dossier that such a walk did not receive is requested by its number. Until then a setting says
//! that one may be hidden, so that a run that is killed in between is made up for.

use std::collections::{BTreeMap, HashSet};

use super::Run;
use crate::error::SyncError;
use crate::store::Known;

/// The dossiers that a walk received.
#[derive(Debug, Default)]
pub(super) struct Received {
    /// The numbers, if the walk began at the start of the lists, so that it had to receive every dossier.
    numbers: Option<HashSet<i64>>,
}

impl Received {
    /// Those of a walk that begins, at the start of the lists or after it.
    pub(super) fn new(is_from_start: bool) -> Self {
        match is_from_start {
            true => Self {
                numbers: Some(HashSet::new()),
            },
            false => Self::default(),
        }
    }

    /// Whether the walk began at the start of the lists.
    pub(super) fn is_whole(&self) -> bool {
        self.numbers.is_some()
    }

    pub(super) fn add(&mut self, number: i64) {
        if let Some(numbers) = &mut self.numbers {
            numbers.insert(number);
        }
    }

    /// The listed dossiers that a whole walk did not receive.
    pub(super) fn lacks(&self, listed: &BTreeMap<i64, Known>) -> Vec<i64> {
        let Some(numbers) = &self.numbers else {
            return Vec::new();
        };
        let mut lacking = Vec::new();
        for number in listed.keys() {
            if !numbers.contains(number) {
                lacking.push(*number);
            }
        }
        lacking
    }
}

impl Run<'_> {
    /// Whether a walk that had to read every dossier met a null that no census has looked for since.
    pub(super) async fn may_hide(&self) -> Result<bool, SyncError> {
        let hides = self.store.setting(&self.hidden_key()).await?;
        Ok(hides.as_deref() == Some("true"))
    }

    /// Notes whether a dossier may be hidden behind a null.
    pub(super) async fn note_hidden(&self, may_hide: bool) -> Result<(), SyncError> {
        self.store
            .set(&self.hidden_key(), may_hide.to_string())
            .await
    }

    fn hidden_key(&self) -> String {
        format!("hidden:{}", self.demarche)
    }
}
