//! Tests that a flag which does not apply is a usage error, before anything is sent or opened.

use crate::program::{Folder, run};

const SCHEMA: &str = "type Query { tokens(nextToken: String, limit: Int): Tokens! films(offset: Int, limit: Int): [Film!]!
    numbered(page: Int): [Film!]! }
    type Tokens { items: [Film!]! nextToken: String } type Film { id: ID! title: String! }";

/// The arguments for a list of each kind; nothing listens at the endpoint.
fn sources(folder: &Folder) -> Vec<(&'static str, Vec<String>)> {
    let schema = folder.write("s.graphql", SCHEMA);
    let own = [
        "--endpoint",
        "http://127.0.0.1:1/",
        "--schema",
        &schema,
        "--query",
    ];
    let of_own = |name: &str, query: &str| {
        let query = folder.write(name, query);
        let mut arguments: Vec<String> = own.iter().map(ToString::to_string).collect();
        arguments.push(query);
        arguments
    };
    let parents = folder.write(
        "parents.graphql",
        "{ nodes(ids: [\"R_1\"]) { ... on Repository { pullRequests { nodes { number } } } } }",
    );
    let words = |line: &str| line.split(' ').map(str::to_owned).collect::<Vec<String>>();
    vec![
        (
            "connection",
            words("--api github --sandbox --query pull_requests -F owner=a -F name=b"),
        ),
        (
            "parents",
            words(&format!("--api github --sandbox --query {parents}")),
        ),
        (
            "tokens",
            of_own("tokens.graphql", "{ tokens { items { id } } }"),
        ),
        ("counted", of_own("films.graphql", "{ films { id } }")),
        (
            "numbered",
            of_own("numbered.graphql", "{ numbered { id } }"),
        ),
        (
            "jobaffinity",
            words("--api jobaffinity --sandbox --collection jobs"),
        ),
        (
            "position-green",
            words("--api position-green --sandbox --collection years"),
        ),
        ("sage", words("--api sage --sandbox --collection accounts")),
    ]
}

/// What each kind of list refuses, in any format.
const REFUSED: &[(&str, &[&str])] = &[
    (
        "connection",
        &[
            "--collection jobs",
            "--concurrency 2",
            "--token-file t",
            "--since 2026-01-01",
            "--nested nope",
            "--path nope",
        ],
    ),
    (
        "parents",
        &[
            "--collection jobs",
            "--concurrency 2",
            "--both-ends",
            "--on-partial-error skip",
        ],
    ),
    (
        "tokens",
        &[
            "--collection jobs",
            "--concurrency 2",
            "--both-ends",
            "--direction backward",
            "--sandbox-items 5",
        ],
    ),
    (
        "counted",
        &["--collection jobs", "--both-ends", "--direction backward"],
    ),
    ("numbered", &["--page-size 5", "--direction backward"]),
    ("jobaffinity", &["--token-file t", "--concurrency 2"]),
    (
        "position-green",
        &["--token-file t", "--concurrency 2", "--since 2026-01-01"],
    ),
    ("sage", &["--since 2026-01-01"]),
];

/// What no REST API takes.
const NOT_REST: [&str; 12] = [
    "--query q",
    "--fragments q",
    "--schema s",
    "--operation o",
    "--path p",
    "--variables v",
    "--direction backward",
    "--nested none",
    "--both-ends",
    "--on-partial-error keep",
    "--on-partial-error skip",
    "--format csv --csv-lists files",
];

/// What a format refuses, for any list.
const FORMATS: &[(&str, &[&str])] = &[
    (
        "ndjson",
        &[
            "--csv-dialect excel-fr",
            "--csv-lists json",
            "--csv-lists files",
        ],
    ),
    ("json", &["--csv-dialect standard"]),
    (
        "csv",
        &["--csv-lists files --jq .", "--slurp", "--select a,a"],
    ),
    (
        "pages",
        &[
            "--select id",
            "--jq . --slurp",
            "--csv-lists json",
            "--both-ends",
        ],
    ),
    (
        "table",
        &[
            "--restart",
            "--checkpoint c",
            "--jq . --slurp",
            "--both-ends",
            "--nested a.b",
        ],
    ),
    #[cfg(feature = "parquet")]
    ("parquet", &["--jq .", "--checkpoint c", "--restart"]),
];

/// Runs a command that must be refused, with an output that exists.
#[track_caller]
fn refused(folder: &Folder, source: &[String], more: &str, output: &str) {
    let file = folder.write(output, "kept\n");
    let mut arguments = vec!["export"];
    arguments.extend(source.iter().map(String::as_str));
    if more.contains("--token-file") && arguments.contains(&"--collection") {
        // The sandbox refuses token files too.
        arguments.retain(|argument| *argument != "--sandbox");
    }
    arguments.extend(more.split(' '));
    if !more.contains("--format table") {
        arguments.extend(["-o", &file]);
    }
    let ran = run(&arguments);
    assert_eq!(ran.code, Some(2), "{arguments:?}: {}", ran.stderr);
    assert_eq!(ran.stdout, "", "{arguments:?}");
    assert_eq!(folder.read(output), "kept\n", "{arguments:?}");
}

#[test]
fn each_kind_of_list_refuses_the_flags_that_it_does_not_take() {
    let folder = Folder::new();
    for (name, source) in sources(&folder) {
        for (kind, flags) in REFUSED {
            if *kind == name {
                for flag in *flags {
                    refused(&folder, &source, flag, "out.ndjson");
                }
            }
        }
        if source.iter().any(|argument| argument == "--collection") {
            for flag in NOT_REST {
                refused(&folder, &source, flag, "out.csv");
            }
        }
    }
}

#[test]
fn each_format_refuses_the_flags_that_it_does_not_take() {
    let folder = Folder::new();
    let sources = sources(&folder);
    for (format, flags) in FORMATS {
        for flag in *flags {
            let more = format!("--format {format} {flag}");
            refused(&folder, &sources[0].1, &more, "out.ndjson");
        }
    }
}

#[test]
fn a_place_for_a_new_start_is_needed() {
    let arguments =
        "export --api github --sandbox --query pull_requests -F owner=a -F name=b --restart";
    let ran = run(&arguments.split(' ').collect::<Vec<_>>()).with_code(2);
    ran.says("`--restart` has no effect here: ");
}

#[test]
fn files_that_cannot_be_written_are_found_before_anything_is_sent() {
    let folder = Folder::new();
    let query = folder.write("q.graphql", "{ films { id } }");
    let schema = folder.write("s.graphql", SCHEMA);
    // Nothing listens at the endpoint: a request would end with another exit code.
    let fixed = [
        "export",
        "--endpoint",
        "http://127.0.0.1:1/",
        "--schema",
        &schema,
        "--query",
        &query,
    ];
    let (missing, out) = (folder.file("none/file"), folder.file("out.ndjson"));
    for more in [
        &["--summary-file", missing.as_str()][..],
        &["-o", &out, "--checkpoint", &missing],
        &["-o", &missing, "--format", "ndjson"],
    ] {
        let ran = run(&[&fixed[..], more].concat()).with_code(78);
        ran.says(&format!("cannot write `{missing}`"));
    }
}
