//! The flags and cursors of a Relay connection: where the query selects them, and what walk documents add.

use super::direction::Direction;
use super::found::Found;
use super::view::{FieldView, ViewStep};
use crate::name;
use crate::syntax::{Field, Selection};
use bluejay_core::definition::FieldDefinition as _;

/// Response keys from a connection to the flag and the cursor of a direction.
pub(crate) struct PageInfoPaths {
    pub(crate) more: Vec<String>,
    pub(crate) cursor: Vec<String>,
    /// The response key under which derived documents add `pageInfo`; `None` if the query selects what is needed.
    pub(crate) added: Option<String>,
}

impl<'v, 'a> Found<'v, 'a> {
    /// Response keys from the connection to the flag and the cursor of a direction.
    pub(crate) fn page_info_paths(&self, direction: Direction) -> PageInfoPaths {
        let (more, next) = direction.flag_and_cursor();
        if let (Some(more), Some(cursor)) = (self.selected_path(more), self.selected_path(next))
            && self.selects_guard(direction, &more)
        {
            return PageInfoPaths {
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
            added: Some(key),
        }
    }

    /// Whether the query selects `hasNextPage` beside the flag of a backward walk, if it is needed to detect a server
    /// that ignores `last`.
    fn selects_guard(&self, direction: Direction, more: &[String]) -> bool {
        let guard = "hasNextPage";
        let is_needed = direction == Direction::Backward
            && self.list.is_none()
            && self.page_info_type(guard).is_some();
        if !is_needed {
            return true;
        }
        let Some(path) = self.selected_path(guard) else {
            return false;
        };
        path.last().is_some_and(|key| key == guard)
            && path[..path.len() - 1] == more[..more.len() - 1]
    }

    /// Selects the fields of `pageInfo` that a direction needs, unless the query does.
    pub(crate) fn add_page_info(&self, field: &mut Field, direction: Direction) {
        let Some(key) = self.page_info_paths(direction).added else {
            return;
        };
        let mut fields = Vec::new();
        for name in direction.page_info_fields() {
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
        let keys = steps.iter().filter_map(ViewStep::key);
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
        })
    }

    /// The number of steps from the root that all places of the connection share.
    pub(super) fn shared_steps(&self) -> usize {
        let (first, others) = self.views.split_first().expect("a connection has a place");
        let is_shared = |index: &usize| {
            others.iter().all(|other| {
                let step = other.steps.get(*index);
                step.is_some_and(|step| step.is_same(&first.steps[*index]))
            })
        };
        (0..first.steps.len()).take_while(is_shared).count()
    }
}
