//! Tests that a run without a page leaves the output and the checkpoint of earlier runs as they are.

use std::fs;
use std::process::{Command, Stdio};

use graphql_paginate_sandbox::{Fault, Faults, Sandbox};
use serde_json::Value;

use super::{PULLS, pulls, pulls_from, values};
use crate::program::{Folder, Ran, command, root};

const KEPT: &str = "kept\n";

/// A sandbox whose request with this number is throttled for longer than any run waits.
fn busy_at(number: usize) -> Sandbox {
    Sandbox::builder()
        .github_faults(busy(number))
        .start_blocking()
        .unwrap()
}

fn busy(number: usize) -> Faults {
    Faults::new().on_request(number, Fault::status(503).header("retry-after", "7200"))
}

fn exported(sandbox: &Sandbox, more: &[&str]) -> Ran {
    let more = [&["--max-wait", "1s"], more].concat();
    pulls_from(sandbox.github(), &more).output().unwrap().into()
}

#[test]
fn a_run_that_fails_before_the_first_page_leaves_the_output_as_it_is() {
    let query = root().join("queries/github/pull_request_reviews.graphql");
    for (name, more) in [
        ("pulls.ndjson", &[][..]),
        ("pulls.json", &[]),
        ("pulls.csv", &[]),
        ("pulls.ndjson", &["--format", "pages"]),
        ("pulls.json", &["--jq", ".", "--slurp"]),
        ("pulls.ndjson", &["--restart"]),
        ("pulls.ndjson", &["--both-ends"]),
        #[cfg(feature = "parquet")]
        ("pulls.parquet", &[]),
        #[cfg(feature = "xlsx")]
        ("pulls.xlsx", &[]),
    ] {
        let (sandbox, folder) = (busy_at(1), Folder::new());
        let file = folder.write(name, KEPT);
        let ran = exported(&sandbox, &[&["-o", &file], more].concat()).with_code(4);
        assert_eq!(folder.read(name), KEPT, "{more:?}: {}", ran.stderr);
        assert!(
            ran.stderr.contains("is left as it is"),
            "{more:?}: {}",
            ran.stderr
        );
        // The next run is not hindered.
        sandbox.github().script(Faults::new());
        exported(&sandbox, &[&["-o", &file], more].concat()).with_code(0);
        assert_ne!(fs::read(&file).unwrap(), KEPT.as_bytes(), "{more:?}");
    }

    let (sandbox, folder) = (busy_at(1), Folder::new());
    let file = folder.write("pulls.csv", KEPT);
    folder.write("pulls.reviews.csv", KEPT);
    let fixed = [
        "export",
        "--api",
        "github",
        "--endpoint",
        sandbox.github().url(),
    ];
    let more = [
        "--query",
        query.to_str().unwrap(),
        "-F",
        "owner=a",
        "-F",
        "name=b",
        "-o",
        &file,
        "--csv-lists",
        "files",
        "--max-wait",
        "1s",
    ];
    let mut export = command(&[&fixed[..], &more].concat());
    export.env("GITHUB_TOKEN", Sandbox::TOKEN);
    Ran::from(export.output().unwrap()).with_code(4);
    for name in ["pulls.csv", "pulls.reviews.csv"] {
        assert_eq!(folder.read(name), KEPT, "{name}");
    }
}

