//! Mirrors of paginated APIs in a database, kept up to date and verified.
//!
//! A [`Mirror`] of demarches-simplifiees holds all dossiers of a démarche in SQLite or PostgreSQL. Its first run reads
//! everything; later runs read only what changed. Each page is committed in one transaction with its checkpoint, so a
//! run can be killed at any moment. The files of dossiers are stored in a [folder](Mirror::files). A [census](Mirror::census) finds what no list of changes shows, and each run leaves
//! a [`Certificate`].
//!
//! A [`List`] is any other list with a key: of a GraphQL API, or of the REST APIs JobAffinity, Position Green and Sage.

mod certificate;
mod database;
mod demarche;
mod dialect;
mod error;
mod files;
mod hash;
mod list;
mod mirror;
mod nul;
mod operation;
mod plan;
mod quota;
mod received;
mod settings;
mod status;
mod store;
mod table;
mod task;
mod value;
mod views;
mod worker;

pub use self::certificate::{Census, Certificate, Counts, FileCounts, ListCertificate};
pub use self::database::Database;
pub use self::error::SyncError;
pub use self::list::{
    ColumnType, CompleteItems, Completing, Deletions, InnerEnd, InnerList, LastPages, List,
    ListOrder, NextWalk, Overlap, PageItem, Partition,
};
pub use self::mirror::Mirror;
pub use self::plan::MirrorPlan;
pub use self::quota::SharedQuota;
pub use self::received::ReceivedCounts;
pub use self::settings::{Polling, With};
pub use self::status::{DemarcheStatus, ListStatus, RunSummary, WalkState};
pub use self::task::{Done, Task};
pub use self::worker::Worker;
