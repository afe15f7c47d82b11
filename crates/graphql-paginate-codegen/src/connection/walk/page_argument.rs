//! The paging arguments of a walk document, with the values that the query gives for them.

use super::super::detect::{Binding, MemberPath, PagingArgument};
use super::super::direction::Direction;
use super::super::model::{PageArgument, PageDefault};
use super::paged_connection::PagedConnection;
use super::pager::Pager;
use crate::syntax::Value;

impl Pager<'_, '_, '_> {
    pub(super) fn size(
        &self,
        paged: &PagedConnection<'_, '_, '_>,
        argument: &PagingArgument<'_>,
        variable: &str,
        direction: Direction,
    ) -> PageArgument {
        let (size, _, other_size, _) = paged.found.bindings(direction);
        let mut default = self.default(size, argument).filter(is_size);
        if default.is_none()
            && let Some(other) = paged.found.arguments_of(direction.opposite())
            && let Some(other) = &other.size
        {
            // `last: 10` sets the page size, even if the list is walked forward.
            default = self.default(other_size, other).filter(is_size);
        }
        if default.is_none() {
            default = argument
                .lost_default
                .clone()
                .map(PageDefault::Literal)
                .filter(is_size);
        }
        page_argument(argument, variable, default)
    }

    pub(super) fn cursor(
        &self,
        paged: &PagedConnection<'_, '_, '_>,
        argument: &PagingArgument<'_>,
        variable: &str,
        direction: Direction,
    ) -> PageArgument {
        let (_, cursor, ..) = paged.found.bindings(direction);
        page_argument(argument, variable, self.default(cursor, argument))
    }

    fn default(&self, binding: Binding<'_>, argument: &PagingArgument<'_>) -> Option<PageDefault> {
        match binding {
            Binding::Absent | Binding::Fixed(None) => None,
            Binding::Member { variable, member } => {
                let members = self.object_default(variable, member, argument);
                Some(PageDefault::Variable {
                    name: format!("{variable}.{}", member.dotted()),
                    default: member.value_in(&members).and_then(text_of),
                })
            }
            Binding::Fixed(Some(text)) => Some(PageDefault::Literal(text.to_owned())),
            Binding::Variable { name, .. } => {
                let declared = self.declared.iter().find(|known| known.name == name);
                Some(PageDefault::Variable {
                    name: name.to_owned(),
                    default: declared
                        .and_then(|known| known.default.as_ref())
                        .and_then(text_of),
                })
            }
        }
    }

    /// The defaults of the variables in which a connection's walk sets members, each before those of objects inside it.
    pub(super) fn object_defaults(
        &self,
        paged: &PagedConnection<'_, '_, '_>,
    ) -> Vec<(String, String)> {
        let mut defaults: Vec<(String, String)> = Vec::new();
        for direction in Direction::ALL {
            let Some(arguments) = paged.found.arguments_of(direction) else {
                continue;
            };
            let (size, cursor, ..) = paged.found.bindings(direction);
            let sizes = arguments.size.iter().map(|argument| (size, argument));
            for (binding, argument) in sizes.chain([(cursor, &arguments.cursor)]) {
                let Binding::Member { variable, member } = binding else {
                    continue;
                };
                let members = self.object_default(variable, member, argument);
                let mut objects = vec![(variable.to_owned(), members)];
                if let Some(outer) = member.outer {
                    let members = argument.default_around(member.inside()).to_vec();
                    objects.push((format!("{variable}.{outer}"), members));
                }
                for (name, members) in objects {
                    if !members.is_empty() && !defaults.iter().any(|(known, _)| *known == name) {
                        defaults.push((name, Value::Object(members).to_json()));
                    }
                }
            }
        }
        defaults
    }

    /// The members of an object variable's default: that of the query, or else that of the argument it is given to.
    fn object_default(
        &self,
        variable: &str,
        member: MemberPath<'_>,
        argument: &PagingArgument<'_>,
    ) -> Vec<(String, Value)> {
        let declared = self.declared.iter().find(|known| known.name == variable);
        match declared.and_then(|known| known.default.as_ref()) {
            Some(Value::Object(members)) => members.clone(),
            Some(_) => Vec::new(),
            None => argument.default_around(member).to_vec(),
        }
    }
}

/// Whether a default can be the size of a page. Some APIs take -1 or 0 for all items at once.
fn is_size(default: &PageDefault) -> bool {
    match default {
        PageDefault::Literal(text) => text.parse::<i64>().is_ok_and(|size| size > 0),
        PageDefault::Variable { .. } => true,
    }
}

fn page_argument(
    argument: &PagingArgument<'_>,
    variable: &str,
    default: Option<PageDefault>,
) -> PageArgument {
    PageArgument {
        variable: variable.to_owned(),
        ty: argument.variable_type(),
        default,
    }
}

/// The digits of a number, or the characters of a string.
fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::Number(text) | Value::String(text) => Some(text.clone()),
        _ => None,
    }
}
