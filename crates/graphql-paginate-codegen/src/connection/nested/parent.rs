//! Finding the parent of a nested connection again.

use super::super::selected_connection::SelectedConnection;
use super::super::view::{FieldView, SelectionStep, starts_with};
use super::{Nesting, is_list};
use crate::refetch::{Lookup, Refetch};
use crate::root_field::PathField;
use crate::schema::Composite;
use crate::syntax::FieldId;
use bluejay_core::definition::{FieldDefinition as _, OutputType as _};

impl<'v, 'a> Nesting<'_, 'v, 'a> {
    /// The root field that fetches the parent of a connection.
    pub(super) fn lookup(&self, view: &FieldView<'v, 'a>) -> Option<Lookup> {
        let parent = view.parent;
        match self.refetch_of(parent) {
            Some(refetch) => Lookup::declared(self.schema, refetch, parent),
            None => Lookup::node(self.schema, parent)
                .or_else(|| Lookup::root_field(self.schema, parent, &self.path_to(view))),
        }
    }

    /// The fields from the parent of a connection to the root.
    fn path_to(&self, view: &FieldView<'v, 'a>) -> Vec<PathField<'_, 'a>> {
        let mut path = Vec::new();
        let mut lists = 0;
        let (_, parents) = view.steps.split_last().expect("a connection has a step");
        for step in parents.iter().rev() {
            let SelectionStep::Field { set, index } = step else {
                continue;
            };
            lists += usize::from(is_list(step));
            let field = &set.fields[*index];
            if let Some(written) = self.operation.tree.field(FieldId::of(field.nodes[0])) {
                path.push(PathField {
                    written,
                    definition: field.definition,
                    is_outer: lists > 1,
                });
            }
        }
        path
    }

    /// The fields whose values identify the parent, if all of them are selected in the same copy of the parent as the
    /// connection, where generated code reads them, and are not custom scalars, which programs may write in another form
    /// than the server. `item` steps lead to the item.
    pub(super) fn parent_values<'f>(
        &self,
        nested: &'f SelectedConnection<'v, 'a>,
        view: &FieldView<'v, 'a>,
        lookup: &Lookup,
        item: usize,
    ) -> Option<Vec<&'f FieldView<'v, 'a>>> {
        let copy = &view.steps[..after_last_list(view, item)];
        let mut values = Vec::new();
        for name in lookup.fields() {
            let value = beside_in(copy, nested, view, name)?;
            let ty = value.field.definition.r#type().base_name();
            if self.schema.is_custom_scalar(ty) {
                return None;
            }
            values.push(value);
        }
        Some(values)
    }

    /// A field of the parent, if every value of the parent has it.
    pub(super) fn beside<'f>(
        &self,
        nested: &'f SelectedConnection<'v, 'a>,
        view: &FieldView<'v, 'a>,
        name: &str,
    ) -> Option<&'f FieldView<'v, 'a>> {
        beside_in(&[], nested, view, name)
    }

    pub(super) fn refetch_of(&self, parent: Composite<'a>) -> Option<&Refetch> {
        self.refetch
            .iter()
            .find(|refetch| refetch.parent == parent.name())
    }
}

/// The number of steps to the item, or to the element of the last list in it on the way to the connection.
pub(super) fn after_last_list(view: &FieldView<'_, '_>, item: usize) -> usize {
    match view.steps.iter().rposition(is_list) {
        Some(list) => item.max(list + 1),
        None => item,
    }
}

/// A field of the parent that is selected below these steps, if every value of the parent has it.
fn beside_in<'f, 'v, 'a>(
    copy: &[SelectionStep<'v, 'a>],
    nested: &'f SelectedConnection<'v, 'a>,
    view: &FieldView<'v, 'a>,
    name: &str,
) -> Option<&'f FieldView<'v, 'a>> {
    let fits = |field: &&FieldView<'v, 'a>| {
        field.is_plainly(name)
            && starts_with(&field.steps, copy)
            && !field.is_conditional_beside(&view.steps)
            && !field.shape().is_nullable()
            && (field.narrowed_in(&view.steps).is_none()
                || field.narrowed_in(&view.steps) == view.narrowed())
    };
    nested.beside.iter().find(fits)
}
