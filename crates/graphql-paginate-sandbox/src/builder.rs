//! The builder: sizes, faults, quotas and clock of a sandbox before it starts.

mod rest;

use std::time::Duration;

use crate::clock::Clock;
use crate::faults::Faults;
use crate::settings::Settings;

/// Sizes of a sandbox's data, and how fast it answers.
///
/// Starts as 250 dossiers (30 deleted and 10 waiting for deletion besides) and 250 pull requests, no latency; REST APIs
/// as each method below says.
#[derive(Debug, Clone, Default)]
#[must_use = "a builder does nothing until it is started"]
pub struct Builder {
    pub(crate) settings: Settings,
}

impl Builder {
    /// Dossiers of each demarche, numbered from 10001 in order of `dateDepot`; 250 by default.
    pub fn dossiers(mut self, count: usize) -> Self {
        self.settings.dossiers = count;
        self
    }

    /// Items of `deletedDossiers`; 30 by default.
    pub fn deleted_dossiers(mut self, count: usize) -> Self {
        self.settings.deleted_dossiers = count;
        self
    }

    /// Items of `pendingDeletedDossiers`; 10 by default.
    pub fn pending_deleted_dossiers(mut self, count: usize) -> Self {
        self.settings.pending_deleted_dossiers = count;
        self
    }

    /// Demarches in `demarcheDescriptors`, numbered from 1 without 404; 5 by default.
    pub fn demarches(mut self, count: usize) -> Self {
        self.settings.demarches = count;
        self
    }

    /// Pull requests of each repository, numbered from 1 in order of creation; 250 by default.
    pub fn pull_requests(self, count: usize) -> Self {
        self.connection_size("Repository.pullRequests", count)
    }

    /// Items of one of GitHub's connections, under every parent.
    ///
    /// `connection` is the parent's type and the field, as in `PullRequest.reviews`. Without this a connection
    /// holds a few items (zero to six reviews, for instance), a number that depends on its parent alone.
    pub fn connection_size(mut self, connection: &str, count: usize) -> Self {
        self.settings
            .sizes
            .everywhere
            .insert(connection.into(), count);
        self
    }

    /// Items of one of GitHub's connections under one parent.
    ///
    /// `parent` is the parent's place in its own list, from 1; for a pull request, its number:
    /// `connection_size_at("PullRequest.reviews", 7, 120)` gives pull request 7 of every repository 120 reviews.
    pub fn connection_size_at(mut self, connection: &str, parent: usize, count: usize) -> Self {
        self.settings
            .sizes
            .at
            .insert((connection.into(), parent), count);
        self
    }

    /// An item of one of GitHub's connections that is null in its list, with nothing that says why.
    ///
    /// `connection` and `parent` as for [`connection_size_at`](Self::connection_size_at), `None` for every parent; `item`
    /// is the item's place in its list, from 1.
    pub fn null_item(mut self, connection: &str, parent: Option<usize>, item: usize) -> Self {
        self.settings.absences.hide(connection, parent, item);
        self
    }

    /// An item of one of GitHub's connections that `node(id:)` finds so many times and then not any more, as if it were
    /// deleted, while its list goes on showing it.
    ///
    /// The item is named as for [`null_item`](Self::null_item).
    pub fn gone_after(
        mut self,
        connection: &str,
        parent: Option<usize>,
        item: usize,
        lookups: usize,
    ) -> Self {
        self.settings
            .absences
            .lose(connection, parent, item, lookups);
        self
    }

    /// How long every answer is held back once it is ready; nothing by default.
    pub fn latency(mut self, latency: Duration) -> Self {
        self.settings.latency = latency;
        self
    }

    /// What goes wrong with demarches-simplifiees; nothing by default.
    pub fn demarches_simplifiees_faults(mut self, faults: Faults) -> Self {
        self.settings.demarches_simplifiees_faults = faults;
        self
    }

    /// What goes wrong with GitHub; nothing by default.
    pub fn github_faults(mut self, faults: Faults) -> Self {
        self.settings.github_faults = faults;
        self
    }

    /// The time that quotas, throttling and access tokens go by; the system's by default.
    pub fn clock(mut self, clock: Clock) -> Self {
        self.settings.rest.clock = clock.clone();
        self.settings.clock = clock;
        self
    }

    /// Requests that demarches-simplifiees answers in any minute to one `Authorization`; without limit by default.
    pub fn demarches_simplifiees_requests_per_minute(mut self, count: usize) -> Self {
        self.settings.demarches_simplifiees_requests_per_minute = Some(count);
        self
    }

    /// The points that a token may spend on GitHub in each window of time, until it is refused.
    ///
    /// Without this nobody is refused: the headers tell of 5,000 points an hour, of which half is never spent.
    pub fn github_quota(mut self, points: u64, window: Duration) -> Self {
        self.settings.github_quota = Some((points, window));
        self
    }
}
