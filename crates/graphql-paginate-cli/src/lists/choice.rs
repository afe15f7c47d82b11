//! Chooses the list of a query that is walked.

use graphql_paginate::Direction;
use graphql_paginate_codegen::{
    ConnectionAnalysis, Obstacle, PageDefault, Walk, Walkability, did_you_mean,
};
use serde_json::{Map, Value};

use crate::failure::Failure;

/// The connection at a path or, without one, the only one that the query is written to walk.
pub(crate) fn choose_connection<'r>(
    connections: &'r [ConnectionAnalysis],
    path: Option<&str>,
) -> Result<&'r ConnectionAnalysis, Failure> {
    match path {
        Some(path) => named(connections, path),
        None => only_one(connections),
    }
}

/// The connection with a name, or the only one at a path.
fn named<'r>(
    connections: &'r [ConnectionAnalysis],
    path: &str,
) -> Result<&'r ConnectionAnalysis, Failure> {
    let mut at_path = Vec::new();
    for connection in connections {
        if connection.name.join(".") == path {
            return walkable(connection);
        }
        if connection.path.join(".") == path {
            at_path.push(connection);
        }
    }
    match at_path.as_slice() {
        [connection] => walkable(connection),
        [] => {
            let names = names(&candidates(connections.iter()));
            let meant = did_you_mean(path, names.iter().map(String::as_str));
            Err(Failure::usage(format!("no list at `{path}`{meant}"))
                .help(format!("the query's lists: {}", names.join(", "))))
        }
        several => Err(
            Failure::usage(format!("several types have a list at `{path}`")).help(format!(
                "choose one with `--path`: {}",
                names(several).join(", ")
            )),
        ),
    }
}

/// The only connection outside of lists or, if there is none, the only one that is walked for each element of a list. Of
/// several, the one whose items are selected, and that can be walked and has a cursor variable. A list with items that
/// cannot be walked is never left out for another one: the query may be written for it. Lists of words beside lists of
/// objects do not count.
fn only_one(connections: &[ConnectionAnalysis]) -> Result<&ConnectionAnalysis, Failure> {
    let has_objects = connections
        .iter()
        .any(|known| selects_items(known) && !known.has_leaf_items);
    let meant = connections.iter();
    let mut candidates = candidates(meant.filter(|known| !has_objects || !known.has_leaf_items));
    prefer(&mut candidates, selects_items);
    let has_blocked = candidates
        .iter()
        .any(|connection| selects_items(connection) && !is_walkable(connection));
    if !has_blocked {
        prefer(&mut candidates, is_walkable);
        prefer(&mut candidates, has_cursor_variable);
    }
    match candidates.as_slice() {
        [connection] => walkable(connection),
        [] => Err(Failure::usage("the query selects no list that can be walked").help(DECLARE)),
        several => Err(of_several(several)),
    }
}

/// What to do about a list that is paged in a way that is not recognized.
pub(crate) const DECLARE: &str = "declare a list with unusual paging arguments: `--paginate 'path=…, style=…, position=…'`, or `paginate` of a stream or mirror";

/// Keeps the better connections, if there are any.
fn prefer(connections: &mut Vec<&ConnectionAnalysis>, is_better: fn(&ConnectionAnalysis) -> bool) {
    if connections.iter().any(|connection| is_better(connection)) {
        connections.retain(|connection| is_better(connection));
    }
}

/// The failure for a query with several lists; it says which of them cannot be walked, and why.
fn of_several(connections: &[&ConnectionAnalysis]) -> Failure {
    let mut failure = Failure::usage("the query has several lists").help(format!(
        "choose one with `--path`: {}",
        names(connections).join(", ")
    ));
    for connection in connections {
        if is_walkable(connection) {
            continue;
        }
        let place = format!("`{}` cannot be walked: ", connection.name.join("."));
        failure = failure.help_about(&place, obstacles(connection));
    }
    failure
}

/// The connections outside of lists or, if there are none, those that are walked for each element of a list.
fn candidates<'r>(
    connections: impl Iterator<Item = &'r ConnectionAnalysis>,
) -> Vec<&'r ConnectionAnalysis> {
    let (mut outer, mut of_parents) = (Vec::new(), Vec::new());
    for connection in connections {
        if connection.inside.is_none() {
            outer.push(connection);
        } else if has_several_parents(connection) {
            of_parents.push(connection);
        }
    }
    if outer.is_empty() { of_parents } else { outer }
}

/// The names of connections, which differ even where several types have a list under the same keys.
fn names(connections: &[&ConnectionAnalysis]) -> Vec<String> {
    let mut names = Vec::new();
    for connection in connections {
        names.push(connection.name.join("."));
    }
    names
}

fn selects_items(connection: &ConnectionAnalysis) -> bool {
    connection.items.is_some()
}

fn is_walkable(connection: &ConnectionAnalysis) -> bool {
    walks(connection).next().is_some()
}

/// Whether the query has a variable for the cursor of a connection, so that it is written to walk it.
fn has_cursor_variable(connection: &ConnectionAnalysis) -> bool {
    walks(connection).any(|walk| matches!(walk.cursor.default, Some(PageDefault::Variable { .. })))
}

/// Whether a connection is inside a list and walked for each element of it.
pub(crate) fn has_several_parents(connection: &ConnectionAnalysis) -> bool {
    walks(connection).any(|walk| walk.each_parent.is_some())
}

/// The walks of a connection, in at most two directions.
pub(crate) fn walks(connection: &ConnectionAnalysis) -> impl Iterator<Item = &Walk> {
    let ways = [&connection.forward, &connection.backward];
    ways.into_iter().filter_map(|way| match way {
        Walkability::Walkable(walk) => Some(walk),
        _ => None,
    })
}

fn walkable(connection: &ConnectionAnalysis) -> Result<&ConnectionAnalysis, Failure> {
    if is_walkable(connection) {
        return Ok(connection);
    }
    let message = format!("`{}` cannot be walked", connection.path.join("."));
    Err(Failure::usage(message).help_about("", obstacles(connection)))
}

/// Why a connection cannot be walked in either direction.
fn obstacles(connection: &ConnectionAnalysis) -> Vec<&Obstacle> {
    let mut obstacles: Vec<&Obstacle> = Vec::new();
    for way in [&connection.forward, &connection.backward] {
        if let Walkability::Blocked(found) = way {
            obstacles.extend(found);
        }
    }
    obstacles
}

/// The failure for a direction in which a list cannot be walked.
pub(crate) fn not_in_direction(connection: &ConnectionAnalysis, direction: Direction) -> Failure {
    let (way, name, other) = match direction {
        Direction::Forward => (&connection.forward, "forward", "backward"),
        Direction::Backward => (&connection.backward, "backward", "forward"),
    };
    let message = format!("`{}` cannot be walked {name}", connection.path.join("."));
    let failure = Failure::usage(message).help(format!("use `--direction {other}`"));
    match way {
        Walkability::Blocked(obstacles) => failure.help_about("", obstacles),
        _ => failure,
    }
}

/// Refuses a list that `@include` or `@skip` excludes from the response.
pub(crate) fn refuse_left_out(
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
