//! The end of a walk: a walk that cannot continue ends with an error.

use serde_json::json;

use crate::script::{check, check_backward, last, more, page};

fn stalled(at: &str, repeated: &str) -> String {
    format!(
        "`PullRequests`, {at}: the page leads back to cursor `{repeated}`, which the walk has visited before; \
         does the document use its cursor variable?"
    )
}

fn no_cursor(at: &str, field: &str) -> String {
    format!(
        "`PullRequests`, {at}: the page announces another one but its `{field}` is empty; \
         the rest cannot be fetched from here"
    )
}

#[tokio::test]
async fn the_same_cursor_twice_is_an_error() {
    let error = stalled("page 2 at cursor `c1`", "c1");
    check([more("1", "c1"), more("2", "c1")], ["1 2", "- c1", &error]).await;
}

#[tokio::test]
async fn a_cycle_of_two_cursors_is_an_error() {
    let error = stalled("page 3 at cursor `B`", "A");
    check(
        [more("1", "A"), more("2", "B"), more("3", "A")],
        ["1 2 3", "- A B", &error],
    )
    .await;
}

#[tokio::test]
async fn repeated_cursors_of_a_backward_walk_are_an_error() {
    let leads_to = |numbers, cursor| {
        page(
            numbers,
            json!({ "hasPreviousPage": true, "startCursor": cursor }),
        )
    };
    let error = stalled("page 2 at cursor `A`", "A");
    check_backward(
        [leads_to("2", "A"), leads_to("1", "A")],
        ["2 1", "- A", &error],
    )
    .await;
}

#[tokio::test]
async fn a_next_page_with_a_null_cursor_is_an_error() {
    let null = page("1", json!({ "hasNextPage": true, "endCursor": null }));
    check([null], ["1", "-", &no_cursor("page 1", "endCursor")]).await;
    let null = page("1", json!({ "hasPreviousPage": true, "endCursor": "e" }));
    check_backward([null], ["1", "-", &no_cursor("page 1", "startCursor")]).await;
}

#[tokio::test]
async fn a_next_page_with_an_empty_cursor_is_an_error() {
    let error = no_cursor("page 2 at cursor `c1`", "endCursor");
    check([more("1", "c1"), more("2", "")], ["1 2", "- c1", &error]).await;
}

#[tokio::test]
async fn a_cursor_without_a_next_page_is_the_end() {
    check([last("1")], ["1", "-", ""]).await;
}
