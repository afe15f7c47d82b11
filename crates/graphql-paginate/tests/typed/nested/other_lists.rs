//! Tests of lists inside items whose pages do not look like those of GitHub: other styles, nullable flags, a flag without
//! a cursor, arguments of both directions.

use graphql_paginate::{Connection, ErrorKind, GraphQLQuery, Paginator};
use serde_json::{Value, json};

use crate::script::Script;

macro_rules! queries {
    ($($name:ident $($setting:ident)?),*) => {$(
        #[derive(GraphQLQuery)]
        #[graphql(
            schema_path = "tests/typed/queries/threads_schema.graphql",
            query_path = "tests/typed/queries/threads.graphql",
            response_derives = "Debug, Serialize"
            $(, $setting)?
        )]
        struct $name;
    )*};
}

queries!(Comments, Votes, Tags complete_nested, Badges, Replies complete_nested, Split, FeedOfAll, Flagged, LinksOfThreads, FilesOfThreads, Again);

/// The only page of threads, with one thread.
fn threads(thread: &Value) -> Value {
    let page_info = json!({ "hasNextPage": false, "endCursor": null });
    json!({ "data": { "threads": { "nodes": [thread], "pageInfo": page_info } } })
}

/// The paths of the incomplete lists of a thread, without completion.
async fn cut<C: Connection>(paginator: Paginator<C>, thread: &Value) -> Vec<String> {
    let script = Script::new([threads(thread)]);
    let mut pages = paginator.pages(&script.client());
    let page = pages.try_next().await.unwrap().unwrap();
    let cut = page.truncated.into_iter();
    cut.map(|truncated| truncated.path).collect()
}

#[tokio::test]
async fn lists_with_a_token_inside_items_are_counted() {
    for (token, expected) in [
        (json!("t"), vec!["comments"]),
        (json!(7), vec!["comments"]),
        (Value::Null, vec![]),
        (json!(""), vec![]),
    ] {
        let comments = json!({ "items": [{ "text": "A" }, null], "nextToken": token });
        let paginator = Comments::paginate(comments::Variables {});
        let found = cut(paginator, &json!({ "comments": comments })).await;
        assert_eq!(found, expected, "{token}");
    }
    let paginator = Comments::paginate(comments::Variables {});
    assert_eq!(cut(paginator, &json!({ "comments": null })).await, [""; 0]);
}

#[tokio::test]
async fn lists_with_offsets_and_a_flag_inside_items_are_counted() {
    for (flag, expected) in [(true, vec!["votes"]), (false, vec![])] {
        let votes = json!({ "items": [{ "value": 1 }], "hasMore": flag });
        let paginator = Votes::paginate(votes::Variables {});
        let found = cut(paginator, &json!({ "votes": votes })).await;
        assert_eq!(found, expected);
    }
}

#[tokio::test]
async fn lists_with_a_total_inside_items_are_counted() {
    for (total, expected) in [
        (json!(25), vec!["links"]),
        (json!(1), vec![]),
        (json!(0), vec![]),
        // The server does not say.
        (Value::Null, vec!["links"]),
    ] {
        let links = json!({ "items": [{ "name": "a" }], "meta": { "total": total } });
        let variables = links_of_threads::Variables { all: true };
        let paginator = LinksOfThreads::paginate(variables);
        let found = cut(paginator, &json!({ "links": links })).await;
        assert_eq!(found, expected, "{total}");
    }
    let excluded = links_of_threads::Variables { all: false };
    let links = json!({ "meta": { "total": 25 } });
    let found = cut(
        LinksOfThreads::paginate(excluded),
        &json!({ "links": links }),
    )
    .await;
    assert_eq!(found, [""; 0]);
}

#[tokio::test]
async fn lists_with_a_number_of_pages_inside_items_are_counted() {
    for (pages, expected) in [(2, vec!["files"]), (1, vec![]), (0, vec![])] {
        let files = json!({ "items": [{ "name": "a" }], "totalPages": pages });
        let paginator = FilesOfThreads::paginate(files_of_threads::Variables {});
        let found = cut(paginator, &json!({ "files": files })).await;
        assert_eq!(found, expected);
    }
}

/// Only the second of two fragments that select the items has the list.
#[tokio::test]
async fn a_list_that_the_type_of_an_item_does_not_have_is_counted() {
    let paginator = Again::paginate(again::Variables {});
    let thread = json!({ "id": "1", "replies": cut_replies() });
    assert_eq!(cut(paginator, &thread).await, ["replies"]);
}

