//! Tests of the command `check`.

use insta::assert_snapshot;
use serde_json::Value;

use crate::program::{Folder, run, run_without_reader};

#[test]
fn a_query_is_reported_with_its_lists_and_its_price() {
    let file = "queries/github/pull_requests.graphql";
    assert_snapshot!(
        run(&["check", file, "--schema", "github"])
            .with_code(0)
            .stdout
    );
}

#[test]
fn the_documents_that_are_sent_are_printed_on_request() {
    let folder = Folder::new();
    let text = "{ viewer { repositories { nodes { name } } } }";
    let file = folder.write("q.graphql", text);
    let check = ["check", &file, "--schema", "github"];
    let short = run(&check).with_code(0).stdout;
    assert!(!short.contains("pageInfo"), "{short}");
    let long = run(&[&check[..], &["--documents"]].concat())
        .with_code(0)
        .stdout;
    assert!(
        long.contains("repositories(first: $first, after: $after)"),
        "{long}"
    );
    assert!(long.contains("pageInfo"), "{long}");
}

#[test]
fn all_documents_of_a_directory_are_reported_as_json() {
    let arguments = [
        "check",
        "queries/github",
        "--schema",
        "github",
        "--format",
        "json",
    ];
    let reports = run(&arguments).with_code(0).stdout;
    let mut operations = Vec::new();
    for line in reports.lines() {
        let report: Value = serde_json::from_str(line).unwrap();
        operations.push(report["operation"].as_str().unwrap().to_owned());
        assert_eq!(report["connections"][0]["field"], "pullRequests");
    }
    assert_eq!(
        operations,
        [
            "PullRequestReviews",
            "PullRequestTitles",
            "PullRequests",
            "PullRequestsEdges"
        ]
    );
}

#[test]
fn mistakes_are_shown_with_their_place_and_end_with_2() {
    let folder = Folder::new();
    let file = folder.write("typo.graphql", "query Typo { viewer { logim } }");
    let ran = run(&["check", &file, "--schema", "github"]).with_code(2);
    assert_eq!(ran.stdout, "");
    ran.says("typo.graphql:1:23");
    ran.says("`logim`");

    let ran = run(&["check", &file, "--schema", "github", "--log-format", "json"]).with_code(2);
    let first: Value = serde_json::from_str(ran.stderr.lines().next().unwrap()).unwrap();
    assert_eq!(
        (&first["line"], &first["column"]),
        (&1.into(), &23.into()),
        "{first}"
    );
}

#[test]
fn a_request_above_the_allowed_price_is_an_error_and_ends_with_1() {
    let arguments = [
        "check",
        "queries/github/pull_request_reviews.graphql",
        "--schema",
        "github",
    ];
    run(&[&arguments[..], &["--max-nodes", "10000000"]].concat()).with_code(0);
    run(&[&arguments[..], &["--max-complexity", "60000"]].concat()).with_code(0);
    let ran = run(&[&arguments[..], &["--max-complexity", "50000"]].concat()).with_code(1);
    ran.says("(complexity), and 50000");
    let quiet = ["--max-nodes", "10", "--quiet"];
    let ran = run(&[&arguments[..], &quiet].concat()).with_code(1);
    ran.says("error: queries/github/pull_request_reviews.graphql: a request of");
    ran.says("(nodes), and 10 is allowed");
    ran.says("error: 1 request costs more than is allowed");
    let json = [&arguments[..], &quiet, &["--log-format", "json"]].concat();
    for line in run(&json).with_code(1).stderr.lines() {
        let message: Value = serde_json::from_str(line).unwrap();
        assert_eq!(message["level"], "error");
    }

    // An invalid document is what has to be repaired first.
    let folder = Folder::new();
    let bad = folder.write("b.graphql", "{ viewer { lgoin } }");
    run(&[&arguments[..], &quiet, &[&bad]].concat()).with_code(2);
}

#[test]
fn the_price_says_which_page_sizes_it_is_for() {
    let folder = Folder::new();
    for (labels, expected) in [
        (
            "(first: 3)",
            "  a request with the query's page sizes: 40 nodes,",
        ),
        (
            "",
            "  a request with the query's page sizes, and pages of 100 where it has none: 1010 nodes,",
        ),
    ] {
        let query = format!(
            "query {{ viewer {{ repositories(first: 10) {{ nodes {{ name issues{labels} {{ nodes {{ title }} }} }} }} }} }}"
        );
        let file = folder.write("sizes.graphql", &query);
        let ran = run(&["check", &file, "--schema", "github"]).with_code(0);
        assert!(ran.stdout.contains(expected), "{}", ran.stdout);
    }
}

