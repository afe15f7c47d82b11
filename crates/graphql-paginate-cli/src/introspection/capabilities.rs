//! Detects which introspection fields a server supports.

use serde::Deserialize;

/// Requests the fields and arguments of the introspection types that differ between editions of the specification.
pub(super) const PROBE: &str = "query IntrospectionQuery {
  schema: __type(name: \"__Schema\") { ...Fields }
  type: __type(name: \"__Type\") { ...Fields }
  field: __type(name: \"__Field\") { ...Fields }
  inputValue: __type(name: \"__InputValue\") { ...Fields }
  directive: __type(name: \"__Directive\") { ...Fields }
}
fragment Fields on __Type { fields { name args { name } } }";

/// The introspection fields that a server supports; by default none that are newer than the first edition.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Capabilities {
    pub(super) schema: Fields,
    #[serde(rename = "type")]
    pub(super) ty: Fields,
    pub(super) field: Fields,
    pub(super) input_value: Fields,
    pub(super) directive: Fields,
}

/// The fields of a type. A server that hides its introspection types returns null.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Fields(Option<Type>);

#[derive(Debug, Deserialize)]
struct Type {
    fields: Option<Vec<Field>>,
}

#[derive(Debug, Deserialize)]
struct Field {
    name: String,
    args: Vec<Argument>,
}

#[derive(Debug, Deserialize)]
struct Argument {
    name: String,
}

impl Fields {
    /// Whether the type has this field.
    pub(super) fn has(&self, name: &str) -> bool {
        self.field(name).is_some()
    }

    /// Whether this field has the argument `includeDeprecated`.
    pub(super) fn includes_deprecated(&self, name: &str) -> bool {
        match self.field(name) {
            Some(field) => field
                .args
                .iter()
                .any(|argument| argument.name == "includeDeprecated"),
            None => false,
        }
    }

    fn field(&self, name: &str) -> Option<&Field> {
        let fields = self.0.as_ref()?.fields.as_ref()?;
        fields.iter().find(|field| field.name == name)
    }
}
