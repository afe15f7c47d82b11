//! Tests of the command `schema`.

use graphql_paginate_sandbox::{Endpoint, Fault, Faults, Sandbox};
use serde_json::{Value, json};

use crate::program::{Folder, Ran, command, run, run_without_reader};

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
    ran.says("broken.graphql:1:");
}

/// Runs `schema fetch` with an endpoint.
fn fetched(api: &Endpoint, arguments: &[&str]) -> Ran {
    let arguments = [&["schema", "fetch", "--endpoint", api.url()], arguments].concat();
    let mut fetch = command(&arguments);
    fetch
        .env("GRAPHQL_TOKEN", Sandbox::TOKEN)
        .output()
        .unwrap()
        .into()
}

#[test]
fn a_fetched_schema_describes_the_server() {
    let sandbox = Sandbox::builder().start_blocking().unwrap();
    let folder = Folder::new();
    for name in ["schema.graphql", "schema.json"] {
        let file = folder.file(name);
        let ran = fetched(sandbox.github(), &["-o", &file]).with_code(0);
        assert_eq!(ran.stdout, "");
        let ran = run(&["schema", "diff", &file, "github"]).with_code(0);
        assert_eq!(
            (ran.stdout.as_str(), ran.stderr.as_str()),
            ("", "0 changes, 0 of them breaking\n")
        );
    }
    let requests = sandbox.github().requests();
    assert_eq!(requests.len(), 4);
    let document = requests[1].json()["query"].as_str().unwrap().to_owned();
    assert!(document.contains("specifiedByURL"), "{document}");
}

#[test]
fn a_refused_introspection_is_retried_with_fewer_fields() {
    let faults = Faults::new().on_request(1, Fault::status(400));
    let sandbox = Sandbox::builder()
        .github_faults(faults)
        .start_blocking()
        .unwrap();
    let ran = fetched(sandbox.github(), &[]).with_code(0);
    assert!(ran.stdout.contains("type PullRequest implements"));
    let document = sandbox.github().requests()[1].json()["query"].to_string();
    assert!(!document.contains("specifiedByURL"), "{document}");
}

#[test]
fn demarches_simplifiees_is_fetched_without_a_token() {
    let sandbox = Sandbox::builder().start_blocking().unwrap();
    let api = sandbox.demarches_simplifiees();
    let folder = Folder::new();
    let file = folder.file("schema.graphql");
    let arguments = [
        "--api",
        "demarches-simplifiees",
        "--endpoint",
        api.url(),
        "-o",
        &file,
    ];
    run(&[&["schema", "fetch"], &arguments[..]].concat()).with_code(0);
    let requests = api.requests();
    assert_eq!(requests.len(), 1);
    assert_eq!(requests[0].json()["queryId"], "introspection");
    assert_eq!(requests[0].headers.get("authorization"), None);
    let diff = [
        "schema",
        "diff",
        &file,
        "demarches-simplifiees",
        "--format",
        "json",
    ];
    let ran = run(&diff).with_code(0);
    assert!(!ran.stdout.contains("breaking"), "{}", ran.stdout);
}

#[test]
fn disabled_introspection_is_reported_as_the_reason() {
    let refusal = json!({ "errors": [{ "message": "introspection is disabled" }] });
    let faults = Faults::new().always(Fault::status(200).json(&refusal));
    let sandbox = Sandbox::builder()
        .github_faults(faults)
        .start_blocking()
        .unwrap();
    let ran = fetched(sandbox.github(), &[]).with_code(1);
    ran.says("introspection is disabled");
    ran.says("may not allow introspection");
    let ran = run(&["schema", "fetch", "--api", "sage"]).with_code(2);
    ran.says("has no GraphQL schema");
}

/// Two schemas, and a query that selects `a` and `list`.
fn schemas(old: &str, new: &str) -> (Folder, [String; 3]) {
    let folder = Folder::new();
    let query = "query Q { a list { b } }";
    let paths = [
        folder.write("old.graphql", old),
        folder.write("new.graphql", new),
        folder.write("q.graphql", query),
    ];
    (folder, paths)
}

