//! Type checks for page sizes, cursors and flags.
//!
//! A cursor is a string or a custom scalar of the user that converts from and to text: generated code requires
//! `From<String>` and `AsRef<str>` of such a type. `String` implements both, in case the scalar is an alias of it.

use super::super::direction::Direction;
use super::super::model::Obstacle;
use super::super::selected_connection::SelectedConnection;
use super::super::view::FieldView;
use crate::schema::needs_value;
use crate::shape::nullable;
use crate::style::Style;
use bluejay_core::AsIter;
use bluejay_core::definition::{
    FieldDefinition as _, InputType as _, InputValueDefinition as _, OutputType as _,
};

const LOOP_OF_YOUR_OWN: &str = "send it with `client.execute`, page by page in a loop of your own";

impl<'a> SelectedConnection<'_, 'a> {
    /// The first type that a pager cannot use.
    pub(crate) fn type_obstacle(&self, direction: Direction) -> Option<Obstacle> {
        if self.paging.style != Style::Relay {
            return None;
        }
        let arguments = self.arguments_of(direction)?;
        let (more, next) = direction.flag_and_cursor();
        for name in [more, next] {
            if self.page_info_type(name).is_none() {
                return Some(Obstacle {
                    message: format!("its `pageInfo` has no `{name}`"),
                    help: LOOP_OF_YOUR_OWN.to_owned(),
                });
            }
        }
        let next_type = self.page_info_type(next).unwrap_or_default();
        for (name, ty) in [
            (arguments.cursor.name(), &arguments.cursor.ty),
            (next, &next_type),
        ] {
            if !matches!(ty.as_str(), "String" | "ID" | "Int") && !self.schema.is_custom_scalar(ty)
            {
                return Some(wrong_type(name, ty, "a string or an integer"));
            }
        }
        if let Some(size) = &arguments.size
            && !size.is_number(self.schema)
        {
            return Some(wrong_type(size.name(), &size.ty, "an integer"));
        }
        if let Some(ty) = self.page_info_type(more)
            && ty != "Boolean"
        {
            return Some(wrong_type(more, &ty, "`Boolean`"));
        }
        None
    }

    /// Whether one of its cursors is a custom scalar of the user.
    pub(crate) fn has_scalar_cursor(&self) -> bool {
        if self.paging.style != Style::Relay {
            return false;
        }
        let arguments = self.paging.forward.iter().chain(&self.paging.backward);
        let arguments = arguments.map(|arguments| Some(arguments.cursor.ty.clone()));
        let fields = ["startCursor", "endCursor"].map(|name| self.page_info_type(name));
        let types = arguments
            .into_iter()
            .chain(fields)
            .chain([self.edge_cursor_type()])
            .flatten();
        types
            .into_iter()
            .any(|ty| self.schema.is_custom_scalar(&ty))
    }

    /// Whether the cursors of its edges are text.
    pub(crate) fn has_text_edges(&self) -> bool {
        self.edge_cursor_type()
            .is_some_and(|ty| self.schema.is_text(&ty))
    }

    fn edge_cursor_type(&self) -> Option<String> {
        self.named(&self.edge, "cursor")
            .map(|view| nullable(view.field.definition.r#type().display_name()))
    }

    /// The type of a field of `pageInfo`, without its own `!`.
    pub(crate) fn page_info_type(&self, name: &str) -> Option<String> {
        let info = self.connection_type?.field("pageInfo")?;
        let info = self.schema.composite(info.r#type().base_name())?;
        Some(nullable(info.field(name)?.r#type().display_name()))
    }
}

impl FieldView<'_, '_> {
    /// The type of one of the field's arguments, without its own `!`.
    pub(crate) fn argument_type(&self, name: &str) -> Option<String> {
        let known = self.field.definition.arguments_definition()?;
        let argument = known.iter().find(|argument| argument.name() == name)?;
        Some(nullable(argument.r#type().display_name()))
    }

    /// Whether every request must set this argument of the field.
    pub(crate) fn is_required(&self, name: &str) -> bool {
        let Some(known) = self.field.definition.arguments_definition() else {
            return false;
        };
        known
            .iter()
            .any(|argument| argument.name() == name && needs_value(argument))
    }
}

fn wrong_type(name: &str, ty: &str, wanted: &str) -> Obstacle {
    Obstacle {
        message: format!("its `{name}` is of type `{ty}`, which is not {wanted}"),
        help: LOOP_OF_YOUR_OWN.to_owned(),
    }
}
