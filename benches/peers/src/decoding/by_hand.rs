//! Hand-written `serde` structs for the two decoded responses.

use serde::Deserialize;

#[derive(Deserialize)]
pub(crate) struct Page {
    #[expect(dead_code)]
    repository: Option<Repository>,
}

#[derive(Deserialize)]
#[expect(dead_code)]
struct Repository {
    issues: Issues,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code)]
struct Issues {
    page_info: PageInfo,
    nodes: Option<Vec<Option<Issue>>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code)]
struct PageInfo {
    has_next_page: bool,
    end_cursor: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code)]
struct Issue {
    id: String,
    number: i64,
    title: String,
    body_text: String,
    #[serde(rename = "titleHTML")]
    title_html: String,
    state: State,
    locked: bool,
    database_id: Option<i64>,
    resource_path: String,
    url: String,
    created_at: String,
    updated_at: String,
    closed_at: Option<String>,
    author: Option<Author>,
    milestone: Option<Milestone>,
    labels: Option<Labels>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code)]
struct Author {
    #[serde(rename = "__typename")]
    typename: String,
    login: String,
    avatar_url: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum State {
    Open,
    Closed,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code)]
struct Milestone {
    number: i64,
    title: String,
    due_on: Option<String>,
    created_at: String,
}

#[derive(Deserialize)]
#[expect(dead_code)]
struct Labels {
    nodes: Option<Vec<Option<Label>>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code)]
struct Label {
    name: String,
    color: String,
    is_default: bool,
    description: Option<String>,
}

#[derive(Deserialize)]
pub(crate) struct PossibleTypes {
    #[expect(dead_code)]
    search: Search,
}

#[derive(Deserialize)]
#[expect(dead_code)]
struct Search {
    nodes: Option<Vec<Option<Found>>>,
}

#[derive(Deserialize)]
#[serde(tag = "__typename")]
#[expect(dead_code)]
enum Found {
    #[serde(rename_all = "camelCase")]
    Issue {
        id: String,
        number: i64,
        title: String,
        created_at: String,
        updated_at: String,
        closed_at: Option<String>,
    },
    #[serde(rename_all = "camelCase")]
    PullRequest {
        id: String,
        additions: i64,
        deletions: i64,
        is_draft: bool,
    },
    User {
        login: String,
    },
}
