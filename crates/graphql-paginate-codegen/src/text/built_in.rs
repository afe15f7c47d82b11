//! The scalars and introspection types that every schema has.
//!
//! Some servers print them in their schemas. The parser has its own definitions of them, so those of a text are skipped.

const SCALARS: [&str; 5] = ["Int", "Float", "String", "Boolean", "ID"];

const INTROSPECTION: [&str; 8] = [
    "__Schema",
    "__Type",
    "__TypeKind",
    "__Field",
    "__InputValue",
    "__EnumValue",
    "__Directive",
    "__DirectiveLocation",
];

/// Whether `keyword name` defines a built-in type: `scalar Int`, `type __Schema`.
pub(super) fn is_built_in(keyword: &str, name: &str) -> bool {
    match keyword {
        "scalar" => SCALARS.contains(&name),
        "type" | "enum" => INTROSPECTION.contains(&name),
        _ => false,
    }
}

/// Whether a text may define or extend a built-in type.
///
/// A fast check without tokens, so that most schemas are parsed as they are.
pub(super) fn may_define(text: &str) -> bool {
    for (at, _) in text.match_indices("__") {
        let before = text[..at].trim_end();
        if before.len() < at && (before.ends_with("type") || before.ends_with("enum")) {
            return true;
        }
    }
    for (at, keyword) in text.match_indices("scalar") {
        let after = &text[at + keyword.len()..];
        let name = after.trim_start();
        if name.len() < after.len() && SCALARS.iter().any(|scalar| name.starts_with(scalar)) {
            return true;
        }
    }
    false
}
