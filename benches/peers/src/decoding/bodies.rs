//! The response bodies that are decoded.

use serde_json::{Value, json};

const ITEMS: usize = 100;

/// Issues with everything in fragments.
pub(super) fn issues() -> Value {
    let labels = |item: usize| -> Vec<Value> {
        let label = |number| json!({ "name": format!("label-{number}"), "color": "ededed", "isDefault": number == 0, "description": null });
        (0..item % 4).map(label).collect()
    };
    let issue = |item: usize| {
        json!({
            "id": format!("I_{item:08}"), "number": item, "title": format!("Issue number {item}"),
            "bodyText": "It does not do what its name says.", "titleHTML": format!("Issue number {item}"),
            "state": "OPEN", "locked": false, "databaseId": 1000 + item,
            "resourcePath": format!("/owner/name/issues/{item}"),
            "url": format!("https://example.org/owner/name/issues/{item}"),
            "createdAt": "2024-01-01T00:00:00Z", "updatedAt": "2024-02-01T00:00:00Z", "closedAt": null,
            "author": { "__typename": "User", "login": "user-1", "avatarUrl": "https://example.org/1.png" },
            "milestone": { "number": 1, "title": "1.0", "dueOn": null, "createdAt": "2024-01-01T00:00:00Z" },
            "labels": { "nodes": labels(item) },
        })
    };
    let nodes: Vec<Value> = (0..ITEMS).map(issue).collect();
    let page_info = json!({ "hasNextPage": true, "endCursor": "Y3Vyc29y" });
    json!({ "repository": { "issues": { "pageInfo": page_info, "nodes": nodes } } })
}

/// Moves `__typename` from the first to the last key of each node.
pub(super) fn typename_last(page: &Value) -> String {
    let nodes = page["search"]["nodes"].as_array().expect("a list");
    let node = |node: &Value| {
        let mut node = node.as_object().expect("an object").clone();
        let typename = node.remove("__typename").expect("an object with its type");
        let entries = Value::Object(node).to_string();
        format!(
            "{},\"__typename\":{typename}}}",
            &entries[..entries.len() - 1]
        )
    };
    let nodes: Vec<String> = nodes.iter().map(node).collect();
    format!(r#"{{"search":{{"nodes":[{}]}}}}"#, nodes.join(","))
}

/// Issues, pull requests and users, each with its `__typename` first.
pub(super) fn possible_types() -> Value {
    let node = |item: usize| match item % 4 {
        0 | 1 => json!({
            "__typename": "Issue", "id": format!("I_{item}"), "number": item, "title": format!("Issue {item}"),
            "createdAt": "2024-01-01T00:00:00Z", "updatedAt": "2024-02-01T00:00:00Z", "closedAt": null,
        }),
        2 => json!({
            "__typename": "PullRequest", "id": format!("P_{item}"), "additions": item, "deletions": 2, "isDraft": false,
        }),
        _ => json!({ "__typename": "User", "login": format!("user-{item}") }),
    };
    json!({ "search": { "nodes": (0..ITEMS).map(node).collect::<Vec<_>>() } })
}
