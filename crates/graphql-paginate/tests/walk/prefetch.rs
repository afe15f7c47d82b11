//! Tests of prefetching: order, number of pages ahead, checkpoints and failures.

use crate::model::Model;
use crate::script::{Reply, Script, all, more, names};

/// Lets tasks run until all of them are idle.
async fn settle() {
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn prefetch_keeps_the_order() {
    for ahead in [1, 2, 7, 100, usize::MAX] {
        let client = Model::new(20).client();
        let expected = (0..20)
            .map(|number| number.to_string())
            .collect::<Vec<_>>()
            .join(" ");
        assert_eq!(
            names(all().page_size(3).prefetch(ahead).items(&client)).await,
            expected
        );
    }
}

#[tokio::test]
async fn prefetch_fetches_at_most_the_given_number_of_pages_ahead() {
    for ahead in [1, 3] {
        let script = Script::new((1..20).map(|number| more("x", &format!("c{number}"))));
        let mut pages = all().prefetch(ahead).pages(&script.client());
        settle().await;
        assert_eq!(script.requests().len(), 0, "nothing before the first poll");
        for page in 1..=4 {
            pages.next().await.unwrap().unwrap();
            settle().await;
            assert_eq!(script.requests().len(), page + ahead);
        }
        drop(pages);
        settle().await;
        assert_eq!(
            script.requests().len(),
            4 + ahead,
            "dropping the stream stops it"
        );
    }
}

#[tokio::test]
async fn without_prefetch_only_consumed_pages_are_requested() {
    let script = Script::new((1..20).map(|number| more("x", &format!("c{number}"))));
    let mut pages = all().pages(&script.client());
    pages.next().await.unwrap().unwrap();
    settle().await;
    assert_eq!(script.requests().len(), 1);
}

#[tokio::test]
async fn a_checkpoint_is_the_position_of_the_consumer_and_not_of_the_prefetch() {
    let client = Model::new(20).client();
    let mut items = all().page_size(2).prefetch(3).items(&client);
    for _ in 0..3 {
        items.next().await.unwrap().unwrap();
    }
    settle().await;
    let checkpoint = items.checkpoint();
    assert_eq!((checkpoint.cursor(), checkpoint.offset()), (Some("2"), 0));
}

#[tokio::test]
async fn a_prefetched_failure_follows_the_pages_before_it() {
    let script = Script::new([more("a", "c1"), more("b", "c2"), Reply::Cut]);
    let mut found = Vec::new();
    let error = all()
        .prefetch(5)
        .items(&script.client())
        .append_to(&mut found)
        .await
        .unwrap_err();
    assert_eq!(
        (
            found.len(),
            error.page(),
            error.checkpoint().unwrap().cursor()
        ),
        (2, Some(3), Some("c2"))
    );
}

#[tokio::test]
#[should_panic = "a request beyond the script"]
async fn a_panic_in_the_prefetch_task_does_not_look_like_the_end() {
    let script = Script::new([more("a", "c1")]);
    let _ = all().prefetch(1).collect(&script.client()).await;
}

#[test]
fn prefetch_without_a_runtime_is_an_error_with_the_fix() {
    let mut items = all().prefetch(1).items(&Script::new([]).client());
    let error = futures::executor::block_on(items.next())
        .unwrap()
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "`prefetch` needs a tokio runtime to poll the stream on; use one, or leave `prefetch` at 0"
    );
}
