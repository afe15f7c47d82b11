//! Requests single dossiers by number.

use chrono::{Duration, Utc};
use graphql_paginate::{ErrorKind, GraphQLError};

use super::query::OneDossier;
use super::{Run, is_not_found, is_unreadable, rows};
use crate::certificate::{Certificate, Counts};
use crate::error::SyncError;
use crate::operation::execute;
use crate::store::{Batch, Deletion, ItemFailure};
use crate::value::{DossierRows, utc};

/// The number of days that a deletion can be pending before it is in the list of final deletions.
const PENDING_DAYS: i64 = 14;

/// The result of requesting one dossier by its number.
enum DossierAnswer {
    Found(DossierRows),
    /// The server does not have it.
    Gone,
    /// The server has it but cannot return it.
    Unreadable(ItemFailure),
}

impl Run<'_> {
    /// Requests dossiers whose deletion should be final by now, and those that could not be read before.
    pub(super) async fn refresh_unresolved(
        &self,
        certificate: &mut Certificate,
    ) -> Result<(), SyncError> {
        let overdue = utc(Utc::now() - Duration::days(PENDING_DAYS));
        let mut numbers = self.store.pending_before(self.demarche, overdue).await?;
        numbers.extend(self.store.failed(self.demarche).await?.0);
        numbers.sort_unstable();
        numbers.dedup();
        self.refresh_dossiers(numbers, "expired", certificate).await
    }

    /// Requests dossiers one after another, as [`refresh_dossier`](Self::refresh_dossier) does, and counts them.
    pub(super) async fn refresh_dossiers(
        &self,
        numbers: Vec<i64>,
        reason: &str,
        certificate: &mut Certificate,
    ) -> Result<(), SyncError> {
        for number in numbers {
            certificate.asked += 1;
            let counts = self.refresh_dossier(number, reason).await?;
            certificate.changes.add(counts);
        }
        Ok(())
    }

    /// Requests one dossier and stores the result. If the server does not have it, stores a deletion with `reason`.
    pub(super) async fn refresh_dossier(
        &self,
        number: i64,
        reason: &str,
    ) -> Result<Counts, SyncError> {
        let mut batch = self.batch();
        self.fetch_into(&mut batch, number, reason).await?;
        self.store.apply(batch).await
    }

    pub(super) async fn fetch_into(
        &self,
        batch: &mut Batch,
        number: i64,
        reason: &str,
    ) -> Result<(), SyncError> {
        match self.fetch_dossier(number).await? {
            DossierAnswer::Found(rows) => batch.dossiers.push(rows),
            DossierAnswer::Gone => batch.deletions.push(Deletion {
                number,
                state: None,
                reason: reason.to_owned(),
                at: batch.now.clone(),
                pending: false,
            }),
            DossierAnswer::Unreadable(failure) => batch.failures.push(failure),
        }
        Ok(())
    }

    async fn fetch_dossier(&self, number: i64) -> Result<DossierAnswer, SyncError> {
        let with = self.with;
        let dossier = OneDossier {
            number,
            with_champs: with.champs,
            with_annotations: with.annotations,
            with_avis: with.avis,
            with_messages: with.messages,
            with_files: self.settings.files.is_some(),
        };
        let error = match execute(self.client, dossier).await {
            Ok(data) => {
                return Ok(DossierAnswer::Found(rows::dossier(
                    self.demarche,
                    &data.dossier,
                )));
            }
            Err(error) => error,
        };
        let ErrorKind::GraphQL { errors } = error.kind() else {
            return Err(error.into());
        };
        if errors.iter().all(is_gone) {
            return Ok(DossierAnswer::Gone);
        }
        if errors
            .iter()
            .all(|error| is_unreadable(error) || is_not_found(error))
        {
            return Ok(DossierAnswer::Unreadable(ItemFailure {
                number: Some(number),
                path: "dossier".to_owned(),
                message: error.to_string(),
            }));
        }
        Err(error.into())
    }
}

/// Whether the dossier itself was not found, not something inside it.
fn is_gone(error: &GraphQLError) -> bool {
    is_not_found(error) && error.path_text() == "dossier"
}
