//! Walks the list with `cynic` and `reqwest`.

use anyhow::{Context, Result};
use cynic::{GraphQlResponse, QueryBuilder};

use super::Task;

#[cynic::schema("github")]
mod schema {}

#[derive(cynic::Scalar, Debug)]
#[cynic(graphql_type = "URI")]
pub(crate) struct Uri(pub(crate) String);

#[derive(cynic::Scalar, Debug)]
pub(crate) struct DateTime(pub(crate) String);

#[derive(cynic::Enum, Debug)]
enum PullRequestState {
    Closed,
    Merged,
    Open,
}

#[derive(cynic::QueryVariables)]
struct Variables {
    owner: String,
    name: String,
    first: Option<i32>,
    after: Option<String>,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "Variables")]
struct PullRequests {
    #[arguments(owner: $owner, name: $name)]
    repository: Option<Repository>,
}

#[derive(cynic::QueryFragment)]
#[cynic(variables = "Variables")]
struct Repository {
    #[arguments(first: $first, after: $after)]
    pull_requests: PullRequestConnection,
}

#[derive(cynic::QueryFragment)]
#[expect(dead_code, reason = "decoded, as in the other libraries")]
struct PullRequestConnection {
    total_count: i32,
    page_info: PageInfo,
    nodes: Option<Vec<Option<PullRequest>>>,
}

#[derive(cynic::QueryFragment)]
struct PageInfo {
    has_next_page: bool,
    end_cursor: Option<String>,
}

#[derive(cynic::QueryFragment)]
#[expect(dead_code, reason = "decoded, as in the other libraries")]
struct PullRequest {
    id: cynic::Id,
    number: i32,
    title: String,
    url: Uri,
    state: PullRequestState,
    created_at: DateTime,
    updated_at: DateTime,
    is_draft: bool,
    additions: i32,
    deletions: i32,
    author: Option<Actor>,
    #[arguments(first: 5)]
    labels: Option<LabelConnection>,
}

#[derive(cynic::QueryFragment)]
#[expect(dead_code, reason = "decoded, as in the other libraries")]
struct Actor {
    __typename: String,
    login: String,
}

#[derive(cynic::QueryFragment)]
#[expect(dead_code, reason = "decoded, as in the other libraries")]
struct LabelConnection {
    nodes: Option<Vec<Option<Label>>>,
}

#[derive(cynic::QueryFragment)]
#[expect(dead_code, reason = "decoded, as in the other libraries")]
struct Label {
    name: String,
    color: String,
}

pub(crate) struct ByCynic {
    client: reqwest::Client,
    url: String,
}

impl ByCynic {
    pub(super) fn new(url: &str) -> Self {
        Self {
            client: reqwest::Client::new(),
            url: url.to_owned(),
        }
    }

    pub(super) async fn walk(&self, task: &Task) -> Result<usize> {
        let mut after = None;
        let mut items = 0;
        loop {
            let operation = PullRequests::build(Variables {
                owner: task.owner(),
                name: task.name(),
                first: Some(100),
                after,
            });
            let response = self.client.post(&self.url).json(&operation).send().await?;
            let response: GraphQlResponse<PullRequests> =
                response.error_for_status()?.json().await?;
            anyhow::ensure!(response.errors.is_none(), "errors: {:?}", response.errors);
            let repository = response.data.context("data")?.repository;
            let connection = repository.context("a repository")?.pull_requests;
            for item in connection.nodes.iter().flatten().flatten() {
                std::hint::black_box(item);
                items += 1;
            }
            task.work().await;
            if !connection.page_info.has_next_page {
                return Ok(items);
            }
            after = Some(connection.page_info.end_cursor.context("a cursor")?);
        }
    }
}
