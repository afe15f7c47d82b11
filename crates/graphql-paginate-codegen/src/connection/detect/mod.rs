//! Recognizes paged lists in a schema and a query: their style, their paging arguments, and where their items are.

mod argument;
mod counted;
mod declare;
mod direction_arguments;
mod end;
mod first_page;
mod item_lists;
mod list_paging;
mod member_path;
mod paging_argument;
mod recursion;
mod relay;
mod style_choice;
mod token;
mod usual_names;

pub(crate) use argument::{Arguments, Binding, given_values};
pub(crate) use declare::{DeclarationError, declared};
pub(crate) use direction_arguments::DirectionArguments;
pub(crate) use end::{EndField, field_at, is_plain, total};
pub(crate) use item_lists::{is_list_of_leaves, is_list_of_objects, is_list_of_objects_in, object};
pub(crate) use list_paging::{ListPaging, Lists};
pub(crate) use member_path::{MemberPath, is_paging_object};
pub(crate) use paging_argument::PagingArgument;
pub(crate) use recursion::{Recursion, recursion};
pub(crate) use style_choice::{is_zero, list_paging};
pub(crate) use usual_names::is_counted_position;
