//! Data that changes while somebody walks it.

use std::sync::{Arc, PoisonError, RwLock};

/// A change to an API's main list: the dossiers of demarches-simplifiees, the pull requests of GitHub's repositories.
///
/// Made at once with [`Endpoint::change`](crate::Endpoint::change), or before a certain request with
/// [`Fault::change`](crate::Fault::change). It holds for every demarche, or for every repository. A number that does
/// not exist changes nothing. Changes other than [`Insert`](Self::Insert), [`Update`](Self::Update) and
/// [`Delete`](Self::Delete) are for demarches-simplifiees alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Change {
    /// A new item, last by date of creation and by date of update.
    ///
    /// A dossier gets the number after the highest; a pull request, as on GitHub, that after the highest of pull
    /// requests and issues.
    Insert,
    /// The item with this number is updated, and so becomes the last one by date of update.
    Update(i64),
    /// The item with this number is deleted. A dossier is then listed in `deletedDossiers`.
    Delete(i64),
    /// A label is added to this dossier, unless it has all; `dateDerniereModification` stays.
    AddLabel(i64),
    /// A label is removed from this dossier, if it has one; `dateDerniereModification` stays.
    RemoveLabel(i64),
    /// This dossier moves to the newest revision of its demarche; `dateDerniereModification` stays.
    Rebase(i64),
    /// This dossier's `dateExpiration` moves by 30 days; `dateDerniereModification` stays.
    PostponeExpiration(i64),
    /// This dossier is hidden by its user, or by the administration once it is under instruction: it moves from
    /// `dossiers` to `pendingDeletedDossiers`. [`PassDays`](Self::PassDays) deletes it after 14 days.
    Hide(i64),
    /// This dossier expires: it leaves `dossiers`, and no list has it. [`PassDays`](Self::PassDays) deletes it after 14
    /// days.
    Expire(i64),
    /// This dossier, hidden or expired before, is listed in `dossiers` again, as updated now.
    Restore(i64),
    /// This demarche leaves `demarcheDescriptors`; those after it move up by one.
    UnpublishDemarche(i64),
    /// So many days pass for the data of demarches-simplifiees, and what is pending or expired for 14 days by then is
    /// deleted. `deletedDossiers` lists a dossier en construction under the date when its user hid it, so in the past.
    PassDays(u32),
}

/// A value that requests share and changes replace: a request sees one state from its beginning to its end.
#[derive(Debug)]
pub(crate) struct Changing<T>(RwLock<Arc<T>>);

impl<T> Changing<T> {
    pub(crate) fn new(value: T) -> Self {
        Self(RwLock::new(Arc::new(value)))
    }

    pub(crate) fn now(&self) -> Arc<T> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    pub(crate) fn change(&self, changed: impl FnOnce(&T) -> T) {
        let mut value = self.0.write().unwrap_or_else(PoisonError::into_inner);
        *value = Arc::new(changed(&value));
    }
}
