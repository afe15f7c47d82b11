//! The errors for each mistake in `tests/ui`: the message and its place, without rendering of the compiler, so that other
//! compiler versions pass too.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

use crate::project::{CRATE, Project};

#[test]
fn mistakes_are_explained() {
    let project = Project::new("mistakes");
    let cases = cases();
    for case in &cases {
        project.copy(
            &format!("tests/ui/{case}.rs"),
            &format!("src/bin/{case}.rs"),
        );
    }
    project.copy("tests/ui/queries", "queries");
    project.copy("../../queries", "queries");

    let built = project.cargo(&["build", "--bins", "--keep-going", "--message-format=json"]);
    let mut printed = errors(&String::from_utf8(built.stdout).unwrap());
    insta::with_settings!({ snapshot_path => "../ui", prepend_module_to_snapshot => false, omit_expression => true }, {
        for case in &cases {
            let errors = printed.remove(case).unwrap_or_default();
            insta::assert_snapshot!(case.as_str(), errors.join("\n\n"));
        }
    });
    assert!(printed.is_empty(), "errors of other crates: {printed:#?}");
}

/// The names of the files, sorted.
fn cases() -> Vec<String> {
    let files = std::fs::read_dir(Path::new(CRATE).join("tests/ui")).unwrap();
    let names = files.map(|file| file.unwrap().file_name().into_string().unwrap());
    let mut cases: Vec<String> = names
        .filter_map(|name| Some(name.strip_suffix(".rs")?.to_owned()))
        .collect();
    cases.sort();
    cases
}

/// The errors of each target, in order.
fn errors(stdout: &str) -> BTreeMap<String, Vec<String>> {
    let mut errors = BTreeMap::<String, Vec<String>>::new();
    for line in stdout.lines() {
        let event: Value = serde_json::from_str(line).unwrap();
        let message = &event["message"];
        if message["level"] == "error" && has_place(message) {
            let target = event["target"]["name"].as_str().unwrap().to_owned();
            errors.entry(target).or_default().push(text_of(message));
        }
    }
    errors
}

/// Whether a message has a place, which the summary of a failed build does not have.
fn has_place(message: &Value) -> bool {
    message["spans"]
        .as_array()
        .is_some_and(|spans| !spans.is_empty())
}

/// The message with its place, its label and its notes without a place.
fn text_of(message: &Value) -> String {
    let span = message["spans"]
        .as_array()
        .unwrap()
        .iter()
        .find(|span| span["is_primary"] == true)
        .unwrap();
    let text = &span["text"][0];
    let column = |key: &str| text[key].as_u64().unwrap() as usize - 1;
    let marked: String = text["text"].as_str().unwrap().chars().collect::<Vec<_>>()
        [column("highlight_start")..column("highlight_end")]
        .iter()
        .collect();
    let mut lines = vec![
        message["message"].as_str().unwrap().to_owned(),
        format!("at: {marked}"),
    ];
    lines.extend(
        span["label"]
            .as_str()
            .map(|label| format!("label: {label}")),
    );
    for child in message["children"].as_array().unwrap() {
        if child["level"] == "note" && child["spans"].as_array().unwrap().is_empty() {
            lines.push(format!("note: {}", child["message"].as_str().unwrap()));
        }
    }
    lines.join("\n")
}
