//! Changes of the data during a walk.

use std::sync::{Arc, PoisonError, RwLock};

/// A change to an API's main list: the dossiers of demarches-simplifiees, the pull requests of GitHub's repositories.
///
/// [`Endpoint::change`](crate::Endpoint::change) makes a change immediately, [`Fault::change`](crate::Fault::change) before
/// a certain request. A change applies to every demarche, or to every repository. Numbers that do not exist are ignored.
/// Only [`Insert`](Self::Insert), [`Update`](Self::Update) and [`Delete`](Self::Delete) apply to GitHub and to JobAffinity,
/// Position Green and Sage, where they change the items with this number, counted from 1, of every collection; all changes
/// apply to demarches-simplifiees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Change {
    /// Adds an item, which is the last one by date of creation and by date of update.
    ///
    /// A dossier gets the number after the highest one. A pull request gets the number after the highest one of pull
    /// requests and issues, as on GitHub.
    Insert,
    /// Updates the item with this number, which becomes the last one by date of update.
    Update(i64),
    /// Deletes the item with this number. A dossier is then listed in `deletedDossiers`.
    Delete(i64),
    /// Replaces the files in the answers of this dossier by others, and updates it.
    ReplaceFiles(i64),
    /// Adds a label to this dossier, unless it has all of them, without changing `dateDerniereModification`.
    AddLabel(i64),
    /// Removes a label from this dossier, if it has one, without changing `dateDerniereModification`.
    RemoveLabel(i64),
    /// Moves this dossier to the newest revision of its demarche, without changing `dateDerniereModification`.
    Rebase(i64),
    /// Postpones this dossier's `dateExpiration` by 30 days, without changing `dateDerniereModification`.
    PostponeExpiration(i64),
    /// Hides this dossier: it moves from `dossiers` to `pendingDeletedDossiers`. It is hidden by its user, or by the
    /// administration once it is under instruction. [`PassDays`](Self::PassDays) deletes it after 14 days.
    Hide(i64),
    /// Lets this dossier expire: it leaves `dossiers` and is in no list. [`PassDays`](Self::PassDays) deletes it after 14
    /// days.
    Expire(i64),
    /// Restores this hidden or expired dossier: it is listed in `dossiers` again, as updated now.
    Restore(i64),
    /// Removes this demarche from `demarcheDescriptors`; those after it move up by one.
    UnpublishDemarche(i64),
    /// Lets this number of days pass for the data of demarches-simplifiees. Dossiers that have been hidden or expired for 14
    /// days are deleted. `deletedDossiers` lists a dossier en construction with the date when its user hid it, which is in
    /// the past.
    PassDays(u32),
}

/// A value that requests read and changes replace. A request sees the same state from its beginning to its end.
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
