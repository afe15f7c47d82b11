//! Lists of a query, as it stands: which one is walked and how, and the lists inside its items.
//!
//! Exports, the tap and mirrors share them.

mod analysis;
mod choice;
mod inner_lists;
mod kept_keys;
mod nested;
mod nested_choice;
mod operation;
mod paging;
mod selected_list;

pub(crate) use self::analysis::{
    analysis, dynamic_query, item_path, remove_added_typenames, sent_variables,
};
pub(crate) use self::choice::{
    DECLARE, choose_connection, has_several_parents, not_in_direction, refuse_left_out,
};
pub(crate) use self::inner_lists::InnerLists;
pub(crate) use self::kept_keys::{PARENT, kept_keys};
pub(crate) use self::nested::{
    CutLists, FailedItem, IncompleteList, IncompleteLists, NestedConnection, NestedLists,
    NestedSettings, OnFailedList,
};
pub(crate) use self::nested_choice::{
    LAST_ITEMS, NestedChoice, NotChosen, cut_lists, not_chosen_message,
};
pub(crate) use self::operation::operation_name;
pub(crate) use self::paging::{implied, paging_names, remove_left_out};
pub(crate) use self::selected_list::SelectedList;
