//! Builds the introspection query that fits a server's capabilities.

use super::capabilities::Capabilities;

/// The deepest nesting of lists and non-null types: `[[[T!]!]!]!` has seven.
const WRAPPINGS: usize = 7;

/// The document that requests everything that the server can return about its schema.
///
/// Fields from later editions of the specification are requested only if the server supports them: a server rejects the
/// whole document because of one unknown field.
pub(super) fn document(known: &Capabilities) -> String {
    let schema_description = word(known.schema.has("description"), "description");
    let repeatable = word(known.directive.has("isRepeatable"), "isRepeatable");
    let one_of = word(known.ty.has("isOneOf"), "isOneOf");
    let specified_by = match ["specifiedByURL", "specifiedByUrl"] {
        [name, _] if known.ty.has(name) => "specifiedByURL",
        [_, name] if known.ty.has(name) => "specifiedByURL: specifiedByUrl",
        _ => "",
    };
    let field_arguments = deprecated(known.field.includes_deprecated("args"));
    let directive_arguments = deprecated(known.directive.includes_deprecated("args"));
    let input_fields = deprecated(known.ty.includes_deprecated("inputFields"));
    let input_deprecation = word(
        known.input_value.has("isDeprecated"),
        "isDeprecated deprecationReason",
    );
    let mut of_type = String::new();
    for _ in 0..WRAPPINGS {
        of_type = format!(" ofType {{ kind name{of_type} }}");
    }
    let document = format!(
        "query IntrospectionQuery {{ __schema {{ {schema_description} \
           queryType {{ name }} mutationType {{ name }} subscriptionType {{ name }} \
           types {{ ...Definition }} \
           directives {{ name description {repeatable} locations args{directive_arguments} {{ ...Input }} }} }} }} \
         fragment Definition on __Type {{ kind name description {specified_by} {one_of} \
           fields(includeDeprecated: true) {{ name description args{field_arguments} {{ ...Input }} \
             type {{ ...Reference }} isDeprecated deprecationReason }} \
           inputFields{input_fields} {{ ...Input }} \
           interfaces {{ ...Reference }} \
           enumValues(includeDeprecated: true) {{ name description isDeprecated deprecationReason }} \
           possibleTypes {{ ...Reference }} }} \
         fragment Input on __InputValue {{ name description type {{ ...Reference }} defaultValue {input_deprecation} }} \
         fragment Reference on __Type {{ kind name{of_type} }}"
    );
    document.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn word(is_known: bool, word: &'static str) -> &'static str {
    if is_known { word } else { "" }
}

fn deprecated(is_known: bool) -> &'static str {
    word(is_known, "(includeDeprecated: true)")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn newer_fields_are_requested_if_the_server_has_them() {
        let nothing = document(&Capabilities::default());
        let known = r#"{"schema":{"fields":[{"name":"description","args":[]}]},
            "type":{"fields":[{"name":"isOneOf","args":[]},{"name":"specifiedByUrl","args":[]},
                {"name":"inputFields","args":[{"name":"includeDeprecated"}]}]},
            "field":{"fields":[{"name":"args","args":[{"name":"includeDeprecated"}]}]},
            "inputValue":{"fields":[{"name":"isDeprecated","args":[]}]},
            "directive":null}"#;
        let everything = document(&serde_json::from_str(known).unwrap());
        for (words, with, without) in [
            ("__schema { description queryType", true, false),
            ("isOneOf", true, false),
            ("specifiedByURL: specifiedByUrl", true, false),
            ("inputFields(includeDeprecated: true) {", true, false),
            ("args(includeDeprecated: true) {", true, false),
            ("defaultValue isDeprecated deprecationReason", true, false),
            ("isRepeatable", false, false),
        ] {
            assert_eq!(everything.contains(words), with, "{words} in {everything}");
            assert_eq!(nothing.contains(words), without, "{words} in {nothing}");
        }
        for document in [nothing, everything] {
            apollo_compiler::ast::Document::parse(document, "introspection").unwrap();
        }
    }
}
