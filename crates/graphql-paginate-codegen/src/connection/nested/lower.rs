//! Nested connections in the form that code generation needs.

use super::super::detect::Binding;
use super::super::direction::Direction;
use super::super::model::FollowUp;
use super::super::rust_step::{RustStep, steps};
use super::super::selected_connection::SelectedConnection;
use super::super::view::{
    FieldView, SelectionStep, crosses_list_of_lists, is_same_path, starts_with,
};
use super::connection_copy::ConnectionCopy;
use super::in_item::InItem;
use super::obstacle::part_obstacle;
use super::parent::after_last_list;
use super::reported::ReportedList;
use super::unselected;
use super::{Nesting, Unselected, direction, has_flag, is_list, page_info_below};
use crate::lower::Responses;
use bluejay_core::definition::FieldDefinition as _;

/// A connection nested in the items of a walkable one.
pub(crate) struct Nested {
    /// Response keys from the item.
    pub(crate) path: Vec<String>,
    /// The copies of the connection in the item; empty if it is only reported.
    pub(crate) copies: Vec<ConnectionCopy>,
    /// For each list on the path, whether items are added at its beginning because its connection is read backward.
    pub(crate) grows_in_front: Vec<bool>,
    pub(crate) direction: Direction,
    /// Response keys from the connection to each of its lists, if conditions or types may exclude all of them; otherwise
    /// empty.
    pub(crate) excludable_lists: Vec<Vec<String>>,
    /// From the first copy to the flag and the cursor of its direction; `None` if they are read from JSON.
    pub(crate) more_and_cursor: Option<(Vec<RustStep>, Vec<RustStep>)>,
    /// Where they are in JSON; set for all connections inside an item or for none.
    pub(crate) unselected: Option<Unselected>,
    /// Whether the cursor is a custom scalar of the user.
    pub(crate) has_scalar_cursor: bool,
    /// How its further pages are requested, if they can be.
    pub(crate) follow_up: Option<TypedFollowUp>,
    /// Whether incomplete ones are reported and never completed: it is of another style than Relay's, or the type of an item
    /// does not have it.
    pub(crate) is_only_reported: bool,
}

/// The lists inside the items of a connection.
pub(crate) struct NestedLists {
    /// Those that can be continued for each item, and those that are only reported.
    pub(crate) lists: Vec<Nested>,
    /// Whether the query selects others, which the runtime can neither continue nor count.
    pub(crate) has_unreported: bool,
}

/// How further pages of a nested connection are requested.
pub(crate) struct TypedFollowUp {
    /// From the last list's item to each value that identifies the parent; empty if they are read from JSON.
    pub(crate) parent: Vec<Vec<RustStep>>,
    pub(crate) text: FollowUp,
    pub(crate) size: OwnSize,
    /// The connection's response key.
    pub(crate) key: String,
}

/// The page size in the main document.
pub(crate) enum OwnSize {
    Unset,
    Fixed(u32),
    Variable { name: String, default: Option<u32> },
}

