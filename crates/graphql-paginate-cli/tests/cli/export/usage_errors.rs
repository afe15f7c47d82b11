//! Tests that usage errors leave an existing output as it is.

use super::PULLS;
use crate::program::{Folder, run};

/// Runs a command that must be refused, with an output that exists.
#[track_caller]
fn refused(folder: &Folder, arguments: &[&str], more: &[&str], problem: &str) {
    let file = folder.write("out.csv", "kept\n");
    let ran = run(&[arguments, &["--sandbox", "-o", &file], more].concat()).with_code(2);
    ran.says(problem);
    assert_eq!(folder.read("out.csv"), "kept\n", "{problem}");
}

#[test]
fn a_usage_error_does_not_empty_the_output() {
    let folder = Folder::new();
    let accounts = ["export", "--api", "sage", "--collection", "accounts"];
    let parents = folder.write(
        "parents.graphql",
        "query($ids: [ID!]!) { nodes(ids: $ids) { ... on Repository { pullRequests { nodes { number } } } } }",
    );
    let inside = ["export", "--api", "github", "--query", &parents];
    let both = ["--both-ends", "-F", "ids=[\"R_1\"]"];
    refused(&folder, &PULLS, &["--nested", "nope"], "no list at `nope`");
    refused(
        &folder,
        &inside,
        &both,
        "is inside a list, and `--both-ends` needs",
    );
    refused(&folder, &accounts, &["--both-ends"], "is for GraphQL APIs");
    refused(
        &folder,
        &accounts,
        &["--nested", "none"],
        "is for GraphQL APIs",
    );
    refused(
        &folder,
        &accounts,
        &["--csv-lists", "files"],
        "REST APIs have none",
    );
    refused(&folder, &accounts[..3], &["--collection", "nope"], "`nope`");
}

#[test]
fn items_without_fields_are_refused_where_columns_come_from_fields() {
    let folder = Folder::new();
    let schema = folder.write(
        "schema.graphql",
        "type Query { words(first: Int, after: String): Words } type Words { nodes: [String!]! pageInfo: PageInfo! }
         type PageInfo { hasNextPage: Boolean! endCursor: String }",
    );
    let query = folder.write("q.graphql", "{ words { nodes } }");
    let file = folder.write("words.csv", "kept\n");
    let fixed = [
        "export",
        "--endpoint",
        "http://127.0.0.1:1/",
        "--schema",
        &schema,
    ];
    let to = ["--query", &query, "-o", &file, "--csv-lists", "files"];
    let ran = run(&[&fixed[..], &to].concat()).with_code(2);
    ran.says("fields of the items, which have none");
    assert_eq!(folder.read("words.csv"), "kept\n");
    #[cfg(feature = "parquet")]
    {
        let file = folder.file("words.parquet");
        let ran = run(&[&fixed[..], &["--query", &query, "-o", &file]].concat()).with_code(2);
        ran.says("fields of the items, which have none");
    }
}
