//! Tests of walks of one or all connections, on the sandbox.

use std::time::Duration;

use futures::TryStreamExt;
use graphql_paginate::{Checkpoint, ErrorKind};
use graphql_paginate_sandbox::{Change, Sandbox};
use serde_json::{Value, json};

use super::issues_and_pull_requests::{self, AnyItem};
use super::{DossiersAndDeletions, IssuesAndPullRequests, all, asked, lists, name, variables};
use crate::sandboxed::{self, demarches_simplifiees, github};
use crate::script::Script;

/// A repository whose pull requests have seven reviews each, and its issues no comments.
fn repository() -> Sandbox {
    let builder = Sandbox::builder()
        .pull_requests(12)
        .connection_size("Repository.issues", 4);
    let builder = builder
        .connection_size("PullRequest.reviews", 7)
        .connection_size("Issue.comments", 0);
    builder
        .connection_size_at("Issue.comments", 2, 9)
        .start_blocking()
        .unwrap()
}

fn repository_variables() -> issues_and_pull_requests::Variables {
    issues_and_pull_requests::Variables::new("octo".to_owned(), "repo".to_owned())
}

#[tokio::test]
async fn walking_one_connection_requests_no_other() {
    let sandbox = lists(23, 12, 3);
    let (api, client) = (
        sandbox.demarches_simplifiees(),
        demarches_simplifiees(&sandbox),
    );

    let dossiers = DossiersAndDeletions::paginate_demarche_dossiers(variables()).page_size(10);
    let dossiers: Vec<_> = dossiers.items(&client).try_collect().await.unwrap();
    assert_eq!(
        (dossiers.len(), asked(&sandboxed::variables(api))),
        (23, vec!["0".to_owned(); 3])
    );

    api.clear_requests();
    let deleted =
        DossiersAndDeletions::paginate_demarche_deleted_dossiers(variables()).page_size(10);
    let deleted: Vec<_> = deleted.items(&client).try_collect().await.unwrap();
    let sent = sandboxed::variables(api);
    assert_eq!((deleted.len(), asked(&sent)), (12, vec!["1".to_owned(); 2]));
    assert!(
        sent[1]["afterDeleted"].is_string() && sent[1]["after"].is_null(),
        "{sent:?}"
    );
}

#[tokio::test]
async fn fields_beside_the_connections_are_on_every_page() {
    let sandbox = lists(2, 1, 1);
    let mut pages = DossiersAndDeletions::paginate_demarche_dossiers(variables())
        .pages(&demarches_simplifiees(&sandbox));
    let demarche = pages.try_next().await.unwrap().unwrap().data.demarche;
    assert!(!demarche.title.is_empty() && demarche.dossiers.is_some());
    assert!(demarche.deleted_dossiers.is_none() && demarche.pending_deleted_dossiers.is_none());
}

#[tokio::test]
async fn a_sibling_that_has_ended_is_not_requested_again() {
    let sandbox = lists(25, 12, 3);
    let api = sandbox.demarches_simplifiees();
    let items: Vec<_> = all(&demarches_simplifiees(&sandbox), 10)
        .try_collect()
        .await
        .unwrap();
    assert_eq!(asked(&sandboxed::variables(api)), ["012", "01", "0"]);

    let mut names: Vec<String> = items.iter().map(name).collect();
    assert_eq!(
        names[10].as_bytes()[0],
        b'x',
        "a page holds one list after the other"
    );
    let count = |kind: char| names.iter().filter(|name| name.starts_with(kind)).count();
    assert_eq!((count('d'), count('x'), count('p')), (25, 12, 3));
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), 40, "each once");
}

#[tokio::test]
async fn a_page_has_the_state_of_every_connection() {
    let sandbox = lists(3, 1, 0);
    let client = demarches_simplifiees(&sandbox);
    let paginator = || DossiersAndDeletions::paginate_all(variables()).page_size(2);
    let mut pages = paginator().pages(&client);
    let first = pages.try_next().await.unwrap().unwrap();
    let last = pages.try_next().await.unwrap().unwrap();
    assert!(pages.next().await.is_none());
    assert_eq!(
        (first.items.len(), first.page_info.has_next_page),
        (3, Some(true))
    );
    assert_eq!(
        (last.items.len(), last.page_info.has_next_page),
        (1, Some(false))
    );

    let rest: Vec<_> = paginator()
        .start_at(first.cursor.unwrap())
        .items(&client)
        .try_collect()
        .await
        .unwrap();
    assert_eq!(
        rest.iter().map(name).collect::<Vec<_>>(),
        [name(&last.items[0])]
    );
}

