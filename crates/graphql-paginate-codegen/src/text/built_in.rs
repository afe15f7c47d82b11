//! Types that every schema has, whether its text defines them or not.

/// Whether a definition of a keyword and a name is of a built-in type.
pub(crate) fn is_built_in(keyword: &str, name: &str) -> bool {
    match keyword {
        "scalar" => SCALARS.contains(&name),
        "type" | "enum" => INTROSPECTION.contains(&name),
        _ => false,
    }
}

/// Whether a text may define or extend one: a quick look that spares most schemas a slow one.
pub(crate) fn may_define(text: &str) -> bool {
    let is_defined = |(at, _): (usize, &str)| {
        let before = text[..at].trim_end();
        before.len() < at && (before.ends_with("type") || before.ends_with("enum"))
    };
    let is_built_in = |(at, word): (usize, &str)| {
        let behind = &text[at + word.len()..];
        let name = behind.trim_start();
        name.len() < behind.len() && SCALARS.iter().any(|scalar| name.starts_with(scalar))
    };
    text.match_indices("__").any(is_defined) || text.match_indices("scalar").any(is_built_in)
}

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