#[test]
fn a_page_whose_nested_lists_could_not_be_read_is_not_counted() {
    let sandbox = Sandbox::builder()
        .pull_requests(60)
        .start_blocking()
        .unwrap();
    let folder = Folder::new();
    let query = folder.write(
        "q.graphql",
        "query($owner: String!, $name: String!) { repository(owner: $owner, name: $name) { pullRequests { totalCount
            nodes { number reviews(first: 1) { nodes { state } } } } } }",
    );
    let (file, runs) = (folder.file("pulls.ndjson"), folder.file("runs.ndjson"));
    let (mut earlier, mut stopped_inside) = (0, 0);
    for stop in [2, 2, 4, 6, 8, 10] {
        sandbox.github().script(busy(stop));
        let mut export = command(&["export", "--api", "github", "--query", &query]);
        export.args(["--endpoint", sandbox.github().url(), "--page-size", "4"]);
        export.args(["-F", "owner=a", "-F", "name=b", "--max-wait", "1s"]);
        export.args(["-o", &file, "--summary-file", &runs]);
        export.env("GITHUB_TOKEN", Sandbox::TOKEN);
        Ran::from(export.output().unwrap()).with_code(4);
        let text = fs::read_to_string(&file).unwrap_or_default();
        let lines = text.lines().count();
        let runs = folder.read("runs.ndjson");
        let summary: Value = serde_json::from_str(runs.lines().last().unwrap()).unwrap();
        let error = summary["error"].as_str().unwrap();
        stopped_inside += usize::from(error.starts_with("`reviews`") && lines > earlier);
        assert_eq!(summary["items_in_all"], lines, "{summary}");
        assert_eq!(summary["items"], lines - earlier, "{summary}");
        assert_eq!(summary["pages"], (lines - earlier) / 4, "{summary}");
        earlier = lines;
    }
    assert!(stopped_inside > 0, "no run stopped after a written page");
}

#[test]
fn a_new_file_comes_with_the_first_page() {
    let (sandbox, folder) = (busy_at(1), Folder::new());
    let file = folder.file("pulls.ndjson");
    exported(&sandbox, &["-o", &file]).with_code(4);
    assert_eq!(fs::read_dir(&folder.0).unwrap().count(), 0);

    // An empty list is a page without items.
    let empty = Sandbox::builder()
        .pull_requests(0)
        .start_blocking()
        .unwrap();
    folder.write("pulls.ndjson", KEPT);
    exported(&empty, &["-o", &file]).with_code(0);
    assert_eq!(folder.read("pulls.ndjson"), "");
}

#[test]
fn a_new_start_keeps_the_old_place_until_it_has_a_page_of_its_own() {
    let (sandbox, folder) = (busy_at(2), Folder::new());
    let file = folder.file("pulls.ndjson");
    exported(&sandbox, &["-o", &file]).with_code(4);
    let (text, place) = (
        folder.read("pulls.ndjson"),
        folder.read("pulls.ndjson.checkpoint"),
    );

    for (fault, more, code) in [
        (busy(1), &[][..], 4),
        (Faults::new(), &["--nested", "none-such"], 2),
        (Faults::new(), &["--jq", "|"], 2),
        (Faults::new(), &["-F", "name=missing"], 1),
    ] {
        sandbox.github().script(fault);
        let ran = exported(&sandbox, &[&["-o", &file, "--restart"], more].concat());
        let ran = ran.with_code(code);
        assert_eq!(folder.read("pulls.ndjson"), text, "{}", ran.stderr);
        assert_eq!(
            folder.read("pulls.ndjson.checkpoint"),
            place,
            "{}",
            ran.stderr
        );
        ran.does_not_say("run the same command again");
    }
    sandbox.github().script(Faults::new());
    exported(&sandbox, &["-o", &file]).with_code(0);
    assert_eq!(
        values(&folder.read("pulls.ndjson"), "/number"),
        Vec::from_iter(1..=250)
    );
}

#[test]
fn a_new_start_that_stops_later_is_continued_from_its_own_place() {
    let (sandbox, folder) = (busy_at(3), Folder::new());
    let file = folder.file("pulls.ndjson");
    exported(&sandbox, &["-o", &file]).with_code(4);
    sandbox.github().script(busy(2));
    let ran = exported(&sandbox, &["-o", &file, "--restart"]).with_code(4);
    ran.says("run the same command without `--restart` to continue");
    assert_eq!(folder.read("pulls.ndjson").lines().count(), 100);
    sandbox.github().script(Faults::new());
    exported(&sandbox, &["-o", &file]).with_code(0);
    assert_eq!(
        values(&folder.read("pulls.ndjson"), "/number"),
        Vec::from_iter(1..=250)
    );
}

