//! Checks whether a connection can be walked, and collects the obstacles if it cannot.

use super::argument::Binding;
use super::direction::Direction;
use super::found::Found;
use super::model::Obstacle;
use super::offer::{Lists, is_list_of_items};
use super::view::{FieldView, ViewStep};
use crate::name;
use crate::options::Paginate;
use crate::style::Style;
use crate::syntax::{Field, FieldId, Selection};
use bluejay_core::definition::FieldDefinition as _;

impl<'a> Found<'_, 'a> {
    pub(crate) fn is_walkable(&self) -> bool {
        Direction::ALL
            .into_iter()
            .any(|direction| self.is_walkable_in(direction))
    }

    pub(crate) fn is_walkable_in(&self, direction: Direction) -> bool {
        self.is_offered(direction) && self.obstacles(direction).is_empty()
    }

    /// Whether the field takes the arguments of a direction.
    pub(crate) fn is_offered(&self, direction: Direction) -> bool {
        self.slots_of(direction).is_some()
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

    /// The obstacles to a walk; empty if there are none.
    pub(crate) fn obstacles(&self, direction: Direction) -> Vec<Obstacle> {
        let mut obstacles = Vec::new();
        if self.is_query {
            obstacles.extend(self.list_obstacles.clone());
        }
        let mut add = |message: String, help: &str| {
            obstacles.push(Obstacle {
                message,
                help: help.to_owned(),
            });
        };
        if !self.is_query {
            add(
                "it is not part of a query, and would be executed again for every page".to_owned(),
                "send the operation once with `client.execute`, and paginate a query",
            );
        }
        if let Some(recursion) = &self.recursion {
            add(
                recursion.message(),
                "replace the spread by nested selections, as deep as you need them",
            );
        }
        if self.item().is_none() {
            add(
                "it selects no items".to_owned(),
                &format!("add `{}`", self.items_to_select()),
            );
        }
        if self.offer.style == Style::KeySet && self.item().is_some() && self.item_key().is_none() {
            let key = self.offer.key.as_deref().unwrap_or("id");
            add(
                format!("its items have no field `{key}`, which is to be their key"),
                "name another field of the items: `key = \"…\"`",
            );
        }
        let (_, cursor, ..) = self.bindings(direction);
        if let Binding::Variable {
            name,
            nullable: false,
        } = cursor
            && self.is_used_inside(name)
        {
            add(
                format!(
                    "`${name}` is its cursor and also that of a connection inside it, and cannot be null"
                ),
                "give each connection a cursor variable of its own",
            );
        }
        obstacles.extend(self.type_obstacle(direction));
        obstacles.extend(self.bound_obstacle(direction));
        obstacles
    }

    /// The obstacle of a literal cursor of the other direction, at which the walk would have to end: `first: 5, before:
    /// "x"`.
    fn bound_obstacle(&self, direction: Direction) -> Option<Obstacle> {
        let (size, cursor, other_size, bound) = self.bindings(direction);
        let is_direction = !cursor.is_absent() || (!size.is_absent() && other_size.is_absent());
        if !is_direction || !matches!(bound, Binding::Fixed(Some(_))) {
            return None;
        }
        let name = self.slots_of(direction.opposite())?.cursor.dotted();
        Some(Obstacle {
            message: format!("`{name}` bounds it, which a walk would ignore"),
            help: format!("remove `{name}`, and stop at that item yourself"),
        })
    }

    /// The size and cursor of a direction, then those of the other direction.
    pub(super) fn bindings(
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

    /// The fields of the query that take the paging arguments.
    pub(crate) fn ids(&self) -> Vec<FieldId> {
        ids(&self.paged.views)
    }

    /// Response keys from the connection to the flag and the cursor of a direction.
    pub(crate) fn page_info_paths(&self, direction: Direction) -> PageInfoPaths {
        let (more, next) = direction.flag_and_cursor();
        if let (Some(more), Some(cursor)) = (self.selected_path(more), self.selected_path(next)) {
            return PageInfoPaths {
                more,
                cursor,
                added: None,
            };
        }
        let is_taken = |key: &str| self.fields.iter().any(|known| known.field.key == key);
        let key = if is_taken("pageInfo") {
            name::free("walkPageInfo".to_owned(), is_taken)
        } else {
            "pageInfo".to_owned()
        };
        PageInfoPaths {
            more: vec![key.clone(), more.to_owned()],
            cursor: vec![key.clone(), next.to_owned()],
            added: Some(key),
        }
    }

    /// Selects the fields of `pageInfo` that a direction needs, unless the query does.
    pub(crate) fn add_page_info(&self, field: &mut Field, direction: Direction) {
        let Some(key) = self.page_info_paths(direction).added else {
            return;
        };
        let mut fields = Vec::new();
        for name in direction.page_info_fields() {
            if self.page_info_type(name).is_some() {
                fields.push(Selection::Field(Field::added(name, Vec::new())));
            }
        }
        let is_there = |selection: &Selection| matches!(selection, Selection::Field(field) if field.id.is_none() && field.response_key() == key);
        if field.selections.iter().any(is_there) {
            return;
        }
        let mut page_info = Field::added("pageInfo", fields);
        page_info.set_response_key(&key);
        field.selections.push(Selection::Field(page_info));
    }

    /// Whether every request must give a page size.
    pub(crate) fn requires_size(&self) -> bool {
        let slots = self.offer.forward.iter().chain(&self.offer.backward);
        let mut sizes = slots.filter_map(|slots| slots.size.as_ref());
        sizes.any(|size| size.is_required)
    }

    /// Response keys from the connection to a field of `pageInfo`, if the query always selects it.
    fn selected_path(&self, name: &str) -> Option<Vec<String>> {
        let steps = &self.page_info_field(name)?.steps;
        let keys = steps.iter().filter_map(ViewStep::key);
        Some(keys.skip(self.path.len()).map(str::to_owned).collect())
    }

    /// A field of `pageInfo`, if the query selects it whenever it selects the connection.
    pub(crate) fn page_info_field(&self, name: &str) -> Option<&FieldView<'_, 'a>> {
        let mut selected = self.page_info.iter();
        selected.find(|field| {
            field.field.definition.name() == name
                && self.views.iter().any(|view| {
                    field.steps.len() > view.steps.len()
                        && field.steps[view.steps.len()..]
                            .iter()
                            .all(ViewStep::is_always)
                })
        })
    }

    fn items_to_select(&self) -> String {
        if let Lists::Member(name) = self.offer.lists
            && self.offer.style != Style::Relay
        {
            return format!("{name} {{ … }}");
        }
        let has = |name: &str| self.connection_type.field(name).is_some();
        if has("nodes") {
            return "nodes { … }".to_owned();
        }
        if has("edges") {
            return "edges { cursor node { … } }".to_owned();
        }
        let mut names = self.connection_type.field_names().into_iter();
        let list = names.find(|name| {
            let field = self.connection_type.field(name);
            field.is_some_and(|field| is_list_of_items(self.schema, name, field))
        });
        format!("{} {{ … }}", list.unwrap_or("its list of items"))
    }

    /// Whether a connection inside the items uses this variable as its cursor.
    fn is_used_inside(&self, variable: &str) -> bool {
        self.inner_cursors.contains(&variable)
    }
}

impl ViewStep<'_, '_> {
    /// Whether the target of the step is always present (possibly null) if the value it starts from is.
    fn is_always(&self) -> bool {
        match self {
            Self::Field { set, index } => !set.fields[*index].is_conditional,
            Self::Spread { set, index } => !set.spreads[*index].is_conditional,
            Self::Variant { .. } => false,
        }
    }
}

/// The connections that get a pager: those with a cursor variable, since the query is written to walk them; if there
/// are none, all walkable connections.
pub(crate) fn with_pager<'f, 'v, 'a>(
    found: &'f [Found<'v, 'a>],
    wish: &Paginate,
) -> Vec<&'f Found<'v, 'a>> {
    let is_named =
        |found: &Found<'_, '_>| matches!(wish, Paginate::Named(path) if *path == found.dotted());
    let is_bound = |found: &Found<'_, '_>| {
        found.arguments.after.is_bound() || found.arguments.before.is_bound()
    };
    let mut chosen: Vec<_> = found.iter().filter(|found| found.is_walkable()).collect();
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

/// Response keys from a connection to the flag and the cursor of a direction.
pub(crate) struct PageInfoPaths {
    pub(crate) more: Vec<String>,
    pub(crate) cursor: Vec<String>,
    /// The response key under which derived documents add `pageInfo`; `None` if the query selects what is needed.
    pub(crate) added: Option<String>,
}
