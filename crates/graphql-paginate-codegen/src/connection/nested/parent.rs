//! Finding the parent of a nested connection again.

use super::super::found::Found;
use super::super::view::{FieldView, ViewStep};
use super::Nesting;
use crate::refetch::{Lookup, Refetch};
use crate::root_field::WrittenRoot;
use crate::schema::Composite;
use crate::syntax::FieldId;
use bluejay_core::definition::FieldDefinition as _;

impl<'v, 'a> Nesting<'_, 'v, 'a> {
    /// The root field that fetches the parent of a connection.
    pub(super) fn lookup(&self, view: &FieldView<'v, 'a>) -> Option<Lookup> {
        let parent = view.parent;
        match self.refetch_of(parent) {
            Some(refetch) => Lookup::declared(self.schema, refetch, parent),
            None => Lookup::node(self.schema, parent)
                .or_else(|| Lookup::root_field(self.schema, parent, self.written_root(view))),
        }
    }

    /// The root field on the path to a connection, as the query selects it.
    fn written_root(&self, view: &FieldView<'v, 'a>) -> Option<WrittenRoot<'_, 'a>> {
        for step in &view.steps {
            if let ViewStep::Field { set, index } = step {
                let field = &set.fields[*index];
                let written = self.operation.tree.field(FieldId::of(field.nodes[0]))?;
                return Some((written, field.definition));
            }
        }
        None
    }

    /// The fields whose values identify the parent, each at one of its places.
    pub(super) fn parent_values<'f>(
        &self,
        nested: &'f Found<'v, 'a>,
        view: &FieldView<'v, 'a>,
        lookup: &Lookup,
    ) -> Option<Vec<&'f FieldView<'v, 'a>>> {
        let mut values = Vec::new();
        for (name, _) in &lookup.values {
            values.push(self.beside(nested, view, name)?);
        }
        Some(values)
    }

    /// A field of the parent, if every value of the parent has it.
    pub(super) fn beside<'f>(
        &self,
        nested: &'f Found<'v, 'a>,
        view: &FieldView<'v, 'a>,
        name: &str,
    ) -> Option<&'f FieldView<'v, 'a>> {
        let fits = |field: &&FieldView<'v, 'a>| {
            field.field.definition.name() == name
                && !field.field.is_conditional
                && !field.shape().is_nullable()
                && (field.narrowed_in(&view.steps).is_none()
                    || field.narrowed_in(&view.steps) == view.narrowed())
        };
        nested.beside.iter().find(fits)
    }

    pub(super) fn refetch_of(&self, parent: Composite<'a>) -> Option<&Refetch> {
        self.refetch
            .iter()
            .find(|refetch| refetch.parent == parent.name())
    }
}
