//! Whether, and in which directions, a connection can be walked.

use super::super::detect::Binding;
use super::super::direction::Direction;
use super::super::selected_connection::SelectedConnection;
use super::super::view::FieldView;
use crate::options::Paginate;
use crate::syntax::FieldId;

impl<'a> SelectedConnection<'_, 'a> {
    pub(crate) fn is_walkable(&self) -> bool {
        Direction::ALL
            .into_iter()
            .any(|direction| self.is_walkable_in(direction))
    }

    pub(crate) fn is_walkable_in(&self, direction: Direction) -> bool {
        self.supports(direction) && self.obstacles(direction).is_empty()
    }

    /// Whether the field takes the arguments of a direction.
    pub(crate) fn supports(&self, direction: Direction) -> bool {
        self.arguments_of(direction).is_some()
    }

    /// The direction of a walk by default: the one whose arguments the query uses, otherwise forward.
    pub(crate) fn default_direction(&self) -> Direction {
        let arguments = self.arguments;
        let is_backward = arguments.first.is_absent()
            && arguments.after.is_absent()
            && !(arguments.last.is_absent() && arguments.before.is_absent());
        let meant = if is_backward {
            Direction::Backward
        } else {
            Direction::Forward
        };
        if self.is_walkable_in(meant) {
            meant
        } else {
            meant.opposite()
        }
    }

    /// The size and cursor of a direction, then those of the other direction.
    pub(crate) fn bindings(
        &self,
        direction: Direction,
    ) -> (Binding<'a>, Binding<'a>, Binding<'a>, Binding<'a>) {
        let arguments = self.arguments;
        match direction {
            Direction::Forward => (
                arguments.first,
                arguments.after,
                arguments.last,
                arguments.before,
            ),
            Direction::Backward => (
                arguments.last,
                arguments.before,
                arguments.first,
                arguments.after,
            ),
        }
    }

    /// The fields of the query that take the paging arguments, its own first.
    pub(crate) fn ids(&self) -> Vec<FieldId> {
        let mut ids = self.own_ids();
        for id in &self.same_object {
            if !ids.contains(id) {
                ids.push(*id);
            }
        }
        ids
    }

    /// Those at its own places.
    pub(crate) fn own_ids(&self) -> Vec<FieldId> {
        ids(&self.paged.views)
    }

    /// Whether every request must give a page size.
    pub(crate) fn requires_size(&self) -> bool {
        let arguments = self.paging.forward.iter().chain(&self.paging.backward);
        let mut sizes = arguments.filter_map(|arguments| arguments.size.as_ref());
        sizes.any(|size| size.is_required)
    }
}

/// The connections that get a pager: those with a cursor variable, since the query is written to walk them; if there
/// are none, all walkable connections.
pub(crate) fn with_pager<'f, 'v, 'a>(
    found: &'f [SelectedConnection<'v, 'a>],
    wish: &Paginate,
) -> Vec<&'f SelectedConnection<'v, 'a>> {
    let is_named = |found: &SelectedConnection<'_, '_>| matches!(wish, Paginate::Named(path) if *path == found.dotted());
    let is_bound = |found: &SelectedConnection<'_, '_>| {
        found.arguments.after.is_bound() || found.arguments.before.is_bound()
    };
    let mut chosen: Vec<_> = found.iter().filter(|found| found.is_walkable()).collect();
    // Lists of words beside a list of objects are rarely what the query is about, even if that list cannot be walked.
    let has_objects =
        |found: &SelectedConnection<'_, '_>| !found.has_leaf_items() && found.item().is_some();
    if found.iter().any(has_objects) {
        chosen.retain(|found| !found.has_leaf_items() || is_named(found));
    }
    // A query with a connection outside of lists is written to walk that one.
    if chosen.iter().any(|found| found.list.is_none()) {
        chosen.retain(|found| found.list.is_none() || is_named(found));
    }
    if chosen
        .iter()
        .any(|found| is_bound(found) || is_named(found))
    {
        chosen.retain(|found| is_bound(found) || is_named(found));
    }
    chosen
}

fn ids(views: &[FieldView<'_, '_>]) -> Vec<FieldId> {
    let mut ids = Vec::new();
    for view in views {
        for node in &view.field.nodes {
            let id = FieldId::of(node);
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
    }
    ids
}
