//! Chooses the list of a query that is walked.

use graphql_paginate::Direction;
use graphql_paginate_codegen::{ConnectionAnalysis, Obstacle, Walkability, did_you_mean};
use serde_json::{Map, Value};

use crate::failure::Failure;

/// The connection at a path; or the only connection that is not inside another list; or, if all are, the only one that
/// is walked for each element of a list.
pub(super) fn chosen<'r>(
    connections: &'r [ConnectionAnalysis],
    path: Option<&str>,
) -> Result<&'r ConnectionAnalysis, Failure> {
    let (mut outer, mut of_parents) = (Vec::new(), Vec::new());
    for connection in connections {
        if path == Some(connection.path.join(".").as_str()) {
            return walkable(connection);
        }
        if connection.inside.is_none() {
            outer.push(connection);
        } else if has_several_parents(connection) {
            of_parents.push(connection);
        }
    }
    if outer.is_empty() {
        outer = of_parents;
    }
    let paths: Vec<String> = outer
        .iter()
        .map(|connection| connection.path.join("."))
        .collect();
    match (path, outer.as_slice()) {
        (Some(path), _) => Err(Failure::usage(format!(
            "no list at `{path}`{}",
            did_you_mean(path, paths.iter().map(String::as_str))
        ))
        .help(format!("the query's lists: {}", paths.join(", ")))),
        (None, [connection]) => walkable(connection),
        (None, []) => Err(Failure::usage(
            "the query selects no list that can be walked",
        )),
        (None, _) => Err(Failure::usage("the query has several lists")
            .help(format!("choose one with `--path`: {}", paths.join(", ")))),
    }
}

/// Whether a connection is inside a list and walked for each element of it.
pub(super) fn has_several_parents(connection: &ConnectionAnalysis) -> bool {
    let ways = [&connection.forward, &connection.backward];
    ways.into_iter()
        .any(|way| matches!(way, Walkability::Walkable(walk) if walk.each_parent.is_some()))
}

fn walkable(connection: &ConnectionAnalysis) -> Result<&ConnectionAnalysis, Failure> {
    let mut obstacles: Vec<&Obstacle> = Vec::new();
    for way in [&connection.forward, &connection.backward] {
        match way {
            Walkability::Walkable { .. } => return Ok(connection),
            Walkability::Blocked(found) => obstacles.extend(found),
            Walkability::NotOffered => {}
        }
    }
    let mut failure = Failure::usage(format!("`{}` cannot be walked", connection.path.join(".")));
    for obstacle in obstacles {
        failure = failure.help(format!("{}: {}", obstacle.message, obstacle.help));
    }
    Err(failure)
}

/// The failure for a direction in which a list cannot be walked.
pub(super) fn not_in_direction(connection: &ConnectionAnalysis, direction: Direction) -> Failure {
    let (way, name, other) = match direction {
        Direction::Forward => (&connection.forward, "forward", "backward"),
        Direction::Backward => (&connection.backward, "backward", "forward"),
    };
    let message = format!("`{}` cannot be walked {name}", connection.path.join("."));
    let mut failure = Failure::usage(message).help(format!("use `--direction {other}`"));
    if let Walkability::Blocked(obstacles) = way {
        for obstacle in obstacles {
            failure = failure.help(format!("{}: {}", obstacle.message, obstacle.help));
        }
    }
    failure
}

/// Refuses a list that `@include` or `@skip` excludes from the response.
pub(super) fn refuse_left_out(
    connection: &ConnectionAnalysis,
    variables: &Map<String, Value>,
) -> Result<(), Failure> {
    for condition in &connection.conditions {
        let given = match variables.get(&condition.variable) {
            Some(value) => value.as_bool(),
            None => condition.default,
        };
        if given != Some(condition.value) {
            let (name, value) = (&condition.variable, condition.value);
            let message = format!(
                "`{}` is left out of the response",
                connection.path.join(".")
            );
            return Err(Failure::usage(message).help(format!("add `-F {name}={value}`")));
        }
    }
    Ok(())
}
