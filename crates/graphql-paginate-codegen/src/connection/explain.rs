//! Reports the obstacles to a walk as a diagnostic.

use super::model::Obstacle;
use crate::diagnostic::Diagnostic;
use crate::source::Source;
use std::ops::Range;

/// Combines all obstacles into one diagnostic.
pub(crate) fn explain(
    source: &Source<'_>,
    place: Range<usize>,
    what: &str,
    obstacles: Vec<Obstacle>,
) -> Diagnostic {
    let mut obstacles = obstacles.into_iter();
    let Obstacle { message, help } = obstacles.next().expect("there is an obstacle");
    let first = Diagnostic::error(source, place, format!("{what}: {message}")).help(help);
    obstacles.fold(first, |diagnostic, obstacle| {
        diagnostic.help(format!("also, {}: {}", obstacle.message, obstacle.help))
    })
}
