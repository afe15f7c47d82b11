//! Walks of a sandbox with faults.
//!
//! Client and sandbox share a virtual clock, on which waits take no time. After a wait that is too short, the request is
//! refused again.

use std::pin::pin;
use std::time::Duration;

use futures::{Stream, StreamExt, TryStreamExt};
use graphql_paginate::{Client, Error, ErrorKind, Partial, Profile};
use graphql_paginate_sandbox::{
    Builder, Change, Clock, Endpoint, Fault, Faults, Sandbox, Throttle,
};
use serde_json::Value;

use crate::queries::{Dossiers, PullRequests};
use crate::sandboxed::{Shared, dossiers, numbers, pull_requests, variables};

/// 2024-01-02T10:00:10Z.
const START: u64 = 1_704_189_610;

/// A sandbox with a client and their clock.
struct World {
    sandbox: Sandbox,
    clock: Clock,
}

/// The result of a walk.
#[derive(Debug, Default)]
struct Walked {
    numbers: Vec<i64>,
    error: Option<Error>,
}

impl World {
    fn new(builder: Builder) -> Self {
        let clock = Clock::stopped_at(START);
        Self {
            sandbox: builder.clock(clock.clone()).start_blocking().unwrap(),
            clock,
        }
    }

    /// Six pull requests on a GitHub with these faults.
    fn github(faults: Faults) -> Self {
        Self::new(Sandbox::builder().pull_requests(6).github_faults(faults))
    }

    fn client(&self, endpoint: &Endpoint, profile: Profile) -> Client {
        let builder = Client::builder(endpoint.url())
            .profile(profile)
            .bearer_token(Sandbox::TOKEN);
        builder
            .clock(Shared(self.clock.clone()))
            .timeout(Duration::from_secs(20))
            .build()
            .unwrap()
    }

    async fn pull_requests(&self, page_size: u32, partial: Partial) -> Walked {
        let client = self.client(self.sandbox.github(), Profile::github());
        let paginator = PullRequests::paginate(pull_requests())
            .page_size(page_size)
            .on_partial(partial);
        walked(paginator.items(&client).map_ok(|item| item.number)).await
    }

    async fn dossiers(&self, page_size: u32, since: Option<&str>) -> Walked {
        let client = self.client(
            self.sandbox.demarches_simplifiees(),
            Profile::demarches_simplifiees(),
        );
        let mut variables = dossiers();
        variables.updated_since = since.map(|since| since.parse().unwrap());
        let items = Dossiers::paginate(variables)
            .page_size(page_size)
            .items(&client);
        walked(items.map_ok(|item| item.number)).await
    }

    /// The time since the start, in seconds.
    fn passed(&self) -> u64 {
        self.clock.now().as_secs() - START
    }

    /// The value of a variable in each request that GitHub received.
    fn sent(&self, variable: &str) -> Vec<Value> {
        variables(self.sandbox.github())
            .iter()
            .map(|variables| variables[variable].clone())
            .collect()
    }
}

async fn walked(numbers: impl Stream<Item = Result<i64, Error>>) -> Walked {
    let mut walked = Walked::default();
    let mut numbers = pin!(numbers);
    while let Some(number) = numbers.next().await {
        match number {
            Ok(number) => walked.numbers.push(number),
            Err(error) => walked.error = Some(error),
        }
    }
    walked
}

/// Checks a fault of the second of three pages, once: the walk is complete, and that page was requested again.
async fn overcome(fault: Fault) -> World {
    let name = format!("{fault:?}");
    let world = World::github(Faults::new().on_request(2, fault));
    let walked = world.pull_requests(2, Partial::Fail).await;
    assert!(walked.error.is_none(), "{name}: {:?}", walked.error);
    assert_eq!(walked.numbers, numbers(6), "{name}");
    let cursors = world.sent("after");
    assert_eq!(cursors[1], cursors[2], "{name}");
    world
}

#[tokio::test]
async fn broken_responses_are_retried() {
    for fault in [
        Fault::cut_body(),
        Fault::cut_body_after(0),
        Fault::truncated_gzip(),
        Fault::disconnect(),
        Fault::empty_body(),
    ] {
        let world = overcome(fault).await;
        assert_eq!(world.sent("first"), [2, 2, 2, 2]);
    }
}

