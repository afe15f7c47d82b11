//! Fields that completing nested connections needs but the query does not select.
//!
//! Derived documents select them: `pageInfo` of each nested connection, and the fields that identify its parent. They
//! are not in the generated types, so the runtime reads them from the JSON of a response.

use super::super::direction::Direction;
use super::super::selected_connection::SelectedConnection;
use super::super::view::{FieldView, SelectionStep};
use super::super::walk::ControlField;
use super::reported::{MoreSign, ReportedList};
use super::{Nesting, WrongEnd, direction, has_flag, has_nullable_flag, is_list, page_info_below};
use crate::name;
use crate::syntax::{Document, Field, FieldId, Selection};
use heck::ToUpperCamelCase;

/// Where the JSON of an item holds the fields that the generated types do not have.
pub(crate) struct Unselected {
    /// Response keys from the item to the first list, then from each list's elements to the next list; the last ones
    /// lead to the connection.
    pub(crate) levels: Vec<Vec<String>>,
    /// Response keys from the connection to what says whether there are further pages.
    pub(crate) more: Vec<String>,
    /// Response keys from the connection to the cursor of the next page.
    pub(crate) cursor: Vec<String>,
    /// Response keys from the connection's parent to each value that identifies it; empty if it cannot be fetched.
    pub(crate) parent: Vec<Vec<String>>,
    /// The object types of the parent that have the connection, if not all possible types do.
    pub(crate) parent_types: Vec<String>,
    /// Response keys from the connection to the flag that shows whether the server ignores `last`; empty if there is none.
    pub(crate) wrong_end: Vec<String>,
    /// What `more` leads to.
    pub(crate) sign: MoreSign,
}

/// The fields that a derived document adds at one nested connection.
struct Addition<'n, 'v, 'a> {
    nested: &'n SelectedConnection<'v, 'a>,
    /// The direction whose fields of `pageInfo` are added; `None` if the walk document adds them.
    direction: Option<Direction>,
    /// The token or the flag of a list that has no `pageInfo`.
    sign: Option<ControlField>,
    ids: Vec<FieldId>,
    /// The name and response key of each field that identifies the parent.
    parent: Vec<(String, String)>,
    /// The places of the connection on types that have these fields.
    parent_ids: Vec<FieldId>,
}

impl<'v, 'a> Nesting<'_, 'v, 'a> {
    /// Whether the generated types of a connection's items lack fields that completing connections inside them needs.
    pub(super) fn adds_inside(&self, outer: &SelectedConnection<'v, 'a>) -> bool {
        let Some(item) = outer.item() else {
            return false;
        };
        if !self.reported_inside(outer).is_empty() || !self.inside_elsewhere(outer).is_empty() {
            return true;
        }
        self.inside(outer).into_iter().any(|(nested, view)| {
            let direction = direction(nested);
            let (more, cursor) = direction.flag_and_cursor();
            let mut needed = [more, cursor].into_iter();
            let paths = nested.page_info_paths(direction);
            let lacks_page_info = paths.added.is_some()
                || WrongEnd::without_cursor(nested, direction, &paths).is_some()
                || has_nullable_flag(nested, direction)
                || needed.any(|name| page_info_below(nested, view, name).is_none());
            lacks_page_info || self.lacks_parent_values(nested, view, item.steps.len())
        })
    }

    /// Whether a value that identifies the parent is not in the struct that has the connection.
    fn lacks_parent_values(
        &self,
        nested: &SelectedConnection<'v, 'a>,
        view: &FieldView<'v, 'a>,
        item: usize,
    ) -> bool {
        let Some(lookup) = self.lookup(view) else {
            return false;
        };
        let mut fields = lookup.fields().into_iter();
        fields.all(|name| view.parent.field(name).is_some())
            && self.parent_values(nested, view, &lookup, item).is_none()
    }

    /// The operation with all fields that completing its nested connections needs.
    pub(super) fn complete_tree(&self) -> Document {
        let mut additions = Vec::new();
        for outer in self.outer {
            if outer.list.is_some() {
                let parent = self.added_to_parent(outer, &outer.views[0]);
                additions.push(Addition {
                    nested: outer,
                    direction: None,
                    sign: None,
                    ids: outer.ids(),
                    parent_ids: ids_with(outer, &parent),
                    parent,
                });
            }
            let elsewhere = self.inside_elsewhere(outer).into_iter();
            let elsewhere = elsewhere.map(|place| (place.list, place.view));
            for (nested, view) in self.inside(outer).into_iter().chain(elsewhere) {
                let direction = direction(nested);
                if has_flag(nested, direction) {
                    let parent = self.added_to_parent(nested, view);
                    additions.push(Addition {
                        nested,
                        direction: Some(direction),
                        sign: None,
                        ids: nested.ids(),
                        parent_ids: ids_with(nested, &parent),
                        parent,
                    });
                }
            }
        }
        for outer in self.outer {
            for ReportedList { place, sign } in self.with_sign(outer) {
                let list = place.list;
                additions.push(Addition {
                    nested: list,
                    direction: None,
                    sign: Some(sign.field),
                    ids: list.ids(),
                    parent_ids: Vec::new(),
                    parent: Vec::new(),
                });
            }
        }
        let mut tree = self.operation.tree.clone();
        tree.for_each_selection_set(&mut |selections| {
            for addition in &additions {
                addition.apply(selections);
            }
        });
        tree
    }

    /// Where the runtime finds the fields for completing a nested connection in JSON.
    pub(super) fn unselected(
        &self,
        item: usize,
        nested: &SelectedConnection<'v, 'a>,
        view: &FieldView<'v, 'a>,
    ) -> Unselected {
        let direction = direction(nested);
        let page_info = nested.page_info_paths(direction);
        Unselected {
            levels: levels(&view.steps[item..]),
            wrong_end: WrongEnd::without_cursor(nested, direction, &page_info).unwrap_or_default(),
            more: page_info.more,
            cursor: page_info.cursor,
            parent: self.parent_paths(nested, view),
            parent_types: self.parent_types(view, item),
            sign: MoreSign::Flag,
        }
    }

    /// The object types of the parent that have the field, if its steps after the first `skipped` ones narrow a type.
    pub(super) fn parent_types(&self, view: &FieldView<'v, 'a>, skipped: usize) -> Vec<String> {
        let mut narrowed = None;
        for step in &view.steps[skipped..] {
            match step {
                SelectionStep::Variant { on, .. } => narrowed = Some(*on),
                // A type narrowed before a field is not that of the parent.
                SelectionStep::Field { .. } if narrowed.is_some() => narrowed = Some(view.parent),
                SelectionStep::Field { .. } | SelectionStep::Spread { .. } => {}
            }
        }
        let types = narrowed.map(|on| self.schema.possible_types(on));
        types.into_iter().flatten().map(str::to_owned).collect()
    }

    /// Response keys from the parent to each value that identifies it; empty if it cannot be fetched.
    pub(super) fn parent_paths(
        &self,
        nested: &SelectedConnection<'v, 'a>,
        view: &FieldView<'v, 'a>,
    ) -> Vec<Vec<String>> {
        let Some(lookup) = self.lookup(view) else {
            return Vec::new();
        };
        let mut paths = Vec::new();
        for name in lookup.fields() {
            let key = match self.beside(nested, view, name) {
                Some(selected) => selected.field.key.to_owned(),
                None => added_key(nested, name),
            };
            paths.push(vec![key]);
        }
        paths
    }

    /// The name and response key of each field that identifies the parent and that the query does not select.
    fn added_to_parent(
        &self,
        nested: &SelectedConnection<'v, 'a>,
        view: &FieldView<'v, 'a>,
    ) -> Vec<(String, String)> {
        let Some(lookup) = self.lookup(view) else {
            return Vec::new();
        };
        let mut added = Vec::new();
        for name in lookup.fields() {
            if view.parent.field(name).is_some() && self.beside(nested, view, name).is_none() {
                added.push((name.to_owned(), added_key(nested, name)));
            }
        }
        added
    }
}

