//! Hand-written `serde` structs for the query of the walk, shared by the peers that have no derive.

use serde::{Deserialize, Serialize};

/// The text of the query.
pub(crate) const QUERY: &str = include_str!("../../queries/walk.graphql");

#[derive(Deserialize)]
pub(crate) struct Data {
    pub(crate) repository: Option<Repository>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Repository {
    pub(crate) pull_requests: PullRequests,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "decoded, as in the other libraries")]
pub(crate) struct PullRequests {
    total_count: i64,
    pub(crate) page_info: PageInfo,
    pub(crate) nodes: Option<Vec<Option<PullRequest>>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PageInfo {
    pub(crate) has_next_page: bool,
    pub(crate) end_cursor: Option<String>,
}

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PullRequest {
    pub(crate) id: String,
    pub(crate) number: i64,
    pub(crate) title: String,
    pub(crate) url: String,
    pub(crate) state: State,
    pub(crate) created_at: String,
    pub(crate) updated_at: String,
    pub(crate) is_draft: bool,
    pub(crate) additions: i64,
    pub(crate) deletions: i64,
    pub(crate) author: Option<Author>,
    pub(crate) labels: Option<Labels>,
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum State {
    Closed,
    Merged,
    Open,
}

#[derive(Deserialize, Serialize)]
pub(crate) struct Author {
    #[serde(rename = "__typename")]
    typename: String,
    login: String,
}

#[derive(Deserialize, Serialize)]
pub(crate) struct Labels {
    nodes: Option<Vec<Option<Label>>>,
}

#[derive(Deserialize, Serialize)]
pub(crate) struct Label {
    name: String,
    color: String,
}
