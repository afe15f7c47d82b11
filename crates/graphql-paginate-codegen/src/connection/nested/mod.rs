//! Nested connections: connections inside the items of another connection.
//!
//! One page of the outer connection contains the first page of each nested one. Further pages of a nested connection
//! can be requested if its parent can be fetched on its own: by `node(id:)`, if the parent implements `Node` and its
//! `id` is selected, or by another root field that the user declares.
//!
//! See [Object Identification](https://relay.dev/graphql/objectidentification.htm).

mod completion;
mod follow_up;
mod lower;
mod obstacle;
mod parent;
mod place;
mod unselected;

pub(crate) use self::lower::{Nested, OwnSize, Rest};
pub(crate) use self::obstacle::incomplete;
pub(crate) use self::place::NestedPlace;
pub(crate) use self::unselected::Unselected;
use self::unselected::levels;
use super::argument::Binding;
use super::direction::Direction;
use super::found::Found;
use super::model::{EachParent, FollowUp, Obstacle};
use super::view::{FieldView, ViewStep, starts_with};
use crate::document::Operation;
use crate::refetch::Refetch;
use crate::schema::{Schema, Shape};
use crate::style::Style;
use crate::syntax::Document;
use bluejay_core::definition::FieldDefinition as _;

/// The context for completing nested connections.
pub(crate) struct Nesting<'n, 'v, 'a> {
    pub(crate) schema: &'a Schema<'a>,
    pub(crate) operation: &'n Operation<'a>,
    pub(crate) refetch: &'n [Refetch],
    pub(crate) found: &'n [Found<'v, 'a>],
    /// The connections that have a pager.
    pub(crate) outer: &'n [&'n Found<'v, 'a>],
    /// The operation with all fields that completing the nested connections needs.
    pub(crate) tree: Document,
}

impl<'n, 'v, 'a> Nesting<'n, 'v, 'a> {
    pub(crate) fn new(
        schema: &'a Schema<'a>,
        operation: &'n Operation<'a>,
        refetch: &'n [Refetch],
        found: &'n [Found<'v, 'a>],
        outer: &'n [&'n Found<'v, 'a>],
    ) -> Self {
        let mut nesting = Self {
            schema,
            operation,
            refetch,
            found,
            outer,
            tree: operation.tree.clone(),
        };
        nesting.tree = nesting.complete_tree();
        nesting
    }

    /// The Relay connections inside the items of `outer` of which a page is selected, in the order of the document. One
    /// of which only `totalCount` is selected needs no further pages.
    pub(crate) fn inside<'f>(
        &'f self,
        outer: &'f Found<'v, 'a>,
    ) -> Vec<(&'f Found<'v, 'a>, &'f FieldView<'v, 'a>)> {
        let Some(item) = outer.item() else {
            return Vec::new();
        };
        let is_inside = |view: &&FieldView<'v, 'a>| starts_with(&view.steps, &item.steps);
        let inside =
            |nested: &'f Found<'v, 'a>| Some((nested, nested.views.iter().find(is_inside)?));
        self.found
            .iter()
            .filter(|nested| {
                nested.path.len() > outer.path.len() && nested.offer.style == Style::Relay
            })
            .filter(|nested| nested.selects_page())
            .filter_map(inside)
            .collect()
    }

    /// How the further pages of a connection inside a list are requested; `None` if it is not inside a list, or if they
    /// cannot be requested.
    pub(crate) fn each_parent(
        &self,
        found: &Found<'v, 'a>,
        direction: Direction,
    ) -> Option<EachParent> {
        found.list?;
        let view = &found.views[0];
        let lookup = self.lookup(view)?;
        let page_info = found.page_info_paths(direction);
        Some(EachParent {
            levels: levels(&view.steps),
            has_more: page_info.more,
            next_cursor: page_info.cursor,
            parent: self.parent_paths(found, view),
            parent_types: self.parent_types(view, 0),
            follow_up: FollowUp::new(self.operation, &self.tree, found, view, direction, &lookup),
        })
    }

    /// The follow-up document.
    ///
    /// # Errors
    /// The obstacles, never empty.
    pub(crate) fn rest_text(
        &self,
        nested: &Found<'v, 'a>,
        view: &FieldView<'v, 'a>,
    ) -> Result<FollowUp, Vec<Obstacle>> {
        let obstacles = self.obstacles(nested, view);
        match self.lookup(view) {
            Some(lookup) if obstacles.is_empty() => Ok(FollowUp::new(
                self.operation,
                &self.tree,
                nested,
                view,
                direction(nested),
                &lookup,
            )),
            _ => Err(obstacles),
        }
    }
}

/// The direction in which a nested connection is selected: forward, unless its size is `last`.
fn direction(nested: &Found<'_, '_>) -> Direction {
    let is_backward =
        nested.arguments.first == Binding::Absent && nested.arguments.last != Binding::Absent;
    if is_backward {
        Direction::Backward
    } else {
        Direction::Forward
    }
}

/// A field of the connection's `pageInfo`, if the query selects it at this place of the connection.
fn page_info_below<'f, 'v, 'a>(
    nested: &'f Found<'v, 'a>,
    view: &FieldView<'v, 'a>,
    name: &str,
) -> Option<&'f FieldView<'v, 'a>> {
    let mut fields = nested.page_info.iter();
    fields.find(|field| {
        field.field.definition.name() == name && starts_with(&field.steps, &view.steps)
    })
}

fn is_list(step: &ViewStep<'_, '_>) -> bool {
    match step {
        ViewStep::Field { set, index } => {
            Shape::of_output(set.fields[*index].definition.r#type()).is_list()
        }
        ViewStep::Spread { .. } | ViewStep::Variant { .. } => false,
    }
}
