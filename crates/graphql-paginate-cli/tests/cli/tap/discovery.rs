//! Tests of `--discover`, `--about` and `--test`.

use std::process::Command;

use graphql_paginate_sandbox::Sandbox;
use serde_json::{Value, json};

use super::Tap;
use crate::program::{Ran, run};

#[test]
fn a_catalog_lists_streams_keys_types_and_optional_properties() {
    // No request is sent: nothing listens on the endpoint.
    let tap = Tap::new(json!({
        "api": "github", "endpoint": "http://127.0.0.1:9/graphql", "repositories": ["a/b"],
        "streams": ["pull_requests", "reviews"],
    }));
    let catalog = tap.discover();
    let streams = catalog["streams"].as_array().unwrap();
    let names: Vec<&Value> = streams
        .iter()
        .map(|stream| &stream["tap_stream_id"])
        .collect();
    assert_eq!(names, ["pull_requests", "reviews"]);
    let pulls = &streams[0];
    assert_eq!(pulls["key_properties"], json!(["id"]));
    assert_eq!(
        pulls["schema"]["properties"]["mergedAt"]["format"],
        "date-time"
    );
    let of = |breadcrumb: Value| {
        let mut metadata = pulls["metadata"].as_array().unwrap().iter();
        let found = metadata.find(|entry| entry["breadcrumb"] == breadcrumb);
        found.unwrap()["metadata"].clone()
    };
    let stream = of(json!([]));
    assert_eq!(stream["table-key-properties"], json!(["id"]));
    assert_eq!(stream["forced-replication-method"], "INCREMENTAL");
    assert_eq!(stream["selected-by-default"], true);
    assert_eq!(of(json!(["properties", "title"]))["inclusion"], "available");
    assert_eq!(of(json!(["properties", "id"]))["inclusion"], "automatic");
    // The reviews of a pull request are requested only if it has some.
    let count = json!(["properties", "reviews", "properties", "totalCount"]);
    assert_eq!(of(count)["inclusion"], "automatic");
    let reviews = &streams[1]["metadata"][0]["metadata"];
    assert_eq!(reviews["parent-tap-stream-id"], "pull_requests");
}

#[test]
fn an_unchanged_catalog_selects_everything() {
    let mut tap = Tap::new(json!({ "api": "github", "sandbox_items": 12 }));
    let all = tap.run();
    tap.state = None;
    tap.catalog = Some(tap.discover());
    let selected = tap.run();
    assert_eq!(all.schemas, selected.schemas);
    for stream in all.schemas.keys() {
        assert_eq!(all.records(stream), selected.records(stream), "{stream}");
    }
}

#[test]
fn about_lists_capabilities_settings_and_streams() {
    let ran = run(&["tap", "--about"]).with_code(0);
    let about: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(about["name"], "tap-graphql-paginate");
    for capability in ["catalog", "discover", "state"] {
        let capabilities = about["capabilities"].as_array().unwrap();
        assert!(capabilities.contains(&capability.into()), "{capability}");
    }
    assert_eq!(about["settings"]["properties"]["token"]["secret"], true);
    assert_eq!(about["streams"]["github"][0]["name"], "pull_requests");
    run(&["tap", "--about", "--format=json"]).with_code(0);
    run(&["tap"]).with_code(2);
}

#[test]
fn the_tap_binary_runs_the_subcommand_tap() {
    let mut tap = Command::new(env!("CARGO_BIN_EXE_tap-graphql-paginate"));
    let ran: Ran = tap.arg("--about").output().unwrap().into();
    assert_eq!(ran.with_code(0).stdout, run(&["tap", "--about"]).stdout);
    let mut tap = Command::new(env!("CARGO_BIN_EXE_tap-graphql-paginate"));
    let ran: Ran = tap.arg("--config").output().unwrap().into();
    ran.with_code(2);
}

#[test]
fn help_is_complete() {
    insta::assert_snapshot!(run(&["tap", "--help"]).with_code(0).stdout);
}

#[test]
fn every_setting_that_about_lists_is_one_of_the_config() {
    let ran = run(&["tap", "--about"]).with_code(0);
    let about: Value = serde_json::from_str(&ran.stdout).unwrap();
    let settings = about["settings"]["properties"].as_object().unwrap();
    let mut config = json!({});
    for name in settings.keys() {
        config[name.as_str()] = Value::Null;
    }
    config["api"] = "github".into();
    Tap::new(config).ran(&["--discover"]).with_code(0);
    let typo = Tap::new(json!({ "api": "github", "tokens": "x" }));
    let message = typo.ran(&["--discover"]).with_code(78).stderr;
    let listed = settings
        .keys()
        .all(|name| message.contains(&format!("`{name}`")));
    assert!(
        message.contains("unknown field `tokens`") && listed,
        "{message}"
    );
}

#[test]
fn test_reports_which_streams_can_be_read() {
    let sandbox = Sandbox::builder().start_blocking().unwrap();
    let mut tap = Tap::pulls(&sandbox);
    tap.config["streams"] = json!(["pull_requests", "reviews"]);
    let ran = tap.ran(&["--test"]).with_code(0);
    assert_eq!(ran.stdout, "");
    ran.says("`reviews`, `name=rust&owner=rust-lang`: can be read");
    assert_eq!(sandbox.github().requests().len(), 2);

    tap.config["repositories"] = json!(["rust-lang/missing", "rust-lang/rust"]);
    let ran = tap.ran(&["--test"]).with_code(1);
    ran.says("`name=missing&owner=rust-lang` cannot be read");
    tap.config["token"] = Sandbox::UNKNOWN_TOKEN.into();
    tap.ran(&["--test"]).with_code(77);
}
