//! The queue of parents with further pages, which is the cursor of the walk.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::error::ErrorKind;

/// The parents that have further pages, in the order of the walk. Serialized as JSON, it is the cursor of the whole walk.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Queue {
    /// How many parents at the front the next request is about.
    ask: usize,
    /// How many parents at the front have a new cursor; the others were not requested.
    new: usize,
    parents: Vec<PendingParent>,
}

/// A parent with further pages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct PendingParent {
    /// Its number among all parents of the first response, in the order of that response.
    pub(super) number: usize,
    /// Its indices in the lists on the path.
    pub(super) at: Vec<usize>,
    /// The values that find it again.
    pub(super) key: Vec<Value>,
    /// The cursor of its next page.
    pub(super) after: String,
}

impl Queue {
    /// The queue after the first response.
    pub(super) fn first(parents: Vec<PendingParent>, batch: usize) -> Self {
        Self {
            ask: batch.clamp(1, parents.len().max(1)),
            new: parents.len(),
            parents,
        }
    }

    /// Parses the cursor of a walk.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Setup`] if the text is not such a cursor.
    pub(super) fn read(cursor: &str) -> Result<Self, ErrorKind> {
        let queue: Option<Self> = serde_json::from_str(cursor).ok();
        match queue {
            Some(queue) if (1..=queue.parents.len()).contains(&queue.ask) => Ok(queue),
            _ => Err(ErrorKind::Setup {
                problem: format!(
                    "`{cursor}` is not a cursor of a walk of several parents; start at the `cursor` of one of its pages"
                ),
            }),
        }
    }

    /// The parents of the next request.
    pub(super) fn asked(&self) -> &[PendingParent] {
        &self.parents[..self.ask]
    }

    /// The cursor that the next request has for a parent.
    pub(super) fn cursor_of(&self, number: usize) -> Option<&str> {
        let mut asked = self.asked().iter();
        let parent = asked.find(|parent| parent.number == number)?;
        Some(&parent.after)
    }

    /// The queue after a response in which `open` of the requested parents have further pages.
    ///
    /// The next request is about these, and about as many others as a request may have. It never leaves one of them out:
    /// a walk that resumes inside a page has to see all its parents again.
    pub(super) fn after(&self, open: Vec<PendingParent>, batch: usize) -> Self {
        let new = open.len();
        let mut parents = open;
        parents.extend_from_slice(&self.parents[self.ask..]);
        Self {
            ask: batch.max(new).clamp(1, parents.len().max(1)),
            new,
            parents,
        }
    }

    /// The cursor of the walk; `None` if no parent has further pages.
    pub(super) fn cursor(&self) -> Option<String> {
        if self.parents.is_empty() {
            return None;
        }
        Some(serde_json::to_string(self).expect("strings and numbers are JSON"))
    }

    /// The new cursors, each after the number of its parent. Each has to change with each page.
    pub(super) fn loop_keys(&self) -> Vec<String> {
        let mut keys = Vec::new();
        for parent in self.parents.iter().take(self.new) {
            keys.push(format!("{} {}", parent.number, parent.after));
        }
        keys
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parent(number: usize, after: &str) -> PendingParent {
        PendingParent {
            number,
            at: vec![number],
            key: vec![format!("id{number}").into()],
            after: after.to_owned(),
        }
    }

    fn asked(queue: &Queue) -> Vec<usize> {
        queue.asked().iter().map(|parent| parent.number).collect()
    }

    #[test]
    fn parents_stay_at_the_front_until_they_are_complete() {
        let all = (0..4).map(|number| parent(number, "a")).collect();
        let queue = Queue::first(all, 2);
        assert_eq!(asked(&queue), [0, 1]);
        let queue = queue.after(vec![parent(1, "b")], 2);
        assert_eq!(
            (asked(&queue), queue.loop_keys()),
            (vec![1, 2], vec!["1 b".to_owned()])
        );
        let read = Queue::read(&queue.cursor().unwrap()).unwrap();
        assert_eq!(read, queue);
        let queue = queue.after(Vec::new(), 2).after(Vec::new(), 2);
        assert_eq!(queue.cursor(), None);
    }

    #[test]
    fn a_smaller_batch_keeps_the_parents_that_are_open() {
        let all = (0..3).map(|number| parent(number, "a")).collect();
        let queue = Queue::first(all, 2).after(vec![parent(0, "b"), parent(1, "b")], 1);
        assert_eq!(asked(&queue), [0, 1]);
    }

    #[test]
    fn other_text_is_not_a_cursor() {
        for text in ["", "abc", "{}", r#"{"ask":1,"new":0,"parents":[]}"#] {
            let error = Queue::read(text).unwrap_err().to_string();
            assert!(
                error.contains("is not a cursor of a walk of several parents"),
                "{error}"
            );
        }
    }
}
