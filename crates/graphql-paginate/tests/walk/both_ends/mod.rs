//! Tests of walks from both ends, on scripted servers.
//!
//! The servers answer at once, so that the two ends take turns, the front first.

mod changing;
mod edges;
mod failures;
mod late;
mod limits;
mod property;

use futures::stream::FusedStream;
use graphql_paginate::{BothEnds, Error, Paginator};
use serde_json::{Value, json};

use crate::fixture::{Variables, Widgets};
use crate::script::{Reply, SHELF, Script, Walked, cursor, page};

fn paginator() -> Paginator<Widgets> {
    Paginator::new(Variables {
        number: SHELF,
        ..Default::default()
    })
}

/// A page of the walk from the first item on; another one follows if it has a cursor.
pub(crate) fn front(names: &str, end_cursor: Option<&str>) -> Reply {
    uncounted(page(
        names,
        json!({ "hasNextPage": end_cursor.is_some(), "endCursor": end_cursor }),
    ))
}

/// A page of the walk from the last item back; another one precedes if it has a cursor.
pub(crate) fn back(names: &str, start_cursor: Option<&str>) -> Reply {
    uncounted(page(
        names,
        json!({ "hasPreviousPage": start_cursor.is_some(), "startCursor": start_cursor }),
    ))
}

fn uncounted(reply: Reply) -> Reply {
    counted(Value::Null, reply)
}

/// The same page with another `totalCount`.
fn counted(total: impl Into<Value>, reply: Reply) -> Reply {
    let Reply::Json(status, mut body) = reply else {
        unreachable!("pages are JSON")
    };
    body["data"]["shelf"]["widgets"]["totalCount"] = total.into();
    Reply::Json(status, body)
}

/// The same page with edges of these cursors, which name the nodes too; the node is null after a cursor with a `-`.
fn with_edges(cursors: &str, reply: Reply) -> Reply {
    let Reply::Json(status, mut body) = reply else {
        unreachable!("pages are JSON")
    };
    let edge = |text: &str| match text.strip_suffix('-') {
        Some(cursor) => json!({ "cursor": cursor, "node": null }),
        None => json!({ "cursor": text, "node": { "name": text } }),
    };
    let edges: Vec<Value> = cursors.split_whitespace().map(edge).collect();
    body["data"]["shelf"]["widgets"]["edges"] = json!(edges);
    Reply::Json(status, body)
}

/// The result of a walk of the script. Checks that nothing follows an error, and that an ended stream stays ended.
async fn walk(
    replies: impl IntoIterator<Item = Reply>,
    set_up: impl FnOnce(Paginator<Widgets>) -> BothEnds<Widgets>,
) -> (Walked, Option<Error>) {
    let script = Script::new(replies);
    let mut items = set_up(paginator()).items(&script.client());
    assert_eq!(
        script.requests().len(),
        0,
        "nothing is sent before the first poll"
    );
    let (mut names, mut error) = (Vec::new(), None);
    while let Some(item) = items.next().await {
        assert!(error.is_none(), "nothing may follow an error");
        match item {
            Ok(widget) => names.push(widget.name),
            Err(failure) => error = Some(failure),
        }
    }
    assert!(
        items.is_terminated() && items.next().await.is_none(),
        "an ended stream stays ended"
    );
    let cursors: Vec<String> = script.variables().iter().map(cursor).collect();
    let text = error.as_ref().map(ToString::to_string).unwrap_or_default();
    (
        Walked {
            names: names.join(" "),
            cursors: cursors.join(" "),
            error: text,
        },
        error,
    )
}

/// The walk by cursor and by key, in no order and in order.
async fn check(
    replies: impl IntoIterator<Item = Reply>,
    names: &str,
    ordered: &str,
    cursors: &str,
) {
    let replies: Vec<Reply> = replies.into_iter().collect();
    let unordered = Walked::complete(names, cursors);
    assert_eq!(
        walk(replies.clone(), Paginator::both_ends).await.0,
        unordered
    );
    assert_eq!(walk(replies.clone(), by_name).await.0, unordered);
    let ordered = Walked::complete(ordered, cursors);
    assert_eq!(
        walk(replies.clone(), |paginator| paginator.both_ends().ordered())
            .await
            .0,
        ordered
    );
    assert_eq!(
        walk(replies, |paginator| by_name(paginator).ordered())
            .await
            .0,
        ordered
    );
}

