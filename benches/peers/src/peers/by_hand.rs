//! Walks the list with a hand-written loop on `reqwest` and `serde`.

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

use super::Task;
use super::types::{Data, PullRequests, QUERY};

pub(crate) struct ByHand {
    client: reqwest::Client,
    url: String,
}

#[derive(Serialize)]
struct Body<'a> {
    query: &'a str,
    variables: Variables<'a>,
}

#[derive(Serialize)]
struct Variables<'a> {
    owner: &'a str,
    name: &'a str,
    first: usize,
    after: Option<&'a str>,
}

#[derive(Deserialize)]
struct Envelope {
    data: Option<Data>,
    #[serde(default)]
    errors: Vec<serde_json::Value>,
}

impl ByHand {
    pub(super) fn new(url: &str) -> Self {
        Self {
            client: reqwest::Client::new(),
            url: url.to_owned(),
        }
    }

    pub(super) async fn walk(&self, task: &Task) -> Result<usize> {
        walk_pages(&self.client, &self.url, task, |_| Ok(())).await
    }
}

/// Walks the list and hands over each page; returns the number of items.
pub(crate) async fn walk_pages(
    client: &reqwest::Client,
    url: &str,
    task: &Task,
    mut page: impl FnMut(&PullRequests) -> Result<()>,
) -> Result<usize> {
    let (owner, name) = (task.owner(), task.name());
    let mut after: Option<String> = None;
    let mut items = 0;
    loop {
        let body = Body {
            query: QUERY,
            variables: Variables {
                owner: &owner,
                name: &name,
                first: 100,
                after: after.as_deref(),
            },
        };
        let response = client.post(url).json(&body).send().await?;
        let envelope: Envelope = response.error_for_status()?.json().await?;
        anyhow::ensure!(envelope.errors.is_empty(), "errors: {:?}", envelope.errors);
        let repository = envelope.data.context("data")?.repository;
        let connection = repository.context("a repository")?.pull_requests;
        for item in connection.nodes.iter().flatten().flatten() {
            std::hint::black_box(item);
            items += 1;
        }
        page(&connection)?;
        task.work().await;
        if !connection.page_info.has_next_page {
            return Ok(items);
        }
        after = Some(connection.page_info.end_cursor.context("a cursor")?);
    }
}
