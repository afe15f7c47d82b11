//! Tests of `export --both-ends`.

use graphql_paginate_sandbox::{Endpoint, Fault, Faults, Sandbox};

use super::{PULLS, pulls_from};
use crate::program::{Folder, Ran, command, run};

fn exported(api: &Endpoint, more: &[&str]) -> Ran {
    pulls_from(api, more).output().unwrap().into()
}

/// The requests for pages from the end of the list.
fn backward(api: &Endpoint) -> usize {
    let mut count = 0;
    for request in api.requests() {
        let body = request.json();
        count += usize::from(body["query"].as_str().unwrap().contains("last:"));
    }
    count
}

#[test]
fn the_output_is_that_of_a_walk_from_one_end() {
    let sandbox = Sandbox::builder().start_blocking().unwrap();
    let folder = Folder::new();
    for format in ["ndjson", "csv", "json"] {
        let size = ["--format", format, "--page-size", "30"];
        let one = exported(sandbox.github(), &size).with_code(0);
        assert_eq!(backward(sandbox.github()), 0);
        let file = folder.file(&format!("pulls.{format}"));
        let both = [&size[..], &["--both-ends", "-o", &file]].concat();
        let ran = exported(sandbox.github(), &both).with_code(0);
        ran.says("250 items in ");
        assert_eq!(folder.read(&format!("pulls.{format}")), one.stdout);
        assert!(!folder.0.join(format!("pulls.{format}.checkpoint")).exists());
        assert!(backward(sandbox.github()) > 2, "{format}");
        sandbox.github().clear_requests();
    }
}

#[test]
fn a_run_that_stops_anywhere_is_continued_without_loss() {
    let sandbox = Sandbox::builder().start_blocking().unwrap();
    let one = exported(sandbox.github(), &[]).with_code(0);
    for stop in [1, 2, 5, 9] {
        let folder = Folder::new();
        let file = folder.file("pulls.ndjson");
        let both = [
            "--both-ends",
            "--page-size",
            "30",
            "--max-wait",
            "1s",
            "-o",
            &file,
        ];
        let busy = Fault::status(503).header("retry-after", "7200");
        sandbox
            .github()
            .script(Faults::new().on_request(stop, busy));
        exported(sandbox.github(), &both).with_code(4);
        sandbox.github().script(Faults::new());
        // There is no file before the first page.
        let before = std::fs::read_to_string(&file).unwrap_or_default();
        let before = before.lines().count();
        let ran = exported(sandbox.github(), &both).with_code(0);
        let note =
            format!("continuing after {before} items of an earlier run, from the first end alone");
        assert!(before == 0 || ran.stderr.contains(&note), "{}", ran.stderr);
        assert_eq!(folder.read("pulls.ndjson"), one.stdout, "stopped at {stop}");
    }
}

#[test]
fn a_run_from_both_ends_is_not_continued_as_one_from_one_end_or_the_reverse() {
    let busy = || Faults::new().on_request(5, Fault::status(503).header("retry-after", "7200"));
    let fixed = ["--page-size", "30", "--max-wait", "1s", "-o"];
    for (first, then, message, help) in [
        (
            &["--both-ends"][..],
            &[][..],
            "belongs to a run with `--both-ends`",
            "add `--both-ends`, or start over with `--restart`",
        ),
        (
            &[],
            &["--both-ends"],
            "belongs to a run without `--both-ends`",
            "leave out `--both-ends`, or start over with `--restart`",
        ),
    ] {
        let (sandbox, folder) = (Sandbox::builder().start_blocking().unwrap(), Folder::new());
        let file = folder.file("pulls.ndjson");
        let run =
            |more: &[&str]| exported(sandbox.github(), &[&fixed[..], &[&*file], more].concat());
        sandbox.github().script(busy());
        run(first).with_code(4);
        sandbox.github().script(Faults::new());
        let text = folder.read("pulls.ndjson");
        let ran = run(then).with_code(78);
        ran.says(message);
        ran.says(help);
        assert_eq!(folder.read("pulls.ndjson"), text);
        run(first).with_code(0);
        assert_eq!(folder.read("pulls.ndjson").lines().count(), 250);
    }
}

/// Lists inside the items of the last half are completed when these are written, so that a run can stop there too.
#[test]
fn a_run_that_stops_in_the_last_half_is_continued_without_loss() {
    let sandbox = Sandbox::builder()
        .pull_requests(20)
        .start_blocking()
        .unwrap();
    let folder = Folder::new();
    let query = folder.write(
        "q.graphql",
        "query($owner: String!, $name: String!) { repository(owner: $owner, name: $name) { pullRequests { totalCount
            nodes { number reviews(first: 1) { nodes { state } } } } } }",
    );
    let (whole, file) = (folder.file("whole.ndjson"), folder.file("pulls.ndjson"));
    let exported = |more: &[&str]| -> Ran {
        let fixed = [
            "export",
            "--api",
            "github",
            "--endpoint",
            sandbox.github().url(),
        ];
        let query = [
            "--query",
            &query,
            "-F",
            "owner=a",
            "-F",
            "name=b",
            "--page-size",
            "4",
        ];
        let mut export = command(&[&fixed[..], &query, more].concat());
        export.env("GITHUB_TOKEN", Sandbox::TOKEN);
        export.output().unwrap().into()
    };
    exported(&["-o", &whole]).with_code(0);
    sandbox.github().clear_requests();
    let both = ["-o", &file, "--both-ends", "--max-wait", "1s"];
    exported(&both).with_code(0);
    let requests = sandbox.github().requests().len();
    let mut stopped_later = 0;
    for stop in (2..=requests).step_by(3) {
        let busy = Fault::status(503).header("retry-after", "7200");
        sandbox
            .github()
            .script(Faults::new().on_request(stop, busy));
        exported(&both).with_code(4);
        stopped_later += usize::from(folder.read("pulls.ndjson").lines().count() > 12);
        sandbox.github().script(Faults::new());
        exported(&both).with_code(0);
        assert_eq!(
            folder.read("pulls.ndjson"),
            folder.read("whole.ndjson"),
            "stopped at {stop} of {requests}"
        );
    }
    assert!(stopped_later > 0, "no run stopped in the last half");
}

