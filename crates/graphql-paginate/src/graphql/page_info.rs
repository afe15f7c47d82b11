//! What `pageInfo` says about the page after.

use crate::connection::{Direction, PageInfo};
use crate::driver::NextPage;

impl PageInfo {
    /// The flag and the cursor of one direction; the opposite ones mean nothing in the middle of a walk.
    pub(crate) fn onward(&self, direction: Direction) -> NextPage {
        let (more, flag, field) = match direction {
            Direction::Forward => (self.has_next_page, "hasNextPage", "endCursor"),
            Direction::Backward => (self.has_previous_page, "hasPreviousPage", "startCursor"),
        };
        match more {
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

    /// Servers write "no cursor" as null or as an empty string.
    pub(crate) fn cursor(&self, direction: Direction) -> Option<&str> {
        let cursor = match direction {
            Direction::Forward => &self.end_cursor,
            Direction::Backward => &self.start_cursor,
        };
        cursor.as_deref().filter(|cursor| !cursor.is_empty())
    }

    /// The `pageInfo` of a walk that no single connection tells about.
    pub(crate) fn turn(&mut self, direction: Direction, more: bool, cursor: Option<String>) {
        match direction {
            Direction::Forward => (self.has_next_page, self.end_cursor) = (Some(more), cursor),
            Direction::Backward => {
                (self.has_previous_page, self.start_cursor) = (Some(more), cursor)
            }
        }
    }
}
