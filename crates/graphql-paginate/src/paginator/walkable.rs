//! What a paginator can walk.

use serde_json::Value;

use super::Paginator;
use crate::client::Client;
use crate::connection::{Connection, Direction, PageDocument};
use crate::driver::Walk;
use crate::error::ErrorKind;
use crate::graphql::operation;
use crate::page::Listing;
use crate::protocol::variables;
use crate::siblings;

/// A list that a [`Paginator`] walks: a [`Connection`] of a typed query, or the connection of a
/// [`dynamic::Query`](crate::dynamic::Query), as [`JsonItems`](crate::dynamic::JsonItems).
///
/// Implemented in this crate alone. Which settings a list has is in traits of their own: [`SizedPages`](crate::SizedPages),
/// [`WalksForward`](crate::WalksForward), [`WalksBackward`](crate::WalksBackward), [`Concurrent`](crate::Concurrent).
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a list that can be walked",
    label = "not a list with pages",
    note = "in a generic function, add the bound `Connection`: `fn walk<C: Connection + SizedPages>(..)`"
)]
pub trait Walkable: Listing + Sized {
    /// What the caller gives: the variables of a typed query, or the dynamic query.
    #[doc(hidden)]
    type Subject: Clone;

    /// The name of the walk in errors.
    #[doc(hidden)]
    fn operation(subject: &Self::Subject) -> &str;

    /// Response keys from `data` to the connection.
    #[doc(hidden)]
    fn path(subject: &Self::Subject) -> Vec<&str>;

    /// What the query and the caller's variables imply for a walk in a direction.
    #[doc(hidden)]
    fn implied(subject: &Self::Subject, direction: Direction) -> Result<Implied, ErrorKind>;

    /// Whether pages have offsets or numbers, so that later ones can be requested before earlier ones arrive.
    #[doc(hidden)]
    fn has_counted_pages(subject: &Self::Subject, direction: Direction) -> bool;

    /// The walk from one end.
    #[doc(hidden)]
    fn walk(
        paginator: &Paginator<Self>,
        client: &Client,
    ) -> Result<Walk<Self::Item, Self::Data>, ErrorKind>;
}

/// What a query and the caller's variables imply for a walk.
#[derive(Debug, Default)]
pub struct Implied {
    /// The page size, which may be invalid.
    pub(crate) size: Option<i64>,
    /// Whether requests have a page size.
    pub(crate) is_sized: bool,
    /// Whether the API requires a page size.
    pub(crate) is_size_required: bool,
    /// The start cursor.
    pub(crate) cursor: Option<String>,
    /// The number of the first page or item, at which the list begins, too.
    pub(crate) first: Option<u64>,
    /// The largest nested page size.
    pub(crate) nested_size: Option<u32>,
    /// Whether the connection is inside a list, and walked for each element.
    pub(crate) is_inside_list: bool,
}

impl<C: Connection> Walkable for C {
    type Subject = C::Variables;

    fn operation(variables: &C::Variables) -> &str {
        operation::<C>(variables)
    }

    fn path(_variables: &C::Variables) -> Vec<&str> {
        C::PAGING.path.to_vec()
    }

    fn implied(subject: &C::Variables, direction: Direction) -> Result<Implied, ErrorKind> {
        let caller = variables(subject)?;
        let (size, mut cursor) = match C::SIBLINGS {
            [] => (
                C::PAGING.size(&caller, direction),
                C::PAGING.cursor(&caller, direction),
            ),
            siblings => (
                siblings::size(siblings, &caller, direction),
                siblings::cursor(siblings, &caller, direction),
            ),
        };
        let is_inside_list = C::EACH_PARENT.is_some();
        if is_inside_list {
            // The cursor in the query is that of each parent, and not one of the whole walk.
            cursor = None;
        }
        let mut nested_size = None;
        for name in C::PAGING.nested_sizes {
            nested_size = nested_size.max(caller.get(*name).and_then(Value::as_u64));
        }
        let document = C::PAGING.document(direction);
        Ok(Implied {
            size,
            is_sized: true,
            is_size_required: document.is_some_and(|document| document.is_size_required),
            cursor,
            first: document.and_then(PageDocument::first),
            nested_size: nested_size.and_then(|size| u32::try_from(size).ok()),
            is_inside_list,
        })
    }

    fn has_counted_pages(_variables: &C::Variables, direction: Direction) -> bool {
        C::PAGING.is_counted(direction)
    }

    fn walk(
        paginator: &Paginator<C>,
        client: &Client,
    ) -> Result<Walk<C::Item, C::Data>, ErrorKind> {
        paginator.walk_nodes(client)
    }
}
