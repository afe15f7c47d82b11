//! Tests of exports from REST collections.

use graphql_paginate_sandbox::Sandbox;
use serde_json::Value;

use crate::program::{Folder, Ran, command, run};

fn lines(arguments: &[&str]) -> Vec<Value> {
    let ran = run(arguments).with_code(0);
    ran.stdout
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn every_collection_is_exported_from_the_sandbox() {
    for (api, collection, field, expected) in [
        ("jobaffinity", "jobs", "id", 250),
        ("jobaffinity", "candidates", "id", 250),
        ("position-green", "years", "id", 250),
        ("position-green", "measures", "id", 250),
        ("sage", "accounts", "numero", 250),
        ("sage", "entries", "id", 250),
        ("sage", "customers", "numero", 250),
    ] {
        let items = lines(&["export", "--api", api, "--collection", collection]);
        assert_eq!(items.len(), expected, "{api} {collection}");
        assert!(
            items.iter().all(|item| item.get(field).is_some()),
            "{}",
            items[0]
        );
    }
}

#[test]
fn parameters_limits_and_concurrency_reach_the_collection() {
    let arguments = [
        "export",
        "--api",
        "jobaffinity",
        "--collection",
        "applications",
    ];
    let ran = run(&arguments).with_code(2);
    ran.says("-f job=NUMBER");
    let of_job = lines(&[&arguments[..], &["-f", "job=1", "--limit", "2"]].concat());
    assert!(of_job.len() <= 2);
    let concurrent = [
        "export",
        "--api",
        "sage",
        "--collection",
        "accounts",
        "--page-size",
        "20",
        "--concurrency",
        "4",
    ];
    assert_eq!(lines(&concurrent).len(), 250);
}

#[test]
fn a_table_of_a_collection_takes_its_columns_from_the_first_page() {
    let folder = Folder::new();
    let file = folder.file("accounts.csv");
    run(&[
        "export",
        "--api",
        "sage",
        "--collection",
        "accounts",
        "-o",
        &file,
    ])
    .with_code(0);
    let text = folder.read("accounts.csv");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header: Vec<_> = reader
        .headers()
        .unwrap()
        .iter()
        .map(str::to_owned)
        .collect();
    assert!(header.contains(&"numero".to_owned()), "{header:?}");
    assert_eq!(header.last().unwrap(), "_other");
    assert_eq!(reader.records().map(Result::unwrap).count(), 250);
}

#[test]
fn a_selected_field_that_no_item_has_is_a_warning() {
    let words = "export --api sage --collection accounts --limit 2 --select";
    let arguments: Vec<&str> = words.split(' ').collect();
    let ran = run(&[&arguments[..], &["numero,intitule"]].concat()).with_code(0);
    ran.does_not_say("no item");
    let ran = run(&[&arguments[..], &["numero,intitulé"]].concat()).with_code(0);
    ran.says("warning: no item of this run has the selected field `intitulé`");
}

#[test]
fn arguments_that_rest_apis_do_not_support_are_refused() {
    for (arguments, expected) in [
        (&["--api", "sage"][..], "needs `--collection`"),
        (
            &["--api", "sage", "--collection", "none"],
            "no collection `none`",
        ),
        (
            &["--api", "sage", "--collection", "accounts", "--query", "q"],
            "`--query` is for GraphQL",
        ),
        (
            &[
                "--api",
                "sage",
                "--collection",
                "accounts",
                "--direction",
                "backward",
            ],
            "is for GraphQL",
        ),
        (
            &["--api", "github", "--collection", "jobs"],
            "`--collection` is for REST",
        ),
    ] {
        let ran = run(&[&["export"], arguments].concat()).with_code(2);
        ran.says(expected);
    }
}

#[test]
fn a_parameter_is_read_from_a_file_and_the_url_of_sage_from_the_endpoint() {
    let sandbox = Sandbox::builder().start_blocking().unwrap();
    let folder = Folder::new();
    let file = folder.write("filter.txt", "numero eq '1'\n");
    let parameter = format!("filter=@{file}");
    let url = sandbox.sage().url();
    let arguments = ["export", "--api", "sage", "--collection", "accounts"];
    let more = ["--endpoint", url, "-F", &parameter, "-f", "raw=@raw"];
    let mut export = command(&[&arguments[..], &more].concat());
    export.env("SAGE_DATASET", Sandbox::SAGE_DATASET);
    export.env("SAGE_TOKEN", Sandbox::TOKEN);
    Ran::from(export.output().unwrap()).with_code(0);
    let request = &sandbox.sage().requests()[0];
    for part in ["filter=numero", "raw=%40raw"] {
        assert!(request.path.contains(part), "{}", request.path);
    }
    assert!(!request.path.contains("%0A"), "{}", request.path);
    let absent = ["-F", "filter=@absent.txt"];
    let ran = run(&[&arguments[..], &absent].concat());
    assert_ne!(ran.code, Some(0));
    ran.says("`absent.txt`");
}

#[test]
fn credentials_of_position_green_go_to_the_token_service_that_belongs_to_the_endpoint() {
    let sandbox = Sandbox::builder().start_blocking().unwrap();
    let api = sandbox.position_green();
    let arguments = [
        "export",
        "--api",
        "position-green",
        "--collection",
        "years",
        "--endpoint",
        api.url(),
        "--max-wait",
        "1s",
    ];
    let export = |tokens: Option<String>| -> Ran {
        let mut export = command(&arguments);
        export
            .env("POSITION_GREEN_CLIENT_ID", "client")
            .env("POSITION_GREEN_CLIENT_SECRET", "secret");
        if let Some(tokens) = tokens {
            export.env("POSITION_GREEN_TOKEN_URL", tokens);
        }
        export.output().unwrap().into()
    };
    let refused = export(None).with_code(77);
    refused.says("POSITION_GREEN_TOKEN_URL is not set");
    refused.does_not_say("login.positiongreen.com");
    assert!(api.requests().is_empty());
    let ran = export(Some(format!("{}/connect/token", api.origin()))).with_code(0);
    assert_eq!(ran.stdout.lines().count(), 4);
}
