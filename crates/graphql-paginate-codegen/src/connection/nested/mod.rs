//! Nested connections: connections inside the items of another connection.
//!
//! One page of the outer connection contains the first page of each nested one. Further pages of a nested connection
//! can be requested if its parent can be fetched on its own: by `node(id:)`, if the parent implements `Node` and its
//! `id` is selected, or by another root field that the user declares.
//!
//! See [Object Identification](https://relay.dev/graphql/objectidentification.htm).

mod completion;
mod connection_copy;
mod follow_up;
mod in_item;
mod lower;
mod obstacle;
mod parent;
mod reported;
mod unselected;

pub(crate) use self::connection_copy::ConnectionCopy;
pub(crate) use self::lower::{Nested, OwnSize, TypedFollowUp};
pub(crate) use self::obstacle::incomplete;
pub(crate) use self::reported::MoreSign;
pub(crate) use self::unselected::Unselected;
use self::unselected::levels;
use super::detect::Binding;
use super::direction::Direction;
use super::model::{EachParent, FollowUp, Obstacle};
use super::selected_connection::SelectedConnection;
use super::view::{FieldView, SelectionStep, starts_with};
use super::walk::PageInfoPaths;
use crate::document::Operation;
use crate::refetch::Refetch;
use crate::schema::{FieldDefinition, Schema};
use crate::shape::Shape;
use crate::syntax::Document;
use bluejay_core::definition::{FieldDefinition as _, OutputType as _};

/// The context for completing nested connections.
pub(crate) struct Nesting<'n, 'v, 'a> {
    pub(crate) schema: &'a Schema<'a>,
    pub(crate) operation: &'n Operation<'a>,
    pub(crate) refetch: &'n [Refetch],
    pub(crate) found: &'n [SelectedConnection<'v, 'a>],
    /// The connections that have a pager.
    pub(crate) outer: &'n [&'n SelectedConnection<'v, 'a>],
    /// The operation with all fields that completing the nested connections needs.
    pub(crate) tree: Document,
}

impl<'n, 'v, 'a> Nesting<'n, 'v, 'a> {
    pub(crate) fn new(
        schema: &'a Schema<'a>,
        operation: &'n Operation<'a>,
        refetch: &'n [Refetch],
        found: &'n [SelectedConnection<'v, 'a>],
        outer: &'n [&'n SelectedConnection<'v, 'a>],
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

    /// How the further pages of a connection inside a list are requested; `None` if it is not inside a list, or if they
    /// cannot be requested.
    pub(crate) fn each_parent(
        &self,
        found: &SelectedConnection<'v, 'a>,
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
    pub(crate) fn follow_up(
        &self,
        nested: &SelectedConnection<'v, 'a>,
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

/// The direction in which a nested connection is selected: forward, unless its size is `last`, or the field offers only the
/// other direction.
fn direction(nested: &SelectedConnection<'_, '_>) -> Direction {
    let selects_last =
        nested.arguments.first == Binding::Absent && nested.arguments.last != Binding::Absent;
    let has_only_last =
        !nested.supports(Direction::Forward) && nested.supports(Direction::Backward);
    if selects_last || has_only_last {
        Direction::Backward
    } else {
        Direction::Forward
    }
}

/// The flag which shows that the items of a nested connection are not from the end where the direction begins.
struct WrongEnd {
    /// Response keys from the connection.
    path: Vec<String>,
    /// The variable that holds its cursor: with a value, the items may be from anywhere.
    unless: Option<String>,
}

impl WrongEnd {
    /// `None` if the query gives a cursor, or if there is no such flag.
    fn of(
        nested: &SelectedConnection<'_, '_>,
        direction: Direction,
        paths: &PageInfoPaths,
    ) -> Option<Self> {
        let cursor = match direction {
            Direction::Forward => nested.arguments.after,
            Direction::Backward => nested.arguments.before,
        };
        let unless = match cursor {
            Binding::Absent => None,
            Binding::Variable { name, .. } => Some(name.to_owned()),
            Binding::Fixed(_) | Binding::Member { .. } => return None,
        };
        let path = paths.wrong_end.clone()?;
        Some(Self { path, unless })
    }

    /// Response keys to the flag, if the query gives no cursor.
    fn without_cursor(
        nested: &SelectedConnection<'_, '_>,
        direction: Direction,
        paths: &PageInfoPaths,
    ) -> Option<Vec<String>> {
        match Self::of(nested, direction, paths)? {
            Self { path, unless: None } => Some(path),
            Self {
                unless: Some(_), ..
            } => None,
        }
    }
}

/// Whether the flag for further pages, or the `pageInfo` that holds it, may be null.
fn has_nullable_flag(nested: &SelectedConnection<'_, '_>, direction: Direction) -> bool {
    let (more, _) = direction.flag_and_cursor();
    let is_nullable = |field: Option<&FieldDefinition<'_>>| {
        field.is_none_or(|field| Shape::of_output(field.r#type()).is_nullable())
    };
    let of = nested.connection_type;
    let page_info = of.and_then(|of| of.field("pageInfo"));
    let info = page_info.and_then(|field| nested.schema.composite(field.r#type().base_name()));
    is_nullable(page_info) || is_nullable(info.and_then(|info| info.field(more)))
}

/// Whether a nested connection has a flag for further pages, so that an incomplete one can be counted.
fn has_flag(nested: &SelectedConnection<'_, '_>, direction: Direction) -> bool {
    let (more, _) = direction.flag_and_cursor();
    nested.page_info_type(more).as_deref() == Some("Boolean")
}

/// A field of the connection's `pageInfo`, if the query selects it whenever it selects this place of the connection.
fn page_info_below<'f, 'v, 'a>(
    nested: &'f SelectedConnection<'v, 'a>,
    view: &FieldView<'v, 'a>,
    name: &str,
) -> Option<&'f FieldView<'v, 'a>> {
    let mut fields = nested.page_info.iter();
    fields.find(|field| {
        field.field.definition.name() == name
            && starts_with(&field.steps, &view.steps)
            && field.steps[view.steps.len()..]
                .iter()
                .all(|step| step.is_always() && !step.has_arguments())
    })
}

fn is_list(step: &SelectionStep<'_, '_>) -> bool {
    match step {
        SelectionStep::Field { set, index } => {
            Shape::of_output(set.fields[*index].definition.r#type()).is_list()
        }
        SelectionStep::Spread { .. } | SelectionStep::Variant { .. } => false,
    }
}
