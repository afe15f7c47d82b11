//! Lists the operations of a document by name.

use apollo_compiler::ast::{Definition, Document};
use heck::ToUpperCamelCase;

use crate::text_input::TextInput;

/// The names of a document's operations, in its order; an anonymous operation is named after its file.
///
/// For a document with syntax errors, returns what could be parsed; validation reports the errors.
pub(crate) fn operation_names(input: &TextInput) -> Vec<String> {
    let document = match Document::parse(input.text.as_str(), input.name.as_str()) {
        Ok(document) => document,
        Err(failure) => failure.partial,
    };
    let mut names = Vec::new();
    for definition in &document.definitions {
        if let Definition::OperationDefinition(operation) = definition {
            match &operation.name {
                Some(name) => names.push(name.to_string()),
                None => names.push(file_name(input)),
            }
        }
    }
    names
}

/// The names of the operations that a command is about: the one named `wanted`, or else all of them. A document without
/// any counts as one that is named after its file: validation reports its errors.
pub(crate) fn selected_operations(input: &TextInput, wanted: Option<&str>) -> Vec<String> {
    if let Some(wanted) = wanted {
        return vec![wanted.to_owned()];
    }
    let names = operation_names(input);
    if names.is_empty() {
        return vec![file_name(input)];
    }
    names
}

/// Whether a document holds fragments and nothing else.
pub(crate) fn is_of_fragments(input: &TextInput) -> bool {
    let Ok(document) = Document::parse(input.text.as_str(), input.name.as_str()) else {
        return false;
    };
    let mut definitions = document.definitions.iter();
    !document.definitions.is_empty()
        && definitions.all(|definition| matches!(definition, Definition::FragmentDefinition(_)))
}

/// The operation name that is derived from the file name: `PullRequests` for `pull_requests.graphql`.
pub(crate) fn file_name(input: &TextInput) -> String {
    struct_name(&input.name, "Query")
}

/// The name of a struct that is derived from a path, or else `default`.
pub(crate) fn struct_name(path: &str, default: &str) -> String {
    let path = path.trim_end_matches(['/', '\\']);
    let file = path.rsplit(['/', '\\']).next().unwrap_or_default();
    let stem = file.split('.').next().unwrap_or_default();
    let name = stem.to_upper_camel_case();
    let starts_well = name.starts_with(|character: char| character.is_ascii_alphabetic());
    if starts_well && name.is_ascii() {
        name
    } else {
        default.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operations_without_a_name_have_that_of_their_file() {
        let input = |name: &str, text: &str| TextInput {
            name: name.to_owned(),
            text: text.to_owned(),
        };
        let names = |name, text| operation_names(&input(name, text));
        assert_eq!(names("a/open_issues.graphql", "{ a }"), ["OpenIssues"]);
        assert_eq!(names("standard input", "query { a }"), ["StandardInput"]);
        assert_eq!(names("1.graphql", "{ a }"), ["Query"]);
        assert_eq!(
            names(
                "q.graphql",
                "query A { a } fragment F on T { a } query B { a }"
            ),
            ["A", "B"]
        );
    }
}
