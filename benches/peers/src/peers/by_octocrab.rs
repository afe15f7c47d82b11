//! Walks the list with `octocrab`'s GraphQL call and hand-written structs.

use anyhow::{Context, Result};
use octocrab::Octocrab;
use serde_json::json;

use super::Task;
use super::types::{Data, QUERY};

pub(crate) struct ByOctocrab {
    client: Octocrab,
}

impl ByOctocrab {
    pub(super) fn new(url: &str) -> Result<Self> {
        let base = url.trim_end_matches("/graphql");
        Ok(Self {
            client: Octocrab::builder().base_uri(base)?.build()?,
        })
    }

    pub(super) async fn walk(&self, task: &Task) -> Result<usize> {
        let mut after: Option<String> = None;
        let mut items = 0;
        loop {
            let variables =
                json!({ "owner": task.owner(), "name": task.name(), "first": 100, "after": after });
            let body = json!({ "query": QUERY, "variables": variables });
            let data: Data = self.client.graphql(&body).await?;
            let connection = data.repository.context("a repository")?.pull_requests;
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
