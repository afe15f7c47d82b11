//! Tests of mirrors of GitHub repositories, of lists with a definition file, and of REST APIs.

use graphql_paginate_sandbox::{Change, Fault, Faults, Sandbox};

use super::{ran, sync};
use crate::program::Folder;

#[test]
fn repositories_are_mirrored_with_pull_requests_and_issues() {
    let folder = Folder::new();
    let file = folder.write(
        "repos",
        "rust-lang/rust # the compiler\n\n# others\nrust-lang/cargo\n",
    );
    let first = ran(sync(
        &folder,
        &["--repos-file", &file, "--sandbox-items", "12"],
    ))
    .with_code(0);
    assert!(
        first
            .stderr
            .contains("GITHUB_TOKEN is not set: using the sandbox"),
        "{first:?}"
    );
    for nested in [
        "; github_pull_request_comments: ",
        "; github_reviews: ",
        "; github_issue_comments: ",
    ] {
        assert!(first.stderr.contains(nested), "{nested}: {first:?}");
    }
    for list in ["github_pull_requests", "github_issues"] {
        for repository in ["rust-lang/rust", "rust-lang/cargo"] {
            let line = format!("{list} of {repository}: 12 new; 1 pages; ");
            assert!(first.stderr.contains(&line), "{first:?}");
        }
    }
    let table = ran(sync(&folder, &["status", "--max-age", "26h"]))
        .with_code(0)
        .stdout;
    let lines: Vec<&str> = table.lines().collect();
    assert_eq!(lines.len(), 5, "{table}");
    assert!(
        lines[1].starts_with("github_issues         rust-lang/cargo  12     "),
        "{table}"
    );
    ran(sync(&folder, &["status", "--max-age", "0s"])).with_code(1);
}

#[test]
fn repositories_and_definitions_are_read_from_standard_input() {
    let folder = Folder::new();
    folder.write("repos", "rust-lang/rust\nrust-lang/cargo\n");
    let arguments = ["--repos-file", "-", "--repo", "a/b", "--lists", "issues"];
    let mut command = sync(
        &folder,
        &[&arguments[..], &["--sandbox-items", "3"]].concat(),
    );
    command.stdin(std::fs::File::open(folder.file("repos")).unwrap());
    let run = ran(command).with_code(0);
    for repository in ["a/b", "rust-lang/rust", "rust-lang/cargo"] {
        run.says(&format!("github_issues of {repository}: 3 new"));
    }

    let (folder, file) = folder_of_issues("title");
    let mut command = sync(&folder, &["--list", "-", "--api", "github"]);
    command.args(["--sandbox-items", "3"]);
    command.stdin(std::fs::File::open(file).unwrap());
    ran(command).with_code(0).says("issues: 3 new");
}

#[test]
fn standard_input_is_one_file_only() {
    let folder = Folder::new();
    for (arguments, roles) in [
        (
            &["--repos-file", "-", "--token-file", "-"][..],
            "repository list and token file",
        ),
        (
            &["--list", "-", "--list", "/dev/stdin", "--api", "github"],
            "list definition and list definition",
        ),
    ] {
        let refused = ran(sync(&folder, arguments)).with_code(2);
        refused.says(&format!("standard input is both {roles}"));
    }
}

#[test]
fn the_second_night_of_a_repository_reads_what_changed_and_a_census_finds_deletions() {
    let sandbox = Sandbox::builder()
        .pull_requests(30)
        .start_blocking()
        .unwrap();
    let folder = Folder::new();
    let night = |more: &[&str]| {
        let arguments = ["--repo", "rust-lang/rust", "--lists", "pull-requests"];
        let mut command = sync(&folder, &[&arguments, more].concat());
        command
            .args(["--endpoint", sandbox.github().url()])
            .env("GITHUB_TOKEN", Sandbox::TOKEN);
        ran(command).with_code(0)
    };
    night(&[]);
    for change in [Change::Insert, Change::Update(3), Change::Delete(7)] {
        sandbox.github().change(change);
    }
    let second = night(&[]);
    assert!(
        second
            .stderr
            .contains("1 new, 1 changed, 28 the same; 1 pages"),
        "{second:?}"
    );
    assert!(
        second.stderr.contains("items that were deleted"),
        "{second:?}"
    );
    let third = night(&["--census"]);
    assert!(
        third
            .stderr
            .contains("0 new, 30 the same, 1 deleted; 1 pages"),
        "{third:?}"
    );
}

