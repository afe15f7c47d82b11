//! Help, exit codes and messages.

use insta::assert_snapshot;

use crate::program::{Folder, run};

#[test]
fn help_names_the_commands() {
    assert_snapshot!(run(&["--help"]).with_code(0).stdout);
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
fn an_unknown_argument_is_a_usage_error_on_standard_error() {
    let ran = run(&["check", "--no-such-flag"]).with_code(2);
    assert_eq!(ran.stdout, "");
    assert!(ran.stderr.contains("--no-such-flag"), "{}", ran.stderr);
}

#[test]
fn errors_are_json_when_asked_also_those_of_arguments() {
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
