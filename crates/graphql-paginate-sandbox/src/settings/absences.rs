//! Items of GitHub's lists that are null, and items that `node(id:)` stops finding.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use crate::graphql::Object;

/// Which items are null in their lists, and which ones `node(id:)` finds only a number of times.
#[derive(Debug, Clone, Default)]
pub(crate) struct Absences {
    nulls: HashSet<ItemKey>,
    /// How often each is found before it is gone.
    gone: HashMap<ItemKey, usize>,
    /// Lookups so far, by the key of the object.
    found: Arc<Mutex<HashMap<Arc<str>, usize>>>,
}

/// The field of a connection, the position of the parent in its own list (`None`: any parent) and that of the item, both
/// from 1.
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
        let key = |parent| (field.to_owned(), parent, item);
        !self.nulls.is_empty()
            && (self.nulls.contains(&key(None)) || self.nulls.contains(&key(parent.ordinal())))
    }

    /// Whether an object that a request looks up is gone; each call counts as a lookup.
    pub(crate) fn is_gone(&self, object: &Object) -> bool {
        let Some(lookups) = self.lookups(object) else {
            return false;
        };
        let mut found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        let count = found.entry(Arc::clone(&object.key)).or_default();
        *count += 1;
        *count > lookups
    }

    /// From a key such as `owner/name/pullRequests/7/reviews/3`.
    fn lookups(&self, object: &Object) -> Option<usize> {
        let mut parts = object.key.rsplit('/');
        let item = parts.next()?.parse().ok()?;
        let field = parts.next()?.to_owned();
        let parent = parts.next().and_then(|position| position.parse().ok());
        let key = |parent| (field.clone(), parent, item);
        self.gone
            .get(&key(None))
            .or_else(|| self.gone.get(&key(parent)))
            .copied()
    }
}

/// `reviews` of `PullRequest.reviews`.
fn field(connection: &str) -> String {
    connection
        .rsplit('.')
        .next()
        .unwrap_or(connection)
        .to_owned()
}
