//! Cursors that do not lead on.

use serde_json::Value;

use super::Fault;
use super::fault::Situation;
use super::page::connections;

/// # Cursors
///
/// They act on the outermost connections, on the side their walk goes to: `endCursor` with `hasNextPage`, or
/// `startCursor` with `hasPreviousPage` for `last` and `before`. There is always said to be more.
impl Fault {
    /// The page ends where it began: its cursor is that of the request. On a first page, the cursor stays as it is.
    pub fn stuck_cursor() -> Self {
        Self::cursor_from(|situation| situation.asked.cursor.clone())
    }

    /// The page's cursor is the first one that any request came with since the script was set: a walk over cursors A
    /// and B goes A, B, A when the request with B has this fault.
    pub fn cyclic_cursor() -> Self {
        Self::cursor_from(|situation| situation.first_cursor.clone())
    }

    /// The page's cursor is null although there is more.
    pub fn null_cursor() -> Self {
        Self::next_cursor(|_| Some(Value::Null))
    }

    /// The page's cursor is `""` although there is more.
    pub fn empty_cursor() -> Self {
        Self::next_cursor(|_| Some("".into()))
    }

    /// The page's cursor is this one; on its next use the API says what it says to such a cursor.
    pub fn cursor(cursor: &str) -> Self {
        let cursor = Value::from(cursor);
        Self::next_cursor(move |_| Some(cursor.clone()))
    }

    /// The cursor of the request has gone stale, and the list starts again: the API sees no cursor.
    ///
    /// Cursors in variables and in query strings, that is; one written into the document stays.
    pub fn restarted_list() -> Self {
        Self::restart()
    }

    /// There is said to be no more, whatever there is; the cursor stays.
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
    let (cursor_key, more_key) = match situation.asked.backward {
        true => ("startCursor", "hasPreviousPage"),
        false => ("endCursor", "hasNextPage"),
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
