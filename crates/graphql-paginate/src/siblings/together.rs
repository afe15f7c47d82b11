//! The walk of all connections of a document at once.

use super::{Choice, Places};
use crate::connection::{
    Condition, Connected, Connection, Direction, NullAt, PageArguments, PageInfo,
};
use crate::driver::{NextPage, Position};

/// One of the connections, as generated code lists them, in the order of their flags.
#[derive(Debug)]
pub struct Sibling<V: 'static> {
    name: &'static str,
    path: &'static [&'static str],
    conditions: fn(&V) -> Vec<Condition>,
    size: fn(&V, Direction) -> Option<i64>,
    cursor: fn(&V, Direction) -> Option<String>,
    place: fn(&mut V, PageArguments),
}

/// What a response holds of one of the connections; `None` where it is null or was not asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Part {
    page_info: Option<PageInfo>,
    null: &'static [&'static str],
}

/// The items of all connections in a response, those of each behind those of the one before.
#[derive(Debug)]
pub struct Together<T> {
    items: Vec<Option<T>>,
    parts: Vec<Part>,
    /// Of all connections; `None` as soon as one does not say.
    total: Option<i64>,
}

impl<V> Sibling<V> {
    /// A connection under its name.
    #[must_use]
    pub const fn of<C: Connection<Variables = V>>(name: &'static str) -> Self {
        Self {
            name,
            path: C::PATH,
            conditions: C::conditions,
            size: C::size,
            cursor: C::cursor,
            place: C::place,
        }
    }

    pub(crate) fn path(&self) -> &'static [&'static str] {
        self.path
    }

    /// Takes the size and the cursor that the caller put in the variables away.
    pub(crate) fn clear(&self, variables: &mut V, direction: Direction) {
        (self.place)(
            variables,
            PageArguments {
                direction,
                size: None,
                cursor: None,
            },
        );
    }

    /// Whether the document's own conditions let the connection in.
    pub(crate) fn is_included(&self, variables: &V) -> bool {
        (self.conditions)(variables).iter().all(Condition::is_met)
    }

    /// The condition that leaves the connection out.
    pub(crate) fn unmet_condition(&self, variables: &V) -> Option<Condition> {
        (self.conditions)(variables)
            .into_iter()
            .find(|condition| !condition.is_met())
    }

    fn is_asked(&self, variables: &V, places: &Places) -> bool {
        self.is_included(variables) && !places.has_ended(self.name)
    }
}

impl<V> Sibling<Choice<V>> {
    /// The largest page size that is set, where all connections have one; or one that is no size, to be refused.
    pub fn size(siblings: &[Self], variables: &Choice<V>, direction: Direction) -> Option<i64> {
        let wanted = siblings
            .iter()
            .filter(|sibling| sibling.is_included(variables));
        let sizes: Vec<Option<i64>> = wanted
            .map(|sibling| (sibling.size)(variables, direction))
            .collect();
        let refused = sizes.iter().flatten().copied().find(|size| *size < 1);
        refused.or_else(|| {
            sizes
                .into_iter()
                .collect::<Option<Vec<_>>>()?
                .into_iter()
                .max()
        })
    }

    /// The places that the caller put in the variables.
    pub fn cursor(
        siblings: &[Self],
        variables: &Choice<V>,
        direction: Direction,
    ) -> Option<String> {
        let mut places = Places::default();
        for sibling in siblings
            .iter()
            .filter(|sibling| sibling.is_included(variables))
        {
            let cursor = (sibling.cursor)(variables, direction).filter(|cursor| !cursor.is_empty());
            places.advance(sibling.name, cursor, false);
        }
        places.reopened().cursor()
    }

    /// Asks for the next page of each connection that has not ended, none larger than its own size.
    pub fn place(siblings: &[Self], variables: &mut Choice<V>, at: &PageArguments) {
        // A cursor that is none of this walk's was refused before.
        let places = Places::read(at.cursor.as_deref()).unwrap_or_default();
        for (index, sibling) in siblings.iter().enumerate() {
            let own = (sibling.size)(variables, at.direction).filter(|own| *own >= 1);
            let size = own
                .map(|own| at.size.map_or(own, |size| size.min(own)))
                .or(at.size);
            let is_asked = sibling.is_asked(variables, &places);
            let cursor = places
                .of(sibling.name)
                .filter(|_| is_asked)
                .map(str::to_owned);
            (sibling.place)(
                variables,
                PageArguments {
                    direction: at.direction,
                    size,
                    cursor,
                },
            );
            variables.choose(index, is_asked);
        }
    }
}

impl<T> Together<T> {
    /// Moves the items of one connection out of a response.
    #[must_use]
    pub fn with<C: Connection>(mut self, data: &mut C::Data, item: fn(C::Item) -> T) -> Self {
        let part = match C::take(data) {
            Ok(Connected {
                items,
                page_info,
                total_count,
                ..
            }) => {
                self.items
                    .extend(items.into_iter().map(|one| one.map(item)));
                self.total = self
                    .total
                    .zip(total_count)
                    .map(|(sum, count): (i64, i64)| sum.saturating_add(count));
                Part {
                    page_info: Some(page_info),
                    null: C::PATH,
                }
            }
            Err(NullAt { path }) => {
                self.total = None;
                Part {
                    page_info: None,
                    null: path,
                }
            }
        };
        self.parts.push(part);
        self
    }

    /// What came of all of them.
    #[must_use]
    pub fn connected(self) -> Connected<T> {
        let Self {
            items,
            parts,
            total,
        } = self;
        Connected {
            parts,
            ..Connected::new(items, PageInfo::default(), total)
        }
    }
}

impl<T> Default for Together<T> {
    fn default() -> Self {
        Self {
            items: Vec::new(),
            parts: Vec::new(),
            total: Some(0),
        }
    }
}

/// Where the walk stands behind a page, and what follows it; writes that in the page's `pageInfo`.
///
/// # Errors
///
/// The place of a null, where a connection that was asked for should be.
pub(crate) fn settle<V, T>(
    siblings: &[Sibling<V>],
    variables: &V,
    position: &Position,
    direction: Direction,
    connected: &mut Connected<T>,
) -> Result<NextPage, NullAt> {
    let mut places = Places::read(position.cursor.as_deref()).unwrap_or_default();
    let mut problem = None;
    for (sibling, part) in siblings.iter().zip(&connected.parts) {
        if !sibling.is_asked(variables, &places) {
            continue;
        }
        let page_info = part.page_info.as_ref().ok_or(NullAt { path: part.null })?;
        let cursor = page_info.cursor(direction).map(str::to_owned);
        match page_info.onward(direction) {
            NextPage::End => places.advance(sibling.name, cursor, true),
            NextPage::At(cursor) => places.advance(sibling.name, Some(cursor), false),
            stuck @ (NextPage::NoCursor { .. } | NextPage::Unknown { .. }) => {
                problem.get_or_insert(stuck);
            }
        }
    }
    if let Some(problem) = problem {
        connected.page_info.turn(direction, true, None);
        return Ok(problem);
    }
    let is_over = places.all_ended();
    let places = if is_over { places.reopened() } else { places };
    let cursor = places.cursor();
    connected
        .page_info
        .turn(direction, !is_over, cursor.clone());
    Ok(cursor
        .filter(|_| !is_over)
        .map_or(NextPage::End, NextPage::At))
}