#[tokio::test]
async fn transient_failures_are_retried() {
    for passing in [
        Fault::status(503),
        Fault::html_page(502),
        Fault::something_went_wrong(200),
        Fault::something_went_wrong(504),
    ] {
        let world = overcome(passing).await;
        assert_eq!(world.sent("first"), [2, 2, 2, 2], "once is not a reason");
    }
    let world = overcome(Fault::resource_limits_exceeded()).await;
    assert_eq!(
        world.sent("first"),
        [2, 2, 1, 1, 1, 2],
        "smaller for a while"
    );
}

#[tokio::test]
async fn throttling_is_waited_for() {
    let seconds = Duration::from_secs;
    let throttles = [
        (Throttle::retry_after_seconds(seconds(7)), 7),
        (Throttle::retry_after_date(seconds(30)), 30),
        (
            Throttle::retry_after_seconds(seconds(2)).with_status(403),
            2,
        ),
        (Throttle::github_secondary().retry_after(seconds(2)), 2),
        (Throttle::github_secondary(), 60),
        (Throttle::github_primary(seconds(90)), 90),
        (Throttle::newer_github_primary(seconds(90)), 90),
        (Throttle::demarches_simplifiees(), 50),
    ];
    for (throttle, least) in throttles {
        let world = overcome(Fault::throttled(throttle.clone().enforced())).await;
        assert!(
            (least..=least + 2).contains(&world.passed()),
            "{throttle:?}: {} s",
            world.passed()
        );
        assert_eq!(
            world.sent("first"),
            [2, 2, 2, 2],
            "no reason for smaller pages"
        );
    }
}

#[tokio::test]
async fn pages_shrink_until_they_fit() {
    let world = World::new(
        Sandbox::builder()
            .pull_requests(60)
            .github_faults(Faults::new().above_page_size(25, Fault::timeout())),
    );
    let walked = world.pull_requests(100, Partial::Fail).await;
    assert_eq!(walked.numbers, numbers(60));
    assert_eq!(world.sent("first"), [100, 100, 50, 25, 25, 25]);
    let cursors = world.sent("after");
    assert!(cursors[..4].iter().all(Value::is_null), "{cursors:?}");
}

#[tokio::test]
async fn a_failure_at_every_page_size_is_an_error() {
    let world = World::github(Faults::new().on_requests(2.., Fault::timeout()));
    let walked = world.pull_requests(4, Partial::Fail).await;
    assert_eq!(walked.numbers, numbers(4));
    let error = walked.error.expect("the second page never came");
    assert_eq!(
        (error.page(), error.status().map(|status| status.as_u16())),
        (Some(2), Some(502))
    );
    assert_eq!(
        error.checkpoint().map(|checkpoint| checkpoint.items()),
        Some(4)
    );
    assert!(world.sandbox.github().requests().len() < 20, "bounded");
}

#[tokio::test]
async fn cursors_that_lead_nowhere_are_errors() {
    let cases = [
        (Fault::stuck_cursor(), 4, "Stalled"),
        (Fault::null_cursor(), 4, "MissingCursor"),
        (Fault::empty_cursor(), 4, "MissingCursor"),
    ];
    for (fault, seen, expected) in cases {
        let world = World::github(Faults::new().on_requests(2.., fault));
        let walked = world.pull_requests(2, Partial::Fail).await;
        assert_eq!(walked.numbers, numbers(seen), "{expected}");
        assert_eq!(world.sandbox.github().requests().len(), 2, "{expected}");
        let kind = walked
            .error
            .map(|error| format!("{:?}", error.kind()))
            .unwrap_or_default();
        assert!(kind.starts_with(expected), "{kind}");
    }
    let world = World::github(Faults::new().on_request(3, Fault::cyclic_cursor()));
    let walked = world.pull_requests(2, Partial::Fail).await;
    assert!(matches!(
        walked.error.unwrap().kind(),
        ErrorKind::Stalled { .. }
    ));
    assert_eq!(
        (walked.numbers, world.sandbox.github().requests().len()),
        (numbers(6), 3)
    );
}

#[tokio::test]
async fn a_list_that_restarts_is_stalled() {
    let world = World::github(Faults::new().on_requests(2.., Fault::restarted_list()));
    let walked = world.pull_requests(2, Partial::Fail).await;
    assert!(matches!(
        walked.error.unwrap().kind(),
        ErrorKind::Stalled { .. }
    ));
    assert_eq!(walked.numbers, [1, 2, 1, 2]);
}

