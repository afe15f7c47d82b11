//! Opens the database of a mirror, and finds which servers it has data of.

use graphql_paginate_sync::{Database, SyncError};

use super::outcome::failure;
use crate::exit::Exit;
use crate::export::Api;
use crate::failure::Failure;

/// The name of the sandbox in the database.
pub(super) const SANDBOX: &str = "the sandbox";

/// Opens the database of a run.
pub(super) async fn open(to: &str) -> Result<Database, Failure> {
    Database::open(to)
        .await
        .map_err(|error| failure(error, None, ""))
}

/// Opens a database that must exist.
pub(super) async fn open_existing(to: &str) -> Result<Database, Failure> {
    let opened = Database::open_existing(to).await;
    opened.map_err(|error| failure(error, None, ""))
}

/// The address of a database, without user and password.
pub(super) fn shown(to: &str) -> String {
    let Some((scheme, rest)) = to.split_once("://") else {
        return to.to_owned();
    };
    let place = rest.rsplit('@').next().unwrap_or_default();
    let place = place.split('?').next().unwrap_or_default();
    format!("{scheme}://{place}")
}

/// The data that a database already mirrors.
pub(super) enum ExistingMirror {
    /// None, or that of the sandbox.
    MadeUp,
    /// That of the server of this name.
    Real(String),
}

impl ExistingMirror {
    pub(super) async fn read(to: &str) -> Result<Self, Failure> {
        let database = match Database::open_existing(to).await {
            Ok(database) => database,
            Err(SyncError::NoDatabase { .. }) => return Ok(Self::MadeUp),
            Err(error) => return Err(failure(error, None, "")),
        };
        let sources = database.sources().await;
        let sources = sources.map_err(|error| failure(error, None, ""))?;
        if let Some(real) = sources.iter().find(|source| *source != SANDBOX) {
            return Ok(Self::Real(real.clone()));
        }
        let status = database.status().await;
        let status = status.map_err(|error| failure(error, None, ""))?;
        if sources.is_empty() && !status.is_empty() {
            return Ok(Self::Real("a server without a name".to_owned()));
        }
        Ok(Self::MadeUp)
    }

    /// Refuses to write sandbox data into a database that mirrors a server.
    pub(super) fn refuse_sandbox(&self, api: Api, to: &str) -> Result<(), Failure> {
        let Self::Real(source) = self else {
            return Ok(());
        };
        let names = api.credentials().join(" and ");
        let message = format!(
            "{names} is not set, and made-up data does not go into `{}`, which mirrors {source}",
            shown(to)
        );
        Err(Failure::new(Exit::Token, message)
            .help(format!("set {names}, or use `--token-file`"))
            .help("to try the sandbox, choose another database with `--to`"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_shown_without_passwords() {
        for (to, expected) in [
            ("sqlite:a.db", "sqlite:a.db"),
            ("postgres://me:pw@host:1/db", "postgres://host:1/db"),
            ("postgres://me:p@w@host/db?password=x", "postgres://host/db"),
            ("postgres://host/db", "postgres://host/db"),
        ] {
            assert_eq!(shown(to), expected);
        }
    }
}
