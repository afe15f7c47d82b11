//! The settings of a sandbox: plain values that the builder hands to the servers.

mod absences;
mod rest;

use std::collections::HashMap;
use std::time::Duration;

use crate::clock::Clock;
use crate::faults::Faults;
pub(crate) use absences::Absences;
pub(crate) use rest::RestSettings;

/// The settings that the builder collected.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    pub(crate) dossiers: usize,
    pub(crate) deleted_dossiers: usize,
    pub(crate) pending_deleted_dossiers: usize,
    pub(crate) demarches: usize,
    pub(crate) sizes: ConnectionSizes,
    pub(crate) absences: Absences,
    pub(crate) rest: RestSettings,
    pub(crate) latency: Duration,
    pub(crate) demarches_simplifiees_faults: Faults,
    pub(crate) github_faults: Faults,
    pub(crate) clock: Clock,
    pub(crate) demarches_simplifiees_requests_per_minute: Option<usize>,
    pub(crate) github_quota: Option<(u64, Duration)>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            dossiers: 250,
            deleted_dossiers: 30,
            pending_deleted_dossiers: 10,
            demarches: 5,
            sizes: ConnectionSizes::default(),
            absences: Absences::default(),
            rest: RestSettings::default(),
            latency: Duration::ZERO,
            demarches_simplifiees_faults: Faults::new(),
            github_faults: Faults::new(),
            clock: Clock::system(),
            demarches_simplifiees_requests_per_minute: None,
            github_quota: None,
        }
    }
}

/// Sizes asked for, by `Type.field`, and by `Type.field` under one parent.
#[derive(Debug, Clone, Default)]
pub(crate) struct ConnectionSizes {
    pub(crate) everywhere: HashMap<String, usize>,
    pub(crate) at: HashMap<(String, usize), usize>,
}

impl ConnectionSizes {
    /// The size asked for, the narrower request first; `None` leaves it to the API's own data.
    pub(crate) fn get(&self, connection: &str, parent: Option<usize>) -> Option<usize> {
        parent
            .and_then(|parent| self.at.get(&(connection.to_owned(), parent)))
            .or_else(|| self.everywhere.get(connection))
            .copied()
    }
}
