//! The settings of a mirror: which parts it holds, and how a run works.

use crate::files::Folder;

/// The parts of a dossier that are mirrored besides the dossier itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
}

/// How a run works.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    pub(crate) with: With,
    pub(crate) remove_deleted: bool,
    pub(crate) full_refresh: bool,
    pub(crate) census: bool,
    pub(crate) page_size: u32,
    pub(crate) source: Option<String>,
    /// Where files are stored; `None` leaves them on the server.
    pub(crate) files: Option<Folder>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            with: With::default(),
            remove_deleted: false,
            full_refresh: false,
            census: false,
            page_size: 50,
            source: None,
            files: None,
        }
    }
}
