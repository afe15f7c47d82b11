//! Pages of `dossiers`, `deletedDossiers` and `pendingDeletedDossiers`.
//!
//! Lists are always sorted in ascending order by a date column and then by id, and pages have that order too. The selection
//! of rows and the flags follow the API's own code, including its quirks: the flag opposite to the direction of the walk is
//! true whenever a cursor is given, `last` with `after` returns the end of the list, `first` with `before` returns the rows
//! directly before the cursor, and `order: DESC` with `before` starts at the beginning.

use super::cursor::{self, Position};
use super::data::Access;
use super::descriptors;
use crate::graphql::{Call, Connection, ConnectionType, Failure, Item, Object, Page};

/// The default and the largest page size. Larger sizes are reduced to it without an error.
const MAX_PAGE: i64 = 100;

pub(super) fn connection(
    access: &Access,
    object: &Object,
    call: &Call<'_>,
    ty: ConnectionType,
) -> Result<Connection, Failure> {
    let data = &*access.data;
    if call.name() == "demarcheDescriptors" {
        return Ok(descriptors::connection(data, call, ty));
    }
    let rows = data.rows(object, call)?;
    let page = Window::read(call)
        .and_then(|window| window.page(&rows, |row| data.object(object, call, row)));
    Ok(Connection {
        ty,
        page,
        total: rows.len(),
        extra: vec![],
    })
}

/// The validated paging arguments, with defaults.
#[derive(Debug)]
struct Window {
    size: usize,
    bound: Option<Bound>,
    backward: bool,
    descending: bool,
}

#[derive(Debug)]
struct Bound {
    /// `None` for a cursor without a date, with which no row compares.
    position: Option<Position>,
    after: bool,
}

impl Window {
    fn read(call: &Call<'_>) -> Result<Self, Failure> {
        let size = |name| call.integer(name).map(|size| size.clamp(0, MAX_PAGE));
        let cursor = |name| call.text(name).filter(|cursor| !cursor.is_empty());
        let (first, last) = (size("first"), size("last"));
        let descending = call.text("order") == Some("DESC");
        if first.is_some() && last.is_some() {
            return Err(exclusive("first", "last"));
        }
        if descending && last.is_some() {
            let message = r#"Argument "last" is not supported with order "desc""#;
            return Err(Failure::with_code("bad_request", message));
        }
        let bound = match (cursor("after"), cursor("before")) {
            (Some(_), Some(_)) => return Err(exclusive("after", "before")),
            (Some(after), None) => Some(Bound {
                position: cursor::decode(after)?,
                after: true,
            }),
            (None, Some(before)) => Some(Bound {
                position: cursor::decode(before)?,
                after: false,
            }),
            (None, None) => None,
        };
        let before = bound.as_ref().is_some_and(|bound| !bound.after);
        let backward = !descending && (last.is_some() || before);
        let size = first.or(last).unwrap_or(MAX_PAGE) as usize;
        Ok(Self {
            size,
            bound,
            backward,
            descending,
        })
    }

    fn page(
        &self,
        rows: &[Position],
        object: impl Fn(Position) -> Object,
    ) -> Result<Page, Failure> {
        let found = self.found(rows);
        let more = found.len() > self.size;
        let kept = if !more {
            found
        } else if self.backward || self.descending {
            &found[found.len() - self.size..]
        } else {
            &found[..self.size]
        };
        let item = |&row: &Position| Item {
            cursor: cursor::encode(row),
            node: Some(object(row)),
        };
        let mut items: Vec<Item> = kept.iter().map(item).collect();
        if self.descending {
            items.reverse();
        }
        let after = self.bound.as_ref().is_some_and(|bound| bound.after);
        let before = self.bound.as_ref().is_some_and(|bound| !bound.after);
        Ok(Page {
            items,
            has_previous: after || (more && self.backward),
            has_next: before || (more && !self.backward),
        })
    }

    /// The rows after, or before, the cursor.
    fn found<'a>(&self, rows: &'a [Position]) -> &'a [Position] {
        let Some(bound) = &self.bound else {
            return rows;
        };
        let Some(position) = bound.position else {
            return &[];
        };
        // `order: DESC` reverses the list, and with it the meaning of "after" and "before".
        if bound.after != self.descending {
            &rows[rows.partition_point(|row| *row <= position)..]
        } else {
            &rows[..rows.partition_point(|row| *row < position)]
        }
    }
}

fn exclusive(one: &str, other: &str) -> Failure {
    Failure::with_code(
        "bad_request",
        format!("Arguments {one:?} and {other:?} are exclusive"),
    )
}
