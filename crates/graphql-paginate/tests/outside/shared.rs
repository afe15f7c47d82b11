//! Fragments whose types are in another crate than the query, built and run against the sandbox.

use graphql_paginate_sandbox::Sandbox;

use crate::project::Project;

#[test]
fn the_types_of_fragments_can_be_in_another_crate() {
    let project = Project::new("shared");
    project.copy("tests/outside/shared", "");
    let built = project.cargo(&["build", "--quiet"]);
    let messages = String::from_utf8(built.stderr).unwrap();
    assert!(built.status.success(), "{messages}");
    assert!(
        !messages.contains("src/"),
        "no warning about generated code: {messages}"
    );

    let sandbox = Sandbox::builder()
        .connection_size("Repository.issues", 60)
        .start_blocking()
        .unwrap();
    let ran = project.cargo(&["run", "--quiet", "--", sandbox.github().url()]);
    let messages = String::from_utf8(ran.stderr).unwrap();
    assert!(ran.status.success(), "{messages}");
    let printed = String::from_utf8(ran.stdout).unwrap();
    let lines: Vec<&str> = printed.lines().collect();
    assert_eq!(lines.len(), 40, "those that are open: {printed}");
    assert!(lines.iter().all(|line| line.starts_with('#')), "{printed}");
}
