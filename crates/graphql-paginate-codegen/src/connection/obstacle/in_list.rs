//! Connections inside lists: whether they can be walked for each parent.
//!
//! `nodes(ids: $ids) { ... on Issue { comments { nodes { body } } } }` has a connection for each element of `nodes`. The
//! first request returns the first page of each of them; further pages are requested by a follow-up document, which
//! finds some of the parents again.

use super::super::model::Obstacle;
use super::super::nested::Nesting;
use super::super::selected_connection::SelectedConnection;
use super::super::view::crosses_list_of_lists;
use crate::document::Operation;
use crate::refetch::Refetch;
use crate::schema::Schema;

/// Notes for each connection inside a list why it cannot be walked for each parent.
pub(crate) fn note_list_obstacles<'v, 'a>(
    schema: &'a Schema<'a>,
    operation: &'v Operation<'a>,
    refetch: &[Refetch],
    found: &mut [SelectedConnection<'v, 'a>],
) {
    if found.iter().all(|found| found.list.is_none()) {
        return;
    }
    let nesting = Nesting::new(schema, operation, refetch, found, &[]);
    let mut noted = Vec::new();
    for connection in found.iter() {
        noted.push(match connection.list {
            Some(list) => obstacles(connection, list, found, &nesting),
            None => Vec::new(),
        });
    }
    for (connection, obstacles) in found.iter_mut().zip(noted) {
        connection.list_obstacles = obstacles;
    }
}

fn obstacles<'v, 'a>(
    connection: &SelectedConnection<'v, 'a>,
    list: &str,
    found: &[SelectedConnection<'v, 'a>],
    nesting: &Nesting<'_, 'v, 'a>,
) -> Vec<Obstacle> {
    // The list itself may have more pages.
    if found.iter().any(|outer| outer.is_around(connection)) {
        return vec![Obstacle {
            message: format!("it is inside the list `{list}`, whose items have a cursor each"),
            help: "select it outside a list, below a single object, or walk a connection around it and complete its nested lists".to_owned(),
        }];
    }
    if crosses_list_of_lists(&connection.views[0].steps) {
        return vec![Obstacle {
            message: format!("it is inside the list `{list}`, and in a list of lists"),
            help: "select it outside a list, below a single object".to_owned(),
        }];
    }
    if !connection.paging.is_flat_relay() {
        return vec![Obstacle {
            message: format!(
                "it is inside the list `{list}`, and only connections with `first` and `after` can be continued for each element of a list"
            ),
            help: "select it outside a list, below a single object".to_owned(),
        }];
    }
    let mut obstacles = nesting.list_obstacles(connection);
    for obstacle in &mut obstacles {
        obstacle.message = format!("it is inside the list `{list}`, and {}", obstacle.message);
    }
    obstacles
}
