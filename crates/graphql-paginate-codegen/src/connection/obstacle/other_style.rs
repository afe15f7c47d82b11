//! Arguments that a query gives, but that belong to another paging style than the one in which a list is walked.

use super::super::detect::{
    PagingArgument, given_values, is_counted_position, is_paging_object, is_zero,
};
use super::super::model::Obstacle;
use super::super::selected_connection::SelectedConnection;

impl SelectedConnection<'_, '_> {
    /// The obstacle of such an argument: it would be sent with every page, and each page would skip items. A literal 0
    /// skips none.
    pub(crate) fn other_style_obstacle(&self) -> Option<Obstacle> {
        let field = self.paged.views[0].field;
        for (path, value) in given_values(field.nodes[0]) {
            let is_own = self.paging_arguments().any(|own| own.dotted() == path);
            if is_own || is_zero(value) {
                continue;
            }
            let skips = match PagingArgument::at(self.schema, field.definition, &path) {
                Some(argument) => self.skips_items(&argument),
                None => is_deep_position(&path),
            };
            if !skips {
                continue;
            }
            return Some(Obstacle {
                message: format!(
                    "it is given `{path}`, which would be sent with every page and skip items of each"
                ),
                help: format!("remove `{path}`, or the paging arguments of another style"),
            });
        }
        None
    }

    /// Whether an argument chooses a position in the list besides the walk's own arguments.
    fn skips_items(&self, argument: &PagingArgument<'_>) -> bool {
        let is_of_other_end =
            self.paging.style.is_counted() && matches!(argument.name(), "last" | "before");
        is_of_other_end || (is_counted_position(argument.name()) && argument.is_number(self.schema))
    }
}

/// Whether a dotted path is that of a position deep inside an object with paging arguments.
fn is_deep_position(path: &str) -> bool {
    match path.rsplit_once('.') {
        Some((objects, name)) => {
            is_counted_position(name) && objects.split('.').any(is_paging_object)
        }
        None => false,
    }
}
