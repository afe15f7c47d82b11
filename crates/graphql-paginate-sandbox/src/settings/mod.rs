//! The settings of a sandbox: plain values, set by the builder and read by the servers.

mod absences;
mod rest;

use std::collections::HashMap;
use std::time::Duration;

use crate::clock::Clock;
use crate::faults::Faults;
pub(crate) use absences::Absences;
pub(crate) use rest::RestSettings;

/// All settings of a sandbox.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    pub(crate) dossiers: usize,
    pub(crate) deleted_dossiers: usize,
    pub(crate) pending_deleted_dossiers: usize,
    pub(crate) demarches: usize,
    /// The size of files in bytes; `None` for various sizes.
    pub(crate) file_size: Option<usize>,
    pub(crate) sizes: ConnectionSizes,
    pub(crate) absences: Absences,
    pub(crate) rest: RestSettings,
    pub(crate) latency: Duration,
    pub(crate) record_requests: bool,
    pub(crate) demarches_simplifiees_faults: Faults,
    pub(crate) github_faults: Faults,
    pub(crate) clock: Clock,
    /// The only bearer token that is accepted, if one is set.
    pub(crate) required_token: Option<String>,
    pub(crate) demarches_simplifiees_requests_per_minute: Option<usize>,
    pub(crate) github_quota: Option<(u64, Duration)>,
    pub(crate) own: OwnSettings,
}

/// The settings of the API of a schema of the caller's own.
#[derive(Debug, Clone)]
pub(crate) struct OwnSettings {
    /// In SDL; without it, there is no such API.
    pub(crate) schema: Option<String>,
    /// Items in outer lists.
    pub(crate) items: usize,
    pub(crate) faults: Faults,
}

impl Default for OwnSettings {
    fn default() -> Self {
        Self {
            schema: None,
            items: 250,
            faults: Faults::new(),
        }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            dossiers: 250,
            deleted_dossiers: 30,
            pending_deleted_dossiers: 10,
            demarches: 5,
            file_size: None,
            sizes: ConnectionSizes::default(),
            absences: Absences::default(),
            rest: RestSettings::default(),
            latency: Duration::ZERO,
            record_requests: true,
            demarches_simplifiees_faults: Faults::new(),
            github_faults: Faults::new(),
            clock: Clock::system(),
            required_token: None,
            demarches_simplifiees_requests_per_minute: None,
            github_quota: None,
            own: OwnSettings::default(),
        }
    }
}

/// The configured sizes of connections, by `Type.field`, and by `Type.field` and parent.
#[derive(Debug, Clone, Default)]
pub(crate) struct ConnectionSizes {
    pub(crate) everywhere: HashMap<String, usize>,
    pub(crate) at: HashMap<(String, usize), usize>,
}

impl ConnectionSizes {
    /// The configured size, the one for this parent first; `None` leaves it to the API's own data.
    pub(crate) fn get(&self, connection: &str, parent: Option<usize>) -> Option<usize> {
        if let Some(parent) = parent
            && let Some(size) = self.at.get(&(connection.to_owned(), parent))
        {
            return Some(*size);
        }
        self.everywhere.get(connection).copied()
    }
}
