//! Reads the next page from `pageInfo`.

use crate::connection::Direction;
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
