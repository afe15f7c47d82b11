//! Checks that no two modules of a crate import each other.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The folders of all crates with more than one module.
const CRATES: &[&str] = &[
    "crates/graphql-paginate",
    "crates/graphql-paginate-cli",
    "crates/graphql-paginate-codegen",
    "crates/graphql-paginate-macros",
    "crates/graphql-paginate-sandbox",
    "crates/graphql-paginate-sync",
    "schemas",
    "schemas/render",
    "tools/layers",
];

/// Pairs that remain to be separated. Lines are removed with their pairs and never added.
const ALLOWED: &str = include_str!("allowed.txt");

#[test]
fn no_two_modules_import_each_other() {
    let found: BTreeSet<String> = CRATES.iter().flat_map(|folder| pairs_of(folder)).collect();
    let allowed: BTreeSet<String> = ALLOWED.lines().map(str::to_owned).collect();
    let new: Vec<&String> = found.difference(&allowed).collect();
    assert!(
        new.is_empty(),
        "these modules import each other: move what they share into a module below both\n{new:#?}"
    );
    let gone: Vec<&String> = allowed.difference(&found).collect();
    assert!(
        gone.is_empty(),
        "these pairs are separated now: delete their lines in tools/layers/tests/allowed.txt\n{gone:#?}"
    );
}

#[test]
fn every_crate_is_checked() {
    let crates = repository().join("crates");
    for entry in crates.read_dir().unwrap() {
        let folder = format!("crates/{}", entry.unwrap().file_name().display());
        assert!(
            CRATES.contains(&folder.as_str()),
            "`{folder}` is missing in CRATES"
        );
    }
}

#[test]
fn mutual_imports_are_found_through_reexports_and_macros() {
    assert_eq!(
        fixture("mutual"),
        ["client <-> retry", "folder::left <-> folder::right"]
    );
}

#[test]
fn a_module_and_its_children_may_import_from_each_other() {
    assert_eq!(fixture("layered"), [""; 0]);
}

fn fixture(name: &str) -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures")
        .join(name)
        .join("lib.rs");
    layers::mutual_pairs(&root)
        .unwrap()
        .iter()
        .map(ToString::to_string)
        .collect()
}

/// The pairs of a crate, each prefixed with the name of its folder.
fn pairs_of(folder: &str) -> Vec<String> {
    let source = repository().join(folder).join("src");
    let name = folder.rsplit('/').next().unwrap();
    let mut pairs = Vec::new();
    for root in ["lib.rs", "main.rs"] {
        let root = source.join(root);
        if root.exists() {
            let found = layers::mutual_pairs(&root).unwrap();
            pairs.extend(found.iter().map(|pair| format!("{name}: {pair}")));
        }
    }
    pairs
}

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}
