//! Items of connections inside a list, and their parents.

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use serde_json::Value;

use crate::error::PathSegment;

/// An item of a connection inside a list, with the parent that has it.
///
/// It dereferences to the item: `child.title` is a field of the item, and `child.parent` is the parent. See
/// [`SeveralParents`](super::SeveralParents).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Child<T> {
    /// The parent; all items of one page and one parent share it.
    pub parent: Arc<Parent>,
    /// The item.
    pub item: T,
}

/// The object whose connection has an item: an element of a list in the response, or an object inside one.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Parent {
    /// Where it is in the response to the query, from `data`: `nodes`, 3. It is the same for all its items.
    pub path: Vec<PathSegment>,
    /// The values that find it again, usually its `id`.
    pub key: Vec<Value>,
}

impl Parent {
    /// The first value that finds it again, usually its `id`, as text.
    ///
    /// It is selected in the request even if the query does not select it. `None` if the server sent none, which is an
    /// error of the walk if the parent has more pages.
    pub fn id(&self) -> Option<&str> {
        self.key.first()?.as_str()
    }

    /// Its indices in the lists on the path, the outermost first: `[3]` for `nodes[3]`.
    pub fn indices(&self) -> Vec<usize> {
        let mut indices = Vec::new();
        for segment in &self.path {
            if let PathSegment::Index(index) = segment {
                indices.push(usize::try_from(*index).unwrap_or(usize::MAX));
            }
        }
        indices
    }
}

/// The path in the response: `nodes[3]`.
impl fmt::Display for Parent {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separator = "";
        for segment in &self.path {
            match segment {
                PathSegment::Key(key) => write!(formatter, "{separator}{key}")?,
                PathSegment::Index(index) => write!(formatter, "[{index}]")?,
            }
            separator = ".";
        }
        Ok(())
    }
}

impl<T> Deref for Child<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.item
    }
}

impl<T> DerefMut for Child<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.item
    }
}
