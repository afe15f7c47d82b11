//! Checks that the imports of each crate form no cycle, and that those of the runtime follow its layers.

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

/// The map of the code, with the layers of the runtime as a table.
const ARCHITECTURE: &str = include_str!("../../../ARCHITECTURE.md");

#[test]
fn no_modules_import_each_other_in_a_cycle() {
    let mut cycles = Vec::new();
    for folder in CRATES {
        cycles.extend(cycles_of(folder));
    }
    assert!(
        cycles.is_empty(),
        "these imports form a cycle: move what the modules share into a module below all of them\n{cycles:#?}"
    );
}

#[test]
fn modules_of_the_runtime_import_only_from_the_layers_below() {
    let order = runtime_layers();
    let source = repository().join("crates/graphql-paginate/src");
    let imports = layers::imports(&source.join("lib.rs")).unwrap();
    for (module, imported) in &imports {
        let is_file = source.join(module).is_dir() || source.join(format!("{module}.rs")).is_file();
        if !is_file {
            continue;
        }
        let place = order
            .iter()
            .position(|name| name == module)
            .unwrap_or_else(|| panic!("`{module}` is missing in the table of ARCHITECTURE.md"));
        for name in imported {
            assert!(
                order[place..].contains(name),
                "`{module}` imports from `{name}`, which is above it in the table of ARCHITECTURE.md"
            );
        }
    }
    for module in &order {
        assert!(
            imports.contains_key(module),
            "ARCHITECTURE.md names `{module}`, which does not exist"
        );
    }
}

/// The modules of the runtime, from the highest layer to the lowest.
fn runtime_layers() -> Vec<String> {
    let (_, table) = ARCHITECTURE
        .split_once("| modules of `graphql-paginate` |")
        .unwrap();
    let mut modules = Vec::new();
    for row in table.lines().skip(2).take_while(|row| row.starts_with('|')) {
        let names = row.split('|').nth(1).unwrap();
        for name in names.split(',') {
            modules.push(name.trim().trim_matches('`').to_owned());
        }
    }
    modules
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
fn cycles_are_found_through_reexports_macros_and_other_modules() {
    assert_eq!(
        fixture("cyclic"),
        [
            "client -> retry -> client",
            "folder::left -> folder::right -> folder::left",
            "one -> two -> three -> one",
        ]
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
    layers::cycles(&root)
        .unwrap()
        .iter()
        .map(ToString::to_string)
        .collect()
}

/// The cycles of a crate, each prefixed with the name of its folder.
fn cycles_of(folder: &str) -> Vec<String> {
    let source = repository().join(folder).join("src");
    let name = folder.rsplit('/').next().unwrap();
    let mut cycles = Vec::new();
    for root in ["lib.rs", "main.rs"] {
        let root = source.join(root);
        if root.exists() {
            let found = layers::cycles(&root).unwrap();
            cycles.extend(found.iter().map(|cycle| format!("{name}: {cycle}")));
        }
    }
    cycles
}

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}
