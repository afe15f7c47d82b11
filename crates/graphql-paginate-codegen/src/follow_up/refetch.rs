//! How a parent is found again, and the variables that this takes.

use crate::schema::{FieldDefinition, Schema, input_base_name};
use bluejay_core::definition::{FieldDefinition as _, InputType as _, InputValueDefinition as _};
use bluejay_core::{AsIter, OperationType};

/// A root field by which a parent that is no `Node` is found again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refetch {
    /// The parent's type.
    pub parent: String,
    /// The root field with its arguments, whose variables are named as fields of the parent: `dossier(number: $number)`.
    pub call: String,
    /// The fields of the parent that the call's variables are named for, in order of appearance.
    pub fields: Vec<String>,
}

impl Refetch {
    /// Reads a call such as `dossier(number: $number)`.
    #[must_use]
    pub fn new(parent: String, call: String) -> Self {
        let mut fields: Vec<String> = Vec::new();
        for after in call.split('$').skip(1) {
            let is_name = |character: char| character.is_ascii_alphanumeric() || character == '_';
            let name: String = after
                .chars()
                .take_while(|character| is_name(*character))
                .collect();
            if !name.is_empty() && !fields.contains(&name) {
                fields.push(name);
            }
        }
        Self {
            parent,
            call,
            fields,
        }
    }

    /// The root field of the call, if there is one of its name.
    pub(super) fn root<'a>(&self, schema: &'a Schema<'a>) -> Option<&'a FieldDefinition<'a>> {
        let name = self.call.split('(').next().unwrap_or_default().trim();
        schema.root(OperationType::Query)?.field(name)
    }
}

/// A variable that finds a parent.
pub(super) struct Parent {
    /// What the call says, with its `$`.
    pub(super) written: String,
    pub(super) variable: String,
    pub(super) ty: String,
}

pub(super) fn parents<'a>(
    schema: &'a Schema<'a>,
    refetch: Option<&Refetch>,
    fresh: impl Fn(&str) -> String,
) -> Vec<Parent> {
    let Some(refetch) = refetch else {
        return vec![Parent {
            written: "$id".to_owned(),
            variable: fresh("parentId"),
            ty: "ID!".to_owned(),
        }];
    };
    let root = refetch.root(schema);
    let argument_type = |field: &str| {
        let arguments = root.and_then(|root| root.arguments_definition())?;
        // The argument that the variable stands behind.
        let before = refetch.call.split(&format!("${field}")).next()?;
        let argument = before.trim_end().trim_end_matches(':').trim_end();
        let argument = argument
            .rsplit(|character: char| !(character.is_ascii_alphanumeric() || character == '_'))
            .next()?;
        let known = arguments.iter().find(|known| known.name() == argument)?;
        let ty = known.r#type().display_name();
        Some(if ty.ends_with('!') {
            ty
        } else {
            format!("{}!", input_base_name(known.r#type()))
        })
    };
    let parent = |field: &String| Parent {
        written: format!("${field}"),
        variable: fresh(&format!("parent{}", crate::name::segment(field))),
        ty: argument_type(field).unwrap_or_else(|| "ID!".to_owned()),
    };
    refetch.fields.iter().map(parent).collect()
}