#[test]
fn a_list_that_ends_before_its_announced_total_is_not_complete() {
    let sandbox = Sandbox::builder().pull_requests(12);
    let sandbox = sandbox.start_blocking().unwrap();
    let capped = Fault::rewrite(|body| {
        if let Some(list) = body.pointer_mut("/data/repository/pullRequests") {
            list["totalCount"] = 4_000.into();
        }
    });
    sandbox.github().script(Faults::new().always(capped));
    let folder = Folder::new();
    let night = |code| {
        let arguments = ["--repo", "rust-lang/rust", "--lists", "pull-requests"];
        let mut command = sync(&folder, &arguments);
        command
            .args(["--endpoint", sandbox.github().url()])
            .env("GITHUB_TOKEN", Sandbox::TOKEN);
        ran(command).with_code(code)
    };
    let short = night(5);
    let unseen = "not seen, even with `--census`:\n";
    let (_, texts) = short.stderr.split_once(unseen).unwrap();
    assert!(texts.contains("announced and did not list"), "{short:?}");
    assert!(
        short.stderr.contains("ends before its announced total")
            && short
                .stderr
                .contains("items that the server announced and did not list"),
        "{short:?}"
    );
    assert!(!short.stderr.contains(": complete"), "{short:?}");
    let status = ran(sync(&folder, &["status", "--max-age", "26h"])).with_code(1);
    assert!(status.stdout.contains("truncated"), "{status:?}");
    sandbox.github().script(Faults::new());
    night(0);
    ran(sync(&folder, &["status", "--max-age", "26h"])).with_code(0);
}

#[test]
fn a_list_is_mirrored_by_its_definition() {
    let folder = Folder::new();
    folder.write(
        "labels.graphql",
        "query Labels($first: Int, $after: String, $owner: String!) {
           repository(owner: $owner, name: \"rust\") {
             labels(first: $first, after: $after) { pageInfo { hasNextPage endCursor } nodes { id name } }
           }
         }",
    );
    let file = folder.write(
        "labels.toml",
        "name = 'labels'\nquery = 'labels.graphql'\npath = 'repository.labels'\nkey = 'id'\ndeletions = 'walk'\n\
         [variables]\nowner = 'rust-lang'\n[columns]\nname = 'text'\n",
    );
    let first = ran(sync(&folder, &["--list", &file, "--api", "github"])).with_code(0);
    assert!(first.stderr.contains("labels: "), "{first:?}");
    assert!(!first.stderr.contains("labels: 0 new"), "{first:?}");
    assert!(!first.stderr.contains("not seen"), "{first:?}");
    ran(sync(&folder, &["--list", &file])).with_code(2);
    folder.write("labels.toml", "name = 'labels'\nqery = 'labels.graphql'\n");
    let wrong = ran(sync(&folder, &["--list", &file, "--api", "github"])).with_code(2);
    assert!(wrong.stderr.contains("unknown field `qery`"), "{wrong:?}");
}

/// A folder with the definition of a list of issues that select these fields.
fn folder_of_issues(fields: &str) -> (Folder, String) {
    let folder = Folder::new();
    let query = format!(
        "query Issues($first: Int, $after: String) {{ repository(owner: \"rust-lang\", name: \"rust\") {{
           issues(first: $first, after: $after) {{ pageInfo {{ hasNextPage endCursor }} nodes {{ id {fields} }} }}
         }} }}"
    );
    folder.write("issues.graphql", &query);
    let definition =
        "name = 'issues'\nquery = 'issues.graphql'\npath = 'repository.issues'\nkey = 'id'\n";
    let file = folder.write("issues.toml", definition);
    (folder, file)
}

