//! The flags and cursors of a Relay connection: where the query selects them, and what walk documents add.

use super::super::detect::Binding;
use super::super::direction::Direction;
use super::super::selected_connection::SelectedConnection;
use super::super::view::{FieldView, SelectionStep};
use crate::name;
use crate::syntax::{Field, Selection};
use bluejay_core::definition::FieldDefinition as _;

/// Response keys from a connection to the flag and the cursor of a direction.
pub(crate) struct PageInfoPaths {
    pub(crate) more: Vec<String>,
    pub(crate) cursor: Vec<String>,
    /// The response key under which derived documents add `pageInfo`; `None` if the query selects what is needed.
    pub(crate) added: Option<String>,
    /// To the flag of the other direction, if it shows that the page is not from the end where the direction begins.
    /// Derived documents select it. `None` if it is not needed, or if the schema has no such flag.
    pub(crate) wrong_end: Option<Vec<String>>,
}

impl<'v, 'a> SelectedConnection<'v, 'a> {
    /// Response keys from the connection to the flag and the cursor of a direction.
    pub(crate) fn page_info_paths(&self, direction: Direction) -> PageInfoPaths {
        let (more, next) = direction.flag_and_cursor();
        if let (Some(more), Some(cursor)) = (self.selected_path(more), self.selected_path(next))
            && self.selects_guard(direction, &more)
        {
            return PageInfoPaths {
                wrong_end: self
                    .guard(direction)
                    .map(|guard| self.beside_flag(&more, guard)),
                more,
                cursor,
                added: None,
            };
        }
        let is_taken = |key: &str| self.fields.iter().any(|known| known.field.key == key);
        let key = if is_taken("pageInfo") {
            name::free("walkPageInfo".to_owned(), is_taken)
        } else {
            "pageInfo".to_owned()
        };
        PageInfoPaths {
            more: vec![key.clone(), more.to_owned()],
            cursor: vec![key.clone(), next.to_owned()],
            wrong_end: self
                .guard(direction)
                .map(|guard| vec![key.clone(), guard.to_owned()]),
            added: Some(key),
        }
    }

    /// The field of `pageInfo` which shows that a page is not from the end where a direction begins: the server ignores
    /// `last`, or a nested connection that is read forward was requested with `last`.
    fn guard(&self, direction: Direction) -> Option<&'static str> {
        let is_needed = match direction {
            Direction::Backward => true,
            Direction::Forward => self.list.is_some() && self.has_both_sizes(),
        };
        let (guard, _) = direction.opposite().flag_and_cursor();
        if is_needed && self.page_info_type(guard).is_some() {
            Some(guard)
        } else {
            None
        }
    }

    /// Whether the query gives both `first` and `last`, so that only the variables tell which of them is used.
    fn has_both_sizes(&self) -> bool {
        self.arguments.first != Binding::Absent && self.arguments.last != Binding::Absent
    }

    /// Response keys to a field in the `pageInfo` of the query that has the flag `more`. The key is that of the field,
    /// unless the query uses it for another one.
    fn beside_flag(&self, more: &[String], name: &str) -> Vec<String> {
        let is_other = |key: &str| {
            let mut fields = self.page_info.iter();
            fields.any(|view| view.field.key == key && !view.is_plainly(name))
        };
        let mut path = more[..more.len() - 1].to_vec();
        path.push(name::free(name.to_owned(), is_other));
        path
    }

    /// Whether the query selects `hasNextPage` beside the flag of a backward walk, if it is needed to detect a server
    /// that ignores `last`.
    fn selects_guard(&self, direction: Direction, more: &[String]) -> bool {
        if self.list.is_some() {
            return true;
        }
        let Some(guard) = self.guard(direction) else {
            return true;
        };
        let Some(path) = self.selected_path(guard) else {
            return false;
        };
        path.last().is_some_and(|key| key == guard)
            && path[..path.len() - 1] == more[..more.len() - 1]
    }

    /// Selects the fields of `pageInfo` that a direction needs, unless the query does.
    pub(crate) fn add_page_info(&self, field: &mut Field, direction: Direction) {
        let paths = self.page_info_paths(direction);
        let Some(key) = paths.added else {
            if let (Some(guard), Some([page_info, key])) =
                (self.guard(direction), paths.wrong_end.as_deref())
                && paths.wrong_end != self.selected_path(guard)
            {
                // Fields with the same response key merge, if the query selects `pageInfo` in a fragment.
                field.selected("pageInfo", page_info).selected(guard, key);
            }
            return;
        };
        let mut fields = Vec::new();
        let (more, cursor) = direction.flag_and_cursor();
        for name in [more, cursor].into_iter().chain(self.guard(direction)) {
            if self.page_info_type(name).is_some() {
                fields.push(Selection::Field(Field::added(name, Vec::new())));
            }
        }
        let is_there = |selection: &Selection| matches!(selection, Selection::Field(field) if field.id.is_none() && field.response_key() == key);
        if field.selections.iter().any(is_there) {
            return;
        }
        let mut page_info = Field::added("pageInfo", fields);
        page_info.set_response_key(&key);
        field.selections.push(Selection::Field(page_info));
    }

    /// Response keys from the connection to a field of `pageInfo`, if the query always selects it.
    fn selected_path(&self, name: &str) -> Option<Vec<String>> {
        let steps = &self.page_info_field(name)?.steps;
        let keys = steps.iter().filter_map(SelectionStep::key);
        Some(keys.skip(self.path.len()).map(str::to_owned).collect())
    }

    /// A field of `pageInfo`, if the query selects it whenever it selects the connection.
    pub(crate) fn page_info_field(&self, name: &str) -> Option<&FieldView<'v, 'a>> {
        let always = self.shared_steps();
        let mut selected = self.page_info.iter();
        selected.find(|field| {
            field.field.definition.name() == name
                && field.steps.len() > always
                && field.steps[always..]
                    .iter()
                    .all(|step| self.is_always(step))
                && !self.has_arguments_below(field)
        })
    }

    /// Whether a field on the way from the connection is selected with arguments.
    fn has_arguments_below(&self, field: &FieldView<'v, 'a>) -> bool {
        let fields = field.steps.iter().filter(|step| step.key().is_some());
        let mut below = fields.skip(self.path.len());
        below.any(SelectionStep::has_arguments)
    }
}
