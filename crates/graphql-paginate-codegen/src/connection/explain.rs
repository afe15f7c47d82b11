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
    let mut diagnostic = Diagnostic::error(source, place, format!("{what}: {message}")).help(help);
    for Obstacle { message, help } in obstacles {
        diagnostic = diagnostic.help(format!("also, {message}: {help}"));
    }
    diagnostic
}
