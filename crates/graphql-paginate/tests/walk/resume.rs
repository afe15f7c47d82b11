//! Resuming: a walk can stop at any item and continue later, and yields every item once.

use graphql_paginate::{Checkpoint, Client, ErrorKind, FileCheckpoint, Paginator};
use serde_json::{Value, json};

use crate::fixture::{Variables, Widgets};
use crate::model::Model;
use crate::script::{Reply, SHELF, Script, last, more, page};

fn all() -> Paginator<Widgets> {
    Paginator::new(Variables {
        number: SHELF,
        ..Default::default()
    })
}

/// Takes at most `count` items. Returns their names and the checkpoint after them.
async fn take(
    paginator: Paginator<Widgets>,
    client: &Client,
    count: usize,
) -> (Vec<String>, Checkpoint) {
    let mut items = paginator.items(client);
    let mut names = Vec::new();
    while names.len() < count {
        match items.next().await {
            Some(item) => names.push(item.unwrap().name),
            None => break,
        }
    }
    (names, items.checkpoint())
}

/// Serializes and deserializes a checkpoint, as a restarted program does.
fn stored(checkpoint: &Checkpoint) -> Checkpoint {
    serde_json::from_str(&serde_json::to_string(checkpoint).unwrap()).unwrap()
}

#[tokio::test]
async fn a_walk_paused_at_any_item_resumes_with_any_page_size() {
    for (backward, first_size) in [(false, 4), (true, 4), (false, 1), (true, 3)] {
        for at in 0..=11 {
            for second_size in [1, 3, 4, 9] {
                let walk = |size| {
                    if backward {
                        all().page_size(size).backward()
                    } else {
                        all().page_size(size)
                    }
                };
                let client = Model::new(10).client();
                let (mut names, checkpoint) = take(walk(first_size), &client, at).await;
                assert_eq!(checkpoint.items(), names.len() as u64);
                let (rest, end) =
                    take(walk(second_size).resume(stored(&checkpoint)), &client, 99).await;
                names.extend(rest);
                let mut expected: Vec<String> = (0..10).map(|number| number.to_string()).collect();
                if backward {
                    expected.reverse();
                }
                assert_eq!(
                    names, expected,
                    "left after {at} of pages of {first_size}, resumed with {second_size}"
                );
                assert_eq!(end.items(), 10);
                let again = take(walk(second_size).resume(end), &client, 99).await.0;
                assert_eq!(again, [""; 0], "a walk at its end has nothing left");
            }
        }
    }
}

#[tokio::test]
async fn pages_resume_after_a_page_and_within_one() {
    let client = Model::new(5).client();
    let mut pages = all().page_size(2).pages(&client);
    pages.next().await.unwrap().unwrap();
    let names = take(all().page_size(2).resume(pages.checkpoint()), &client, 99)
        .await
        .0;
    assert_eq!(names, ["2", "3", "4"]);

    let (_, inside) = take(all().page_size(2), &client, 3).await;
    assert_eq!((inside.cursor(), inside.offset()), (Some("2"), 0));
    let mut pages = all().page_size(2).resume(inside).pages(&client);
    let page = pages.next().await.unwrap().unwrap();
    assert_eq!(
        page.items
            .iter()
            .map(|widget| widget.name.as_str())
            .collect::<Vec<_>>(),
        ["3", "4"]
    );
}

#[tokio::test]
async fn a_limit_that_cuts_a_page_leaves_the_rest_of_it_to_the_next_run() {
    let script = Script::new([more("a b c", "c1"), more("a b c", "c1"), last("d")]);
    let (names, checkpoint) = take(all().max_items(2), &script.client(), 99).await;
    let (rest, _) = take(all().resume(checkpoint), &script.client(), 99).await;
    assert_eq!([names, rest].concat(), ["a", "b", "c", "d"]);

    let client = Model::new(10).client();
    let (names, checkpoint) = take(all().page_size(4).max_items(6).backward(), &client, 99).await;
    let (rest, _) = take(
        all()
            .page_size(4)
            .max_items(3)
            .backward()
            .resume(checkpoint),
        &client,
        99,
    )
    .await;
    assert_eq!(
        [names, rest].concat(),
        ["9", "8", "7", "6", "5", "4", "3", "2", "1"]
    );
}

