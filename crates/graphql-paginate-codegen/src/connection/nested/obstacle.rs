//! Why a nested connection cannot be read to its end.

use super::super::direction::Direction;
use super::super::explain::explain;
use super::super::model::{FollowUp, Obstacle};
use super::super::selected_connection::SelectedConnection;
use super::super::view::{FieldView, SelectionStep, crosses_list_of_lists, starts_with};
use super::connection_copy::are_always_together;
use super::{Nesting, direction};
use crate::diagnostic::Diagnostic;
use crate::refetch::{Lookup, Refetch};
use crate::source::Source;
use bluejay_core::OperationType;
use bluejay_core::definition::FieldDefinition as _;
use bluejay_parser::HasSpan;
use std::collections::BTreeSet;

/// Diagnostics for a request to complete nested connections; empty if they can be completed.
pub(crate) fn incomplete(source: &Source<'_>, nesting: &Nesting<'_, '_, '_>) -> Vec<Diagnostic> {
    let outer = nesting.outer.iter();
    let inside: Vec<_> = outer.flat_map(|outer| nesting.inside(outer)).collect();
    if inside.is_empty() {
        let message = format!(
            "`{}` selects no connection inside the items of a walkable one",
            source.name
        );
        return vec![Diagnostic::general(message).help("remove `complete_nested`")];
    }
    let mut diagnostics = Vec::new();
    for (nested, view) in &inside {
        let mut obstacles = nesting.obstacles(nested, view);
        obstacles.extend(part_obstacle(nested));
        if !obstacles.is_empty() {
            let span = view.field.nodes[0].name().span().byte_range();
            let what = format!("`{}` cannot be completed", nested.dotted());
            diagnostics.push(explain(source, span, &what, obstacles));
        }
    }
    let parents: BTreeSet<&str> = inside.iter().map(|(_, view)| view.parent.name()).collect();
    diagnostics.extend(useless_refetch(nesting.refetch, &parents));
    diagnostics
}

/// Diagnostics for the `refetch` settings that name none of the parents of nested connections.
fn useless_refetch(refetch: &[Refetch], parents: &BTreeSet<&str>) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    for Refetch { parent, .. } in refetch {
        if parents.contains(parent.as_str()) {
            continue;
        }
        let message =
            format!("`refetch` names `{parent}`, which is the parent of no nested connection");
        let known: Vec<&str> = parents.iter().copied().collect();
        let help = format!("the parents are `{}`", known.join("`, `"));
        diagnostics.push(Diagnostic::general(message).help(help));
    }
    diagnostics
}

/// The obstacle to filling a connection of generated types whose list or `pageInfo` is in a part that some responses do
/// not have.
pub(super) fn part_obstacle(nested: &SelectedConnection<'_, '_>) -> Option<Obstacle> {
    let lists = nested.list_names();
    let is_in_part = |field: &&FieldView<'_, '_>| {
        let name = field.field.definition.name();
        let mut views = nested.views.iter();
        (name == "pageInfo" || lists.contains(&name))
            && views.any(|view| {
                starts_with(&field.steps, &view.steps)
                    && !field.steps[view.steps.len()..field.steps.len() - 1]
                        .iter()
                        .all(SelectionStep::is_always)
            })
    };
    let field = nested.fields.iter().find(is_in_part)?;
    let key = field.field.key;
    Some(Obstacle {
        message: format!("its `{key}` is in a fragment that does not always apply"),
        help: format!(
            "select `{key}` in the connection itself, or in a fragment without conditions"
        ),
    })
}

/// The obstacle of a connection that does not take the page size of a direction, which a follow-up document sets.
fn size_obstacle(nested: &SelectedConnection<'_, '_>, direction: Direction) -> Option<Obstacle> {
    let arguments = nested.arguments_of(direction);
    if arguments.is_some_and(|arguments| arguments.size.is_some()) {
        return None;
    }
    let (size, cursor) = direction.arguments();
    Some(Obstacle {
        message: format!("it does not take `{size}`, with which its further pages are requested"),
        help: format!("walk it by itself, below a single object, if it takes `{cursor}`"),
    })
}