#[tokio::test]
async fn a_flag_without_a_cursor_inside_items_is_counted() {
    for (flag, expected) in [(true, vec!["badges"]), (false, vec![])] {
        let badges = json!({ "nodes": [{ "name": "a" }], "pageInfo": { "hasNextPage": flag } });
        let paginator = Badges::paginate(badges::Variables {});
        let found = cut(paginator, &json!({ "badges": badges })).await;
        assert_eq!(found, expected);
    }
}

/// The schema allows nulls, and the query selects the fields itself.
#[tokio::test]
async fn a_null_flag_inside_items_is_not_the_end() {
    for page_info in [
        Value::Null,
        json!({ "hasNextPage": null, "endCursor": "c" }),
    ] {
        let tags = json!({ "nodes": [{ "name": "a" }], "pageInfo": page_info });
        let thread = json!({ "id": "1", "tags": tags });
        let paginator = || Tags::paginate(tags::Variables {});
        assert_eq!(cut(paginator(), &thread).await, ["tags"], "{page_info}");

        let script = Script::new([threads(&thread)]);
        let walk = paginator().complete_nested();
        let error = walk.collect(&script.client()).await.unwrap_err();
        assert!(
            matches!(error.kind(), ErrorKind::MissingPageInfo { field } if field == "hasNextPage"),
            "{error}"
        );
    }
}

fn replies(first: Option<i64>, last: Option<i64>) -> Paginator<Replies> {
    Replies::paginate(replies::Variables { first, last })
}

/// The variables decide whether the first or the last items are requested.
#[tokio::test]
async fn a_connection_with_arguments_of_both_directions_is_cut_at_either_end() {
    let thread = |has_previous: bool, has_next: bool, token: Option<&str>| {
        let page_info =
            json!({ "hasPreviousPage": has_previous, "hasNextPage": has_next, "endCursor": "c" });
        let replies = json!({ "nodes": [{ "text": "R" }], "pageInfo": page_info });
        let comments = json!({ "items": [], "nextToken": token });
        json!({ "id": "1", "replies": replies, "comments": comments })
    };
    let last = thread(true, false, None);
    assert_eq!(cut(replies(None, Some(1)), &last).await, ["replies"]);
    let script = Script::new([threads(&last)]);
    let walk = replies(None, Some(1)).complete_nested();
    let error = walk.collect(&script.client()).await.unwrap_err();
    assert!(error.to_string().contains("set `first` instead"), "{error}");

    let whole = thread(false, false, None);
    assert_eq!(cut(replies(Some(1), None), &whole).await, [""; 0]);

    // What can be completed is, and the rest is counted.
    let rest = json!({ "nodes": [{ "text": "S" }], "pageInfo": { "hasPreviousPage": true, "hasNextPage": false, "endCursor": null } });
    let rest = json!({ "data": { "r0": { "__typename": "Thread", "replies": rest } } });
    let script = Script::new([threads(&thread(false, true, Some("t"))), rest]);
    let mut pages = replies(Some(1), None)
        .complete_nested()
        .pages(&script.client());
    let page = pages.try_next().await.unwrap().unwrap();
    assert_eq!(page.items[0].replies.nodes.len(), 2);
    let cut: Vec<&str> = page.truncated.iter().map(|cut| cut.path.as_str()).collect();
    assert_eq!(cut, ["comments"]);
}

/// Replies that have another page.
fn cut_replies() -> Value {
    json!({ "nodes": [{ "text": "R" }], "pageInfo": { "hasNextPage": true, "endCursor": "c" } })
}

/// The first fragment does not always select the flag.
#[tokio::test]
async fn a_flag_is_read_where_it_always_is() {
    let paginator = Flagged::paginate(flagged::Variables { all: false });
    let thread = json!({ "id": "1", "replies": cut_replies() });
    assert_eq!(cut(paginator, &thread).await, ["replies"]);
}

#[tokio::test]
async fn a_list_whose_items_only_another_selection_has_is_counted() {
    let paginator = Split::paginate(split::Variables {});
    let mut replies = cut_replies();
    replies["walkPageInfo"] = replies["pageInfo"].clone();
    let thread = json!({ "id": "1", "replies": replies });
    assert_eq!(cut(paginator, &thread).await, ["replies"]);
}

/// The fragment is on an interface of both types of the union.
#[tokio::test]
async fn a_list_of_an_interface_is_counted_once() {
    let page_info = json!({ "hasNextPage": false, "endCursor": null });
    let item = json!({ "__typename": "Thread", "replies": cut_replies() });
    let feed = json!({ "data": { "feed": { "nodes": [item], "pageInfo": page_info } } });
    let script = Script::new([feed]);
    let mut pages = FeedOfAll::paginate(feed_of_all::Variables {}).pages(&script.client());
    let page = pages.try_next().await.unwrap().unwrap();
    let cut: u64 = page.truncated.iter().map(|cut| cut.connections).sum();
    assert_eq!(cut, 1);
}