#[test]
fn a_directory_without_documents_is_an_error() {
    let folder = Folder::new();
    let empty = folder.0.to_str().unwrap();
    let ran = run(&["check", empty, "--schema", "github"]).with_code(78);
    ran.says("no `.graphql` file");
    std::fs::create_dir(folder.0.join("deep")).unwrap();
    folder.write("deep/q.graphql", "query Q { viewer { login } }");
    let ran = run(&["check", empty, "--schema", "github"]).with_code(0);
    assert!(ran.stdout.contains("deep/q.graphql: `Q`"), "{}", ran.stdout);
    run(&["check", empty, "--schema", "github", "--page-size", "0"]).with_code(2);
}

#[test]
fn a_missing_file_or_schema_ends_with_78() {
    let ran = run(&["check", "no-such-file.graphql", "--schema", "github"]).with_code(78);
    ran.says("no-such-file.graphql");
    let ran = run(&["check", "queries/github", "--schema", "gihtub"]).with_code(78);
    ran.says("no schema `gihtub`");
}

#[test]
fn fragments_of_other_files_are_used_and_their_mistakes_are_in_those_files() {
    let folder = Folder::new();
    let query = "query Q { viewer { repositories { nodes { ...Name } } } }";
    let query = folder.write("q.graphql", query);
    let fragments = "fragment Name on Repository { name }\nfragment Other on Repository { x }\n";
    let fragments = folder.write("fragments.graphql", fragments);
    let check = ["check", &query, "--schema", "github"];
    let ran = run(&check).with_code(2);
    ran.says("no fragment `Name`");
    let with_fragments = [&check[..], &["--documents", "--fragments", &fragments]].concat();
    let report = run(&with_fragments).with_code(0).stdout;
    assert!(report.contains("fragment Name on Repository {"), "{report}");
    assert!(!report.contains("Other"), "{report}");

    folder.write("fragments.graphql", "\nfragment Name on Repository { nam }");
    let ran = run(&with_fragments).with_code(2);
    ran.says("fragments.graphql:2:31");
}

#[test]
fn a_folder_of_queries_may_have_its_fragments_in_it() {
    let folder = Folder::new();
    folder.write("q.graphql", "query Q { viewer { ...Login } }");
    folder.write("r.graphql", "query R { viewer { id } }");
    let fragments = folder.write("user.graphql", "fragment Login on User { login }");
    let path = folder.0.to_str().unwrap();
    let check = [
        "check",
        path,
        "--schema",
        "github",
        "--fragments",
        &fragments,
    ];
    run(&check).with_code(0);
    let more = folder.write("more.graphql", "fragment Login on User { id }");
    let twice = [&check[..], &[&more]].concat();
    let ran = run(&twice).with_code(2);
    ran.says("duplicate fragment `Login`");
}

#[test]
fn a_schema_beside_the_queries_is_not_one_of_them() {
    let folder = Folder::new();
    folder.write("q.graphql", "{ films { title } }");
    let schema = folder.write(
        "schema.graphql",
        "type Query { films: [Film!]! } type Film { title: String! }",
    );
    let ran = run(&["check", folder.0.to_str().unwrap(), "--schema", &schema]).with_code(0);
    assert!(ran.stdout.contains("q.graphql"), "{}", ran.stdout);
    ran.does_not_say("schema.graphql");
    // A file that is named is checked, whatever it holds.
    run(&["check", &schema, "--schema", &schema]).with_code(2);
}

#[test]
fn an_operation_is_looked_for_in_all_documents() {
    let check = [
        "check",
        "queries/github",
        "--schema",
        "github",
        "--operation",
    ];
    let ran = run(&[&check[..], &["PullRequestTitles"]].concat()).with_code(0);
    assert_eq!(
        ran.stdout.matches(".graphql: `").count(),
        1,
        "{}",
        ran.stdout
    );
    let ran = run(&[&check[..], &["Absent"]].concat()).with_code(2);
    ran.says("`Absent`");
}

#[test]
fn a_closed_reader_does_not_end_the_checks() {
    let folder = Folder::new();
    let good = folder.write("a.graphql", "{ viewer { login } }");
    let bad = folder.write("b.graphql", "{ viewer { lgoin } }");
    let schema = ["--schema", "github"];
    let found = run_without_reader(&[&["check", &good, &good, &bad], &schema[..]].concat());
    found.with_code(2).says("lgoin");
    let none = run_without_reader(&[&["check", &good, &good], &schema[..]].concat());
    assert_eq!(none.with_code(0).stderr, "");
}