impl<'v, 'a> Nesting<'_, 'v, 'a> {
    /// The obstacles to reading a nested connection to its end; empty if there are none.
    pub(crate) fn obstacles(
        &self,
        nested: &SelectedConnection<'v, 'a>,
        view: &FieldView<'v, 'a>,
    ) -> Vec<Obstacle> {
        if !nested.paging.is_flat_relay() {
            return vec![Obstacle {
                message: "only connections with `first` and `after` can be continued for each item"
                    .to_owned(),
                help: "walk it by itself, below a single object".to_owned(),
            }];
        }
        let direction = direction(nested);
        let mut obstacles = self.parent_obstacles(nested, view);
        let mut add = |message: String, help: String| obstacles.push(Obstacle { message, help });
        if let Some(Obstacle { message, help }) = nested.type_obstacle(direction) {
            add(message, help);
        }
        if nested.item().is_none() {
            let Obstacle { message, help } = nested.no_items();
            add(message, help);
        }
        obstacles.extend(nested.other_style_obstacle());
        obstacles.extend(size_obstacle(nested, direction));
        if crosses_list_of_lists(&view.steps) {
            obstacles.push(Obstacle {
                message: "it is in a list of lists".to_owned(),
                help: "select it outside of that list".to_owned(),
            });
        }
        if obstacles.is_empty()
            && let Some(lookup) = self.lookup(view)
        {
            obstacles.extend(self.lookup_obstacle(nested, view, direction, &lookup));
        }
        obstacles
    }

    /// Why the parent of a connection cannot be found again; empty if it can.
    fn parent_obstacles(
        &self,
        nested: &SelectedConnection<'v, 'a>,
        view: &FieldView<'v, 'a>,
    ) -> Vec<Obstacle> {
        let mut obstacles = Vec::new();
        let mut add = |message: String, help: String| obstacles.push(Obstacle { message, help });
        let parent = view.parent.name();
        let lookup = self.lookup(view);
        match (&lookup, self.refetch_of(view.parent)) {
            (None, None) => add(
                self.no_lookup(parent),
                format!(
                    "name another root field that finds the parent: `refetch({parent} = \"field(argument: $field_of_the_parent)\")`"
                ),
            ),
            (None, Some(refetch)) => add(
                format!("`{}` is not a field with arguments", refetch.call),
                format!("write `refetch({parent} = \"field(argument: $field_of_the_parent)\")`"),
            ),
            (Some(lookup), refetch) => {
                let is_missing = |(name, _): &&(String, String)| view.parent.field(name).is_none();
                match (lookup.values.iter().find(is_missing), refetch) {
                    (None, _) => {}
                    (Some((name, _)), Some(_)) => add(
                        format!(
                            "its parent `{parent}` has no field `{name}`, which `refetch` names"
                        ),
                        format!("name fields of `{parent}` in its `refetch`"),
                    ),
                    (Some((name, _)), None) => add(
                        format!("it is selected on `{parent}`, which has no field `{name}`"),
                        format!("select it on a type that has `{name}`"),
                    ),
                }
            }
        }
        // The places in `... on` a type are a connection of their own, and would be completed one by one.
        if !are_always_together(nested) || !nested.same_object.is_empty() {
            add(
                "it is selected in several places, under different conditions".to_owned(),
                "select it once, directly or in one fragment, or give all places the same conditions".to_owned(),
            );
        }
        obstacles
    }

    /// Why no root field finds a parent of this type again.
    fn no_lookup(&self, parent: &str) -> String {
        let root = self.schema.root(OperationType::Query);
        if root.is_some_and(|root| root.field("node").is_some()) {
            format!(
                "its parent's type `{parent}` does not implement `Node`, and no root field is known to find an object of it"
            )
        } else {
            format!(
                "the schema has no `node(id:)`, and no root field is known to find an object of its parent's type `{parent}`"
            )
        }
    }

    /// Why the further pages of a connection inside a list cannot be requested; empty if they can.
    pub(crate) fn list_obstacles(&self, found: &SelectedConnection<'v, 'a>) -> Vec<Obstacle> {
        let view = &found.views[0];
        let mut obstacles = self.parent_obstacles(found, view);
        for direction in Direction::ALL {
            if found.supports(direction) {
                obstacles.extend(size_obstacle(found, direction));
            }
        }
        if obstacles.is_empty()
            && let Some(lookup) = self.lookup(view)
        {
            for direction in Direction::ALL {
                if found.supports(direction) {
                    obstacles.extend(self.lookup_obstacle(found, view, direction, &lookup));
                    break;
                }
            }
        }
        obstacles
    }

    /// The obstacle in the root field that finds a parent, if any.
    fn lookup_obstacle(
        &self,
        nested: &SelectedConnection<'v, 'a>,
        view: &FieldView<'v, 'a>,
        direction: Direction,
        lookup: &Lookup,
    ) -> Option<Obstacle> {
        if lookup.is_standard {
            return None;
        }
        let text = FollowUp::new(self.operation, &self.tree, nested, view, direction, lookup);
        let problem = text.problem(self.schema)?;
        let call = match self.refetch_of(view.parent) {
            Some(refetch) => refetch.call.clone(),
            None => lookup.field.to_string(),
        };
        let parent = view.parent.name();
        Some(Obstacle {
            message: format!("`{call}` does not find its parent again: {problem}"),
            help: format!(
                "name a root field that finds a `{parent}`, with arguments that it takes: `refetch({parent} = \"field(argument: $field_of_the_parent)\")`"
            ),
        })
    }
}
