//! Absent items of GitHub's lists: those that are null, and those that `node(id:)` stops finding.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use crate::graphql::Object;

/// The items that are null in their lists, and the items that `node(id:)` finds only a limited number of times.
#[derive(Debug, Clone, Default)]
pub(crate) struct Absences {
    nulls: HashSet<ItemKey>,
    /// The number of lookups after which each item is gone.
    gone: HashMap<ItemKey, usize>,
    /// Lookups so far, by the key of the object.
    found: Arc<Mutex<HashMap<Arc<str>, usize>>>,
}

/// The field of a connection, the position of the parent in its own list (`None` for every parent), and the position of
/// the item. Positions are counted from 1.
type ItemKey = (String, Option<usize>, usize);

impl Absences {
    pub(crate) fn hide(&mut self, connection: &str, parent: Option<usize>, item: usize) {
        self.nulls.insert((field(connection), parent, item));
    }

    pub(crate) fn lose(
        &mut self,
        connection: &str,
        parent: Option<usize>,
        item: usize,
        lookups: usize,
    ) {
        self.gone.insert((field(connection), parent, item), lookups);
    }

    pub(crate) fn is_null(&self, parent: &Object, field: &str, item: usize) -> bool {
        if self.nulls.is_empty() {
            return false;
        }
        for parent in [None, parent.ordinal()] {
            if self.nulls.contains(&(field.to_owned(), parent, item)) {
                return true;
            }
        }
        false
    }

    /// Whether an object is gone. Each call counts as a lookup.
    pub(crate) fn is_gone(&self, object: &Object) -> bool {
        let Some(lookups) = self.lookups(object) else {
            return false;
        };
        let mut found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        let count = found.entry(Arc::clone(&object.key)).or_default();
        *count += 1;
        *count > lookups
    }

    /// The number of lookups after which an object is gone, by its key, such as `owner/name/pullRequests/7/reviews/3`.
    fn lookups(&self, object: &Object) -> Option<usize> {
        let mut parts = object.key.rsplit('/');
        let item = parts.next()?.parse().ok()?;
        let field = parts.next()?;
        let parent = parts.next().and_then(|position| position.parse().ok());
        for parent in [None, parent] {
            if let Some(lookups) = self.gone.get(&(field.to_owned(), parent, item)) {
                return Some(*lookups);
            }
        }
        None
    }
}

/// The field of a connection: `reviews` for `PullRequest.reviews`.
fn field(connection: &str) -> String {
    connection
        .rsplit('.')
        .next()
        .unwrap_or(connection)
        .to_owned()
}
