//! The builder of a sandbox: sizes, faults, quotas, latency and clock.

mod rest;

use std::time::Duration;

use crate::clock::Clock;
use crate::faults::Faults;
use crate::settings::Settings;

/// Configures a sandbox before it starts.
///
/// The defaults are 250 dossiers, 30 deleted and 10 pending deletion, 250 pull requests, and no latency. Each method for a
/// REST API states its default.
#[derive(Debug, Clone, Default)]
#[must_use = "a builder does nothing until it is started"]
pub struct Builder {
    pub(crate) settings: Settings,
}

impl Builder {
    /// Sets the number of dossiers of each demarche, 250 by default. They are numbered from 10001 in order of `dateDepot`.
    pub fn dossiers(mut self, count: usize) -> Self {
        self.settings.dossiers = count;
        self
    }

    /// Sets the number of items of `deletedDossiers`, 30 by default.
    pub fn deleted_dossiers(mut self, count: usize) -> Self {
        self.settings.deleted_dossiers = count;
        self
    }

    /// Sets the number of items of `pendingDeletedDossiers`, 10 by default.
    pub fn pending_deleted_dossiers(mut self, count: usize) -> Self {
        self.settings.pending_deleted_dossiers = count;
        self
    }

    /// Sets the number of demarches in `demarcheDescriptors`, 5 by default. They are numbered from 1, without 404.
    pub fn demarches(mut self, count: usize) -> Self {
        self.settings.demarches = count;
        self
    }

    /// Sets the size of every file of demarches-simplifiees in bytes; by default files have 200 to 2,000 bytes.
    pub fn file_size(mut self, bytes: usize) -> Self {
        self.settings.file_size = Some(bytes);
        self
    }

    /// Sets the number of pull requests of each repository, 250 by default. They are numbered from 1 in order of creation.
    pub fn pull_requests(self, count: usize) -> Self {
        self.connection_size("Repository.pullRequests", count)
    }

    /// Sets the number of items of one of GitHub's connections, for every parent.
    ///
    /// `connection` is the parent's type and the field, as in `PullRequest.reviews`. By default a connection has a few
    /// items, such as zero to six reviews. That number depends only on the parent.
    pub fn connection_size(mut self, connection: &str, count: usize) -> Self {
        self.settings
            .sizes
            .everywhere
            .insert(connection.into(), count);
        self
    }

    /// Sets the number of items of one of GitHub's connections, for one parent.
    ///
    /// `parent` is the parent's position in its own list, counted from 1. For a pull request it is the number:
    /// `connection_size_at("PullRequest.reviews", 7, 120)` gives pull request 7 of every repository 120 reviews.
    pub fn connection_size_at(mut self, connection: &str, parent: usize, count: usize) -> Self {
        self.settings
            .sizes
            .at
            .insert((connection.into(), parent), count);
        self
    }

    /// Replaces an item of one of GitHub's connections by null, without an error that explains it.
    ///
    /// `connection` and `parent` are as for [`connection_size_at`](Self::connection_size_at); `None` means every parent.
    /// `item` is the item's position in its list, counted from 1.
    pub fn null_item(mut self, connection: &str, parent: Option<usize>, item: usize) -> Self {
        self.settings.absences.hide(connection, parent, item);
        self
    }

    /// Makes `node(id:)` return null for an item of one of GitHub's connections after `lookups` lookups, as if it had been
    /// deleted. Its list still has it.
    ///
    /// `connection`, `parent` and `item` are as for [`null_item`](Self::null_item).
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

    /// Sets the time by which every response is delayed, none by default.
    pub fn latency(mut self, latency: Duration) -> Self {
        self.settings.latency = latency;
        self
    }

    /// Sets whether received requests are recorded for [`Endpoint::requests`](crate::Endpoint::requests), which is the
    /// default. A sandbox that runs for long needs memory for each of them.
    pub fn record_requests(mut self, records: bool) -> Self {
        self.settings.record_requests = records;
        self
    }

    /// Sets the faults of demarches-simplifiees, none by default.
    pub fn demarches_simplifiees_faults(mut self, faults: Faults) -> Self {
        self.settings.demarches_simplifiees_faults = faults;
        self
    }

    /// Sets the faults of GitHub, none by default.
    pub fn github_faults(mut self, faults: Faults) -> Self {
        self.settings.github_faults = faults;
        self
    }

    /// Also serves an API of this schema, in SDL, on derived data: [`Sandbox::own_schema`](crate::Sandbox::own_schema).
    ///
    /// An invalid schema is an error when the sandbox starts. A schema is kept until the process ends.
    pub fn own_schema(mut self, sdl: impl Into<String>) -> Self {
        self.settings.own.schema = Some(sdl.into());
        self
    }

    /// Sets the number of items of each list of the schema's API that is not inside another list, 250 by default. The
    /// others have up to six.
    pub fn own_schema_items(mut self, count: usize) -> Self {
        self.settings.own.items = count;
        self
    }

    /// Sets the faults of the schema's API, none by default.
    pub fn own_schema_faults(mut self, faults: Faults) -> Self {
        self.settings.own.faults = faults;
        self
    }

    /// Accepts only this bearer token on GitHub, demarches-simplifiees, Sage and the schema's API. Requests with another
    /// one, or with none, are answered as each API answers an unknown token. By default every token is accepted.
    pub fn required_token(mut self, token: impl Into<String>) -> Self {
        self.settings.required_token = Some(token.into());
        self
    }

    /// Sets the clock for quotas, throttling and access tokens, the system clock by default.
    pub fn clock(mut self, clock: Clock) -> Self {
        self.settings.rest.clock = clock.clone();
        self.settings.clock = clock;
        self
    }

    /// Limits the requests per minute that demarches-simplifiees accepts for one `Authorization`. There is no limit by
    /// default.
    pub fn demarches_simplifiees_requests_per_minute(mut self, count: usize) -> Self {
        self.settings.demarches_simplifiees_requests_per_minute = Some(count);
        self
    }

    /// Sets the points that a token may spend on GitHub in each time window.
    ///
    /// By default no request is refused: the headers state 5,000 points per hour, of which at most half are ever spent.
    pub fn github_quota(mut self, points: u64, window: Duration) -> Self {
        self.settings.github_quota = Some((points, window));
        self
    }
}
