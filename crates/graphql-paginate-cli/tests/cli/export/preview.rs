//! Tests of the preview on a terminal.

use graphql_paginate_sandbox::Sandbox;

use super::{pulls, pulls_from, values};
use crate::program::Folder;

#[test]
fn a_preview_is_one_request_for_a_screen_of_rows() {
    let sandbox = Sandbox::builder()
        .pull_requests(250)
        .start_blocking()
        .unwrap();
    let preview = pulls_from(sandbox.github(), &["--format", "table"]);
    let ran: crate::program::Ran = { preview }.output().unwrap().into();
    let ran = ran.with_code(0);
    let rows: Vec<&str> = ran.stdout.lines().collect();
    assert_eq!(rows.len(), 22);
    assert!(rows[0].starts_with("number  title"), "{}", rows[0]);
    assert!(
        rows[20].starts_with("    20  Pull request 20 "),
        "{}",
        rows[20]
    );
    assert!(rows.iter().all(|row| row.chars().count() <= 100));
    assert_eq!(rows[21], "… 230 more; `-o FILE` or a pipe gets all 250");
    assert_eq!(ran.stderr, "");
    assert_eq!(sandbox.github().requests().len(), 1);
}

#[test]
fn a_preview_has_the_selected_columns_in_either_direction() {
    let arguments = [
        "--format",
        "table",
        "--select",
        "title,number",
        "--limit",
        "2",
    ];
    let ran = pulls(&[&arguments[..], &["--direction", "backward"]].concat()).with_code(0);
    assert_eq!(
        ran.stdout,
        "title             number\nPull request 250     250\nPull request 249     249\n\
         … 248 more; `-o FILE` or a pipe gets all 250\n"
    );
}

#[test]
fn a_quiet_preview_does_not_look_complete() {
    let ran = pulls(&["--format", "table", "--quiet", "--sandbox"]).with_code(0);
    assert!(
        ran.stdout
            .ends_with("… 230 more; `-o FILE` or a pipe gets all 250\n")
    );
    assert_eq!(ran.stderr, "");
}

#[test]
fn a_short_list_is_shown_to_its_end() {
    let ran = pulls(&["--format", "table", "--sandbox-items", "3"]).with_code(0);
    assert_eq!(ran.stdout.lines().count(), 5);
    assert!(ran.stdout.ends_with("3 items, no more\n"), "{}", ran.stdout);
}

#[test]
fn a_preview_is_not_written_to_a_file() {
    let folder = Folder::new();
    let file = folder.file("pulls.csv");
    let ran = pulls(&["--format", "table", "-o", &file]).with_code(2);
    ran.says("use `--format csv`");
    let ran = pulls(&["--limit", "2"]).with_code(0);
    assert_eq!(values(&ran.stdout, "/number"), [1, 2]);
}