#[test]
fn a_server_that_lists_nothing_deletes_no_mirror() {
    let sandbox = Sandbox::builder().connection_size("Repository.issues", 3);
    let sandbox = sandbox.start_blocking().unwrap();
    let (folder, file) = folder_of_issues("title");
    let definition = folder.read("issues.toml");
    folder.write("issues.toml", &format!("{definition}deletions = 'walk'\n"));
    let night = |more: &[&str]| {
        let arguments = ["--list", &file, "--api", "github", "--deleted", "remove"];
        let mut command = sync(&folder, &[&arguments[..], more].concat());
        command
            .args(["--endpoint", sandbox.github().url()])
            .env("GITHUB_TOKEN", Sandbox::TOKEN);
        ran(command)
    };
    night(&[]).with_code(0);
    let emptied = Fault::rewrite(|body| {
        if let Some(list) = body.pointer_mut("/data/repository/issues") {
            list["nodes"] = serde_json::json!([]);
        }
    });
    sandbox.github().script(Faults::new().always(emptied));
    let kept = night(&[]).with_code(3);
    kept.says("; the server listed nothing, 3 kept");
    kept.says("  items that were deleted: the server listed none, and the mirror keeps its 3; ");
    let status = ran(sync(&folder, &["status"])).with_code(0);
    assert!(status.stdout.contains("truncated"), "{status:?}");
    let emptied = night(&["--allow-empty"]).with_code(0);
    emptied.says("0 new, 3 deleted");
}

#[test]
fn two_definitions_of_one_list_are_refused() {
    let folder = Folder::new();
    folder.write("all.graphql", "query Q { viewer { login } }");
    let definition = "name = 'labels'\nquery = 'all.graphql'\npath = 'a'\nkey = 'id'\n";
    let (one, two) = (
        folder.write("one.toml", definition),
        folder.write("two.toml", definition),
    );
    let refused = ran(sync(
        &folder,
        &["--list", &one, "--list", &two, "--api", "github"],
    ));
    let refused = refused.with_code(2);
    let expected = format!("`{one}` and `{two}` both define the list `labels`");
    assert!(refused.stderr.contains(&expected), "{refused:?}");
}

#[test]
fn rest_apis_are_mirrored_with_all_their_lists() {
    for (api, lines) in [
        (
            "jobaffinity",
            &[
                "jobaffinity_jobs: ",
                "jobaffinity_candidates: ",
                "jobaffinity_steps: ",
                "jobaffinity_notes: ",
                "jobaffinity_webhook_tasks: ",
            ][..],
        ),
        (
            "position-green",
            &["position_green_years: ", "position_green_measures: "],
        ),
        (
            "sage",
            &[
                "sage_accounts of ",
                "sage_entries of ",
                "sage_customers of ",
            ],
        ),
    ] {
        let folder = Folder::new();
        let arguments = [
            "--api",
            api,
            "--sandbox-items",
            "30",
            "--to",
            "sqlite:rest.db",
        ];
        let first = ran(sync(&folder, &arguments)).with_code(0);
        for line in lines {
            assert!(first.stderr.contains(line), "{line}: {first:?}");
        }
        assert!(first.stderr.contains(" new; "), "{first:?}");
        let status = ran(sync(&folder, &["status", "--to", "sqlite:rest.db"])).with_code(0);
        assert_eq!(status.stdout.lines().count(), 1 + lines.len(), "{status:?}");
    }
}

#[test]
fn some_collections_of_a_rest_api_can_be_chosen() {
    let folder = Folder::new();
    let two = [
        "--api",
        "jobaffinity",
        "--collection",
        "candidates,webhook-tasks",
    ];
    let two = ran(sync(&folder, &two)).with_code(0);
    assert!(two.stderr.contains("jobaffinity_candidates: "), "{two:?}");
    assert!(
        two.stderr.contains("jobaffinity_webhook_tasks: "),
        "{two:?}"
    );
    assert!(!two.stderr.contains("jobaffinity_jobs: "), "{two:?}");

    for (arguments, text) in [
        (
            &["--api", "jobaffinity", "--collection", "applications"][..],
            "choose from jobs, candidates, steps, notes, webhook-tasks",
        ),
        (&["--api", "github"], "`--api github` needs `--list`"),
        (
            &["--api", "sage", "--to", "postgres://h/d", "--workers", "2"],
            "one worker is enough",
        ),
    ] {
        let refused = ran(sync(&folder, arguments)).with_code(2);
        assert!(refused.stderr.contains(text), "{refused:?}");
    }
}
