//! Items that cannot be seen, and items that go away.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use crate::graphql::Object;

/// Which items are null in their lists, and which ones `node(id:)` does not find for ever.
#[derive(Debug, Clone, Default)]
pub(crate) struct Absences {
    nulls: HashSet<Place>,
    /// How often each is found.
    gone: HashMap<Place, usize>,
    /// How often objects that will be gone were found, by key.
    found: Arc<Mutex<HashMap<Arc<str>, usize>>>,
}

/// The field of a connection, the parent's place in its own list (`None`: any parent), and the item's, both from 1.
type Place = (String, Option<usize>, usize);

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

    pub(super) fn is_null(&self, parent: &Object, field: &str, item: usize) -> bool {
        let place = |parent| (field.to_owned(), parent, item);
        !self.nulls.is_empty()
            && (self.nulls.contains(&place(None)) || self.nulls.contains(&place(parent.ordinal())))
    }

    /// Whether an object that somebody looks for is not there any more; the look counts.
    pub(super) fn is_gone(&self, object: &Object) -> bool {
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
        let mut steps = object.key.rsplit('/');
        let item = steps.next()?.parse().ok()?;
        let field = steps.next()?.to_owned();
        let parent = steps.next().and_then(|place| place.parse().ok());
        let place = |parent| (field.clone(), parent, item);
        self.gone
            .get(&place(None))
            .or_else(|| self.gone.get(&place(parent)))
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
