//! Faults of cursors.

use serde_json::Value;

use super::Fault;
use super::fault::Situation;
use super::page::connections;

/// # Cursors
///
/// These faults change the outermost connections, in the direction of the walk: `endCursor` and `hasNextPage`, or
/// `startCursor` and `hasPreviousPage` for `last` and `before`. Unless stated otherwise, the flag becomes true.
impl Fault {
    /// The page returns the cursor of the request. The cursor of a first page does not change.
    pub fn stuck_cursor() -> Self {
        Self::cursor_from(|situation| situation.asked.cursor.clone())
    }

    /// The page returns the first cursor of any request since the script was set: a walk over the cursors A and B goes A,
    /// B, A if the request with B has this fault.
    pub fn cyclic_cursor() -> Self {
        Self::cursor_from(|situation| situation.first_cursor.clone())
    }

    /// The page's cursor is null although there is another page.
    pub fn null_cursor() -> Self {
        Self::next_cursor(|_| Some(Value::Null))
    }

    /// The page's cursor is `""` although there is another page.
    pub fn empty_cursor() -> Self {
        Self::next_cursor(|_| Some("".into()))
    }

    /// The page returns this cursor. If it is not valid, the API refuses it when it is used.
    pub fn cursor(cursor: &str) -> Self {
        let cursor = Value::from(cursor);
        Self::next_cursor(move |_| Some(cursor.clone()))
    }

    /// The cursor of the request is ignored, so the list starts again.
    ///
    /// Only cursors in variables and query strings are ignored, not those in the text of the document.
    pub fn restarted_list() -> Self {
        Self::restart()
    }

    /// The page says that no other page follows, even if one does. The cursor does not change.
    pub fn early_end() -> Self {
        Self::rewritten(|body, situation| page_info(body, situation, &None, false))
    }

    fn cursor_from(cursor: impl Fn(&Situation) -> Option<String> + Send + Sync + 'static) -> Self {
        Self::next_cursor(move |situation| cursor(situation).map(Value::from))
    }

    fn next_cursor(cursor: impl Fn(&Situation) -> Option<Value> + Send + Sync + 'static) -> Self {
        Self::rewritten(move |body, situation| page_info(body, situation, &cursor(situation), true))
    }
}

fn page_info(body: &mut Value, situation: &Situation, cursor: &Option<Value>, more: bool) {
    let (cursor_key, more_key) = if situation.asked.backward {
        ("startCursor", "hasPreviousPage")
    } else {
        ("endCursor", "hasNextPage")
    };
    connections(body, |_, connection| {
        let page_info = connection
            .get_mut("pageInfo")
            .and_then(Value::as_object_mut);
        for (key, value) in page_info.into_iter().flatten() {
            match cursor {
                Some(cursor) if key == cursor_key => *value = cursor.clone(),
                _ if key == more_key => *value = more.into(),
                _ => {}
            }
        }
    });
}
