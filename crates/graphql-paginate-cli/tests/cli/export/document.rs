//! Runs the commands of `docs/export.md` in order.

use std::fs;

use crate::program::{Folder, Ran, command, root};

#[test]
fn the_commands_of_the_page_run() {
    let text = fs::read_to_string(root().join("docs/export.md")).unwrap();
    let folder = Folder::new();
    let [query] = blocks(&text, "graphql")[..] else {
        panic!("there is one query");
    };
    folder.write("reviews.graphql", query);
    let mut commands = 0;
    for block in blocks(&text, "sh") {
        for line in block.lines() {
            let (program, arguments) = line.split_once(' ').unwrap();
            assert_eq!(program, "graphql-paginate");
            let arguments: Vec<&str> = arguments.split(' ').collect();
            let ran = command(&arguments).current_dir(&folder.0).output();
            let ran = Ran::from(ran.unwrap()).with_code(0);
            assert!(
                ran.stderr.contains("250 items in "),
                "`{line}`: {}",
                ran.stderr
            );
            commands += 1;
        }
    }
    assert!(commands >= 5, "{commands}");
    assert_eq!(folder.read("both.ndjson"), folder.read("pulls.ndjson"));
    for file in [
        "pulls.labels.csv",
        "pulls.reviews.csv",
        "tableau.reviews.csv",
    ] {
        assert!(folder.read(file).contains("_parent"), "{file}");
    }
    assert_eq!(folder.read("runs.ndjson").lines().count(), 1);
}

/// The contents of the code blocks in this language.
fn blocks<'t>(text: &'t str, language: &str) -> Vec<&'t str> {
    let mut blocks = Vec::new();
    for part in text.split(&format!("```{language}\n")).skip(1) {
        blocks.push(part.split("```").next().unwrap());
    }
    blocks
}
