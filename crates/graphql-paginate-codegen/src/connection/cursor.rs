//! What types sizes, cursors and flags have to be of.
//!
//! A cursor is a string, or a scalar of the user's that is made from one and shows it: generated code asks such a type
//! for `From<String>` and `AsRef<str>`, which `String` has, if the scalar is an alias of it.

use super::find::{Found, named};
use super::view::FieldView;
use super::walk::Direction;
use crate::check::Obstacle;
use crate::schema::{Schema, TypeReference};
use bluejay_core::AsIter;
use bluejay_core::definition::{
    FieldDefinition as _, InputType as _, InputValueDefinition as _, OutputType as _,
};

/// What a part of a connection has to be.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wanted {
    Text,
    Named(&'static str),
}

impl<'a> Found<'_, 'a> {
    /// The first type that no pager can work with.
    pub(crate) fn type_obstacle(&self, direction: Direction) -> Option<Obstacle> {
        let (size, cursor) = direction.arguments();
        let (more, next) = direction.flag_and_cursor();
        let parts = [
            (cursor, self.views[0].argument_type(cursor), Wanted::Text),
            (next, self.page_info_type(next), Wanted::Text),
            (
                size,
                self.views[0].argument_type(size),
                Wanted::Named("Int"),
            ),
            (more, self.page_info_type(more), Wanted::Named("Boolean")),
        ];
        parts.into_iter().find_map(|(name, ty, wanted)| {
            let ty = ty?;
            let wish = match wanted {
                Wanted::Text if is_text(self.schema, &ty) => return None,
                Wanted::Named(wanted) if ty == wanted => return None,
                Wanted::Text => "a string".to_owned(),
                Wanted::Named(wanted) => format!("`{wanted}`"),
            };
            Some(Obstacle {
                message: format!("its `{name}` is of type `{ty}`, which is not {wish}"),
                help: "send it with `client.execute`, page by page in a loop of your own"
                    .to_owned(),
            })
        })
    }

    /// Whether a scalar of the user's is among its cursors.
    pub(crate) fn has_scalar_cursor(&self) -> bool {
        let arguments = ["after", "before"].map(|name| self.views[0].argument_type(name));
        let fields = ["startCursor", "endCursor"].map(|name| self.page_info_type(name));
        let types = arguments
            .into_iter()
            .chain(fields)
            .chain([self.edge_cursor_type()])
            .flatten();
        types.into_iter().any(|ty| {
            matches!(
                self.schema.type_named(&ty),
                Some(TypeReference::CustomScalar(_))
            )
        })
    }

    /// Whether the cursors of its edges are text.
    pub(crate) fn has_text_edges(&self) -> bool {
        self.edge_cursor_type()
            .is_some_and(|ty| is_text(self.schema, &ty))
    }

    fn edge_cursor_type(&self) -> Option<String> {
        named(&self.edge, "cursor")
            .map(|view| nullable(view.field.definition.r#type().display_name()))
    }

    fn page_info_type(&self, name: &str) -> Option<String> {
        named(&self.page_info, name)
            .map(|view| nullable(view.field.definition.r#type().display_name()))
    }
}

impl FieldView<'_, '_> {
    /// The type of one of the field's arguments, without its own `!`.
    pub(crate) fn argument_type(&self, name: &str) -> Option<String> {
        let known = self.field.definition.arguments_definition()?;
        let argument = known.iter().find(|argument| argument.name() == name)?;
        Some(nullable(argument.r#type().display_name()))
    }
}

/// The type without its own `!`.
fn nullable(mut ty: String) -> String {
    if ty.ends_with('!') {
        ty.pop();
    }
    ty
}

fn is_text<'s>(schema: &'s Schema<'s>, ty: &str) -> bool {
    matches!(ty, "String" | "ID")
        || matches!(schema.type_named(ty), Some(TypeReference::CustomScalar(_)))
}
