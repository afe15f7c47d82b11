//! The settings of a mirror: which parts it holds, and how a run works.

use serde::{Deserialize, Serialize};

use crate::files::Folder;
use crate::received::ReceivedCounts;

/// The parts of a dossier that are mirrored besides the dossier itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct With {
    /// The answers to the form.
    pub champs: bool,
    /// The annotations of instructors.
    pub annotations: bool,
    /// Opinions of experts, with the names and checksums of their files.
    pub avis: bool,
    /// Messages, with the names and checksums of their files.
    pub messages: bool,
}

impl Default for With {
    /// Answers and annotations.
    fn default() -> Self {
        Self {
            champs: true,
            annotations: true,
            avis: false,
            messages: false,
        }
    }
}

impl With {
    /// Only the dossiers, with their labels and the steps of their handling.
    pub fn nothing() -> Self {
        Self {
            champs: false,
            annotations: false,
            avis: false,
            messages: false,
        }
    }

    /// Everything that can be mirrored.
    pub fn all() -> Self {
        Self {
            champs: true,
            annotations: true,
            avis: true,
            messages: true,
        }
    }

    /// The names of the parts in messages.
    pub(crate) fn names(self) -> String {
        let mut names = Vec::new();
        for (is_in, name) in [
            (self.champs, "champs"),
            (self.annotations, "annotations"),
            (self.avis, "avis"),
            (self.messages, "messages"),
        ] {
            if is_in {
                names.push(name);
            }
        }
        if names.is_empty() {
            "none".to_owned()
        } else {
            names.join(",")
        }
    }
}

/// Whether a run of a démarche first asks, with one request, whether the lists have changed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Polling {
    /// It does not ask.
    #[default]
    Off,
    /// It asks and runs anyway, so that a later run knows what this one has seen.
    Remember,
    /// It ends there if nothing has changed, the last run left nothing to do, and that was less than a day ago.
    ///
    /// Dossiers and deletions are noticed as soon as the API lists them. What no list shows still needs a census, and a
    /// run with a census, or from the start, never ends there.
    Before,
}

/// Items per page by default. Larger pages hit the time limits of demarches-simplifiees.
pub(crate) const PAGE_SIZE: u32 = 50;

/// How a run works.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    /// The parts that were chosen; `None` for the default ones of a run, and the mirror's own ones of a repair.
    pub(crate) with: Option<With>,
    pub(crate) remove_deleted: bool,
    /// Whether everything is deleted if the server lists nothing.
    pub(crate) allow_empty: bool,
    pub(crate) full_refresh: bool,
    pub(crate) census: bool,
    /// Items per page, if the caller chose a number.
    pub(crate) chosen_page_size: Option<u32>,
    pub(crate) source: Option<String>,
    pub(crate) polling: Polling,
    /// Where files are stored; `None` leaves them on the server.
    pub(crate) files: Option<Folder>,
    /// Counts what was received.
    pub(crate) received: ReceivedCounts,
}

impl Settings {
    /// Dossiers per page.
    pub(crate) fn page_size(&self) -> u32 {
        self.chosen_page_size.unwrap_or(PAGE_SIZE)
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            with: None,
            remove_deleted: false,
            allow_empty: false,
            full_refresh: false,
            census: false,
            chosen_page_size: None,
            source: None,
            polling: Polling::Off,
            files: None,
            received: ReceivedCounts::default(),
        }
    }
}
