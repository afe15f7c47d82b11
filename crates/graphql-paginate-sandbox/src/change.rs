//! Data that changes while somebody walks it.

use std::sync::{Arc, PoisonError, RwLock};

/// A change to an API's main list: the dossiers of demarches-simplifiees, the pull requests of GitHub's repositories.
///
/// Made at once with [`Endpoint::change`](crate::Endpoint::change), or before a certain request with
/// [`Fault::change`](crate::Fault::change). It holds for every demarche, or for every repository. A number that does
/// not exist changes nothing.
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
    /// The item with this number is deleted. A dossier then is among `deletedDossiers`.
    Delete(i64),
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
