//! Walks the list with `graphql_client` and `reqwest`.

use anyhow::{Context, Result};
use graphql_client::{GraphQLQuery, Response};

use super::Task;

type DateTime = String;
type URI = String;

/// The query of the walk.
#[derive(GraphQLQuery)]
#[graphql(
    schema_path = "../../schemas/github.graphql",
    query_path = "queries/walk.graphql",
    response_derives = "Debug"
)]
pub(crate) struct PullRequests;

pub(crate) struct ByGraphqlClient {
    client: reqwest::Client,
    url: String,
}

impl ByGraphqlClient {
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
            let body = PullRequests::build_query(pull_requests::Variables {
                owner: task.owner(),
                name: task.name(),
                first: Some(100),
                after,
            });
            let response = self.client.post(&self.url).json(&body).send().await?;
            let response: Response<pull_requests::ResponseData> =
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
