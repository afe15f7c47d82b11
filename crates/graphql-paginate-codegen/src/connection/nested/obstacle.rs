//! Why a nested connection cannot be read to its end.

use super::super::find::{Found, named};
use super::super::view::FieldView;
use super::super::walk::Direction;
use super::{Nesting, direction};
use crate::check::Obstacle;
use crate::diagnostic::Diagnostic;
use crate::follow_up::{Refetch, RestText};
use crate::text::Source;
use bluejay_parser::HasSpan;

/// What is wrong with the wish to complete nested connections; empty if it is granted.
pub(crate) fn incomplete(source: &Source<'_>, nesting: &Nesting<'_, '_, '_>) -> Vec<Diagnostic> {
    let walkable = nesting.found.iter().filter(|found| found.is_walkable());
    let inside: Vec<_> = walkable.flat_map(|outer| nesting.inside(outer)).collect();
    if inside.is_empty() {
        let message = format!(
            "`{}` selects no connection inside the items of a walkable one",
            source.name
        );
        return vec![Diagnostic::general(message).help("remove `complete_nested`")];
    }
    let explain = |(nested, view): (&Found<'_, '_>, &FieldView<'_, '_>)| {
        let obstacles = nesting.obstacles(nested, view);
        (!obstacles.is_empty()).then(|| {
            let span = view.field.nodes[0].name().span().byte_range();
            Obstacle::explain(
                source,
                span,
                &format!("`{}` cannot be completed", nested.dotted()),
                obstacles,
            )
        })
    };
    let is_parent = |refetch: &&Refetch| {
        inside
            .iter()
            .any(|(_, view)| view.parent.name() == refetch.parent)
    };
    let useless = nesting
        .refetch
        .iter()
        .filter(|refetch| !is_parent(refetch))
        .map(|refetch| {
            let message = format!(
                "`refetch` names `{}`, which is the parent of no nested connection",
                refetch.parent
            );
            let mut parents: Vec<&str> =
                inside.iter().map(|(_, view)| view.parent.name()).collect();
            parents.dedup();
            Diagnostic::general(message).help(format!("the parents are `{}`", parents.join("`, `")))
        });
    let useless: Vec<_> = useless.collect();
    inside
        .into_iter()
        .filter_map(explain)
        .chain(useless)
        .collect()
}

impl<'v, 'a> Nesting<'_, 'v, 'a> {
    /// What is in the way of reading a nested connection to its end; empty if nothing is.
    pub(crate) fn obstacles(
        &self,
        nested: &Found<'v, 'a>,
        view: &FieldView<'v, 'a>,
    ) -> Vec<Obstacle> {
        let mut obstacles = Vec::new();
        let mut add = |message: String, help: String| obstacles.push(Obstacle { message, help });
        if self.refetch_of(view.parent).is_none() {
            if !self.is_node(view.parent) {
                add(
                    format!(
                        "its parent `{}` does not implement `Node`, so the rest cannot be asked for by `node(id:)`",
                        view.parent.name()
                    ),
                    format!(
                        "name another root field that finds the parent: `refetch({} = \"field(argument: $field_of_the_parent)\")`",
                        view.parent.name()
                    ),
                );
            } else if self.id_of(nested, view).is_none() {
                add(
                    format!(
                        "the `id` of its parent `{}` is not selected",
                        view.parent.name()
                    ),
                    format!("add `id` beside `{}`", view.field.key),
                );
            }
        } else if self.parent_values(nested, view).is_none() {
            add(
                "its parent lacks a field that `refetch` names".to_owned(),
                format!(
                    "select each `$field` of the `refetch` of `{}` beside `{}`",
                    view.parent.name(),
                    view.field.key
                ),
            );
        }
        let direction = direction(nested);
        let (more, cursor) = direction.flag_and_cursor();
        if named(&nested.page_info, more).is_none() || named(&nested.page_info, cursor).is_none() {
            add(
                format!("`{more}` and `{cursor}` of its `pageInfo` are not both selected"),
                format!("add `pageInfo {{ {more} {cursor} }}`"),
            );
        }
        if let Some(Obstacle { message, help }) = nested.type_obstacle(direction) {
            add(message, help);
        }
        if nested.item().is_none() {
            add(
                "it selects no items".to_owned(),
                "add `nodes { … }`".to_owned(),
            );
        }
        if nested.views.len() > 1 {
            add(
                "it is selected in several places".to_owned(),
                "select it once, directly or in one fragment".to_owned(),
            );
        }
        if obstacles.is_empty() {
            obstacles.extend(self.refetch_obstacle(view, direction));
        }
        obstacles
    }

    /// What is wrong with the root field that the user has named for a parent.
    fn refetch_obstacle(&self, view: &FieldView<'v, 'a>, direction: Direction) -> Option<Obstacle> {
        let refetch = self.refetch_of(view.parent)?;
        let text = RestText::new(self.schema, self.operation, view, direction, Some(refetch));
        let problem = text.problem(self.schema)?;
        Some(Obstacle {
            message: format!(
                "`{}` does not find its parent again: {problem}",
                refetch.call
            ),
            help: format!(
                "name a root field that finds a `{}`, with arguments that it takes: `refetch({} = \"field(argument: $field_of_the_parent)\")`",
                view.parent.name(),
                view.parent.name()
            ),
        })
    }
}
