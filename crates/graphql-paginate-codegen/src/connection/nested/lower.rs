//! Nested connections in the form that code generation needs.

use super::super::argument::Binding;
use super::super::direction::Direction;
use super::super::found::Found;
use super::super::model::FollowUp;
use super::super::step::{Item, Step, steps};
use super::super::view::{FieldView, ViewStep, crosses_list_of_lists, starts_with};
use super::counted::Counted;
use super::obstacle::part_obstacle;
use super::unselected;
use super::{Nesting, Unselected, direction, has_flag, is_list, page_info_below};
use crate::lower::Responses;
use crate::rust_type::RustType;
use crate::style::Style;
use bluejay_core::definition::FieldDefinition as _;

/// A connection nested in the items of a walkable one.
pub(crate) struct Nested {
    /// Response keys from the item.
    pub(crate) path: Vec<String>,
    /// Steps from the item to the first list, then from each list's items to the next list; the last ones lead to the
    /// connection.
    pub(crate) levels: Vec<Vec<Step>>,
    /// For each list on the path, whether items are added at its beginning because its connection is read backward.
    pub(crate) grows_in_front: Vec<bool>,
    /// The connection's type.
    pub(crate) ty: RustType,
    pub(crate) direction: Direction,
    /// From the connection to the flag and the cursor of its direction; `None` if they are read from JSON.
    pub(crate) more_and_cursor: Option<(Vec<Step>, Vec<Step>)>,
    /// Where they are in JSON; set for all connections inside an item or for none.
    pub(crate) unselected: Option<Unselected>,
    /// Whether the cursor is a custom scalar of the user.
    pub(crate) has_scalar_cursor: bool,
    /// From the connection to every place of its `pageInfo`.
    pub(crate) page_info: Vec<Vec<Step>>,
    /// From the connection to every place of its `nodes` and `edges`.
    pub(crate) lists: Vec<Vec<Step>>,
    /// How its further pages are requested, if they can be.
    pub(crate) rest: Option<Rest>,
    /// Whether it is of another style than Relay's, so that incomplete ones are counted and never completed.
    pub(crate) is_only_counted: bool,
}

/// How further pages of a nested connection are requested.
pub(crate) struct Rest {
    /// From the last list's item to each value that identifies the parent.
    pub(crate) parent: Vec<Vec<Step>>,
    pub(crate) text: FollowUp,
    pub(crate) size: OwnSize,
    /// The connection's response key.
    pub(crate) key: String,
    pub(crate) is_optional: bool,
}

/// The page size in the main document.
pub(crate) enum OwnSize {
    Unset,
    Fixed(u32),
    Variable { name: String, default: Option<u32> },
}

