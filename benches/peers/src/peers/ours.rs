//! Walks the list with `graphql-paginate`: in order, with prefetching, from both ends, and with nested lists.

use anyhow::Result;
use graphql_paginate::{Client, GraphQLQuery};

use super::Task;

/// The query of the walk.
#[derive(GraphQLQuery)]
#[graphql(
    schema = "github",
    query_path = "queries/walk.graphql",
    response_derives = "Debug"
)]
pub(crate) struct PullRequests;

/// The query of a walk from both ends, which needs the cursor of each item.
#[derive(GraphQLQuery)]
#[graphql(schema = "github", query_path = "queries/walk_edges.graphql")]
pub(crate) struct PullRequestEdges;

/// The query with a nested list.
#[derive(GraphQLQuery)]
#[graphql(
    schema = "github",
    query_path = "queries/nested.graphql",
    complete_nested
)]
pub(crate) struct Reviews;

/// How the list is walked.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Mode {
    Sequential,
    Prefetch,
    BothEnds,
}

pub(crate) struct Ours {
    client: Client,
}

impl Ours {
    pub(super) fn new(url: &str) -> Result<Self> {
        Ok(Self {
            client: Client::builder(url).build()?,
        })
    }

    pub(super) async fn walk(&self, task: &Task, mode: Mode) -> Result<usize> {
        if let Mode::BothEnds = mode {
            return self.both_ends(task).await;
        }
        let variables = pull_requests::Variables::new(task.owner(), task.name());
        let mut paginator = PullRequests::paginate(variables).page_size(100);
        if let Mode::Prefetch = mode {
            paginator = paginator.prefetch(1);
        }
        let mut items = paginator.items(&self.client);
        let mut count = 0;
        while let Some(item) = items.try_next().await? {
            std::hint::black_box(item);
            count += 1;
            work(count, task).await;
        }
        Ok(count)
    }

    async fn both_ends(&self, task: &Task) -> Result<usize> {
        let variables = pull_request_edges::Variables::new(task.owner(), task.name());
        let paginator = PullRequestEdges::paginate(variables).page_size(100);
        let mut items = paginator.prefetch(1).both_ends().items(&self.client);
        let mut count = 0;
        while let Some(item) = items.try_next().await? {
            std::hint::black_box(item);
            count += 1;
            work(count, task).await;
        }
        Ok(count)
    }

    /// The number of nested items.
    pub(super) async fn nested(&self, task: &Task) -> Result<usize> {
        let variables = reviews::Variables::new(task.owner(), task.name());
        let mut items = Reviews::paginate(variables)
            .page_size(100)
            .complete_nested()
            .concurrency(4)
            .batch(20)
            .items(&self.client);
        let mut count = 0;
        while let Some(item) = items.try_next().await? {
            if let Some(reviews) = &item.reviews {
                count += reviews.nodes.iter().flatten().flatten().count();
            }
        }
        Ok(count)
    }
}

/// Works once for each page of 100 items, at its last one.
async fn work(count: usize, task: &Task) {
    if count.is_multiple_of(100) {
        task.work().await;
    }
}
