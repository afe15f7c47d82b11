//! Tests of arguments that name one file for two purposes.

use super::{PULLS, pulls};
use crate::program::{Folder, run};

const QUERY: &str =
    "query($owner: String!, $name: String!) { repository(owner: $owner, name: $name) {
    pullRequests { nodes { id number labels(first: 3) { nodes { name } } } } } }";

#[test]
fn an_output_that_is_another_file_of_the_run_is_refused_and_kept() {
    let folder = Folder::new();
    let file = folder.write("x.ndjson", "kept\n");
    let same = folder.file("./x.ndjson");
    for (flag, other) in [
        ("--checkpoint", "checkpoint"),
        ("--summary-file", "summary file"),
        ("--schema", "schema"),
        ("--variables", "variables"),
        ("--fragments", "fragments"),
        ("--token-file", "token file"),
    ] {
        let ran = pulls(&["-o", &file, flag, &same]).with_code(2);
        let message = format!("x.ndjson` is both output and {other}");
        ran.says(&message);
        ran.says("name another file");
        assert_eq!(folder.read("x.ndjson"), "kept\n");
    }
}

#[test]
fn files_that_do_not_exist_yet_are_compared_too() {
    let folder = Folder::new();
    let (file, same) = (folder.file("x.ndjson"), folder.file("./x.ndjson"));
    let ran = pulls(&["--sandbox", "-o", &file, "--checkpoint", &same]).with_code(2);
    ran.says("is both output and checkpoint");
    let beside = folder.file("x.ndjson.checkpoint");
    let ran = pulls(&["--sandbox", "-o", &file, "--summary-file", &beside]).with_code(2);
    ran.says("is both checkpoint and summary file");
    assert!(std::fs::read_dir(&folder.0).unwrap().next().is_none());
}

#[test]
fn a_query_is_not_overwritten_by_any_file_of_the_run() {
    let folder = Folder::new();
    let query = folder.write("q.ndjson", QUERY);
    for flag in ["-o", "--summary-file", "--checkpoint"] {
        let fixed = ["export", "--api", "github", "--sandbox", "--query", &query];
        run(&[&fixed[..], &["-F", "owner=a", "-F", "name=b", flag, &query]].concat()).with_code(2);
        assert_eq!(folder.read("q.ndjson"), QUERY, "{flag}");
    }
}

#[test]
fn the_files_of_lists_are_not_those_of_the_run() {
    let folder = Folder::new();
    let query = folder.write("q.graphql", QUERY);
    let (output, list) = (folder.file("x.csv"), folder.file("x.labels.csv"));
    let ran = |more: &[&str]| {
        let fixed = ["export", "--api", "github", "--sandbox", "--query", &query];
        let to = ["-o", &output, "--csv-lists", "files"];
        run(&[&fixed[..], &["-F", "owner=a", "-F", "name=b"], &to, more].concat())
    };
    for flag in ["--checkpoint", "--summary-file"] {
        let ran = ran(&[flag, &list]).with_code(2);
        ran.says("is both file of a list");
    }
    ran(&["--summary-file", &folder.file("runs.ndjson")]).with_code(0);
    assert!(folder.0.join("x.labels.csv").exists());
}

#[cfg(unix)]
#[test]
fn devices_can_have_several_roles() {
    let to = ["-o", "/dev/null", "--summary-file", "/dev/null"];
    let more = ["--sandbox", "--format", "ndjson", "--checkpoint"];
    let folder = Folder::new();
    let checkpoint = folder.file("ck");
    run(&[&PULLS[..], &to, &more, &[&checkpoint]].concat()).with_code(0);
}
