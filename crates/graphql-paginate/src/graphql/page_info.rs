//! Reads the next page from `pageInfo`.

use serde_json::Value;

use super::json_path::raw_at;
use super::paging::cursor_text;
use crate::connection::{Direction, Keys, PageInfoPaths};
use crate::driver::NextPage;
use crate::page::PageInfo;

impl PageInfo {
    /// The next page in a direction, by the flag and the cursor of that direction. The flag of the opposite direction is
    /// not reliable in the middle of a walk.
    pub(crate) fn next_page(&self, direction: Direction) -> NextPage {
        let (flag, field) = match direction {
            Direction::Forward => ("hasNextPage", "endCursor"),
            Direction::Backward => ("hasPreviousPage", "startCursor"),
        };
        match self.has_more(direction) {
            None => NextPage::Unknown { field: flag.into() },
            Some(false) => NextPage::End,
            Some(true) => match self.cursor(direction) {
                Some(cursor) => NextPage::At(cursor.to_owned()),
                None => NextPage::NoCursor {
                    field: field.into(),
                },
            },
        }
    }

    /// The flag of a direction: whether further pages follow.
    pub(crate) fn has_more(&self, direction: Direction) -> Option<bool> {
        match direction {
            Direction::Forward => self.has_next_page,
            Direction::Backward => self.has_previous_page,
        }
    }

    /// The cursor of a direction; `None` if it is null or empty.
    pub(crate) fn cursor(&self, direction: Direction) -> Option<&str> {
        let cursor = match direction {
            Direction::Forward => &self.end_cursor,
            Direction::Backward => &self.start_cursor,
        };
        cursor.as_deref().filter(|cursor| !cursor.is_empty())
    }

    /// Sets the flag and the cursor of a direction to those of the next page; the flag is null if that is unknown.
    pub(crate) fn turn_to(&mut self, direction: Direction, next: &NextPage) {
        match next {
            NextPage::At(cursor) => self.turn(direction, true, Some(cursor.clone())),
            NextPage::NoCursor { .. } => self.turn(direction, true, None),
            NextPage::End => self.turn(direction, false, None),
            NextPage::Unknown { .. } => {}
        }
    }

    /// Sets the flag and the cursor of a direction, for a page that combines several connections.
    pub(crate) fn turn(&mut self, direction: Direction, more: bool, cursor: Option<String>) {
        match direction {
            Direction::Forward => (self.has_next_page, self.end_cursor) = (Some(more), cursor),
            Direction::Backward => {
                (self.has_previous_page, self.start_cursor) = (Some(more), cursor)
            }
        }
    }
}

impl<P: Keys> PageInfoPaths<P> {
    /// Reads the flag and the cursor of a direction of the connection at a path of keys from `data` out of a response;
    /// absent values become `None`.
    pub(crate) fn read(
        &self,
        path: &[&str],
        body: &[u8],
        direction: Direction,
        into: &mut PageInfo,
    ) {
        let Ok(body) = std::str::from_utf8(body) else {
            return;
        };
        let mut keys = vec!["data"];
        if let Some(key) = self.key {
            keys.extend(path);
            keys.push(key);
        }
        if let Some(object) = raw_at(body, &keys) {
            let (has_more, cursor) = (self.has_more.keys(), self.cursor.keys());
            into.read(object.get(), &has_more, &cursor, direction);
        }
    }
}

impl PageInfo {
    /// Reads the flag and the cursor of a direction at paths of keys in the text of `data`; absent values become
    /// `None`.
    pub(crate) fn read(
        &mut self,
        data: &str,
        has_more: &[&str],
        cursor: &[&str],
        direction: Direction,
    ) {
        let [has_more, cursor, has_next] = values(data, has_more, cursor);
        let has_more = has_more.and_then(|flag| flag.as_bool());
        let cursor = cursor.as_ref().and_then(cursor_text);
        match direction {
            Direction::Forward => (self.has_next_page, self.end_cursor) = (has_more, cursor),
            Direction::Backward => {
                (self.has_previous_page, self.start_cursor) = (has_more, cursor);
                // Also read, to detect a server that ignores `last`.
                if self.has_next_page.is_none() {
                    self.has_next_page = has_next.and_then(|flag| flag.as_bool());
                }
            }
        }
    }
}

/// The flag, the cursor and `hasNextPage` beside it; the text before the object that holds them is read only once.
fn values(data: &str, has_more: &[&str], cursor: &[&str]) -> [Option<Value>; 3] {
    let pairs = has_more.iter().zip(cursor);
    let shared = pairs.take_while(|(one, other)| one == other).count();
    let Some(object) = raw_at(data, &cursor[..shared]) else {
        return [None, None, None];
    };
    let own = [&has_more[shared..], &cursor[shared..], &["hasNextPage"]];
    own.map(|path| {
        let raw = raw_at(object.get(), path)?;
        serde_json::from_str(raw.get()).ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &str = r#"{"extensions":{"a":[1]},"data":{"list":{"nodes":[{"pageInfo":1}],"pageInfo":{"endCursor":7,"more":true}},"x":null}}"#;

    #[test]
    fn a_cursor_that_is_a_number_becomes_text() {
        let paths: PageInfoPaths = PageInfoPaths {
            key: Some("pageInfo"),
            has_more: &["more"],
            cursor: &["endCursor"],
        };
        let mut page_info = PageInfo::default();
        paths.read(
            &["list"],
            BODY.as_bytes(),
            Direction::Forward,
            &mut page_info,
        );
        assert_eq!(
            (page_info.has_next_page, page_info.end_cursor.as_deref()),
            (Some(true), Some("7"))
        );
    }
}
