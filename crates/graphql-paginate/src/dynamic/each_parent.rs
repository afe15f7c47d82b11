//! How a connection inside lists continues, as the caller describes it.

use crate::parents;

/// How a connection inside lists continues after the first page of each parent.
///
/// The walk yields the items of all parents. Each of them begins with a member `__parent`: the `id` of the parent, and
/// its `path` in the first response, such as `nodes[3]`. If the query sets the variable of the cursor, each parent starts
/// there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EachParent {
    pub(super) levels: Vec<Vec<String>>,
    pub(super) has_more: Vec<String>,
    pub(super) cursor: Vec<String>,
    pub(super) parent: Vec<Vec<String>>,
    pub(super) parent_types: Vec<String>,
    pub(super) follow_up: parents::OwnedFollowUp,
}

/// The parts of a document that requests further pages for several parents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FollowUp(parents::OwnedFollowUp);

impl FollowUp {
    /// An operation and its selection for one parent, in pieces: the parent's number is inserted between two pieces.
    pub fn new<K: Into<String>>(
        operation: impl Into<String>,
        pieces: impl IntoIterator<Item = K>,
    ) -> Self {
        Self(parents::OwnedFollowUp {
            operation: operation.into(),
            pieces: owned(pieces),
            variables: Vec::new(),
            own: Vec::new(),
            fragments: String::new(),
            repeated: Vec::new(),
        })
    }

    /// Sets the variables of the query that the selection uses, with their types.
    #[must_use]
    pub fn variables(mut self, variables: Vec<(String, String)>) -> Self {
        self.0.variables = variables;
        self
    }

    /// Sets the variables of each parent, without its number, with their types: the values that find it, then the page
    /// size and the cursor.
    #[must_use]
    pub fn own(mut self, variables: Vec<(String, String)>) -> Self {
        self.0.own = variables;
        self
    }

    /// Sets the definitions of the fragments that the selection uses.
    #[must_use]
    pub fn fragments(mut self, fragments: impl Into<String>) -> Self {
        self.0.fragments = fragments.into();
        self
    }

    /// Sets the response keys under which the selection repeats the values that identify the parent, in their order, with
    /// empty keys for those that it does not repeat. A response with another value is then
    /// [`ErrorKind::Decode`](crate::ErrorKind::Decode), because it is about another object.
    #[must_use]
    pub fn repeated<K: Into<String>>(mut self, keys: impl IntoIterator<Item = K>) -> Self {
        self.0.repeated = owned(keys);
        self
    }
}

impl EachParent {
    /// Response keys from `data` to the first list, then from the elements of each list to the next list, the last ones
    /// to the connection; and the document that continues it.
    ///
    /// By default, the next page is found by `hasNextPage` and `endCursor` in the connection's `pageInfo`, and a parent
    /// by its `id`.
    pub fn new(levels: Vec<Vec<String>>, follow_up: FollowUp) -> Self {
        Self {
            levels,
            has_more: owned(["pageInfo", "hasNextPage"]),
            cursor: owned(["pageInfo", "endCursor"]),
            parent: vec![owned(["id"])],
            parent_types: Vec::new(),
            follow_up: follow_up.0,
        }
    }

    /// Sets the response keys from the connection to the flag and to the cursor of the next page.
    #[must_use]
    pub fn page_info_at<K: Into<String>>(
        mut self,
        has_more: impl IntoIterator<Item = K>,
        cursor: impl IntoIterator<Item = K>,
    ) -> Self {
        (self.has_more, self.cursor) = (owned(has_more), owned(cursor));
        self
    }

    /// Sets the response keys from the parent to each value that finds it again.
    #[must_use]
    pub fn found_by(mut self, paths: Vec<Vec<String>>) -> Self {
        self.parent = paths;
        self
    }

    /// Sets the object types of the parent that have the connection, by `__typename`. By default, all have it.
    #[must_use]
    pub fn types<K: Into<String>>(mut self, types: impl IntoIterator<Item = K>) -> Self {
        self.parent_types = owned(types);
        self
    }
}

pub(super) fn owned<K: Into<String>>(keys: impl IntoIterator<Item = K>) -> Vec<String> {
    keys.into_iter().map(Into::into).collect()
}
