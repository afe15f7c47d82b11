//! Every document in `queries/` is valid against the schema its folder is named for.

use std::fs;
use std::path::{Path, PathBuf};

use apollo_compiler::validation::Valid;
use apollo_compiler::{ExecutableDocument, Schema};
use graphql_paginate_schemas::{NAMES, by_name};

#[test]
fn every_shared_query_is_valid_against_its_schema() {
    for name in NAMES {
        let schema = schema(name);
        let documents = documents(&folder().join(name));
        assert!(!documents.is_empty(), "no document for `{name}`");
        for document in documents {
            let text = fs::read_to_string(&document).expect("a listed file can be read");
            if let Err(failure) = ExecutableDocument::parse_and_validate(&schema, text, &document) {
                panic!("{}", failure.errors);
            }
        }
    }
}

#[test]
fn every_folder_of_queries_has_a_schema() {
    let mut folders: Vec<String> = fs::read_dir(folder())
        .expect("the folder `queries` exists")
        .map(|entry| {
            entry
                .expect("an entry can be read")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    folders.sort();
    assert_eq!(folders, NAMES);
}

#[test]
fn an_invalid_query_is_noticed() {
    let schema = schema("demarches-simplifiees");
    let text = "query Q($demarcheNumber: Int!) { demarche(number: $demarcheNumber) { numberr } }";
    let failure = ExecutableDocument::parse_and_validate(&schema, text, "q.graphql")
        .expect_err("`numberr` is no field of `Demarche`");
    assert!(
        failure.errors.to_string().contains("numberr"),
        "{}",
        failure.errors
    );
}

fn schema(name: &str) -> Valid<Schema> {
    let sdl = by_name(name).expect("the name is one of `NAMES`");
    Schema::parse_and_validate(sdl, format!("{name}.graphql")).expect("a shipped schema is valid")
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../queries")
}

fn documents(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("each schema has a folder of queries");
    entries
        .map(|entry| entry.expect("an entry can be read").path())
        .collect()
}