#[tokio::test]
async fn one_checkpoint_resumes_all_connections_at_any_item() {
    let sandbox = lists(7, 4, 2);
    let client = demarches_simplifiees(&sandbox);
    let names: Vec<String> = all(&client, 3)
        .map_ok(|item| name(&item))
        .try_collect()
        .await
        .unwrap();
    for taken in 0..=names.len() {
        let mut items = all(&client, 3);
        for expected in &names[..taken] {
            assert_eq!(name(&items.try_next().await.unwrap().unwrap()), *expected);
        }
        let saved = serde_json::to_string(&items.checkpoint()).unwrap();
        let checkpoint: Checkpoint = serde_json::from_str(&saved).unwrap();
        let resumed = DossiersAndDeletions::paginate_all(variables())
            .page_size(3)
            .resume(checkpoint);
        let rest: Vec<String> = resumed
            .items(&client)
            .map_ok(|item| name(&item))
            .try_collect()
            .await
            .unwrap();
        assert_eq!(rest, names[taken..], "after {taken}: {saved}");
    }
}

#[tokio::test]
async fn a_checkpoint_at_the_end_resumes_with_items_added_since() {
    let sandbox = lists(5, 3, 1);
    let (api, client) = (
        sandbox.demarches_simplifiees(),
        demarches_simplifiees(&sandbox),
    );
    let mut items = all(&client, 2);
    while items.try_next().await.unwrap().is_some() {}
    api.change(Change::Delete(10_002));
    api.clear_requests();

    let resumed = DossiersAndDeletions::paginate_all(variables())
        .page_size(2)
        .resume(items.checkpoint());
    let news: Vec<String> = resumed
        .items(&client)
        .map_ok(|item| name(&item))
        .try_collect()
        .await
        .unwrap();
    assert_eq!(news, ["x10002"]);
    assert_eq!(asked(&sandboxed::variables(api)), ["012"]);
}

#[tokio::test]
async fn a_walk_of_all_follows_lists_that_grow() {
    let sandbox = lists(5, 3, 1);
    let walk = DossiersAndDeletions::paginate_all(variables())
        .page_size(2)
        .tail(Duration::ZERO);
    let mut items = walk.items(&demarches_simplifiees(&sandbox));
    for _ in 0..9 {
        items.try_next().await.unwrap().unwrap();
    }
    sandbox
        .demarches_simplifiees()
        .change(Change::Delete(10_002));
    assert_eq!(name(&items.try_next().await.unwrap().unwrap()), "x10002");
    sandbox.demarches_simplifiees().change(Change::Insert);
    assert_eq!(name(&items.try_next().await.unwrap().unwrap()), "d10006");
}

#[tokio::test]
async fn a_checkpoint_of_one_connection_does_not_resume_a_walk_of_all() {
    let sandbox = lists(5, 3, 1);
    let client = demarches_simplifiees(&sandbox);
    let mut one = DossiersAndDeletions::paginate_demarche_dossiers(variables())
        .page_size(2)
        .items(&client);
    one.try_next().await.unwrap();
    let all = DossiersAndDeletions::paginate_all(variables())
        .resume(one.checkpoint())
        .items(&client);
    let refused = all.try_collect::<Vec<_>>().await.unwrap_err();
    assert!(
        matches!(refused.kind(), ErrorKind::Checkpoint { .. }),
        "{refused}"
    );
}

#[tokio::test]
async fn each_connection_keeps_its_own_reduced_page_size() {
    let sandbox = lists(9, 4, 1);
    let api = sandbox.demarches_simplifiees();
    let own = super::dossiers_and_deletions::Variables {
        first_deleted: Some(1),
        ..variables()
    };
    let walk = DossiersAndDeletions::paginate_all(own).page_size(5);
    let items: Vec<_> = walk
        .items(&demarches_simplifiees(&sandbox))
        .try_collect()
        .await
        .unwrap();
    let sent = sandboxed::variables(api);
    assert_eq!(
        (items.len(), asked(&sent)),
        (14, vec!["012".into(), "01".into(), "1".into(), "1".into()])
    );
    assert_eq!(
        (&sent[0]["first"], &sent[0]["firstDeleted"]),
        (&json!(5), &json!(1))
    );
}

#[tokio::test]
async fn an_excluded_connection_is_not_walked() {
    let sandbox = repository();
    for (with_issues, expected) in [(None, 16), (Some(true), 16), (Some(false), 12)] {
        let variables = issues_and_pull_requests::Variables {
            with_issues,
            ..repository_variables()
        };
        let walk = IssuesAndPullRequests::paginate_all(variables).page_size(10);
        let items: Vec<_> = walk.items(&github(&sandbox)).try_collect().await.unwrap();
        assert_eq!(items.len(), expected, "{with_issues:?}");
    }
}