fn by_name(paginator: Paginator<Widgets>) -> BothEnds<Widgets> {
    paginator.both_ends_by_key(|widget| widget.name.clone())
}

#[tokio::test]
async fn a_list_walked_from_both_ends_has_every_item_once() {
    let overlap = [
        front("a b", Some("b")),
        back("d e", Some("d")),
        front("c d", Some("d")),
    ];
    check(overlap, "a b e d c", "a b c d e", "- - b").await;

    let overlap_of_backward_walk = [
        front("a b", Some("b")),
        back("e f g", Some("e")),
        front("c", Some("c")),
        back("b c d", Some("b")),
    ];
    check(
        overlap_of_backward_walk,
        "a b g f e c d",
        "a b c d e f g",
        "- - b e",
    )
    .await;
}

#[tokio::test]
async fn a_list_of_one_page_of_one_item_or_of_none() {
    check(
        [front("a b c", None), back("a b c", None)],
        "a b c",
        "a b c",
        "- -",
    )
    .await;
    check([front("a", None), back("a", None)], "a", "a", "- -").await;
    check([front("", None), back("", None)], "", "", "- -").await;
}

#[tokio::test]
async fn a_walk_with_a_total_ends_when_all_items_were_received() {
    let total = |reply| counted(4, reply);
    let pages = [
        total(front("a b", Some("b"))),
        total(back("c d", Some("c"))),
        total(front("c d", None)),
    ];
    check(pages, "a b d c", "a b c d", "- - b").await;
    check([total(front("a b c d", None))], "a b c d", "a b c d", "-").await;
    check([counted(0, front("", None))], "", "", "-").await;
}

#[tokio::test]
async fn a_total_that_changes_is_not_trusted() {
    let pages = [
        counted(5, front("a b", Some("b"))),
        counted(4, back("e f", Some("e"))),
        counted(4, front("c d", Some("d"))),
        counted(4, back("c d", Some("c"))),
    ];
    check(pages, "a b f e c d", "a b c d e f", "- - b e").await;
}

#[tokio::test]
async fn a_total_that_is_too_small_is_not_trusted() {
    let total = |reply| counted(3, reply);
    let pages = [
        total(front("a b", Some("b"))),
        total(back("d e", Some("d"))),
        total(front("c d", Some("d"))),
    ];
    check(pages, "a b e d c", "a b c d e", "- - b").await;
}

#[tokio::test]
async fn null_items_are_skipped_and_count_as_positions() {
    let total = |reply| counted(6, reply);
    let pages = [
        total(front("a -", Some("2"))),
        total(back("- f", Some("5"))),
        total(front("- d", Some("4"))),
        total(back("- d", Some("3"))),
    ];
    check_nulls(pages, "a f d", "- - 2 5").await;
}

#[tokio::test]
async fn different_nulls_on_overlapping_pages_are_no_missing_items() {
    let ended_short = async |total: u64| {
        let script = Script::new([
            counted(total, front("a - b c", Some("4"))),
            counted(total, back("b c - d", Some("3"))),
        ]);
        let mut items = by_name(paginator()).items(&script.client());
        let mut names = Vec::new();
        while let Some(item) = items.try_next().await.unwrap() {
            names.push(item.name);
        }
        assert_eq!(names.join(" "), "a b c d");
        items.progress().ended_short
    };
    assert!(!ended_short(6).await);
    assert!(ended_short(7).await);
}

