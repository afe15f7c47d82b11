//! Pages of every connection of the schema.
//!
//! Page sizes out of range are errors, as on GitHub; they are not corrected. Both flags are accurate: they say whether there
//! are items before and after the page.

use super::cursor::{self, Form, Position};
use super::data::{Data, size};
use super::order::Order;
use super::{issues, schema};
use crate::graphql::{Call, Connection, ConnectionType, Failure, Item, Object, Page, Value};

const MAX_PAGE: i64 = 100;
/// The number of results to which a search is capped.
const MAX_SEARCH_RESULTS: usize = 1_000;
/// The database id of the first item. Cursors contain ids, not positions in the list.
const FIRST_ID: u32 = 1_000_000;

pub(super) fn connection(
    data: &Data,
    parent: &Object,
    call: &Call<'_>,
    ty: ConnectionType,
) -> Result<Connection, Failure> {
    let bounds = Bounds::read(call)?;
    let listing = Listing::of(data, parent, call);
    let range = bounds.range(&listing)?;
    let item = |index| {
        let position = listing.position(index);
        let number = listing.number(index);
        let node = if data.absences.is_null(parent, call.name(), number) {
            None
        } else {
            Some(node(parent, call, ty, number))
        };
        Item {
            cursor: cursor::encode(position, listing.form),
            node,
        }
    };
    let page = Page {
        has_previous: range.start > 0,
        has_next: range.end < listing.len(),
        items: range.map(item).collect(),
    };
    Ok(Connection {
        ty,
        page: Ok(page),
        total: listing.len(),
        extra: search_counts(data, parent, call),
    })
}

/// Valid paging arguments.
#[derive(Debug)]
struct Bounds<'a> {
    first: Option<usize>,
    last: Option<usize>,
    after: Option<&'a str>,
    before: Option<&'a str>,
}

impl<'a> Bounds<'a> {
    fn read(call: &Call<'a>) -> Result<Self, Failure> {
        let (first, last) = (bound(call, "first")?, bound(call, "last")?);
        let field = call.name();
        if first.is_some() && last.is_some() {
            return Err(Failure::plain(format!(
                "Passing both `first` and `last` to paginate the `{field}` connection is not supported."
            )));
        }
        if first.is_none() && last.is_none() && call.selects(&["nodes", "edges"]) {
            let message = format!(
                "You must provide a `first` or `last` value to properly paginate the `{field}` connection."
            );
            return Err(Failure::with_kind("MISSING_PAGINATION_BOUNDARIES", message));
        }
        Ok(Self {
            first,
            last,
            after: call.text("after"),
            before: call.text("before"),
        })
    }

    /// The indexes of the page.
    fn range(&self, listing: &Listing) -> Result<std::ops::Range<usize>, Failure> {
        let start = self
            .after
            .map_or(Ok(0), |after| listing.index_after(after))?;
        let end = self
            .before
            .map_or(Ok(listing.len()), |before| listing.index_from(before))?
            .max(start);
        let end = self.first.map_or(end, |first| end.min(start + first));
        let start = self
            .last
            .map_or(start, |last| start.max(end.saturating_sub(last)));
        Ok(start..end)
    }
}

fn bound(call: &Call<'_>, argument: &str) -> Result<Option<usize>, Failure> {
    let Some(size) = call.integer(argument) else {
        return Ok(None);
    };
    let field = call.name();
    if size > MAX_PAGE {
        let message = format!(
            "Requesting {size} records on the `{field}` connection exceeds the `{argument}` limit of \
             {MAX_PAGE} records."
        );
        return Err(Failure::with_kind("EXCESSIVE_PAGINATION", message));
    }
    usize::try_from(size).map(Some).map_err(|_| {
        Failure::plain(format!(
            "`{argument}` on the `{field}` connection cannot be less than zero."
        ))
    })
}

/// The items of a connection in the requested order. An item is its number in the default order, counted from 1.
struct Listing {
    form: Form,
    descending: bool,
    order: Order,
}

