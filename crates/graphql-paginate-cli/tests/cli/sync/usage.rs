//! Tests of the arguments and exit codes of `sync`.

use graphql_paginate_sandbox::{Fault, Faults, Sandbox};

use super::{ran, sandbox, sync, sync_from};
use crate::program::Folder;

#[test]
fn an_expired_token_and_an_outage_have_different_exit_codes() {
    let sandbox = sandbox(3);
    let folder = Folder::new();
    let mut expired = sync_from(&folder, &sandbox, &["--demarche", "1", "--demarche", "2"]);
    expired.env("DS_TOKEN", Sandbox::EXPIRED_TOKEN);
    let expired = ran(expired).with_code(77);
    assert!(expired.stderr.contains("démarche 1: "), "{expired:?}");
    assert!(!expired.stderr.contains("démarche 2: "), "{expired:?}");

    let fault = Fault::status(503).header("retry-after", "7200");
    sandbox
        .demarches_simplifiees()
        .script(Faults::new().always(fault));
    let outage = ["--demarche", "1", "--max-wait", "1s"];
    ran(sync_from(&folder, &sandbox, &outage)).with_code(4);
}

#[test]
fn usage_and_configuration_errors_name_the_fix() {
    let folder = Folder::new();
    for (arguments, code, text) in [
        (&["--demarche", "all"][..], 2, "name each by its number"),
        (&[], 2, "--demarche <NUMBER>"),
        (&["--demarche", "1", "--page-size", "101"], 2, "1..=100"),
        (
            &["--demarche", "1", "--to", "mysql://h/d"],
            2,
            "write `sqlite:dossiers.db`",
        ),
        (
            &["--demarche", "1", "--to", "sqlite:no/such/x.db"],
            78,
            "directory of the file exists",
        ),
        (&["status"], 78, "run `sync` first"),
        (&["verify"], 78, "run `sync` first"),
        (&["state", "drop"], 2, "--demarche <NUMBER>"),
        (&["--repo", "rust"], 2, "write `owner/name`"),
        (&["--demarche", "1", "--shard", "4/3"], 2, "such as `1/4`"),
        (
            &["--repo", "a/b", "--demarche", "1"],
            2,
            "cannot be used with",
        ),
        (
            &["--list", "no.toml", "--api", "github"],
            78,
            "cannot read `no.toml`",
        ),
    ] {
        let ran = ran(sync(&folder, arguments)).with_code(code);
        assert!(ran.stderr.contains(text), "{arguments:?}: {}", ran.stderr);
        assert_eq!(ran.stdout, "");
    }
    let left: Vec<_> = folder.0.read_dir().unwrap().collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn workers_need_postgres() {
    let folder = Folder::new();
    let ran = ran(sync(&folder, &["--demarche", "1", "--workers", "2"])).with_code(2);
    assert!(
        ran.stderr
            .contains("several workers need a PostgreSQL database"),
        "{ran:?}"
    );
}

#[test]
fn each_shard_mirrors_its_own_tasks() {
    let folder = Folder::new();
    let mut lines = 0;
    for shard in ["1/2", "2/2"] {
        let repositories = ["--repo", "a/b", "--repo", "c/d", "--repo", "e/f"];
        let arguments = ["--sandbox-items", "3", "--shard", shard];
        let ran = ran(sync(&folder, &[&repositories[..], &arguments].concat())).with_code(0);
        lines += ran.stderr.matches(": 3 new; ").count();
    }
    assert_eq!(lines, 6);
}

#[test]
fn flags_that_would_change_nothing_are_refused() {
    let folder = Folder::new();
    folder.write("all.graphql", "query Q { viewer { login } }");
    let definition = "name = 'labels'\nquery = 'all.graphql'\npath = 'a'\nkey = 'id'\n";
    let file = folder.write("one.toml", definition);
    let list = ["--list", &file, "--endpoint", "http://127.0.0.1:9"];
    let (demarche, repository, sage) = (["--demarche", "1"], ["--repo", "a/b"], ["--api", "sage"]);
    for (what, flags, text) in [
        (&list[..], &["--sandbox"][..], "cannot be used with"),
        (
            &demarche,
            &["--sandbox", "--endpoint", "http://127.0.0.1:9"],
            "cannot be used with",
        ),
        (
            &demarche,
            &["--sandbox", "--token-file", "t"],
            "cannot be used with",
        ),
        (
            &repository,
            &["--with", "champs"],
            "`--with` is for démarches",
        ),
        (&list, &["--files", "f"], "`--files` is for démarches"),
        (&sage, &["--with", "champs"], "`--with` is for démarches"),
        (
            &demarche,
            &["--lists", "issues"],
            "`--lists` is for repositories",
        ),
        (
            &sage,
            &["--lists", "issues"],
            "`--lists` is for repositories",
        ),
        (
            &sage,
            &["--page-size", "7"],
            "`--page-size` is for GraphQL APIs",
        ),
        (
            &["--api", "jobaffinity"],
            &["--token-file", "t"],
            "`--token-file` is for APIs with tokens",
        ),
        (
            &repository,
            &["--poll"],
            "`--poll` and `--follow` are for démarches",
        ),
    ] {
        let ran = ran(sync(&folder, &[what, flags].concat())).with_code(2);
        ran.says(text);
    }
    let mut command = sync(&folder, &["--demarche", "1", "--sandbox-items", "3"]);
    command.env("DS_TOKEN", "t");
    ran(command).with_code(2).says("--sandbox-items");
    assert!(!folder.0.join("demarches.db").exists());
}

#[test]
fn each_request_has_the_headers_of_the_arguments() {
    let sandbox = sandbox(3);
    let folder = Folder::new();
    let arguments = ["--demarche", "1", "-H", "X-Team: data"];
    ran(sync_from(&folder, &sandbox, &arguments)).with_code(0);
    for request in sandbox.demarches_simplifiees().requests() {
        assert_eq!(request.headers["x-team"], "data");
    }
    // Another team may see other data.
    let other = ["--demarche", "1", "-H", "X-Team: finance"];
    let other = ran(sync_from(&folder, &sandbox, &other)).with_code(78);
    other.says(" with headers ");
    ran(sync_from(&folder, &sandbox, &arguments)).with_code(0);
    let wrong = ["--demarche", "1", "-H", "data"];
    ran(sync_from(&folder, &sandbox, &wrong)).with_code(2);
    ran(sync(&folder, &["status", "--max-age", "7d"])).with_code(0);
}
