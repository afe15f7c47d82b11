//! The analysis of a nested connection: how it can be read to its end.

use super::super::detect::is_list_of_objects;
use super::super::model::Completion;
use super::super::selected_connection::SelectedConnection;
use super::super::view::{FieldView, SelectionStep};
use super::{Nesting, WrongEnd, direction};
use crate::style::Style;
use bluejay_core::definition::FieldDefinition as _;

impl<'v, 'a> Nesting<'_, 'v, 'a> {
    /// How a connection nested in a walkable one is read to its end; `None` if it is not nested in one.
    pub(crate) fn completion(&self, nested: &SelectedConnection<'v, 'a>) -> Option<Completion> {
        if nested.paging.style != Style::Relay {
            return None;
        }
        for outer in self.outer {
            let Some(item) = outer.item() else { continue };
            if let Some(place) = self.place_below(nested, item) {
                return Some(self.completion_at(nested, place.view, place.item));
            }
        }
        None
    }

    /// The completion of a connection at one of its places, `item` steps of which lead to the item.
    fn completion_at(
        &self,
        nested: &SelectedConnection<'v, 'a>,
        view: &FieldView<'v, 'a>,
        item: usize,
    ) -> Completion {
        let direction = direction(nested);
        let (more, cursor) = direction.flag_and_cursor();
        let paths = nested.page_info_paths(direction);
        let (mut wrong_ends, mut wrong_end_unless) = (Vec::new(), None);
        if let Some(WrongEnd { path, unless }) = WrongEnd::of(nested, direction, &paths)
            && !self.has_default(unless.as_deref())
        {
            let (flag, _) = direction.opposite().flag_and_cursor();
            wrong_ends = places(nested, path, flag);
            wrong_end_unless = unless;
        }
        Completion {
            direction,
            types: self.types(&view.steps[item..]),
            lists: lists(nested),
            wrong_end: wrong_ends,
            wrong_end_unless,
            has_more: places(nested, paths.more, more),
            next_cursor: places(nested, paths.cursor, cursor),
            parent: self.parent_paths(nested, view),
            follow_up: self.follow_up(nested, view),
        }
    }

    /// Whether a variable, if there is one, has a default value.
    fn has_default(&self, variable: Option<&str>) -> bool {
        let mut declared = self.operation.tree.operation.variables.iter();
        declared.any(|known| variable == Some(known.name.as_str()) && known.default.is_some())
    }

    /// For each response key of the steps, the object types that have it; empty if all have it.
    fn types(&self, steps: &[SelectionStep<'v, 'a>]) -> Vec<Vec<String>> {
        let mut types = Vec::new();
        let mut narrowed = Vec::new();
        for step in steps {
            match step {
                SelectionStep::Variant { on, .. } => {
                    narrowed.clear();
                    let possible = self.schema.possible_types(*on);
                    narrowed.extend(possible.into_iter().map(str::to_owned));
                }
                SelectionStep::Field { .. } => types.push(std::mem::take(&mut narrowed)),
                SelectionStep::Spread { .. } => {}
            }
        }
        types
    }
}

/// Response keys from a connection to its lists of items; to all its lists of objects, if it is not known which of them
/// holds the items.
fn lists(nested: &SelectedConnection<'_, '_>) -> Vec<Vec<String>> {
    let mut lists = Vec::new();
    let names = nested.list_names();
    let is_list = |view: &&FieldView<'_, '_>| names.contains(&view.field.definition.name());
    for view in nested
        .items()
        .into_iter()
        .chain(nested.fields.iter().filter(is_list))
    {
        add(&mut lists, below(nested, view));
    }
    if lists.is_empty() {
        for view in &nested.fields {
            if is_list_of_objects(nested.schema, view.field.definition) {
                add(&mut lists, below(nested, view));
            }
        }
    }
    lists
}

/// Response keys from a connection to a field of its `pageInfo`: first where it always is, then all other places.
fn places(nested: &SelectedConnection<'_, '_>, first: Vec<String>, name: &str) -> Vec<Vec<String>> {
    let mut places = vec![first];
    for view in &nested.page_info {
        if view.is_plainly(name) {
            add(&mut places, below(nested, view));
        }
    }
    places
}

fn below(nested: &SelectedConnection<'_, '_>, view: &FieldView<'_, '_>) -> Vec<String> {
    let keys = view.keys().into_iter().skip(nested.path.len());
    keys.map(str::to_owned).collect()
}

fn add(places: &mut Vec<Vec<String>>, place: Vec<String>) {
    if !places.contains(&place) {
        places.push(place);
    }
}