impl Listing {
    fn of(data: &Data, parent: &Object, call: &Call<'_>) -> Self {
        let direction = call
            .argument("orderBy")
            .and_then(|order| order.get("direction")?.as_str());
        let descending = direction.or(call.text("direction")) == Some("DESC");
        let count = size(data, parent, call.name());
        if (parent.type_name, call.name()) == ("Query", "search") {
            let order = Order::Every(count.min(MAX_SEARCH_RESULTS));
            return Self {
                form: Form::Offset,
                descending: false,
                order,
            };
        }
        Self {
            form: Form::Key,
            descending,
            order: issues::order(data, parent, call, count),
        }
    }

    fn len(&self) -> usize {
        match &self.order {
            Order::Every(count) => *count,
            Order::Chosen(numbers) => numbers.len(),
            Order::Dated(numbers) => numbers.len(),
        }
    }

    fn number(&self, index: usize) -> usize {
        self.ascending(self.mirrored(index)).1
    }

    fn position(&self, index: usize) -> Position {
        let (at, number) = self.ascending(self.mirrored(index));
        let id = number as u32 + if self.form == Form::Key { FIRST_ID } else { 0 };
        Position { at, id }
    }

    /// The index of the first item after the cursor.
    fn index_after(&self, cursor: &str) -> Result<usize, Failure> {
        let position = self.decode(cursor)?;
        Ok(self.partition(|row| {
            if self.descending {
                row >= position
            } else {
                row <= position
            }
        }))
    }

    /// The index of the first item at or after the cursor.
    fn index_from(&self, cursor: &str) -> Result<usize, Failure> {
        let position = self.decode(cursor)?;
        Ok(self.partition(|row| {
            if self.descending {
                row > position
            } else {
                row < position
            }
        }))
    }

    fn decode(&self, cursor: &str) -> Result<Position, Failure> {
        cursor::decode(cursor, self.form, matches!(self.order, Order::Dated(_)))
    }

    /// The index of the first item whose position fails the test. Positions that pass come first.
    fn partition(&self, passes: impl Fn(Position) -> bool) -> usize {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = low + (high - low) / 2;
            if passes(self.position(middle)) {
                low = middle + 1
            } else {
                high = middle
            }
        }
        low
    }

    fn mirrored(&self, index: usize) -> usize {
        if self.descending {
            self.len() - 1 - index
        } else {
            index
        }
    }

    fn ascending(&self, index: usize) -> (Option<i64>, usize) {
        match &self.order {
            Order::Every(_) => (None, index + 1),
            Order::Chosen(numbers) => (None, numbers[index]),
            Order::Dated(numbers) => (Some(numbers[index].0), numbers[index].1),
        }
    }
}

fn node(parent: &Object, call: &Call<'_>, ty: ConnectionType, number: usize) -> Object {
    let key = parent.child_key(&format!("{}/{number}", call.name()));
    let type_name = match call.text("type").filter(|_| ty.node == "SearchResultItem") {
        Some("REPOSITORY") => "Repository",
        Some("USER") => "User",
        Some("DISCUSSION") => "Discussion",
        Some(_) if number.is_multiple_of(2) => "Issue",
        Some(_) => "PullRequest",
        None => schema()
            .possible_types(ty.node)
            .pick(crate::graphql::seed(&[&key]).0),
    };
    Object::new(type_name, key)
}

/// The counts of a search. Instead of `totalCount` it has a count for each kind, which is not capped.
fn search_counts(data: &Data, parent: &Object, call: &Call<'_>) -> Vec<(&'static str, Value)> {
    if (parent.type_name, call.name()) != ("Query", "search") {
        return vec![];
    }
    let count = size(data, parent, call.name()) as i64;
    let counts = [
        ("issueCount", "ISSUE"),
        ("repositoryCount", "REPOSITORY"),
        ("userCount", "USER"),
        ("discussionCount", "DISCUSSION"),
        ("codeCount", "CODE"),
        ("wikiCount", "WIKI"),
    ];
    let kind = call.text("type");
    counts
        .map(|(field, of)| (field, Value::json(if kind == Some(of) { count } else { 0 })))
        .into()
}
