//! What a mirror can be asked to do, as data.

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

/// What came of a [`Task`].
#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum Done {
    /// Of a démarche.
    Demarche(Certificate),
    /// Of a partition of a list.
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

    /// The same for the same task, in locks and leases.
    pub(crate) fn key(&self) -> String {
        match self {
            Self::Demarche(number) => demarche::key(*number),
            Self::List(list, partition) => list::key(list, partition),
        }
    }
}
