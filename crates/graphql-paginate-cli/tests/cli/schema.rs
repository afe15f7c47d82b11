//! `schema`.

use crate::program::{Folder, run};

#[test]
fn a_shipped_schema_is_shown_and_is_in_canonical_form() {
    let shown = run(&["schema", "show", "demarches-simplifiees"])
        .with_code(0)
        .stdout;
    assert_eq!(shown, graphql_paginate_schemas::DEMARCHES_SIMPLIFIEES);
    let normalized = run(&["schema", "normalize", "demarches-simplifiees"])
        .with_code(0)
        .stdout;
    let body = shown.find("directive").unwrap_or_default();
    assert!(normalized.len() > shown.len() / 2);
    assert!(
        shown[body..].starts_with(&normalized[..200]),
        "{}",
        &normalized[..200]
    );
}

#[test]
fn introspection_json_is_normalized_to_sdl() {
    let folder = Folder::new();
    let json = r#"{"data":{"__schema":{"queryType":{"name":"Query"},"types":[
        {"kind":"OBJECT","name":"Query","fields":[{"name":"a","args":[],"type":{"kind":"SCALAR","name":"Int"}}],"interfaces":[]},
        {"kind":"SCALAR","name":"Int"}],"directives":[]}}}"#;
    let file = folder.write("schema.json", json);
    let ran = run(&["schema", "normalize", &file]).with_code(0);
    assert!(
        ran.stdout.contains("type Query {\n  a: Int\n}"),
        "{}",
        ran.stdout
    );
}

#[test]
fn connections_are_listed_with_their_items_and_directions() {
    let listed = run(&["schema", "connections", "github"])
        .with_code(0)
        .stdout;
    assert!(
        listed.contains("Repository.pullRequests\tPullRequest\tforward,backward\n"),
        "{listed}"
    );
    assert_eq!(listed.lines().count(), 330);
}

#[test]
fn an_invalid_schema_ends_with_78() {
    let folder = Folder::new();
    let file = folder.write("broken.graphql", "type Query { a: }");
    let ran = run(&["check", "queries/github", "--schema", &file]).with_code(78);
    assert!(ran.stderr.contains("broken.graphql:1:"), "{}", ran.stderr);
}
