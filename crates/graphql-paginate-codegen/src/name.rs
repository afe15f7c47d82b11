//! Names in the generated code.
//!
//! The rules are those of `graphql_client`, so that programs written for it keep compiling:
//!
//! - the module is the struct's name in snake case;
//! - the root type is `ResponseData`; a type below it is the operation's name followed by the response keys that
//!   lead to it, in upper camel case; a fragment's type has the fragment's name, and those below it start with it;
//! - what is selected on a possible type `T` of an abstract type is `<path>OnT`; the enum of the possible types is
//!   `<path>On`, or `<path>` when nothing is selected on the abstract type itself;
//! - fields are response keys in snake case; enum values, enums, scalars and input objects keep their names unless
//!   they are normalized;
//! - a name that is a Rust keyword gets a `_` at its end.
//!
//! Where these rules give one name twice, or none, `graphql_client` fails; here the later one gets a `_` at its end.

use crate::options::Normalization;
use crate::resolve::SelectionSet;
use heck::{ToSnakeCase, ToUpperCamelCase};
use std::collections::BTreeSet;

/// A Rust identifier for a field, from a response key, an argument, a variable or a fragment name.
pub(crate) fn field(name: &str) -> String {
    identifier(&name.to_snake_case())
}

/// A part of a type's name, from a response key, an operation, a fragment or a type name.
pub(crate) fn segment(name: &str) -> String {
    name.to_upper_camel_case()
}

/// The name of a type, enum value, enum or scalar of the schema.
pub(crate) fn schema_name(name: &str, normalization: Normalization) -> String {
    match normalization {
        Normalization::None => identifier(name),
        Normalization::Rust => identifier(&name.to_upper_camel_case()),
    }
}

/// Makes an identifier of a name that may be a keyword, start with a digit or be empty.
pub(crate) fn identifier(name: &str) -> String {
    if name.is_empty() {
        "underscore_".to_owned()
    } else if name.starts_with(|first: char| first.is_ascii_digit()) {
        format!("_{name}")
    } else if KEYWORDS.contains(&name) {
        format!("{name}_")
    } else {
        name.to_owned()
    }
}

/// See [Keywords](https://doc.rust-lang.org/reference/keywords.html). `union`, which is one in some places only, has
/// always been treated as one; `gen` has not, since programs of older editions use it.
#[rustfmt::skip]
const KEYWORDS: [&str; 53] = [
    "Self", "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do",
    "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "if", "impl", "in", "let", "loop", "macro",
    "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "self", "static", "struct", "super",
    "trait", "true", "try", "type", "typeof", "union", "unsafe", "unsized", "use", "virtual", "where", "while",
    "yield", "_",
];

/// The name, with as many `_` at its end as it takes not to be taken.
pub(crate) fn free(mut name: String, is_taken: impl Fn(&str) -> bool) -> String {
    while is_taken(&name) {
        name.push('_');
    }
    name
}

/// Names of one scope, each given once.
#[derive(Debug, Default)]
pub(crate) struct Scope(BTreeSet<String>);

impl Scope {
    pub(crate) fn with(taken: impl IntoIterator<Item = String>) -> Self {
        Self(taken.into_iter().collect())
    }

    /// The name, with as many `_` at its end as make it new.
    pub(crate) fn claim(&mut self, name: String) -> String {
        let name = free(name, |name| self.has(name));
        self.0.insert(name.clone());
        name
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.contains(name)
    }
}

/// Identifiers of a struct's fields: its response keys, then its spreads, in order.
pub(crate) struct Members {
    pub(crate) fields: Vec<String>,
    pub(crate) spreads: Vec<String>,
}

/// Names the fields of the struct that a selection set becomes; `on` is kept for its possible types.
pub(crate) fn members(set: &SelectionSet<'_>) -> Members {
    let mut scope = Scope::with((!set.variants.is_empty()).then(|| "on".to_owned()));
    let fields = set
        .fields
        .iter()
        .map(|part| scope.claim(field(part.key)))
        .collect();
    let spreads = set
        .spreads
        .iter()
        .map(|spread| scope.claim(field(spread.fragment)))
        .collect();
    Members { fields, spreads }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keywords_digits_and_nothing_become_identifiers() {
        for (name, expected) in [
            ("type", "type_"),
            ("demarcheURL", "demarche_url"),
            ("_2d", "_2d"),
            ("_", "underscore_"),
            ("Self", "self_"),
            ("union", "union_"),
            ("pullRequests", "pull_requests"),
        ] {
            assert_eq!(field(name), expected, "{name}");
        }
        assert_eq!(schema_name("Self", Normalization::None), "Self_");
        assert_eq!(
            schema_name("en_construction", Normalization::Rust),
            "EnConstruction"
        );
    }

    #[test]
    fn keywords_are_the_words_that_rust_takes_for_no_identifier() {
        for word in KEYWORDS {
            assert_eq!(
                syn::parse_str::<syn::Ident>(word).is_ok(),
                word == "union",
                "{word}"
            );
        }
    }

    #[test]
    fn a_name_claimed_twice_gets_an_underscore() {
        let mut scope = Scope::default();
        assert_eq!(scope.claim("demarche_url".into()), "demarche_url");
        assert_eq!(scope.claim("demarche_url".into()), "demarche_url_");
    }
}
