//! Names of the generated items.
//!
//! The rules are those of `graphql_client`, so that programs written for it keep compiling:
//!
//! - The module has the struct's name in snake case.
//! - The root type is `ResponseData`. A type below it has the name of the operation followed by the response keys of its
//!   path, in upper camel case. A fragment's type has the fragment's name, and the types below it start with that name.
//! - The selection on a possible type `T` of an interface or union is `<path>OnT`. The enum of the possible types is
//!   `<path>On`, or `<path>` if no field is selected on the interface or union itself.
//! - Fields have their response key in snake case. Enum values, enums, scalars and input objects keep their names unless
//!   they are normalized.
//! - A `_` is appended to a name that is a Rust keyword.
//!
//! For example, `query Films { film { mainActor { name } } }` has the types `ResponseData`, `FilmsFilm` and
//! `FilmsFilmMainActor`, and the field `main_actor`.
//!
//! If two names are the same or a name is empty, `graphql_client` fails. Here a `_` is appended to the later name.

use heck::{ToSnakeCase, ToUpperCamelCase};
use std::collections::BTreeSet;

/// The field name for a response key, an argument, a variable or a fragment.
pub(crate) fn field(name: &str) -> String {
    let snake_case = plain_snake_case(name).unwrap_or_else(|| name.to_snake_case());
    identifier(&snake_case)
}

/// The snake case of a name such as `createdAt`, without digits, acronyms and underscores; `None` for other names.
///
/// Most names are like this, and the general rules take ten times as long in an unoptimized macro.
fn plain_snake_case(name: &str) -> Option<String> {
    let mut snake_case = String::with_capacity(name.len() + 8);
    let mut follows_capital = true;
    for byte in name.bytes() {
        if byte.is_ascii_lowercase() {
            follows_capital = false;
        } else if byte.is_ascii_uppercase() && !follows_capital {
            follows_capital = true;
            snake_case.push('_');
        } else {
            return None;
        }
        snake_case.push(char::from(byte.to_ascii_lowercase()));
    }
    Some(snake_case)
}

/// The part of a type's name that comes from a response key, an operation, a fragment or a type.
pub(crate) fn segment(name: &str) -> String {
    name.to_upper_camel_case()
}

/// The name in lower case and without underscores, to compare it with usual names.
#[must_use]
pub fn normalized(name: &str) -> String {
    name.replace('_', "").to_lowercase()
}

/// The identifier for a name that may be a keyword, start with a digit or be empty.
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

/// See [Keywords](https://doc.rust-lang.org/reference/keywords.html). `union`, a keyword in some contexts only, is one
/// here, as in `graphql_client`. `gen` is not, because programs of editions before 2024 use it.
#[rustfmt::skip]
const KEYWORDS: [&str; 53] = [
    "Self", "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do",
    "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "if", "impl", "in", "let", "loop", "macro",
    "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "self", "static", "struct", "super",
    "trait", "true", "try", "type", "typeof", "union", "unsafe", "unsized", "use", "virtual", "where", "while",
    "yield", "_",
];

/// The name with enough `_` appended that it is not taken.
pub(crate) fn free(mut name: String, is_taken: impl Fn(&str) -> bool) -> String {
    while is_taken(&name) {
        name.push('_');
    }
    name
}

/// The names taken in one scope.
#[derive(Debug, Default)]
pub(crate) struct Scope(BTreeSet<String>);

impl Scope {
    pub(crate) fn with(taken: impl IntoIterator<Item = String>) -> Self {
        Self(taken.into_iter().collect())
    }

    /// Takes a name, with enough `_` appended that it is new.
    pub(crate) fn claim(&mut self, name: String) -> String {
        let name = free(name, |name| self.has(name));
        self.0.insert(name.clone());
        name
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.contains(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keywords_leading_digits_and_empty_names_become_identifiers() {
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
        assert_eq!(identifier("Self"), "Self_");
        assert_eq!(identifier(&segment("en_construction")), "EnConstruction");
    }

    #[test]
    fn plain_names_have_the_usual_snake_case() {
        let mut plain = 0;
        for name in [
            "",
            "a",
            "aB",
            "AB",
            "aBC",
            "aBCd",
            "Ab",
            "fieldA",
            "demarcheURL",
            "a1B",
        ]
        .into_iter()
        .chain(graphql_paginate_schemas::GITHUB.split(|c: char| !c.is_alphanumeric() && c != '_'))
        {
            if let Some(snake_case) = plain_snake_case(name) {
                assert_eq!(snake_case, name.to_snake_case());
                plain += 1;
            }
        }
        assert!(plain > 1000, "{plain}");
    }

    #[test]
    fn keywords_are_not_identifiers() {
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
