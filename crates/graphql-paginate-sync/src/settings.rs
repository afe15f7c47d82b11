//! What a mirror holds and how a run works.

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
#[derive(Debug, Clone, Default)]
pub(crate) struct Settings {
    pub(crate) with: With,
    pub(crate) remove_deleted: bool,
    pub(crate) full_refresh: bool,
    pub(crate) census: bool,
    pub(crate) page_size: Option<u32>,
}