#[test]
fn arguments_that_both_ends_does_not_support_are_usage_errors() {
    let folder = Folder::new();
    let schema = folder.write(
        "schema.graphql",
        "type Query { forward(first: Int, after: String): Things both(first: Int, after: String, last: Int, before: String): Things }
         type Things { nodes: [Thing] pageInfo: PageInfo! } type Thing { name: String }
         type PageInfo { hasNextPage: Boolean! hasPreviousPage: Boolean! startCursor: String endCursor: String }",
    );
    let own = |list: &str| {
        let query = folder.write("q.graphql", &format!("{{ {list} {{ nodes {{ name }} }} }}"));
        let endpoint = [
            "export",
            "--endpoint",
            "http://127.0.0.1:1/",
            "--schema",
            &schema,
        ];
        run(&[&endpoint[..], &["--query", &query, "--both-ends"]].concat())
    };
    let pulls = |more: &[&str]| run(&[&PULLS[..], &["--both-ends"], more].concat());
    for (ran, problem) in [
        (
            own("forward"),
            "`forward` can only be walked forward, and `--both-ends` needs both",
        ),
        (own("both"), "the items of `both` have no `id`"),
        (pulls(&["--limit", "3"]), "cannot be used with"),
        (pulls(&["--direction", "forward"]), "cannot be used with"),
        (pulls(&["--format", "pages"]), "not its pages or a preview"),
        (pulls(&["--format", "table"]), "not its pages or a preview"),
        (
            run(&[
                "export",
                "--api",
                "sage",
                "--collection",
                "accounts",
                "--both-ends",
            ]),
            "`--both-ends` is for GraphQL APIs",
        ),
    ] {
        let ran = ran.with_code(2);
        ran.says(problem);
        assert_eq!(ran.stdout, "");
    }
}

#[test]
fn items_that_cannot_be_recognized_are_reported_in_terms_of_the_command() {
    for (value, problem) in [
        (
            serde_json::Value::Null,
            "an item has no `id`, so the two ends cannot recognize it",
        ),
        ("same".into(), "two items of one page have the same `id`"),
    ] {
        let fault = Fault::rewrite(move |body| {
            for index in 0..2 {
                body["data"]["repository"]["pullRequests"]["nodes"][index]["itemId"] =
                    value.clone();
            }
        });
        let sandbox = Sandbox::builder()
            .github_faults(Faults::new().always(fault))
            .start_blocking()
            .unwrap();
        let ran = exported(sandbox.github(), &["--both-ends"]).with_code(1);
        ran.says(problem);
        ran.says("help: leave out `--both-ends`");
        for internal in ["both_ends_by_key", "itemId", "schema may have changed"] {
            ran.does_not_say(internal);
        }
    }
}

#[test]
fn items_of_several_types_are_told_apart() {
    let folder = Folder::new();
    let query = folder.write(
        "q.graphql",
        "{ search(query: \"x\", type: ISSUE) { nodes { ... on Issue { number } ... on PullRequest { number } } } }",
    );
    let arguments = [
        "export",
        "--api",
        "github",
        "--query",
        &query,
        "--page-size",
        "20",
    ];
    let one = run(&arguments);
    let both = run(&[&arguments[..], &["--both-ends"]].concat());
    assert_eq!(
        (both.code, &both.stdout),
        (one.code, &one.stdout),
        "{}",
        both.stderr
    );
    assert!(one.stdout.lines().count() > 20, "{}", one.stderr);
}

#[test]
fn items_are_identified_by_whichever_fragment_selects_their_list() {
    let sandbox = Sandbox::builder().start_blocking().unwrap();
    let folder = Folder::new();
    let fragments = "fragment A on PullRequestConnection { nodes { title } }
    fragment B on PullRequestConnection { nodes { number } }";
    for (spreads, chosen) in [
        ("...A @include(if: $x) ...B", "true"),
        ("...A @include(if: $x) ...B", "false"),
        ("...B ...A @include(if: $x)", "false"),
    ] {
        let query = format!(
            "query Q($owner: String!, $name: String!, $x: Boolean!) {{
                repository(owner: $owner, name: $name) {{ pullRequests {{ {spreads} }} }}
            }}
            {fragments}"
        );
        let file = folder.write("q.graphql", &query);
        let x = format!("x={chosen}");
        let arguments = [
            "export", "--api", "github", "--query", &file, "-F", "owner=a", "-F", "name=b", "-F",
            &x,
        ];
        let more = ["--endpoint", sandbox.github().url(), "--both-ends"];
        let mut export = command(&[&arguments[..], &more].concat());
        export.env("GITHUB_TOKEN", Sandbox::TOKEN);
        let ran: Ran = export.output().unwrap().into();
        let ran = ran.with_code(0);
        assert_eq!(
            super::values(&ran.stdout, "/number"),
            Vec::from_iter(1..=250)
        );
    }
}
