//! The committed schemas are what the tool writes, byte for byte.

use graphql_paginate_schemas::{DEMARCHES_SIMPLIFIEES, GITHUB, NAMES};
use render_schema::{Options, render};

/// Every shipped schema with the title that `schemas/README.md` renders it with.
const COMMITTED: [(&str, &str, &str); 2] = [
    (
        "demarches-simplifiees",
        "demarches-simplifiees GraphQL API",
        DEMARCHES_SIMPLIFIEES,
    ),
    ("github", "GitHub GraphQL API", GITHUB),
];

#[test]
fn committed_schemas_are_canonical() {
    for (name, title, committed) in COMMITTED {
        let options = Options {
            source_name: name,
            title: Some(title),
        };
        let canonical = render(committed, &options).expect("a shipped schema parses");
        // Not `assert_eq!`: a difference would print both schemas.
        if let Some(difference) = first_difference(committed, &canonical) {
            panic!("`{name}.graphql` is not in canonical form; render it again\n{difference}");
        }
    }
}

#[test]
fn every_name_is_checked() {
    assert_eq!(COMMITTED.map(|(name, ..)| name), NAMES);
}

#[test]
fn a_hand_edited_schema_is_not_canonical() {
    let edited = DEMARCHES_SIMPLIFIEES.to_owned() + "\nscalar Address2\n";
    let options = Options {
        source_name: "edited",
        title: Some("demarches-simplifiees GraphQL API"),
    };
    let canonical = render(&edited, &options).expect("the edited schema parses");
    assert!(first_difference(&edited, &canonical).is_some());
}

fn first_difference(committed: &str, canonical: &str) -> Option<String> {
    if committed == canonical {
        return None;
    }
    let (mut left, mut right, mut line) = (committed.split('\n'), canonical.split('\n'), 1);
    loop {
        match (left.next(), right.next()) {
            (Some(old), Some(new)) if old == new => line += 1,
            (old, new) => {
                return Some(format!(
                    "line {line}\n  committed: {old:?}\n  canonical: {new:?}"
                ));
            }
        }
    }
}
