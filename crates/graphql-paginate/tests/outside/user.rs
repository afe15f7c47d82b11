//! A user's crate, built from scratch and run against the sandbox.

use std::collections::HashSet;

use graphql_paginate_sandbox::Sandbox;

use crate::project::{CRATE, Project};

#[test]
fn a_crate_with_its_own_query_builds_and_lists_every_issue() {
    let project = Project::new("user");
    project.copy("tests/outside/user", "");
    let built = project.cargo(&["build", "--quiet"]);
    let messages = String::from_utf8(built.stderr).unwrap();
    assert!(built.status.success(), "{messages}");
    assert!(
        !messages.contains("src/main.rs"),
        "no warning about generated code: {messages}"
    );

    let sandbox = Sandbox::builder()
        .connection_size("Repository.issues", 120)
        .start_blocking()
        .unwrap();
    let ran = project.cargo(&["run", "--quiet", "--", sandbox.github().url()]);
    let (printed, messages) = (
        String::from_utf8(ran.stdout).unwrap(),
        String::from_utf8(ran.stderr).unwrap(),
    );
    assert!(ran.status.success(), "{messages}");

    let (issues, total): (Vec<&str>, Vec<&str>) =
        printed.lines().partition(|line| line.starts_with('#'));
    assert_eq!(
        issues.iter().collect::<HashSet<_>>().len(),
        120,
        "every issue once:\n{printed}"
    );
    assert_eq!(total, ["120 issues"]);
    assert_eq!(sandbox.github().requests().len(), 3, "pages of 50");
    assert!(!printed.contains(CRATE));
}