#[test]
fn with_queries_only_changes_that_break_them_fail() {
    const OLD: &str = "type Query { a: Int! list: [Item!]! c: Int } type Item { b: String! }";
    for (new, broken, code) in [
        (OLD, "", 0),
        // The query does not use what changed.
        (
            "type Query { a: Int! list: [Item!]! } type Item { b: String! }",
            "",
            0,
        ),
        (
            "type Query { list: [Item!]! c: Int } type Item { b: String! }",
            "no field `a` on type `Query`",
            1,
        ),
        (
            "type Query { a: Int! list: [Item!]! c: Int } type Item { b: String }",
            "`list.b` was `String!` and is `String`",
            1,
        ),
        (
            "type Query { a: Float! list: [Item]! c: Int } type Item { b: String! }",
            "`list` was `[Item!]!` and is `[Item]!`",
            1,
        ),
        (
            "type Query { a(n: Int!): Int! list: [Item!]! c: Int } type Item { b: String! }",
            "argument `n`",
            1,
        ),
    ] {
        let (_folder, [old, new, query]) = schemas(OLD, new);
        let ran = run(&["schema", "diff", &old, &new, "--against", &query]).with_code(code);
        assert!(ran.stdout.contains(broken), "{}", ran.stdout);
        assert_eq!(
            ran.stdout.contains("`Q` breaks"),
            code == 1,
            "{}",
            ran.stdout
        );
    }
}

#[test]
fn variables_that_the_new_schema_refuses_break_a_query() {
    let schema = |order: &str| {
        format!(
            "type Query {{ a(order: Order): Int }} input Order {{ by: By }} enum By {{ {order} }}"
        )
    };
    let (folder, [old, new, _]) = schemas(&schema("DATE NAME"), &schema("DATE"));
    let query = folder.write("q.graphql", "query Q($order: Order) { a(order: $order) }");
    let ran = run(&["schema", "diff", &old, &new, "--against", &query]).with_code(1);
    let reason = "`By.NAME` was removed from the schema; queries that send it fail";
    assert!(ran.stdout.contains(reason), "{}", ran.stdout);
}

#[test]
fn without_queries_every_breaking_change_fails() {
    let old = "type Query { a: Int list: [Item] } type Item { b: Int }";
    let new = "type Query { a: Int list: [Item] more: Int } type Item { c: Int }";
    let (_folder, [old, new, query]) = schemas(old, new);
    let ran = run(&["schema", "diff", &old, &new]).with_code(1);
    assert_eq!(
        ran.stdout,
        "breaking   Field `b` was removed from object type `Item`
safe       Field `c` was added to object type `Item`
safe       Field `more` was added to object type `Query`
"
    );
    assert_eq!(ran.stderr, "3 changes, 1 of them breaking\n");
    let ran = run(&["schema", "diff", &new, &old, "--against", &query]).with_code(2);
    ran.says("against the old schema");
    let ran = run(&["schema", "diff", &old, &new, "--format", "json"]).with_code(1);
    let first: Value = serde_json::from_str(ran.stdout.lines().next().unwrap()).unwrap();
    assert_eq!(
        (&first["change"], &first["path"]),
        (&"breaking".into(), &"Item.b".into())
    );
}

#[test]
fn queries_of_a_folder_use_the_fragments_beside_them() {
    let folder = Folder::new();
    std::fs::create_dir(folder.0.join("queries")).unwrap();
    folder.write("queries/item.graphql", "fragment I on Item { b }");
    folder.write("queries/q.graphql", "query Q { list { ...I } }");
    folder.write("queries/r.graphql", "query R { a }");
    const OLD: &str = "type Query { a: Int list: [Item] } type Item { b: Int }";
    let old = folder.write("old.graphql", OLD);
    let against = folder.file("queries");
    for (new, code, broken) in [
        (OLD.to_owned(), 0, ""),
        (OLD.replace("b: Int", "c: Int"), 1, "item.graphql:1:"),
    ] {
        let new = folder.write("new.graphql", &new);
        let ran = run(&["schema", "diff", &old, &new, "--against", &against]).with_code(code);
        assert!(ran.stdout.contains(broken), "{}", ran.stdout);
        assert!(!ran.stdout.contains("`R` breaks"), "{}", ran.stdout);
        assert_eq!(
            ran.stdout.contains("`Q` breaks"),
            code == 1,
            "{}",
            ran.stdout
        );
    }
}

#[test]
fn a_closed_reader_does_not_hide_a_difference() {
    let folder = Folder::new();
    let old = folder.write("old.graphql", "type Query { a: Int b: Int }");
    let new = folder.write("new.graphql", "type Query { a: Int }");
    run_without_reader(&["schema", "diff", &old, &new]).with_code(1);
}

#[test]
fn what_a_comparison_refuses_is_said_in_words() {
    let folder = Folder::new();
    let odd = folder.write("odd.graphql", "type Query { a: U } union U = Query | Nope");
    let ran = run(&["schema", "diff", &odd, &odd]).with_code(78);
    ran.says("= help: No definition for referenced type: `union U = Nope | Query`");
}
