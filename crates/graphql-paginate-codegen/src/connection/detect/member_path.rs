//! Paths to values inside input objects.

use crate::name::normalized;
use crate::syntax::Value;

/// The usual names of input objects with paging arguments, compared without case and underscores.
const PAGING_OBJECTS: &[&str] = &[
    "page",
    "paging",
    "pagination",
    "paginate",
    "pager",
    "cursor",
    "offset",
];

/// Whether an argument or member of this name may be an object with paging arguments. Filters and sort orders have other
/// names.
pub(crate) fn is_paging_object(name: &str) -> bool {
    PAGING_OBJECTS.contains(&normalized(name).as_str())
}

/// The names from an input object to a value inside it: `page`, or `paginate.page`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct MemberPath<'a> {
    /// The object inside the object, if the value is in one.
    pub(crate) outer: Option<&'a str>,
    pub(crate) name: &'a str,
}

impl<'a> MemberPath<'a> {
    pub(crate) fn names(self) -> impl Iterator<Item = &'a str> {
        self.outer.into_iter().chain([self.name])
    }

    /// The path from the inner object on.
    pub(crate) fn inside(self) -> Self {
        Self {
            outer: None,
            ..self
        }
    }

    pub(crate) fn dotted(self) -> String {
        match self.outer {
            Some(outer) => format!("{outer}.{}", self.name),
            None => self.name.to_owned(),
        }
    }

    /// The value at the path.
    pub(crate) fn value_in(self, members: &[(String, Value)]) -> Option<&Value> {
        let Some(outer) = self.outer else {
            return member_of(members, self.name);
        };
        match member_of(members, outer)? {
            Value::Object(members) => member_of(members, self.name),
            _ => None,
        }
    }
}

/// The value of a member of an input object.
pub(crate) fn member_of<'m>(members: &'m [(String, Value)], name: &str) -> Option<&'m Value> {
    let (_, value) = members.iter().find(|(known, _)| known == name)?;
    Some(value)
}

/// The members of an object, or of the object that is its member `outer`; `None` if there is no such object.
pub(super) fn object_at<'m>(
    value: &'m mut Value,
    outer: Option<&str>,
) -> Option<&'m mut Vec<(String, Value)>> {
    let Value::Object(members) = value else {
        return None;
    };
    let Some(outer) = outer else {
        return Some(members);
    };
    let (_, value) = members.iter_mut().find(|(name, _)| name == outer)?;
    object_at(value, None)
}