#[tokio::test]
async fn nulls_do_not_count_in_the_offset() {
    let pages = || [page("- a - b c", json!({ "hasNextPage": false }))];
    let (_, checkpoint) = take(all(), &Script::new(pages()).client(), 2).await;
    assert_eq!(checkpoint.offset(), 2);
    assert_eq!(
        take(all().resume(checkpoint), &Script::new(pages()).client(), 9)
            .await
            .0,
        ["c"]
    );
}

#[tokio::test]
async fn an_error_has_the_checkpoint_where_the_walk_continues() {
    for failure in [
        Reply::Cut,
        Reply::Text(500, ""),
        more("b", "c1"),
        page("b", json!({ "hasNextPage": true })),
    ] {
        let yields_page = matches!(failure, Reply::Json(..));
        let script = Script::new([more("a", "c1"), failure]);
        let mut names = Vec::new();
        let error = all()
            .items(&script.client())
            .append_to(&mut names)
            .await
            .unwrap_err();
        let checkpoint = stored(error.checkpoint().unwrap());
        assert_eq!(
            (names.len() as u64, checkpoint.cursor()),
            (checkpoint.items(), Some("c1"))
        );

        let script = Script::new([last("b c")]);
        let rest = take(all().resume(checkpoint), &script.client(), 9).await.0;
        assert_eq!(script.variables()[0]["after"], "c1");
        assert_eq!(rest.join(" "), if yields_page { "c" } else { "b c" });
    }
}

#[tokio::test]
async fn a_reduced_page_size_is_kept_in_the_checkpoint() {
    let clock = crate::clock::VirtualClock::default();
    let script = Script::new([Reply::Text(502, ""), Reply::Text(502, ""), more("a", "c1")]);
    let (_, checkpoint) = take(all(), &script.patient_client(&clock), 1).await;
    let script = Script::new([last("b")]);
    take(all().resume(checkpoint), &script.client(), 9).await;
    assert_eq!(script.variables()[0]["first"], 50);
}

#[tokio::test]
async fn a_small_last_page_does_not_reduce_the_page_size_of_the_next_run() {
    let script = Script::new([more("a b", "c1"), more("c", "c2")]);
    let (names, checkpoint) = take(all().page_size(2).max_items(3), &script.client(), 9).await;
    assert_eq!(
        (names.len(), &script.variables()[1]["first"]),
        (3, &json!(1))
    );
    let script = Script::new([last("d")]);
    take(all().page_size(2).resume(checkpoint), &script.client(), 9).await;
    assert_eq!(script.variables()[0]["first"], 2);
}

#[tokio::test]
async fn a_refused_checkpoint_is_returned_unchanged() {
    let checkpoint = take(all(), &Script::new([more("a b", "c1")]).client(), 1)
        .await
        .1;
    let mut newer = serde_json::to_value(&checkpoint).unwrap();
    newer["version"] = json!(2);
    let newer: Checkpoint = serde_json::from_value(newer).unwrap();
    let client = Script::new([]).client();
    let both = || {
        all()
            .resume(checkpoint.clone())
            .both_ends_by_key(|widget| widget.name.clone())
            .ordered()
    };
    for (error, given) in [
        (
            all()
                .backward()
                .resume(checkpoint.clone())
                .collect(&client)
                .await
                .unwrap_err(),
            &checkpoint,
        ),
        (
            all()
                .resume(newer.clone())
                .collect(&client)
                .await
                .unwrap_err(),
            &newer,
        ),
        (
            all()
                .page_size(0)
                .resume(checkpoint.clone())
                .collect(&client)
                .await
                .unwrap_err(),
            &checkpoint,
        ),
        (
            both().items(&client).next().await.unwrap().unwrap_err(),
            &checkpoint,
        ),
    ] {
        assert_eq!(error.checkpoint(), Some(given), "{error}");
    }
    let stream = all().backward().resume(checkpoint.clone()).items(&client);
    assert_eq!(stream.checkpoint(), checkpoint);
}

