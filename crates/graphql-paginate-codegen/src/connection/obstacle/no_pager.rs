//! Why an operation has no pager, as diagnostics with place and fix.

use super::super::direction::Direction;
use super::super::explain::explain;
use super::super::rust::method_name;
use super::super::selected_connection::SelectedConnection;
use super::super::walk::with_pager;
use crate::diagnostic::Diagnostic;
use crate::document::Operation;
use crate::options::Paginate;
use crate::source::Source;
use bluejay_core::OperationType;
use bluejay_parser::HasSpan;

/// Diagnostics for a requested pager that cannot be created; empty if it can.
pub(crate) fn unwalkable(
    source: &Source<'_>,
    found: &[SelectedConnection<'_, '_>],
    wish: &Paginate,
) -> Vec<Diagnostic> {
    let is_granted = match wish {
        Paginate::IfWalkable => true,
        Paginate::Required => found.iter().any(SelectedConnection::is_walkable),
        Paginate::Named(path) => found
            .iter()
            .any(|found| found.is_walkable() && found.dotted() == *path),
    };
    if is_granted {
        return Vec::new();
    }
    let is_meant = |found: &&SelectedConnection<'_, '_>| match wish {
        Paginate::Named(path) => found.dotted() == *path,
        Paginate::IfWalkable | Paginate::Required => true,
    };
    let explained: Vec<Diagnostic> = found
        .iter()
        .filter(is_meant)
        .map(|found| found.explanation(source))
        .collect();
    if !explained.is_empty() {
        return explained;
    }
    let known: Vec<String> = found
        .iter()
        .map(|found| format!("`{}`", found.dotted()))
        .collect();
    let message = match wish {
        Paginate::Named(path) => format!("`{}` selects no connection `{path}`", source.name),
        Paginate::IfWalkable | Paginate::Required => format!(
            "`{}` selects no list that is known to be paged: no connection with `first`/`after` or `last`/`before`, and no list with `limit`/`offset`, `page`/`perPage` or a token",
            source.name
        ),
    };
    vec![match known.as_slice() {
        [] => Diagnostic::general(message).help("select one, or remove `paginate`"),
        known => {
            Diagnostic::general(message).help(format!("its connections are {}", known.join(", ")))
        }
    }]
}

/// Why an operation that is not a query has no pager.
pub(crate) fn not_a_query(operation: &Operation<'_>) -> Option<Diagnostic> {
    let (reason, help) = match operation.kind {
        OperationType::Query => return None,
        OperationType::Mutation => (
            "is a mutation, which every page would execute again",
            "execute it once with `client.execute`, and paginate the connection in a query",
        ),
        OperationType::Subscription => (
            "is a subscription, which has no pages",
            "paginate the connection in a query",
        ),
    };
    let message = format!("`{}` cannot be paginated: it {reason}", operation.name);
    let place = operation.name_place.clone();
    Some(Diagnostic::error(&operation.source, place, message).help(help))
}

/// Why an operation has no associated function `paginate`; `None` if it has one.
pub(crate) fn no_pager(
    operation: &Operation<'_>,
    found: &[SelectedConnection<'_, '_>],
    wish: &Paginate,
) -> Option<Diagnostic> {
    if let Some(diagnostic) = not_a_query(operation) {
        return Some(diagnostic);
    }
    let chosen = with_pager(found, wish);
    match (chosen.as_slice(), wish) {
        ([_], _) | ([_, _, ..], Paginate::Named(_)) => None,
        ([], _) => {
            let place = operation.name_place.clone();
            let diagnostic = match found {
                [] => Diagnostic::error(&operation.source, place, format!(
                    "`{}` cannot be paginated: it selects no connection",
                    operation.name
                ))
                .help("a connection is a field with the arguments `first` and `after`, or `last` and `before`, whose type has `pageInfo` and `nodes` or `edges`")
                .help("execute it once with `client.execute`"),
                [first, ..] => {
                    let mut blocked = found.iter().filter(|found| !found.is_walkable());
                    blocked.next().unwrap_or(first).explanation(&operation.source)
                }
            };
            Some(diagnostic)
        }
        (several, _) => {
            let paths: Vec<String> = several.iter().map(|found| found.dotted()).collect();
            let methods: Vec<String> = several
                .iter()
                .map(|found| format!("`{}`", method_name(found)))
                .collect();
            let message = format!(
                "`{}` has {} connections, so `paginate` is ambiguous",
                operation.name,
                paths.len()
            );
            let place = operation.name_place.clone();
            let diagnostic = Diagnostic::error(&operation.source, place, message)
                .help(format!("call {}", methods.join(" or ")))
                .help(format!(
                    "or choose the connection of `paginate`: `#[graphql(paginate = \"{}\")]`",
                    paths[0]
                ));
            Some(diagnostic)
        }
    }
}

impl SelectedConnection<'_, '_> {
    fn explanation(&self, source: &Source<'_>) -> Diagnostic {
        let direction = if self.supports(Direction::Forward) {
            Direction::Forward
        } else {
            Direction::Backward
        };
        let span = self.views[0].field.nodes[0].name().span().byte_range();
        explain(
            source,
            span,
            &format!("`{}` cannot be paginated", self.dotted()),
            self.obstacles(direction),
        )
    }
}
