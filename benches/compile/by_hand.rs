//! Writes hand-written structs for the same queries: the least that a program with typed responses can compile.

use crate::crates::{fields, snake};

/// The imports and the types that all queries share.
pub(crate) const HEAD: &str = "#[derive(serde::Serialize)]\npub struct Body<V> { pub query: &'static str, pub variables: V }\n#[derive(serde::Deserialize, Debug)]\n#[serde(rename_all = \"SCREAMING_SNAKE_CASE\")]\npub enum PullRequestReviewState { Approved, ChangesRequested, Commented, Dismissed, Pending }\n";

/// The structs of one query.
pub(crate) fn module(index: usize) -> String {
    let scalars: String = fields(index)
        .map(|(name, ty)| format!("pub {}: {}, ", snake(name), rust_type(ty)))
        .collect();
    format!(
        "pub mod query{index} {{
use super::*;
use serde::{{Deserialize, Serialize}};
pub const QUERY: &str = include_str!(\"../../queries/{index}.graphql\");
#[derive(Serialize, Debug)]
pub struct Variables {{ pub owner: String, pub name: String, pub first: Option<i64>, pub after: Option<String> }}
pub fn body(variables: Variables) -> Body<Variables> {{ Body {{ query: QUERY, variables }} }}
#[derive(Deserialize, Debug)]
pub struct Data {{ pub repository: Option<Repository> }}
#[derive(Deserialize, Debug)]
#[serde(rename_all = \"camelCase\")]
pub struct Repository {{ pub id: String, pub name: String, pub description: Option<String>, pub stargazer_count: i64,
    pub pull_requests: PullRequestConnection }}
#[derive(Deserialize, Debug)]
#[serde(rename_all = \"camelCase\")]
pub struct PullRequestConnection {{ pub total_count: i64, pub page_info: PageInfo, pub nodes: Option<Vec<Option<PullRequest>>> }}
#[derive(Deserialize, Debug)]
#[serde(rename_all = \"camelCase\")]
pub struct PageInfo {{ pub has_next_page: bool, pub end_cursor: Option<String> }}
#[derive(Deserialize, Debug)]
#[serde(rename_all = \"camelCase\")]
pub struct PullRequest {{ {scalars} pub author: Option<Actor>,
    pub labels: Option<LabelConnection>, pub reviews: Option<PullRequestReviewConnection> }}
#[derive(Deserialize, Debug)]
pub struct Actor {{ #[serde(rename = \"__typename\")] pub typename: String, pub login: String }}
#[derive(Deserialize, Debug)]
pub struct LabelConnection {{ pub nodes: Option<Vec<Option<Label>>> }}
#[derive(Deserialize, Debug)]
pub struct Label {{ pub name: String, pub color: String }}
#[derive(Deserialize, Debug)]
pub struct PullRequestReviewConnection {{ pub nodes: Option<Vec<Option<PullRequestReview>>> }}
#[derive(Deserialize, Debug)]
#[serde(rename_all = \"camelCase\")]
pub struct PullRequestReview {{ pub state: PullRequestReviewState, pub body: String, pub submitted_at: Option<String> }}
}}
"
    )
}

/// The type of a scalar, which `cynic` wraps.
fn rust_type(ty: &str) -> &str {
    match ty {
        "i32" => "i64",
        "Uri" | "DateTime" => "String",
        ty => ty,
    }
}