/// Null edges, which have no cursor.
async fn check_nulls<const N: usize>(pages: [Reply; N], names: &str, cursors: &str) {
    let (walked, _) = walk(pages.clone(), by_name).await;
    assert_eq!(walked, Walked::complete(names, cursors));
    let without_edges = pages.map(|page| {
        let Reply::Json(status, mut body) = page else {
            unreachable!("pages are JSON")
        };
        let edges = body["data"]["shelf"]["widgets"]["edges"]
            .as_array_mut()
            .unwrap();
        edges
            .iter_mut()
            .filter(|edge| edge["node"].is_null())
            .for_each(|edge| *edge = Value::Null);
        Reply::Json(status, body)
    });
    let (walked, _) = walk(without_edges, Paginator::both_ends).await;
    assert_eq!(walked, Walked::complete(names, cursors));
}

#[tokio::test]
async fn the_ends_can_meet_at_an_edge_with_a_null_node() {
    let pages = [
        with_edges("1 2", front("", Some("2"))),
        with_edges("3- 4", back("", Some("3"))),
        with_edges("3- 4", front("", Some("4"))),
    ];
    let (walked, _) = walk(pages, Paginator::both_ends).await;
    assert_eq!(walked, Walked::complete("1 2 4", "- - 2"));
}

#[tokio::test]
async fn the_ends_do_not_meet_on_an_empty_page_with_more_to_come() {
    let pages = [
        front("a", Some("1")),
        back("", Some("9")),
        front("", Some("5")),
        back("c", Some("c")),
        front("b c", Some("c")),
    ];
    check(pages, "a c b", "a b c", "- - 1 9 5").await;
}

#[tokio::test]
async fn the_ends_do_not_meet_at_an_item_that_moved() {
    let pages = [
        front("a b", Some("b")),
        back("f g", Some("f")),
        front("c a", Some("a")),
        back("d e", Some("d")),
        front("d e", Some("e")),
    ];
    check(pages, "a b g f c e d", "a b c d e f g", "- - b f a").await;
}

/// Either end continues past the gap, until the other one meets it there.
#[tokio::test]
async fn if_the_item_to_meet_at_is_deleted_no_item_is_yielded_twice() {
    // `d` is deleted after it was read.
    let pages = [
        front("a b", Some("b")),
        back("d e f", Some("d")),
        front("c e", Some("e")),
        back("b c", Some("b")),
    ];
    check(pages, "a b f e d c", "a b c d e f", "- - b d").await;

    // `b` and `c` are deleted after they were read, each the last item of its end.
    let pages = [
        front("a b", Some("b")),
        back("c d e", Some("c")),
        front("d", Some("d")),
        back("a", None),
        front("e", None),
    ];
    check(pages, "a b e d c", "a b c d e", "- - b c d").await;
}

#[tokio::test]
async fn the_ends_do_not_meet_at_a_meeting_point_that_moved() {
    // `b` moves to the end of the list after the forward walk has read it.
    let pages = [
        front("a b", Some("b")),
        back("g b", Some("g")),
        front("c d", Some("d")),
        back("e f", Some("e")),
        front("e f", Some("f")),
    ];
    check(pages, "a b g c d f e", "a b c d e f g", "- - b g d").await;

    // `b` moves before the forward walk has read it, so that only the total shows that an item is missing.
    let total = |reply| counted(6, reply);
    let pages = [
        total(front("a b", Some("b"))),
        total(back("b g", Some("b"))),
        total(front("c d", Some("d"))),
        total(back("f", Some("f"))),
        total(front("f b", None)),
    ];
    check(pages, "a b g c d f", "a b c d f g", "- - b b d").await;
}

/// The server returns its first items for either end.
#[tokio::test]
async fn a_server_that_does_not_know_last_is_walked_from_its_first_item_alone() {
    let first = |total: &Value| {
        let page_info = json!({ "hasNextPage": true, "endCursor": "b", "hasPreviousPage": false, "startCursor": "a" });
        counted(total.clone(), page("a b", page_info))
    };
    for total in [Value::Null, json!(5)] {
        let rest = |names, cursor| counted(total.clone(), front(names, cursor));
        let pages = [
            first(&total),
            first(&total),
            rest("c d", Some("d")),
            rest("e", None),
        ];
        check(pages, "a b c d e", "a b c d e", "- - b d").await;
    }
}