#[tokio::test]
async fn totals_are_summed_up() {
    let sandbox = repository();
    let walk = IssuesAndPullRequests::paginate_all(repository_variables()).page_size(5);
    let mut items = walk.items(&github(&sandbox));
    while items.try_next().await.unwrap().is_some() {}
    let progress = items.progress();
    assert_eq!(
        (progress.items, progress.total, progress.pages),
        (16, Some(16), 3)
    );
}

#[tokio::test]
async fn totals_that_are_too_large_to_be_summed_up_are_no_panic() {
    let list = || {
        let page_info = json!({ "hasNextPage": false, "endCursor": null });
        json!({ "totalCount": i64::MAX, "pageInfo": page_info, "nodes": [] })
    };
    let repository =
        json!({ "nameWithOwner": "octo/repo", "pullRequests": list(), "issues": list() });
    let script = Script::new([json!({ "data": { "repository": repository } })]);
    let walk = IssuesAndPullRequests::paginate_all(repository_variables());
    let mut items = walk.items(&script.client());
    assert!(items.try_next().await.unwrap().is_none());
    let progress = items.progress();
    assert_eq!(
        (progress.total, progress.ended_short),
        (Some(i64::MAX), true)
    );
}

#[tokio::test]
async fn items_of_all_connections_are_completed() {
    let sandbox = repository();
    let walk = IssuesAndPullRequests::paginate_all(repository_variables()).page_size(10);
    let cut = walk
        .clone()
        .pages(&github(&sandbox))
        .try_next()
        .await
        .unwrap()
        .unwrap();
    let cut: Vec<String> = cut
        .truncated
        .iter()
        .map(|cut| format!("{} {}", cut.path, cut.connections))
        .collect();
    assert_eq!(cut, ["reviews 10", "comments 1"]);

    let whole = walk.complete_nested().batch(10).items(&github(&sandbox));
    let mut sizes: Vec<(String, i64, usize)> = Vec::new();
    let mut items = whole;
    while let Some(item) = items.try_next().await.unwrap() {
        let item = serde_json::to_value(&item).unwrap();
        let (kind, nested) = if item["Issues"].is_null() {
            ("PullRequests", "reviews")
        } else {
            ("Issues", "comments")
        };
        let nodes = item[kind][nested]["nodes"].as_array().unwrap().len();
        sizes.push((
            kind.to_owned(),
            item[kind]["number"].as_i64().unwrap(),
            nodes,
        ));
    }
    sizes.sort_unstable();
    let pulls = (1..=12).map(|number| ("PullRequests".to_owned(), number, 7));
    let issues = (13..=16).map(|number| {
        (
            "Issues".to_owned(),
            number,
            if number == 14 { 9 } else { 0 },
        )
    });
    assert_eq!(sizes, issues.chain(pulls).collect::<Vec<_>>());
    assert_eq!(items.progress().truncated, 0);
}

#[tokio::test]
async fn a_serialized_item_names_its_connection() {
    let sandbox = repository();
    let walk = IssuesAndPullRequests::paginate_all(repository_variables()).max_items(1);
    let items: Vec<AnyItem> = walk.items(&github(&sandbox)).try_collect().await.unwrap();
    let written: Value = serde_json::to_value(&items[0]).unwrap();
    assert_eq!(written["PullRequests"]["number"], 1);
}

#[tokio::test]
async fn a_cursor_of_an_excluded_connection_is_ignored() {
    let after_issues = Some("Y3Vyc29yOnYyOpEB".to_owned());
    let variables = issues_and_pull_requests::Variables {
        with_issues: Some(false),
        after_issues,
        ..repository_variables()
    };
    let walk = IssuesAndPullRequests::paginate_all(variables).page_size(5);
    let items: Vec<_> = walk
        .items(&github(&repository()))
        .try_collect()
        .await
        .unwrap();
    assert_eq!(items.len(), 12);
}

#[tokio::test]
async fn a_page_size_of_zero_is_refused_for_every_connection() {
    let sandbox = repository();
    for (first, first_issues) in [(Some(5), Some(0)), (Some(-1), Some(5)), (None, Some(0))] {
        let variables = issues_and_pull_requests::Variables {
            first,
            first_issues,
            ..repository_variables()
        };
        let walk = IssuesAndPullRequests::paginate_all(variables.clone());
        let error = walk
            .clone()
            .items(&github(&sandbox))
            .try_next()
            .await
            .unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Setup { .. }), "{error}");
        assert_eq!(sandbox.github().requests().len(), 0);

        let items: Vec<_> = walk
            .page_size(9)
            .items(&github(&sandbox))
            .try_collect()
            .await
            .unwrap();
        assert_eq!(items.len(), 16, "a size of the walk takes its place");
        sandbox.github().clear_requests();
    }
}