#[test]
fn a_file_that_is_not_the_one_of_the_checkpoint_is_left_as_it_is() {
    let (sandbox, folder) = (busy_at(2), Folder::new());
    let (file, place) = (folder.file("pulls.ndjson"), folder.file("place"));
    exported(&sandbox, &["-o", &file, "--checkpoint", &place]).with_code(4);
    sandbox.github().script(Faults::new());
    let line = "{\"number\":0,\"title\":\"of another list\"}\n".repeat(4_000);
    let other = folder.write("other.ndjson", &line);
    let ran = exported(&sandbox, &["-o", &other, "--checkpoint", &place]).with_code(78);
    ran.says("other.ndjson` is not the output of its checkpoint");
    assert_eq!(folder.read("other.ndjson"), line);
    exported(&sandbox, &["-o", &file, "--checkpoint", &place]).with_code(0);
    assert_eq!(folder.read("pulls.ndjson").lines().count(), 250);
}

#[cfg(unix)]
#[test]
fn standard_output_by_its_path_is_standard_output() {
    let folder = Folder::new();
    let appended = |path: &str| {
        let file = fs::OpenOptions::new()
            .append(true)
            .open(folder.file("all.ndjson"))
            .unwrap();
        let mut export = command(&[&PULLS[..], &["--limit", "3", "-o", path]].concat());
        export.stdout(Stdio::from(file));
        Ran::from(export.output().unwrap()).with_code(0);
    };
    folder.write("all.ndjson", KEPT);
    appended("/dev/stdout");
    appended("-");
    let text = folder.read("all.ndjson");
    assert_eq!(text.lines().count(), 7, "{text}");
    assert!(text.starts_with(KEPT), "{text}");
    let ran = pulls(&["-o", "/dev/stdout", "--limit", "3"]).with_code(0);
    assert_eq!(ran.stdout.lines().count(), 3);
}

#[cfg(unix)]
#[test]
fn a_pipe_with_a_name_gets_the_items_and_no_checkpoint() {
    let folder = Folder::new();
    let pipe = folder.file("pipe");
    assert!(
        Command::new("mkfifo")
            .arg(&pipe)
            .status()
            .unwrap()
            .success()
    );
    let reader = Command::new("cat")
        .arg(&pipe)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    pulls(&["-o", &pipe, "--sandbox"]).with_code(0);
    let read = Ran::from(reader.wait_with_output().unwrap());
    assert_eq!(read.stdout.lines().count(), 250);

    let sandbox = busy_at(2);
    let reader = Command::new("cat")
        .arg(&pipe)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    exported(&sandbox, &["-o", &pipe]).with_code(4);
    let read = Ran::from(reader.wait_with_output().unwrap());
    assert_eq!(read.stdout.lines().count(), 100);
    assert!(!folder.0.join("pipe.checkpoint").exists());
}

#[test]
fn a_filter_that_fails_on_the_first_page_changes_nothing() {
    let (sandbox, folder) = (busy_at(2), Folder::new());
    let file = folder.file("pulls.ndjson");
    exported(&sandbox, &["-o", &file]).with_code(4);
    sandbox.github().script(Faults::new());
    let (text, place) = (
        folder.read("pulls.ndjson"),
        folder.read("pulls.ndjson.checkpoint"),
    );
    for more in [
        &["--jq", ".number + \"x\"", "--restart"][..],
        &["--jq", ".[0].number + \"x\"", "--slurp"],
    ] {
        let ran = exported(&sandbox, &[&["-o", &file], more].concat()).with_code(1);
        ran.says("the jq filter");
        assert_eq!(folder.read("pulls.ndjson"), text);
        assert_eq!(folder.read("pulls.ndjson.checkpoint"), place);
    }
}

#[test]
fn a_run_with_other_headers_does_not_continue_the_output() {
    let (sandbox, folder) = (busy_at(2), Folder::new());
    let file = folder.file("pulls.ndjson");
    let export = |team: &str| {
        let header = format!("X-Team: {team}");
        exported(&sandbox, &["-o", &file, "--page-size", "10", "-H", &header])
    };
    export("red").with_code(4);
    sandbox.github().script(Faults::new());
    let blue = export("blue").with_code(78);
    blue.says("with other headers");
    export("red").with_code(0);
}
