//! Completes a nested list of each item with a hand-written loop: one request for each parent, several in flight.

use anyhow::{Context, Result};
use futures::{StreamExt, TryStreamExt};
use serde::Deserialize;
use serde_json::{Value, json};

use super::Task;

const LIST: &str = include_str!("../../queries/nested.graphql");
const MORE: &str = include_str!("../../queries/more_reviews.graphql");

pub(crate) struct NestedByHand {
    client: reqwest::Client,
    url: String,
    concurrency: usize,
}

#[derive(Deserialize)]
struct Envelope<D> {
    data: Option<D>,
    #[serde(default)]
    errors: Vec<Value>,
}

#[derive(Deserialize)]
struct List {
    repository: Option<Repository>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Repository {
    pull_requests: Connection<PullRequest>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Connection<T> {
    page_info: PageInfo,
    nodes: Vec<T>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PageInfo {
    has_next_page: bool,
    end_cursor: Option<String>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "decoded, as in the other library")]
struct PullRequest {
    id: String,
    number: i64,
    reviews: Connection<Review>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "decoded, as in the other library")]
struct Review {
    id: String,
    state: String,
}

#[derive(Deserialize)]
struct More {
    node: Option<Node>,
}

#[derive(Deserialize)]
struct Node {
    reviews: Connection<Review>,
}

impl NestedByHand {
    pub(super) fn new(url: &str, concurrency: usize) -> Self {
        Self {
            client: reqwest::Client::new(),
            url: url.to_owned(),
            concurrency,
        }
    }

    /// The number of nested items.
    pub(super) async fn walk(&self, task: &Task) -> Result<usize> {
        let mut after: Option<String> = None;
        let mut reviews = 0;
        loop {
            let variables =
                json!({ "owner": task.owner(), "name": task.name(), "first": 100, "after": after });
            let list: List = self
                .send(&json!({ "query": LIST, "variables": variables }))
                .await?;
            let connection = list.repository.context("a repository")?.pull_requests;
            let completed: Vec<PullRequest> = futures::stream::iter(connection.nodes)
                .map(|item| self.complete(item))
                .buffered(self.concurrency)
                .try_collect()
                .await?;
            for item in &completed {
                reviews += item.reviews.nodes.len();
            }
            if !connection.page_info.has_next_page {
                return Ok(reviews);
            }
            after = connection.page_info.end_cursor;
        }
    }

    async fn complete(&self, mut item: PullRequest) -> Result<PullRequest> {
        while item.reviews.page_info.has_next_page {
            let variables = json!({ "id": item.id, "after": item.reviews.page_info.end_cursor });
            let more: More = self
                .send(&json!({ "query": MORE, "variables": variables }))
                .await?;
            let reviews = more.node.context("a node")?.reviews;
            item.reviews.nodes.extend(reviews.nodes);
            item.reviews.page_info = reviews.page_info;
        }
        Ok(item)
    }

    async fn send<D: serde::de::DeserializeOwned>(&self, body: &Value) -> Result<D> {
        let response = self.client.post(&self.url).json(body).send().await?;
        let envelope: Envelope<D> = response.error_for_status()?.json().await?;
        anyhow::ensure!(envelope.errors.is_empty(), "errors: {:?}", envelope.errors);
        envelope.data.context("data")
    }
}
