//! The tasks of a mirror.

use serde::Serialize;

use crate::certificate::{Certificate, ListCertificate};
use crate::demarche;
use crate::list::{self, List, Partition};

/// One thing to mirror.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Task {
    /// The démarche with this number.
    Demarche(i64),
    /// A partition of a list.
    List(Box<List>, Partition),
}

/// The result of a [`Task`].
#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum Done {
    /// The certificate of a démarche's run.
    Demarche(Certificate),
    /// The certificate of a partition's run.
    List(ListCertificate),
}

impl Task {
    /// Its name in messages.
    pub fn name(&self) -> String {
        match self {
            Self::Demarche(number) => demarche::name(*number),
            Self::List(list, partition) => list::name(list, partition),
        }
    }

    /// The key of the task in locks and leases; equal for equal tasks.
    pub(crate) fn key(&self) -> String {
        match self {
            Self::Demarche(number) => demarche::key(*number),
            Self::List(list, partition) => list::key(list, partition),
        }
    }
}
