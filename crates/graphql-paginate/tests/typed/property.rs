//! A property test: for every size of the data and of the pages, API and direction, a walk yields every item once and in
//! order, with one request per page, and each request continues at the end of the page before.

use futures::TryStreamExt;
use graphql_paginate::{Client, Connection, Direction, PageInfo, Paginator};
use graphql_paginate_sandbox::Endpoint;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::property_test::check_values;
use crate::queries::{Dossiers, DossiersBackward, PullRequests};
use crate::sandboxed::{
    self, demarches_simplifiees, dossier_numbers, github, numbers, sandbox, variables,
};

/// The largest page size of all APIs.
const CAP: usize = 100;

#[derive(Debug, Clone, Copy)]
enum Api {
    DemarchesSimplifiees,
    GitHub,
}

/// One walk to be checked.
#[derive(Debug, Clone, Copy)]
struct Case {
    api: Api,
    direction: Direction,
    /// The number of items in the data set.
    count: usize,
    /// The requested page size.
    size: usize,
}

/// The results of the same walk by items and by pages.
struct Walked {
    items: Vec<i64>,
    sent: Vec<Value>,
    pages: Vec<Vec<i64>>,
    page_infos: Vec<PageInfo>,
    sent_for_pages: Vec<Value>,
}

#[test]
fn every_item_once_in_order_with_as_few_requests_as_pages() {
    check_values(96, &cases(), check);
}

#[tokio::test]
async fn page_boundaries_and_caps() {
    for api in [Api::DemarchesSimplifiees, Api::GitHub] {
        for direction in [Direction::Forward, Direction::Backward] {
            let sizes = [
                (0, 1),
                (1, 1),
                (2, 1),
                (99, 100),
                (100, 100),
                (101, 100),
                (200, 100),
                (230, 500),
            ];
            for (count, size) in sizes {
                check(Case {
                    api,
                    direction,
                    count,
                    size,
                })
                .await;
            }
        }
    }
}

fn cases() -> impl Strategy<Value = Case> {
    let api = prop_oneof![Just(Api::DemarchesSimplifiees), Just(Api::GitHub)];
    let direction = prop_oneof![Just(Direction::Forward), Just(Direction::Backward)];
    let size = prop_oneof![8 => 1..=CAP, 1 => CAP + 1..=1_000];
    let case = |(api, direction, count, size)| Case {
        api,
        direction,
        count,
        size,
    };
    (api, direction, 0..=230_usize, size).prop_map(case)
}

async fn check(case: Case) {
    let (walked, all) = walk_case(case).await;
    let size = case.size.min(CAP);
    let pages: Vec<Vec<i64>> = match case.direction {
        _ if all.is_empty() => vec![vec![]],
        Direction::Forward => all.chunks(size).map(<[i64]>::to_vec).collect(),
        Direction::Backward => all.rchunks(size).map(<[i64]>::to_vec).collect(),
    };
    let items: Vec<i64> = match case.direction {
        Direction::Forward => all,
        Direction::Backward => all.into_iter().rev().collect(),
    };
    assert_eq!(
        walked.sent.len(),
        case.count.div_ceil(size).max(1),
        "requests of {case:?}"
    );
    assert_eq!(walked.items, items, "items of {case:?}");
    assert_eq!(walked.pages, pages, "pages of {case:?}");
    assert_eq!(
        walked.sent,
        expected_requests(case, &walked.page_infos),
        "requests of {case:?}"
    );
    assert_eq!(
        walked.sent_for_pages, walked.sent,
        "requests of both streams of {case:?}"
    );
}

/// Walks the data set. Also returns it in the server's order.
async fn walk_case(case: Case) -> (Walked, Vec<i64>) {
    let Case {
        api,
        direction,
        count,
        size,
    } = case;
    let (sandbox, size) = (sandbox(count), size as u32);
    let (github, demarches_simplifiees) = (github(&sandbox), demarches_simplifiees(&sandbox));
    let walked = match (api, direction) {
        (Api::GitHub, Direction::Forward) => {
            let paginator = PullRequests::paginate(sandboxed::pull_requests()).page_size(size);
            walk(paginator, &github, sandbox.github(), |item| item.number).await
        }
        (Api::GitHub, Direction::Backward) => {
            let paginator = PullRequests::paginate(sandboxed::pull_requests())
                .page_size(size)
                .backward();
            walk(paginator, &github, sandbox.github(), |item| item.number).await
        }
        (Api::DemarchesSimplifiees, Direction::Forward) => {
            let paginator = Dossiers::paginate(sandboxed::dossiers()).page_size(size);
            let endpoint = sandbox.demarches_simplifiees();
            walk(paginator, &demarches_simplifiees, endpoint, |item| {
                item.number
            })
            .await
        }
        (Api::DemarchesSimplifiees, Direction::Backward) => {
            let paginator =
                DossiersBackward::paginate(sandboxed::dossiers_backward()).page_size(size);
            let endpoint = sandbox.demarches_simplifiees();
            walk(paginator, &demarches_simplifiees, endpoint, |item| {
                item.number
            })
            .await
        }
    };
    let all = match api {
        Api::GitHub => numbers(count),
        Api::DemarchesSimplifiees => dossier_numbers(count),
    };
    (walked, all)
}

async fn walk<C: Connection>(
    paginator: Paginator<C>,
    client: &Client,
    endpoint: &Endpoint,
    number: fn(&C::Item) -> i64,
) -> Walked {
    let items = paginator.clone().items(client).map_ok(|item| number(&item));
    let items = items.try_collect().await.unwrap();
    let sent = variables(endpoint);
    endpoint.clear_requests();
    let pages: Vec<_> = paginator.pages(client).try_collect().await.unwrap();
    Walked {
        items,
        sent,
        pages: pages
            .iter()
            .map(|page| page.items.iter().map(number).collect())
            .collect(),
        page_infos: pages.into_iter().map(|page| page.page_info).collect(),
        sent_for_pages: variables(endpoint),
    }
}

/// Checks that there is one request per page, with the page size that the API allows, the cursor of the page before, and no
/// argument of the other direction.
fn expected_requests(case: Case, page_infos: &[PageInfo]) -> Vec<Value> {
    let fixed = match case.api {
        Api::GitHub => json!({ "owner": "octo", "name": "repo" }),
        Api::DemarchesSimplifiees => {
            json!({ "demarcheNumber": 1 })
        }
    };
    let (size, cursor) = match case.direction {
        Direction::Forward => ("first", "after"),
        Direction::Backward => ("last", "before"),
    };
    let continuation = |info: &PageInfo| match case.direction {
        Direction::Forward => info.end_cursor.clone(),
        Direction::Backward => info.start_cursor.clone(),
    };
    let request = |page: usize| {
        let mut variables = fixed.clone();
        variables[size] = json!(case.size.min(CAP));
        if let Some(before) = page.checked_sub(1) {
            variables[cursor] = json!(continuation(&page_infos[before]).unwrap());
        }
        variables
    };
    (0..page_infos.len()).map(request).collect()
}
