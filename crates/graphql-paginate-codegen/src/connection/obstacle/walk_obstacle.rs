//! Why a connection cannot be walked.

use super::super::detect::{Binding, Lists, is_list_of_leaves, is_list_of_objects_in};
use super::super::direction::Direction;
use super::super::model::Obstacle;
use super::super::selected_connection::SelectedConnection;
use crate::style::Style;
use bluejay_core::definition::FieldDefinition as _;

impl SelectedConnection<'_, '_> {
    /// The obstacles to a walk; empty if there are none.
    pub(crate) fn obstacles(&self, direction: Direction) -> Vec<Obstacle> {
        let mut obstacles = Vec::new();
        if self.is_query {
            obstacles.extend(self.list_obstacles.clone());
        } else {
            obstacles.push(not_a_query());
        }
        obstacles.extend(self.recursion_obstacle());
        obstacles.extend(self.item_obstacle());
        obstacles.extend(self.key_obstacle());
        obstacles.extend(self.shared_offset_obstacle());
        obstacles.extend(self.cursor_obstacle(direction));
        obstacles.extend(self.object_obstacle(direction));
        obstacles.extend(self.other_style_obstacle());
        obstacles.extend(self.type_obstacle(direction));
        obstacles.extend(self.bound_obstacle(direction));
        obstacles
    }

    /// The obstacle of a fragment that spreads itself.
    fn recursion_obstacle(&self) -> Option<Obstacle> {
        let recursion = self.recursion.as_ref()?;
        Some(Obstacle {
            message: recursion.message(),
            help: "replace the spread by nested selections, as deep as you need them".to_owned(),
        })
    }

    /// The obstacle of items that are not selected, or not in every edge.
    fn item_obstacle(&self) -> Option<Obstacle> {
        if self.item().is_none() {
            return Some(self.no_items());
        }
        if self.items().is_some() || self.node_of_each_edge().is_some() {
            return None;
        }
        Some(Obstacle {
            message: "the `node` of its edges is selected on some of their types only".to_owned(),
            help: "select `nodes { … }`, or `node` outside of `... on` a type".to_owned(),
        })
    }

    /// The obstacle of items without the key by which the next page is found.
    fn key_obstacle(&self) -> Option<Obstacle> {
        if self.paging.style != Style::KeySet || self.item().is_none() || self.item_key().is_some()
        {
            return None;
        }
        let key = self.paging.key.as_deref().unwrap_or("id");
        Some(Obstacle {
            message: format!("its items have no field `{key}`, which is to be their key"),
            help: "name another field of the items: `key = \"…\"`".to_owned(),
        })
    }

    /// The obstacle of an offset that several lists of a page share: it may count the items of all of them, or of each.
    fn shared_offset_obstacle(&self) -> Option<Obstacle> {
        let is_in_page = self.paged.path.len() < self.path.len();
        if self.paging.style != Style::Offset || !is_in_page {
            return None;
        }
        let page = self.paged.path.join(".");
        Some(Obstacle {
            message: format!(
                "`{page}` has several lists that share one offset, so it is not known whether it counts the items of each list or of all"
            ),
            help: format!(
                "declare the list whose items it counts: `paginate(path = \"{page}\", style = \"offset\", items = \"{}\")`",
                self.views[0].field.definition.name()
            ),
        })
    }

    /// The obstacle of a required cursor variable that a connection inside the items has, too.
    fn cursor_obstacle(&self, direction: Direction) -> Option<Obstacle> {
        let (_, cursor, ..) = self.bindings(direction);
        let Binding::Variable {
            name,
            nullable: false,
        } = cursor
        else {
            return None;
        };
        if !self.inner_cursors.contains(&name) {
            return None;
        }
        Some(Obstacle {
            message: format!(
                "`${name}` is its cursor and also that of a connection inside it, and cannot be null"
            ),
            help: "give each connection a cursor variable of its own".to_owned(),
        })
    }

    /// The obstacle of an input object with the paging arguments of this list and of one inside it.
    fn object_obstacle(&self, direction: Direction) -> Option<Obstacle> {
        let (size, cursor, ..) = self.bindings(direction);
        for binding in [cursor, size] {
            if let Binding::Member { variable, .. } = binding
                && self.inner_variables.contains(&variable)
            {
                return Some(Obstacle {
                    message: format!(
                        "`${variable}` has its paging arguments and also those of a list inside it, which would be moved with it"
                    ),
                    help: "give each list an object of its own".to_owned(),
                });
            }
        }
        None
    }

    /// The obstacle of a literal cursor of the other direction, at which the walk would have to end: `first: 5, before:
    /// "x"`.
    fn bound_obstacle(&self, direction: Direction) -> Option<Obstacle> {
        let (size, cursor, other_size, bound) = self.bindings(direction);
        let is_direction = !cursor.is_absent() || (!size.is_absent() && other_size.is_absent());
        if !is_direction || !matches!(bound, Binding::Fixed(Some(_))) {
            return None;
        }
        let name = self.arguments_of(direction.opposite())?.cursor.dotted();
        Some(Obstacle {
            message: format!("`{name}` bounds it, which a walk would ignore"),
            help: format!("remove `{name}`, and stop at that item yourself"),
        })
    }

    /// The obstacle of a connection whose items are not selected.
    pub(crate) fn no_items(&self) -> Obstacle {
        let field = |name: &str| self.connection_type.and_then(|of| of.field(name));
        let list = match self.paging.lists {
            Lists::Member(name) => match field(name) {
                Some(list) if is_list_of_leaves(self.schema, list) => name.to_owned(),
                _ => format!("{name} {{ … }}"),
            },
            Lists::Nodes { .. } if field("nodes").is_some() => "nodes { … }".to_owned(),
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
        let mut lists = Vec::new();
        if let Some(of) = self.connection_type {
            lists = of.field_names();
            lists.retain(|name| is_list_of_objects_in(self.schema, of, name));
        }
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
}

/// The obstacle of a mutation.
fn not_a_query() -> Obstacle {
    Obstacle {
        message: "it is not part of a query, and would be executed again for every page".to_owned(),
        help: "send the operation once with `client.execute`, and paginate a query".to_owned(),
    }
}
