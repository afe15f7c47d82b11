//! Checks whether a connection can be walked, and collects the obstacles if it cannot.

use super::argument::Binding;
use super::direction::Direction;
use super::found::Found;
use super::item_lists::is_list_of_objects_in;
use super::model::Obstacle;
use super::offer::Lists;
use super::view::FieldView;
use crate::options::Paginate;
use crate::style::Style;
use crate::syntax::FieldId;

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
            let Obstacle { message, help } = self.no_items();
            add(message, &help);
        }
        if self.items().is_none() && self.item().is_some() && self.node_of_each_edge().is_none() {
            add(
                "the `node` of its edges is selected on some of their types only".to_owned(),
                "select `nodes { … }`, or `node` outside of `... on` a type",
            );
        }
        if self.offer.style == Style::KeySet && self.item().is_some() && self.item_key().is_none() {
            let key = self.offer.key.as_deref().unwrap_or("id");
            add(
                format!("its items have no field `{key}`, which is to be their key"),
                "name another field of the items: `key = \"…\"`",
            );
        }
        let (size, cursor, ..) = self.bindings(direction);
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
        for binding in [cursor, size] {
            if let Binding::Member { variable, .. } = binding
                && self.inner_variables.contains(&variable)
            {
                add(
                    format!(
                        "`${variable}` has its paging arguments and also those of a list inside it, which would be moved with it"
                    ),
                    "give each list an object of its own",
                );
                break;
            }
        }
        obstacles.extend(self.other_style_obstacle());
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
    pub(super) fn own_ids(&self) -> Vec<FieldId> {
        ids(&self.paged.views)
    }

    /// Whether every request must give a page size.
    pub(crate) fn requires_size(&self) -> bool {
        let slots = self.offer.forward.iter().chain(&self.offer.backward);
        let mut sizes = slots.filter_map(|slots| slots.size.as_ref());
        sizes.any(|size| size.is_required)
    }

    /// The obstacle of a connection whose items are not selected.
    pub(super) fn no_items(&self) -> Obstacle {
        let list = match self.offer.lists {
            Lists::Member(name) => format!("{name} {{ … }}"),
            Lists::Nodes { .. } if self.connection_type.field("nodes").is_some() => {
                "nodes { … }".to_owned()
            }
            Lists::Unclear => return self.unclear_items(),
            Lists::Nodes { .. } | Lists::Itself | Lists::Each => {
                "edges { cursor node { … } }".to_owned()
            }
        };
        Obstacle {
            message: "it selects no items".to_owned(),
            help: format!("add `{list}`"),
        }
    }

    fn unclear_items(&self) -> Obstacle {
        let mut lists = self.connection_type.field_names();
        lists.retain(|name| is_list_of_objects_in(self.schema, self.connection_type, name));
        Obstacle {
            message: format!(
                "it is not known which list holds its items, `{}`",
                lists.join("` or `")
            ),
            help: format!(
                "declare the list: `paginate(path = \"{}\", style = \"relay\", items = \"{}\")`",
                self.path.join("."),
                lists[0]
            ),
        }
    }

    /// Whether a connection inside the items uses this variable as its cursor.
    fn is_used_inside(&self, variable: &str) -> bool {
        self.inner_cursors.contains(&variable)
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