impl Addition<'_, '_, '_> {
    /// Adds the fields to a selection set that has the connection.
    fn apply(&self, selections: &mut Vec<Selection>) {
        let mut has_parent = false;
        for selection in selections.iter_mut() {
            let Selection::Field(field) = selection else {
                continue;
            };
            let Some(id) = field.id else { continue };
            has_parent |= self.parent_ids.contains(&id);
            if !self.ids.contains(&id) {
                continue;
            }
            if let Some(direction) = self.direction {
                self.nested.add_page_info(field, direction);
            }
            if let Some(sign) = &self.sign {
                sign.select(field);
            }
        }
        if !has_parent {
            return;
        }
        for (name, key) in &self.parent {
            let is_there = |selection: &Selection| matches!(selection, Selection::Field(field) if field.id.is_none() && field.response_key() == key);
            if !selections.iter().any(is_there) {
                let mut field = Field::added(name, Vec::new());
                field.set_response_key(key);
                selections.push(Selection::Field(field));
            }
        }
    }
}

/// The fields of the query that select the connection on a type with all of these fields.
fn ids_with(nested: &SelectedConnection<'_, '_>, fields: &[(String, String)]) -> Vec<FieldId> {
    let mut ids = Vec::new();
    for view in &nested.views {
        let mut names = fields.iter().map(|(name, _)| name);
        if names.all(|name| view.parent.field(name).is_some()) {
            ids.extend(view.field.nodes.iter().map(|node| FieldId::of(node)));
        }
    }
    ids
}

/// The response key of a field added to the parent: its name, unless the query uses that key for another field.
fn added_key(nested: &SelectedConnection<'_, '_>, name: &str) -> String {
    let is_other = nested.beside.iter().any(|known| {
        let is_same =
            known.is_plainly(name) && !known.is_conditional_beside(&nested.views[0].steps);
        known.field.key == name && !is_same
    });
    if !is_other {
        return name.to_owned();
    }
    let is_taken = |key: &str| nested.beside.iter().any(|known| known.field.key == key);
    name::free(format!("walk{}", name.to_upper_camel_case()), is_taken)
}

/// Response keys, split after each list.
pub(super) fn levels(steps: &[SelectionStep<'_, '_>]) -> Vec<Vec<String>> {
    let mut levels = vec![Vec::new()];
    for step in steps {
        if let Some(key) = step.key() {
            let last = levels.last_mut().expect("there is one");
            last.push(key.to_owned());
        }
        if is_list(step) {
            levels.push(Vec::new());
        }
    }
    levels
}
