//! How the list of a field is paged: the style, the arguments, and where the items are.

use super::direction_arguments::DirectionArguments;
use super::end::EndField;
use crate::schema::Composite;
use crate::style::Style;

/// How a field's list is paged: its style, arguments, and the fields that control the walk.
#[derive(Clone)]
pub(crate) struct ListPaging<'a> {
    pub(crate) style: Style,
    pub(crate) forward: Option<DirectionArguments<'a>>,
    pub(crate) backward: Option<DirectionArguments<'a>>,
    /// Names of the fields from the paged field to the token of the next page.
    pub(crate) token: Vec<String>,
    /// The field that marks the end of a counted list, besides an empty page.
    pub(crate) end: Option<EndField>,
    /// The number of the first page, or of the first item.
    pub(crate) first: u64,
    /// Whether that number is the usual one, neither declared nor a default in the schema.
    pub(crate) is_first_assumed: bool,
    /// The field of an item that is its key, in a key set list.
    pub(crate) key: Option<String>,
    pub(crate) lists: Lists<'a>,
    /// The possible type that is the page, if the field is an interface or union; a response of another type is an error.
    pub(crate) on: Option<Composite<'a>>,
}

/// Where the items of a paged field are.
#[derive(Clone)]
pub(crate) enum Lists<'a> {
    /// The field itself is the list.
    Itself,
    /// In `nodes` or in the `node` of the `edges` of a Relay connection, or in a plain list with the same items.
    Nodes { plain: Option<&'a str> },
    /// In this list of the field's object: `nodes`, `edges`, `items`.
    Member(&'a str),
    /// In one of several lists of a Relay connection, none of which has a usual name.
    Unclear,
    /// Each list of the field's object is paged separately.
    Each,
}

impl<'a> ListPaging<'a> {
    pub(crate) fn new(style: Style, lists: Lists<'a>) -> Self {
        Self {
            style,
            forward: None,
            backward: None,
            token: Vec::new(),
            end: None,
            first: 0,
            is_first_assumed: false,
            key: None,
            lists,
            on: None,
        }
    }

    /// Whether it is a Relay connection whose paging arguments are separate arguments under their usual names, not members
    /// of an input object.
    pub(crate) fn is_flat_relay(&self) -> bool {
        let usual = ["first", "after", "last", "before"];
        let arguments = self.forward.iter().chain(&self.backward);
        let mut arguments = arguments.flat_map(DirectionArguments::all);
        self.style == Style::Relay
            && arguments.all(|argument| {
                argument.member.is_none() && usual.contains(&argument.field_argument)
            })
    }
}