impl<'v, 'a> Nesting<'_, 'v, 'a> {
    /// The lowered connection; `None` if its type does not say whether there are more pages.
    pub(crate) fn lower(
        &self,
        outer: &Found<'v, 'a>,
        nested: &Found<'v, 'a>,
        view: &FieldView<'v, 'a>,
        responses: &Responses<'_, '_, 'a>,
    ) -> Option<Nested> {
        let item = outer.item()?;
        let relative = |of: &FieldView<'v, 'a>| steps(&of.steps[view.steps.len()..], responses);
        let direction = direction(nested);
        // Without a flag, nothing says whether it is complete.
        if !has_flag(nested, direction) || crosses_list_of_lists(&view.steps) {
            return None;
        }
        let (more, cursor) = direction.flag_and_cursor();
        let all = |name: &str| -> Vec<Vec<Step>> {
            nested
                .fields
                .iter()
                .filter(|field| {
                    field.field.definition.name() == name && starts_with(&field.steps, &view.steps)
                })
                .map(relative)
                .collect()
        };
        let mut unselected = None;
        let mut more_and_cursor = None;
        if self.adds_inside(outer) {
            unselected = Some(self.unselected(item.steps.len(), nested, view));
        } else {
            let more = relative(page_info_below(nested, view, more)?);
            let cursor = relative(page_info_below(nested, view, cursor)?);
            more_and_cursor = Some((more, cursor));
        }
        let levels = levels(steps(&view.steps[item.steps.len()..], responses));
        Some(Nested {
            path: keys(&view.steps[item.steps.len()..]),
            ty: responses.field_type(view.field),
            direction,
            more_and_cursor,
            unselected,
            has_scalar_cursor: nested.has_scalar_cursor(),
            page_info: all("pageInfo"),
            lists: nested.list_names().into_iter().flat_map(all).collect(),
            rest: self.rest(nested, view, item.steps.len(), direction, responses),
            grows_in_front: self.grows_in_front(&view.steps, item.steps.len()),
            levels,
            is_only_counted: false,
        })
    }

    /// The lowered lists of other styles inside the items of `outer`.
    pub(crate) fn lower_counted(
        &self,
        outer: &Found<'v, 'a>,
        responses: &Responses<'_, '_, 'a>,
    ) -> Vec<Nested> {
        let Some(item) = outer.item() else {
            return Vec::new();
        };
        let item = item.steps.len();
        let mut nested = Vec::new();
        for Counted { list, view, sign } in self.counted_inside(outer) {
            nested.push(Nested {
                path: keys(&view.steps[item..]),
                levels: Vec::new(),
                grows_in_front: self.grows_in_front(&view.steps, item),
                ty: responses.field_type(view.field),
                direction: Direction::Forward,
                more_and_cursor: None,
                unselected: Some(Unselected {
                    levels: unselected::levels(&view.steps[item..]),
                    more: sign.keys,
                    cursor: Vec::new(),
                    parent: Vec::new(),
                    parent_types: self.parent_types(view, item),
                    wrong_end: Vec::new(),
                    is_token: list.offer.style == Style::Token,
                }),
                has_scalar_cursor: false,
                page_info: Vec::new(),
                lists: Vec::new(),
                rest: None,
                is_only_counted: true,
            });
        }
        nested
    }

    /// For each list on the path from the item, whether its connection is read backward.
    fn grows_in_front(&self, steps: &[ViewStep<'v, 'a>], item: usize) -> Vec<bool> {
        let lists = (item..steps.len()).filter(|place| is_list(&steps[*place]));
        let path_to = |place: usize| {
            steps[..place]
                .iter()
                .filter_map(ViewStep::key)
                .collect::<Vec<_>>()
        };
        let is_backward = |path: Vec<&str>| {
            self.found
                .iter()
                .any(|found| found.path == path && direction(found) == Direction::Backward)
        };
        lists.map(|place| is_backward(path_to(place))).collect()
    }

    fn rest(
        &self,
        nested: &Found<'v, 'a>,
        view: &FieldView<'v, 'a>,
        item: usize,
        direction: Direction,
        responses: &Responses<'_, '_, 'a>,
    ) -> Option<Rest> {
        if part_obstacle(nested, view).is_some() {
            return None;
        }
        let text = self.rest_text(nested, view).ok()?;
        let values = self
            .parent_values(nested, view, &self.lookup(view)?)
            .unwrap_or_default();
        // Start after the item or the last list in it, where generated code has a reference to the value.
        let from = view
            .steps
            .iter()
            .rposition(is_list)
            .map_or(item, |list| item.max(list + 1));
        let parent = values
            .iter()
            .map(|value| steps(&value.steps[from.min(value.steps.len())..], responses));
        Some(Rest {
            parent: parent.collect(),
            text,
            size: self.own_size(nested, direction),
            key: view.field.key.to_owned(),
            is_optional: view.field.is_conditional || view.shape().is_nullable(),
        })
    }

    fn own_size(&self, nested: &Found<'v, 'a>, direction: Direction) -> OwnSize {
        let (size, ..) = nested.bindings(direction);
        match size {
            Binding::Variable { name, .. } => OwnSize::Variable {
                name: name.to_owned(),
                default: self.operation.default_size(name),
            },
            Binding::Fixed(Some(size)) => match size.parse() {
                Ok(size) => OwnSize::Fixed(size),
                Err(_) => OwnSize::Unset,
            },
            Binding::Fixed(None) | Binding::Absent | Binding::Member { .. } => OwnSize::Unset,
        }
    }
}

/// Splits the steps after each list.
fn levels(steps: Vec<Step>) -> Vec<Vec<Step>> {
    let mut levels = vec![Vec::new()];
    for step in steps {
        let is_list = matches!(
            step,
            Step::Field {
                item: Item::List { .. },
                ..
            }
        );
        levels.last_mut().expect("there is one").push(step);
        if is_list {
            levels.push(Vec::new());
        }
    }
    levels
}

fn keys(steps: &[ViewStep<'_, '_>]) -> Vec<String> {
    steps
        .iter()
        .filter_map(ViewStep::key)
        .map(str::to_owned)
        .collect()
}