#[tokio::test]
async fn a_checkpoint_of_another_walk_is_refused() {
    let checkpoint = take(all(), &Script::new([more("a", "c1")]).client(), 1)
        .await
        .1;
    let changed = |key: &str, value: Value| {
        let mut json = serde_json::to_value(&checkpoint).unwrap();
        *json.pointer_mut(key).unwrap() = value;
        serde_json::from_value::<Checkpoint>(json).unwrap()
    };
    let other_variables = Paginator::<Widgets>::new(Variables {
        number: 8,
        ..Default::default()
    });
    let elsewhere = Script::new([])
        .client()
        .endpoint("https://other.example.test/graphql");
    let here = Script::new([]).client();
    for (paginator, client, problem) in [
        (
            all().resume(changed("/fingerprint/query", json!("0"))),
            &here,
            "it belongs to another query, or to another version of this one; start over",
        ),
        (
            other_variables.resume(checkpoint.clone()),
            &here,
            "it was taken with other variables; resume with the same ones, or start over",
        ),
        (
            all().resume(checkpoint.clone()),
            &elsewhere,
            "it was taken from another endpoint; resume on the same one, or start over",
        ),
        (
            all().resume(checkpoint.clone()).backward(),
            &here,
            "it was taken in the other direction; walk in that direction, or start over",
        ),
        (
            all().resume(changed("/version", json!(2))),
            &here,
            "it has version 2, but this library reads versions up to 1; update the library",
        ),
    ] {
        let error = paginator.collect(client).await.unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Checkpoint { .. }));
        assert_eq!(
            error.to_string(),
            format!("`Widgets`: the checkpoint cannot be resumed: {problem}")
        );
    }
}

#[tokio::test]
async fn paging_variables_do_not_change_the_fingerprint() {
    let checkpoint = take(all(), &Script::new([more("a", "c1")]).client(), 1)
        .await
        .1;
    let variables = Variables {
        number: SHELF,
        first: Some(5),
        after: Some("elsewhere".to_owned()),
        ..Default::default()
    };
    let script = Script::new([last("b")]);
    let names = take(
        Paginator::new(variables).resume(checkpoint),
        &script.client(),
        9,
    )
    .await
    .0;
    assert_eq!(
        (names, &script.variables()[0]["after"]),
        (vec!["b".to_owned()], &json!("c1"))
    );
}

#[tokio::test]
async fn the_serialized_form_of_a_checkpoint_is_stable() {
    let stored = json!({
        "version": 1,
        "fingerprint": {
            "query": "1d0fc95bb5d4c9c4", "variables": "86c1b6a8f6da0b05", "endpoint": "4ed5e6d1c7a9ee36"
        },
        "backward": false, "cursor": "c1", "offset": 2, "page_size": 50, "items": 7
    });
    let checkpoint: Checkpoint = serde_json::from_value(stored.clone()).unwrap();
    assert_eq!(serde_json::to_value(&checkpoint).unwrap(), stored);
}

#[tokio::test]
async fn a_file_holds_the_last_checkpoint() {
    let directory = std::env::temp_dir().join(format!("graphql-paginate-{}", std::process::id()));
    std::fs::create_dir_all(&directory).unwrap();
    let file = FileCheckpoint::<Checkpoint>::new(directory.join("walk.json"));
    assert_eq!(file.load().unwrap(), None);
    file.remove().unwrap();
    let client = Model::new(3).client();
    for count in 1..=3 {
        let checkpoint = take(all(), &client, count).await.1;
        file.save(&checkpoint).unwrap();
        assert_eq!(file.load().unwrap().unwrap(), checkpoint);
    }
    assert_eq!(
        std::fs::read_dir(&directory).unwrap().count(),
        1,
        "no second file stays behind"
    );

    std::fs::write(file.path(), "{").unwrap();
    let error = file.load().unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::InvalidData);
    assert!(
        error.to_string().ends_with("delete it to start over"),
        "{error}"
    );
    file.remove().unwrap();
    std::fs::remove_dir(&directory).unwrap();
}
