//! A call of a field during execution: its name, arguments and selections.

use apollo_compiler::executable::{Selection, SelectionSet};
use apollo_compiler::resolvers::ResolveInfo;
use apollo_compiler::schema::FieldDefinition;

use super::{Document, JsonMap, JsonValue};

/// A field of an object as the request selects it.
#[derive(Clone, Copy)]
pub(crate) struct Call<'a> {
    pub(super) info: &'a ResolveInfo<'a>,
    pub(super) document: &'a Document,
    pub(super) variables: &'a JsonMap,
}

impl<'a> Call<'a> {
    pub(crate) fn name(&self) -> &'a str {
        self.info.field_name()
    }

    pub(crate) fn definition(&self) -> &'a FieldDefinition {
        self.info.field_definition()
    }

    /// All arguments with a value, including defaults.
    pub(crate) fn arguments(&self) -> &'a JsonMap {
        self.info.arguments()
    }

    /// The value of an argument; `None` if it is absent or null.
    pub(crate) fn argument(&self, name: &str) -> Option<&'a JsonValue> {
        self.info
            .arguments()
            .get(name)
            .filter(|value| !value.is_null())
    }

    pub(crate) fn text(&self, name: &str) -> Option<&'a str> {
        self.argument(name)?.as_str()
    }

    pub(crate) fn integer(&self, name: &str) -> Option<i64> {
        self.argument(name)?.as_i64()
    }

    pub(crate) fn boolean(&self, name: &str) -> Option<bool> {
        self.argument(name)?.as_bool()
    }

    /// The names in a list of enum values or strings; `None` if the argument is absent.
    pub(crate) fn names(&self, name: &str) -> Option<Vec<&'a str>> {
        Some(
            self.argument(name)?
                .as_array()?
                .iter()
                .filter_map(JsonValue::as_str)
                .collect(),
        )
    }

    /// Whether the document has a fragment on a type, anywhere.
    pub(crate) fn mentions_type(&self, type_name: &str) -> bool {
        self.document.type_conditions.contains(type_name)
    }

    /// Whether one of these fields is selected on the resolved object, directly or in fragments.
    pub(crate) fn selects(&self, fields: &[&str]) -> bool {
        self.info
            .field_selections()
            .iter()
            .any(|field| self.set_selects(&field.selection_set, fields))
    }

    fn set_selects(&self, set: &SelectionSet, fields: &[&str]) -> bool {
        set.selections
            .iter()
            .filter(|selection| is_included(selection, self.variables))
            .any(|selection| match selection {
                Selection::Field(field) => fields.contains(&field.name.as_str()),
                Selection::InlineFragment(inline) => {
                    self.set_selects(&inline.selection_set, fields)
                }
                Selection::FragmentSpread(spread) => {
                    let fragment = self
                        .document
                        .executable
                        .fragments
                        .get(&spread.fragment_name);
                    fragment
                        .is_some_and(|fragment| self.set_selects(&fragment.selection_set, fields))
                }
            })
    }
}

/// Whether a selection is kept by its `@include` and `@skip`.
pub(crate) fn is_included(selection: &Selection, variables: &JsonMap) -> bool {
    let condition = |directive: &str| {
        let value = selection
            .directives()
            .get(directive)?
            .specified_argument_by_name("if")?;
        match value.as_variable() {
            Some(variable) => variables.get(variable.as_str())?.as_bool(),
            None => value.to_bool(),
        }
    };
    condition("include") != Some(false) && condition("skip") != Some(true)
}