impl<'v, 'a> Nesting<'_, 'v, 'a> {
    /// The lists inside the items of `outer`.
    pub(crate) fn lower(
        &self,
        outer: &SelectedConnection<'v, 'a>,
        responses: &Responses<'_, '_, 'a>,
    ) -> NestedLists {
        let is_typed = !self.adds_inside(outer);
        let mut lists = Vec::new();
        let mut has_unreported = self.has_reported_in_lists_of_lists(outer);
        for (nested, view) in self.inside(outer) {
            match self.lower_relay(outer, nested, view, is_typed, responses) {
                Some(lowered) => lists.push(lowered),
                None => has_unreported = true,
            }
        }
        for place in self.inside_elsewhere(outer) {
            match self.lower_elsewhere(&place) {
                Some(lowered) => lists.push(lowered),
                None => has_unreported = true,
            }
        }
        lists.extend(self.lower_reported(outer));
        NestedLists {
            lists,
            has_unreported,
        }
    }

    /// The lowered connection, whose flag and cursor its type has if it `is_typed`; `None` if its type does not say whether
    /// there are more pages.
    fn lower_relay(
        &self,
        outer: &SelectedConnection<'v, 'a>,
        nested: &SelectedConnection<'v, 'a>,
        view: &FieldView<'v, 'a>,
        is_typed: bool,
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
        let mut unselected = None;
        let mut more_and_cursor = None;
        if is_typed {
            let more = relative(page_info_below(nested, view, more)?);
            let cursor = relative(page_info_below(nested, view, cursor)?);
            more_and_cursor = Some((more, cursor));
        } else {
            unselected = Some(self.unselected(item.steps.len(), nested, view));
        }
        let mut copies = vec![ConnectionCopy::new(
            nested,
            view,
            item.steps.len(),
            responses,
        )];
        for place in &nested.views {
            let is_other = !is_same_path(&place.steps, &view.steps);
            if is_other && starts_with(&place.steps, &item.steps) {
                copies.push(ConnectionCopy::new(
                    nested,
                    place,
                    item.steps.len(),
                    responses,
                ));
            }
        }
        let item = item.steps.len();
        Some(Nested {
            path: keys(&view.steps[item..]),
            follow_up: self.typed_follow_up(nested, view, &copies, item, is_typed, responses),
            copies,
            direction,
            excludable_lists: excludable_lists(nested),
            more_and_cursor,
            unselected,
            has_scalar_cursor: nested.has_scalar_cursor(),
            grows_in_front: self.grows_in_front(&view.steps, item),
            is_only_reported: false,
        })
    }

    /// The lowered lists of other styles inside the items of `outer`.
    fn lower_reported(&self, outer: &SelectedConnection<'v, 'a>) -> Vec<Nested> {
        let mut nested = Vec::new();
        for reported in self.reported_inside(outer) {
            let sign = reported.more_sign();
            let ReportedList { place, sign: end } = reported;
            let unselected = Unselected {
                levels: unselected::levels(&place.view.steps[place.item..]),
                more: end.field.keys,
                cursor: Vec::new(),
                parent: Vec::new(),
                parent_types: self.parent_types(place.view, place.item),
                wrong_end: Vec::new(),
                sign,
            };
            nested.push(self.only_reported(&place, Direction::Forward, unselected));
        }
        nested
    }

    /// The lowered connection that the type of an item does not have; `None` if nothing says whether it is complete.
    fn lower_elsewhere(&self, place: &InItem<'_, 'v, 'a>) -> Option<Nested> {
        let direction = direction(place.list);
        if !has_flag(place.list, direction) || crosses_list_of_lists(&place.view.steps) {
            return None;
        }
        let unselected = Unselected {
            cursor: Vec::new(),
            parent: Vec::new(),
            ..self.unselected(place.item, place.list, place.view)
        };
        Some(self.only_reported(place, direction, unselected))
    }

    fn only_reported(
        &self,
        place: &InItem<'_, 'v, 'a>,
        direction: Direction,
        unselected: Unselected,
    ) -> Nested {
        let steps = &place.view.steps;
        Nested {
            path: keys(&steps[place.item..]),
            copies: Vec::new(),
            grows_in_front: self.grows_in_front(steps, place.item),
            direction,
            excludable_lists: excludable_lists(place.list),
            more_and_cursor: None,
            unselected: Some(unselected),
            has_scalar_cursor: false,
            follow_up: None,
            is_only_reported: true,
        }
    }

    /// For each list on the path from the item, whether its connection is read backward.
    fn grows_in_front(&self, steps: &[SelectionStep<'v, 'a>], item: usize) -> Vec<bool> {
        let lists = (item..steps.len()).filter(|place| is_list(&steps[*place]));
        let path_to = |place: usize| {
            steps[..place]
                .iter()
                .filter_map(SelectionStep::key)
                .collect::<Vec<_>>()
        };
        let is_backward = |path: Vec<&str>| {
            self.found
                .iter()
                .any(|found| found.path == path && direction(found) == Direction::Backward)
        };
        lists.map(|place| is_backward(path_to(place))).collect()
    }

    fn typed_follow_up(
        &self,
        nested: &SelectedConnection<'v, 'a>,
        view: &FieldView<'v, 'a>,
        copies: &[ConnectionCopy],
        item: usize,
        is_typed: bool,
        responses: &Responses<'_, '_, 'a>,
    ) -> Option<TypedFollowUp> {
        let mut lists = copies.iter().flat_map(|copy| &copy.lists);
        if part_obstacle(nested).is_some() || lists.next().is_none() {
            return None;
        }
        let text = self.follow_up(nested, view).ok()?;
        let mut parent = Vec::new();
        if is_typed {
            let lookup = self.lookup(view)?;
            let from = after_last_list(view, item);
            for value in self.parent_values(nested, view, &lookup, item)? {
                parent.push(steps(&value.steps[from..], responses));
            }
        }
        Some(TypedFollowUp {
            parent,
            text,
            size: self.own_size(nested, direction(nested)),
            key: view.field.key.to_owned(),
        })
    }

    fn own_size(&self, nested: &SelectedConnection<'v, 'a>, direction: Direction) -> OwnSize {
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

/// Response keys from a connection to each of its lists; empty if each place of the connection has a list in every
/// response.
fn excludable_lists(nested: &SelectedConnection<'_, '_>) -> Vec<Vec<String>> {
    let names = nested.list_names();
    let mut lists = Vec::new();
    let mut may_lack_lists = false;
    for view in &nested.views {
        let mut is_always = false;
        for field in &nested.fields {
            let is_known = names.is_empty() || names.contains(&field.field.definition.name());
            if is_known && field.shape().is_list() && starts_with(&field.steps, &view.steps) {
                let steps = &field.steps[view.steps.len()..];
                is_always |= steps.iter().all(|step| nested.is_always(step));
                lists.push(keys(steps));
            }
        }
        may_lack_lists |= !is_always;
    }
    if !may_lack_lists {
        return Vec::new();
    }
    lists.sort();
    lists.dedup();
    lists
}

fn keys(steps: &[SelectionStep<'_, '_>]) -> Vec<String> {
    steps
        .iter()
        .filter_map(SelectionStep::key)
        .map(str::to_owned)
        .collect()
}
