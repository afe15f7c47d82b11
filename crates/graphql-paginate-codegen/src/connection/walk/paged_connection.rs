//! A connection of a pager: the variables of its paging arguments, and its field in the pager's documents.

use super::super::detect::{Binding, DirectionArguments};
use super::super::direction::Direction;
use super::super::selected_connection::SelectedConnection;
use crate::name::Scope;
use crate::style::Style;
use crate::syntax::{self, Document, Field, FieldId, InlineFragment, Selection};

/// A connection of a pager, with the variables of each direction that its field supports.
pub(super) struct PagedConnection<'p, 'v, 'a> {
    pub(super) found: &'p SelectedConnection<'v, 'a>,
    pub(super) path: Vec<String>,
    ids: Vec<FieldId>,
    pub(super) forward: Option<PagingVariables>,
    pub(super) backward: Option<PagingVariables>,
}

/// The variables of one direction. A name such as `options.skip` refers to a member of one of the query's variables.
#[derive(Clone)]
pub(super) struct PagingVariables {
    pub(super) size: Option<String>,
    pub(super) cursor: String,
}

impl<'p, 'v, 'a> PagedConnection<'p, 'v, 'a> {
    /// The connection without variables.
    pub(super) fn new(found: &'p SelectedConnection<'v, 'a>) -> Self {
        let path = found.paged.path.iter();
        Self {
            found,
            path: path.map(|key| (*key).to_owned()).collect(),
            ids: found.ids(),
            forward: None,
            backward: None,
        }
    }

    /// Rewrites the connection's field, at each place where it is selected on the path to this connection.
    pub(super) fn rewrite(
        &self,
        document: &mut Document,
        rewrite: &mut dyn FnMut(Field) -> Vec<Field>,
    ) {
        syntax::rewrite_at(document, &self.path, &mut |field| {
            if field.id.is_some_and(|id| self.ids.contains(&id)) {
                rewrite(field)
            } else {
                vec![field]
            }
        });
    }

    /// Chooses the variables of a direction; `None` if the field does not support it.
    pub(super) fn claim_variables(
        &self,
        direction: Direction,
        scope: &mut Scope,
    ) -> Option<PagingVariables> {
        let DirectionArguments { size, cursor } = self.found.arguments_of(direction)?;
        let (bound_size, bound_cursor, ..) = self.found.bindings(direction);
        Some(PagingVariables {
            size: size
                .as_ref()
                .map(|size| claim(scope, bound_size, size.name())),
            cursor: claim(scope, bound_cursor, cursor.name()),
        })
    }

    pub(super) fn variables(&self, direction: Direction) -> Option<&PagingVariables> {
        match direction {
            Direction::Forward => self.forward.as_ref(),
            Direction::Backward => self.backward.as_ref(),
        }
    }

    /// Binds the arguments of a direction, and selects the fields that say how the walk continues.
    pub(super) fn add(&self, field: &mut Field, direction: Direction, names: &PagingVariables) {
        let Some(arguments) = self.found.arguments_of(direction) else {
            return;
        };
        for argument in arguments.all() {
            argument.keep_default(field);
        }
        for argument in self.found.paging_arguments() {
            argument.remove(field);
        }
        if let (Some(size), Some(name)) = (&arguments.size, &names.size) {
            size.bind(field, name);
        }
        arguments.cursor.bind(field, &names.cursor);
        let Some(on) = self.found.paging.on else {
            self.select_next(field, direction);
            return;
        };
        let mut page = Field::default();
        self.select_next(&mut page, direction);
        if !page.selections.is_empty() {
            field.selections.push(Selection::Inline(InlineFragment {
                on: Some(on.name().to_owned()),
                directives: Vec::new(),
                selections: page.selections,
            }));
        }
    }

    /// Selects the fields of a page that say how the walk continues.
    fn select_next(&self, field: &mut Field, direction: Direction) {
        let found = self.found;
        let fields = match found.paging.style {
            Style::Relay => {
                found.add_page_info(field, direction);
                return;
            }
            Style::Token => [found.token(), found.flag_beside_token()],
            Style::Offset | Style::PageNumber => [found.end().map(|(_, end)| end), None],
            Style::KeySet => return,
        };
        for next in fields.into_iter().flatten() {
            // In another selection set, a field of the page would be repeated.
            if found.paging.on.is_none() || !found.selects(&next) {
                next.select(field);
            }
        }
    }

    /// Selects the field that identifies the items of a counted list or a key set.
    pub(super) fn add_key(&self, document: &mut Document) {
        let style = self.found.paging.style;
        if !style.is_counted() && style != Style::KeySet {
            return;
        }
        let Some((key, (path, ids))) = self.found.item_key().zip(self.found.item_place()) else {
            return;
        };
        syntax::rewrite_at(document, &path, &mut |mut field| {
            if field.id.is_some_and(|id| ids.contains(&id)) {
                key.select(&mut field);
            }
            vec![field]
        });
    }

    /// Response keys from `data`, given response keys from the connection.
    pub(super) fn below(&self, keys: Vec<String>) -> Vec<String> {
        let mut path = self.path.clone();
        path.extend(keys);
        path
    }
}

impl PagingVariables {
    pub(super) fn all(&self) -> impl Iterator<Item = &String> {
        self.size.iter().chain([&self.cursor])
    }

    pub(super) fn has_members(&self) -> bool {
        self.all().any(|name| is_member(name))
    }
}

/// Whether a name refers to a member of a variable.
pub(super) fn is_member(name: &str) -> bool {
    name.contains('.')
}

/// The name of a variable: the one bound in the query, unless it is used elsewhere, otherwise the argument's name.
fn claim(scope: &mut Scope, bound: Binding<'_>, argument: &str) -> String {
    if let Binding::Member { variable, member } = bound {
        return format!("{variable}.{}", member.dotted());
    }
    if let Some(own) = bound.name()
        && !scope.has(own)
    {
        return scope.claim(own.to_owned());
    }
    scope.claim(argument.to_owned())
}
