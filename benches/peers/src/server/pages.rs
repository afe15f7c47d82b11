//! Prepares the pages that the server returns.

use std::fmt::Write;
use std::ops::Range;

use bytes::Bytes;
use serde::Deserialize;
use serde_json::{Map, Value};

/// The number of items of a page, unless the request says otherwise.
pub(crate) const PAGE: usize = 100;

/// The number of different pages. Longer lists repeat their items, with other cursors.
const BLOCKS: usize = 100;

/// The reviews of each pull request, and those in its first page.
pub(crate) const REVIEWS: usize = 30;
const FIRST_REVIEWS: usize = 10;

/// The body of a response, and its latency in milliseconds.
pub(crate) struct Answer {
    pub(crate) latency: u64,
    pub(crate) body: Bytes,
}

/// The items of the pages as JSON: as nodes, as edges, and with their reviews.
pub(crate) struct Pages {
    plain: Vec<String>,
    edges: Vec<String>,
    reviewed: Vec<String>,
}

#[derive(Deserialize)]
struct Call {
    query: String,
    #[serde(default)]
    variables: Map<String, Value>,
}

impl Pages {
    pub(crate) fn new() -> Self {
        let block = |number: usize, item: fn(usize) -> String| -> String {
            let items = number * PAGE..(number + 1) * PAGE;
            items.map(item).collect::<Vec<_>>().join(",")
        };
        Self {
            plain: (0..BLOCKS)
                .map(|number| block(number, pull_request))
                .collect(),
            edges: (0..BLOCKS).map(|number| block(number, edge)).collect(),
            reviewed: (0..BLOCKS).map(|number| block(number, reviewed)).collect(),
        }
    }

    /// The response to a request.
    pub(crate) fn answer(&self, request: &[u8]) -> Answer {
        let call: Call = serde_json::from_slice(request).expect("a GraphQL request");
        if call.variables.contains_key("id") || call.variables.contains_key("parentId0") {
            return more_reviews(&call.variables);
        }
        let number = |name: &str| {
            call.variables
                .get(name)
                .and_then(Value::as_str)?
                .parse()
                .ok()
        };
        let total = number("name").expect("`name` is the number of items");
        let (list, blocks) = if call.query.contains("reviews(") {
            ("nodes", &self.reviewed)
        } else if call.query.contains("edges") {
            ("edges", &self.edges)
        } else {
            ("nodes", &self.plain)
        };
        let (start, end) = range(&call.variables, total);
        Answer {
            latency: number("owner").expect("`owner` is the latency") as u64,
            body: page(list, blocks, start..end, total).into(),
        }
    }

    /// A page of a list with this many items.
    pub(crate) fn page(&self, index: usize, total: usize) -> String {
        let items = index * PAGE..(index + 1) * PAGE;
        page("nodes", &self.plain, items, total)
    }
}

/// The items that the request selects.
fn range(variables: &Map<String, Value>, total: usize) -> (usize, usize) {
    let cursor = |name: &str| {
        let cursor = variables.get(name).and_then(Value::as_str)?;
        cursor.strip_prefix('c')?.parse::<usize>().ok()
    };
    let is_backward = variables.get("last").is_some_and(|last| !last.is_null());
    if is_backward {
        let end = cursor("before").unwrap_or(total);
        return (end - PAGE, end);
    }
    let start = cursor("after").or(cursor("cursor")).unwrap_or(0);
    (start, start + PAGE)
}

fn page(list: &str, blocks: &[String], range: Range<usize>, total: usize) -> String {
    let Range { start, end } = range;
    let items = &blocks[start / PAGE % BLOCKS];
    let mut body = String::with_capacity(items.len() + 256);
    let _ = write!(
        body,
        r#"{{"data":{{"repository":{{"pullRequests":{{"totalCount":{total},"pageInfo":{{"hasNextPage":{},"endCursor":"c{end}","hasPreviousPage":{},"startCursor":"c{start}"}},"{list}":["#,
        end < total,
        start > 0,
    );
    body.push_str(items);
    body.push_str("]}}}}");
    body
}

/// An item with the cursor behind it.
fn edge(number: usize) -> String {
    let cursor = number + 1;
    format!(
        r#"{{"cursor":"c{cursor}","node":{}}}"#,
        pull_request(number)
    )
}

fn pull_request(number: usize) -> String {
    let labels: Vec<String> = (0..number % 4)
        .map(|label| format!(r#"{{"name":"label-{label}","color":"ededed"}}"#))
        .collect();
    format!(
        r#"{{"id":"PR_{number:08}","number":{number},"title":"Pull request number {number}","url":"https://example.org/owner/name/pull/{number}","state":"OPEN","createdAt":"2024-01-01T00:00:00Z","updatedAt":"2024-02-01T00:00:00Z","isDraft":false,"additions":{number},"deletions":2,"author":{{"__typename":"User","login":"user-{}"}},"labels":{{"nodes":[{}]}}}}"#,
        number % 50,
        labels.join(",")
    )
}

fn reviewed(number: usize) -> String {
    let reviews = reviews(number, 0, FIRST_REVIEWS);
    format!(r#"{{"id":"PR_{number:08}","number":{number},"reviews":{reviews}}}"#)
}

/// A page of the reviews of a pull request.
fn reviews(parent: usize, start: usize, end: usize) -> String {
    let reviews: Vec<String> = (start..end)
        .map(|review| format!(r#"{{"id":"PRR_{parent:08}_{review}","state":"APPROVED"}}"#))
        .collect();
    format!(
        r#"{{"pageInfo":{{"hasNextPage":{},"endCursor":"r{end}"}},"nodes":[{}]}}"#,
        end < REVIEWS,
        reviews.join(",")
    )
}

/// Further reviews of one pull request under the alias `node`, or of several under `r0`, `r1` and so on.
fn more_reviews(variables: &Map<String, Value>) -> Answer {
    let more = |key: &str| {
        let id = variables.get(key).and_then(Value::as_str)?;
        let parent: usize = id.strip_prefix("PR_")?.parse().ok()?;
        let reviews = reviews(parent, FIRST_REVIEWS, REVIEWS);
        Some(format!(
            r#"{{"__typename":"PullRequest","reviews":{reviews}}}"#
        ))
    };
    let mut members = Vec::new();
    if let Some(node) = more("id") {
        members.push(format!(r#""node":{node}"#));
    }
    while let Some(node) = more(&format!("parentId{}", members.len())) {
        members.push(format!(r#""r{}":{node}"#, members.len()));
    }
    Answer {
        latency: 5,
        body: format!(r#"{{"data":{{{}}}}}"#, members.join(",")).into(),
    }
}
