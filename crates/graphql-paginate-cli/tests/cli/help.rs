//! Tests of help texts, exit codes and messages.

use insta::assert_snapshot;

use crate::program::{Folder, run};

/// Every command with a help text.
const COMMANDS: [&[&str]; 21] = [
    &[],
    &["export"],
    &["plan"],
    &["sync"],
    &["sync", "plan"],
    &["sync", "verify"],
    &["sync", "status"],
    &["sync", "state"],
    &["tap"],
    &["check"],
    &["generate"],
    &["schema"],
    &["schema", "fetch"],
    &["schema", "show"],
    &["schema", "normalize"],
    &["schema", "diff"],
    &["schema", "connections"],
    &["sandbox"],
    &["errors"],
    &["completions"],
    &["man"],
];

#[test]
fn every_command_has_a_help_text() {
    for command in COMMANDS {
        let help = run(&[command, &["--help"]].concat()).with_code(0);
        assert_eq!(help.stderr, "");
        let name = [&["help"], command].concat().join("_");
        assert_snapshot!(name, help.stdout);
    }
}

#[test]
fn every_command_that_help_names_has_a_snapshot() {
    for parent in [&[][..], &["schema"], &["sync"]] {
        let short = run(&[parent, &["-h"]].concat()).with_code(0).stdout;
        let commands = short.split("Commands:\n").nth(1).unwrap();
        for line in commands.lines().take_while(|line| !line.is_empty()) {
            let name = line.split_whitespace().next().unwrap();
            let command = [parent, &[name]].concat();
            assert!(
                name == "help" || COMMANDS.contains(&command.as_slice()),
                "{line}"
            );
        }
    }
}

#[test]
fn every_exit_code_is_explained() {
    let codes = run(&["errors"]).with_code(0).stdout;
    assert_snapshot!(codes);
    for line in codes.lines() {
        let code = line.split_whitespace().next().unwrap();
        let explained = run(&["errors", code]).with_code(0).stdout;
        assert!(explained.starts_with(code), "{explained}");
    }
}

#[test]
fn the_exit_code_for_tokens_names_the_variables_of_every_api() {
    let explained = run(&["errors", "77"]).with_code(0).stdout;
    for variable in crate::program::VARIABLES {
        if variable != "POSITION_GREEN_TOKEN_URL" {
            assert!(explained.contains(variable), "{variable}: {explained}");
        }
    }
}

#[test]
fn an_unknown_argument_is_a_usage_error_on_standard_error() {
    let ran = run(&["check", "--no-such-flag"]).with_code(2);
    assert_eq!(ran.stdout, "");
    ran.says("--no-such-flag");
}

#[test]
fn errors_are_json_on_request_including_usage_errors() {
    for arguments in [
        ["errors", "999", "--log-format", "json"],
        ["errors", "--no-such-flag", "--log-format", "json"],
    ] {
        let ran = run(&arguments).with_code(2);
        assert_eq!(ran.stdout, "");
        let error: serde_json::Value = serde_json::from_str(&ran.stderr).unwrap();
        assert_eq!(
            (&error["level"], &error["exit_code"]),
            (&"error".into(), &2.into()),
            "{error}"
        );
    }
}

#[test]
fn completions_and_manual_pages_are_printed() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = run(&["completions", shell]).with_code(0).stdout;
        assert!(script.contains("sandbox"), "{shell}");
    }
    let page = run(&["man"]).with_code(0).stdout;
    assert!(page.contains(".TH graphql-paginate 1"), "{page}");
    let folder = Folder::new();
    run(&["man", "--output-directory", &folder.file("man1")]).with_code(0);
    assert!(
        folder
            .read("man1/graphql-paginate-check.1")
            .contains("FILE")
    );
}
