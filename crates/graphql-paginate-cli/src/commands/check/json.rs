//! The report of `check` as JSON.

use graphql_paginate_codegen::{Analysis, ConnectionAnalysis, PageSize, Walk, Walkability};
use serde_json::{Value, json};

/// The report of an operation as JSON.
pub(super) fn json(report: &Analysis, file: &str) -> Value {
    let connections: Vec<Value> = report.connections.iter().map(connection_json).collect();
    json!({
        "file": file,
        "operation": report.operation,
        "connections": connections,
        "cost": {
            "points": report.cost.points,
            "nodes": report.cost.nodes,
            "complexity": report.complexity,
        },
    })
}

fn connection_json(connection: &ConnectionAnalysis) -> Value {
    let page_size = match &connection.page_size {
        PageSize::Variable(name) => json!({ "variable": name }),
        PageSize::Fixed(size) => json!({ "fixed": size }),
        PageSize::Unset => Value::Null,
    };
    let nested = match connection.nested.as_ref().map(|nested| &nested.follow_up) {
        None => Value::Null,
        Some(Ok(follow_up)) => {
            json!({ "complete": true, "document": follow_up.document(1) })
        }
        Some(Err(obstacles)) => {
            let obstacles: Vec<Value> = obstacles
                .iter()
                .map(|obstacle| json!({ "message": obstacle.message, "help": obstacle.help }))
                .collect();
            json!({ "complete": false, "obstacles": obstacles })
        }
    };
    json!({
        "path": connection.path,
        "parent_type": connection.parent_type,
        "field": connection.field,
        "type": connection.connection_type,
        "node_type": connection.node_type,
        "forward": way_json(&connection.forward),
        "backward": way_json(&connection.backward),
        "page_size": page_size,
        "inside": connection.inside,
        "nested": nested,
    })
}

fn way_json(way: &Walkability) -> Value {
    match way {
        Walkability::Walkable(walk) => walk_json(walk),
        Walkability::Blocked(obstacles) => {
            let obstacles: Vec<Value> = obstacles
                .iter()
                .map(|obstacle| json!({ "message": obstacle.message, "help": obstacle.help }))
                .collect();
            json!({ "walkable": false, "obstacles": obstacles })
        }
        Walkability::NotOffered => json!({ "walkable": false, "offered": false }),
    }
}

fn walk_json(walk: &Walk) -> Value {
    let mut json = json!({
        "walkable": true,
        "style": walk.style.name(),
        "document": walk.document,
        "cursor": walk.cursor.variable,
        "size": walk.size.as_ref().map(|size| &size.variable),
    });
    if let Some(first) = walk.first {
        json["first"] = first.into();
    }
    if let Some(end) = &walk.end {
        json["end"] = json!({ "mark": end.mark.name(), "path": end.path });
    }
    if let Some(each) = &walk.each_parent {
        json["each_parent"] = json!({
            "found_by": each.parent,
            "document": each.follow_up.document(1),
        });
    }
    json
}