#[tokio::test]
async fn null_lists_never_look_like_the_end() {
    let cases = [
        (
            Fault::null_lists(),
            &["repository", "pullRequests", "nodes"][..],
        ),
        (Fault::null_at("/data/repository"), &["repository"]),
        // The schema says that this value is never null.
        (Fault::null_connection(), &["repository", "pullRequests"]),
    ];
    for (fault, expected) in cases {
        let world = World::github(Faults::new().on_request(2, fault));
        let walked = world.pull_requests(2, Partial::Fail).await;
        let error = walked.error.expect("a null is not an end");
        let null = matches!(error.kind(), ErrorKind::NullConnection { path } if *path == expected);
        assert!(null, "{error:?}");
        assert_eq!(walked.numbers, numbers(2));
    }
}

#[tokio::test]
async fn null_items_are_skipped_and_errors_beside_them_follow_the_policy() {
    let world = World::github(Faults::new().on_request(2, Fault::null_nodes(&[0])));
    let walked = world.pull_requests(2, Partial::Fail).await;
    assert!(walked.error.is_none(), "{:?}", walked.error);
    assert_eq!(
        walked.numbers,
        [1, 2, 4, 5, 6],
        "without an error, left out"
    );

    let forbidden = || World::github(Faults::new().on_request(2, Fault::forbidden_node(0)));
    let walked = forbidden().pull_requests(2, Partial::Fail).await;
    let error = walked
        .error
        .expect("by default an export that lacks something fails");
    assert_eq!(error.graphql_errors()[0].code(), Some("FORBIDDEN"));
    assert_eq!(walked.numbers, [1, 2]);

    let policy = Partial::keep_if(|error| error.code() == Some("FORBIDDEN"));
    let walked = forbidden().pull_requests(2, policy).await;
    assert!(walked.error.is_none(), "{:?}", walked.error);
    assert_eq!(walked.numbers, [1, 2, 4, 5, 6]);
}

#[tokio::test]
async fn quotas_of_the_sandbox_are_not_exceeded() {
    let window = Duration::from_secs(60);
    let world = World::new(Sandbox::builder().pull_requests(6).github_quota(2, window));
    let walked = world.pull_requests(1, Partial::Fail).await;
    assert!(walked.error.is_none(), "{:?}", walked.error);
    assert_eq!(walked.numbers, numbers(6));
    assert!(
        (120..=300).contains(&world.passed()),
        "three windows of two points: {} s",
        world.passed()
    );

    let world = World::new(
        Sandbox::builder()
            .dossiers(6)
            .demarches_simplifiees_requests_per_minute(2),
    );
    let walked = world.dossiers(1, None).await;
    assert!(walked.error.is_none(), "{:?}", walked.error);
    assert_eq!(walked.numbers, (10_001..=10_006).collect::<Vec<_>>());
    assert!(
        (100..=240).contains(&world.passed()),
        "{} s",
        world.passed()
    );
}

#[tokio::test]
async fn an_item_updated_during_the_walk_is_yielded_again_and_none_is_lost() {
    let since = Some("2020-01-01T00:00:00Z");
    let order = World::new(Sandbox::builder().dossiers(6))
        .dossiers(6, since)
        .await
        .numbers;
    let changes = Fault::change(Change::Update(order[0])).and(Fault::change(Change::Insert));
    let faults = Faults::new().on_request(2, changes);
    let world = World::new(
        Sandbox::builder()
            .dossiers(6)
            .demarches_simplifiees_faults(faults),
    );
    let walked = world.dossiers(2, since).await;
    assert!(walked.error.is_none(), "{:?}", walked.error);
    assert_eq!(walked.numbers, [&order[..], &[order[0], 10_007]].concat());
}

/// One request in five fails, with every kind of transient failure.
#[tokio::test]
async fn every_item_once_and_in_order_despite_all_faults() {
    for seed in 0..8 {
        let faults = Faults::new()
            .scattered(4, seed, Fault::status(502))
            .scattered(4, seed + 100, Fault::cut_body())
            .scattered(4, seed + 200, Fault::disconnect())
            .scattered(
                4,
                seed + 300,
                Fault::throttled(Throttle::github_secondary().enforced()),
            )
            .scattered(4, seed + 400, Fault::resource_limits_exceeded());
        let world = World::new(Sandbox::builder().pull_requests(80).github_faults(faults));
        let walked = world.pull_requests(2, Partial::Fail).await;
        assert!(walked.error.is_none(), "seed {seed}: {:?}", walked.error);
        assert_eq!(walked.numbers, numbers(80), "seed {seed}");
        let faulted = world
            .sandbox
            .github()
            .requests()
            .iter()
            .filter(|request| request.faulted)
            .count();
        assert!(faulted > 0, "seed {seed}");
    }
}
