//! The end of a walk: a walk that cannot continue ends with an error.

use serde_json::json;

use crate::script::{Reply, Walked, check, check_backward, last, more, page};

fn stalled(page: u64, cursor: &str, repeated: &str) -> String {
    format!(
        "`Widgets`, page {page} at cursor `{cursor}`: the page leads back to cursor `{repeated}`, which the walk has \
         visited before; does the document use its cursor variable?"
    )
}

#[tokio::test]
async fn the_same_cursor_twice_is_an_error() {
    check(
        [more("a", "c1"), more("b", "c1")],
        Walked::failed("a b", "- c1", &stalled(2, "c1", "c1")),
    )
    .await;
}

#[tokio::test]
async fn the_start_cursor_again_is_an_error() {
    let walked = crate::script::walk([more("b", "c1")], |paginator| paginator.start_at("c1"))
        .await
        .0;
    assert_eq!(walked, Walked::failed("b", "c1", &stalled(1, "c1", "c1")));
}

#[tokio::test]
async fn a_cycle_of_two_cursors_is_an_error() {
    let pages = [more("a", "A"), more("b", "B"), more("c", "A")];
    check(
        pages,
        Walked::failed("a b c", "- A B", &stalled(3, "B", "A")),
    )
    .await;
}

#[tokio::test]
async fn a_next_page_with_a_null_cursor_is_an_error() {
    let text = "`Widgets`, page 1: the page announces another one but its `endCursor` is empty; \
                the rest cannot be fetched from here";
    check(
        [page("a", json!({ "hasNextPage": true, "endCursor": null }))],
        Walked::failed("a", "-", text),
    )
    .await;
    check(
        [page("a", json!({ "hasNextPage": true }))],
        Walked::failed("a", "-", text),
    )
    .await;
    check(
        [page("", json!({ "hasNextPage": true, "endCursor": null }))],
        Walked::failed("", "-", text),
    )
    .await;
}

#[tokio::test]
async fn a_missing_cursor_of_a_backward_walk_is_the_start_cursor() {
    let text = "`Widgets`, page 1: the page announces another one but its `startCursor` is empty; \
                the rest cannot be fetched from here";
    let pages = [page(
        "a",
        json!({ "hasPreviousPage": true, "endCursor": "e" }),
    )];
    check_backward(pages, Walked::failed("a", "-", text)).await;
}

#[tokio::test]
async fn a_next_page_with_an_empty_cursor_is_an_error() {
    let text = "`Widgets`, page 2 at cursor `c1`: the page announces another one but its `endCursor` is empty; \
                the rest cannot be fetched from here";
    let pages = [
        more("a", "c1"),
        page("b", json!({ "hasNextPage": true, "endCursor": "" })),
    ];
    check(pages, Walked::failed("a b", "- c1", text)).await;
}

#[tokio::test]
async fn a_cursor_without_a_next_page_is_the_end() {
    check(
        [page(
            "a",
            json!({ "hasNextPage": false, "endCursor": "c1" }),
        )],
        Walked::complete("a", "-"),
    )
    .await;
}

#[tokio::test]
async fn a_null_has_next_page_is_an_error() {
    let text = "`Widgets`, page 1: the page's `hasNextPage` is null, so it is unknown whether another page follows";
    check(
        [page("a", json!({ "hasNextPage": null, "endCursor": "c1" }))],
        Walked::failed("a", "-", text),
    )
    .await;
    let text = "`Widgets`, page 1: the page's `hasPreviousPage` is null, so it is unknown whether another page follows";
    check_backward(
        [page("a", json!({ "hasNextPage": false }))],
        Walked::failed("a", "-", text),
    )
    .await;
}

#[tokio::test]
async fn a_document_that_ignores_its_cursor_is_an_error() {
    let pages = [more("a b", "c1"), more("a b", "c1")];
    check(
        pages,
        Walked::failed("a b a b", "- c1", &stalled(2, "c1", "c1")),
    )
    .await;
}

#[tokio::test]
async fn an_invalid_cursor_is_an_error_of_the_first_page() {
    let error = json!({
        "type": "INVALID_CURSOR_ARGUMENTS", "path": ["shelf", "widgets"], "message": "`c1` does not appear to be a valid cursor."
    });
    let reply = Reply::Json(
        200,
        json!({ "data": { "shelf": { "label": "top", "widgets": null } }, "errors": [error] }),
    );
    let text = "`Widgets`, page 2 at cursor `c1`: `c1` does not appear to be a valid cursor. (INVALID_CURSOR_ARGUMENTS) \
                at `shelf.widgets`; was the cursor taken from another query?";
    check([more("a", "c1"), reply], Walked::failed("a", "- c1", text)).await;
}

#[tokio::test]
async fn an_empty_page_without_cursor_after_a_good_one_ends_the_walk() {
    let pages = [
        more("a", "c1"),
        page("", json!({ "hasNextPage": false, "endCursor": null })),
    ];
    check(pages, Walked::complete("a", "- c1")).await;
    check(
        [more("", "c1"), more("", "c2"), last("")],
        Walked::complete("", "- c1 c2"),
    )
    .await;
}
