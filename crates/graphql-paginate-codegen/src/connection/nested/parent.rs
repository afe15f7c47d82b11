//! How the parent of a nested connection is found again.

use super::super::find::Found;
use super::super::view::FieldView;
use super::Nesting;
use crate::follow_up::Refetch;
use crate::schema::Composite;
use bluejay_core::definition::{FieldDefinition as _, OutputType as _};

impl<'v, 'a> Nesting<'_, 'v, 'a> {
    /// The fields whose values find the parent, each at one of its places.
    pub(super) fn parent_values<'f>(
        &self,
        nested: &'f Found<'v, 'a>,
        view: &FieldView<'v, 'a>,
    ) -> Option<Vec<&'f FieldView<'v, 'a>>> {
        match self.refetch_of(view.parent) {
            Some(refetch) => {
                let field = |name: &String| self.beside(nested, view, name);
                refetch.fields.iter().map(field).collect()
            }
            None => Some(vec![self.id_of(nested, view)?]),
        }
    }

    pub(super) fn id_of<'f>(
        &self,
        nested: &'f Found<'v, 'a>,
        view: &FieldView<'v, 'a>,
    ) -> Option<&'f FieldView<'v, 'a>> {
        self.beside(nested, view, "id")
    }

    /// A field of the parent, where every value of the parent has it.
    fn beside<'f>(
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

    /// Whether `node(id:)` finds every value of a type.
    pub(super) fn is_node(&self, parent: Composite<'a>) -> bool {
        let query = self.schema.root(bluejay_core::OperationType::Query);
        let node = query.and_then(|query| query.field("node"));
        let interface = node.and_then(|node| self.schema.composite(node.r#type().base_name()));
        interface.is_some_and(|interface| self.schema.covers(interface, parent))
    }
}
