//! Makes the task of a defined list: checks its query against the schema, and prepares the walk of the list.

use graphql_paginate::{Client, Partial};
use graphql_paginate_codegen::{Style, did_you_mean};
use graphql_paginate_sync::{List, ListOrder, Task};
use serde_json::{Map, Value};

use super::Definition;
use super::completer::Completer;
use crate::commands::sync::inner_lists::{Inner, inner_lists};
use crate::declared::Declared;
use crate::failure::Failure;
use crate::lists::{NestedConnection, NestedSettings, OnFailedList, SelectedList};
use crate::operations::operation_names;
use crate::schema_input::SchemaInput;
use crate::text_input::TextInput;

impl Definition {
    /// The task of this definition. `page_size` is the number of items that the arguments set.
    pub(in crate::commands::sync) fn task(
        self,
        schema: &SchemaInput,
        client: &Client,
        page_size: Option<u32>,
    ) -> Result<Task, Failure> {
        let file = self.file.clone();
        let task = self.checked(schema, client, page_size);
        task.map_err(|failure| failure.help(format!("the list is defined in {file}")))
    }

    fn checked(
        self,
        schema: &SchemaInput,
        client: &Client,
        page_size: Option<u32>,
    ) -> Result<Task, Failure> {
        refuse_several_operations(&self.query)?;
        let selected = SelectedList::new(
            &self.query,
            None,
            Some(self.list.path()),
            &Declared::read(self.list.paginate(), self.list.refetch())?,
            schema,
        )?;
        let variables = self.partition.variables();
        check_variables(&selected, variables)?;
        if self.list.item_order() == ListOrder::Updated {
            check_order_of_change(&selected)?;
        }
        let own_size = selected.page_size(variables);
        let known = selected.nested(variables, &selected.known);
        let mut connections = known.clone();
        connections.retain(|connection| !connection.is_last_item);
        let settings = NestedSettings {
            connections,
            variables: selected.without_cursor(variables),
            page_size: client.profile().max_page_size.or(page_size),
            partial: Partial::Fail,
            on_failed: OnFailedList::KeepUnread,
        };
        let mut list = self.list.query(selected.query.clone());
        if let Some(size) = own_size {
            list = list.page_size(size);
        }
        list = with_ends(list, &self.query.text, &known);
        let list = list.complete_items(Completer::new(settings, selected.kept_keys()));
        Ok(Task::List(Box::new(list), self.partition))
    }
}

/// Refuses a file with several operations, of which a definition cannot choose one.
fn refuse_several_operations(query: &TextInput) -> Result<(), Failure> {
    if operation_names(query).len() < 2 {
        return Ok(());
    }
    let message = format!("`{}` has several operations", query.name);
    Err(Failure::usage(message).help("the query of a definition is a file with one operation"))
}

/// Names the lists inside the items that the analysis of the query does not know.
fn with_ends(mut list: List, query: &str, known: &[NestedConnection]) -> List {
    let is_known = |path: &str| known.iter().any(|connection| connection.is_at(path));
    for inner in inner_lists(query, list.path()) {
        list = match inner {
            Inner::Ended(inner) if !is_known(inner.path()) => list.inner_list(inner),
            Inner::WithoutHasNextPage(path) if !is_known(&path) => {
                list.list_without_has_next_page(&path)
            }
            _ => list,
        };
    }
    list
}

/// Refuses variables that the query does not have, which a server would ignore, and a query that lacks some.
fn check_variables(selected: &SelectedList, given: &Map<String, Value>) -> Result<(), Failure> {
    let mut names = Vec::new();
    for variable in &selected.known {
        names.push(variable.name.as_str());
        let is_missing = variable.required && !given.contains_key(&variable.name);
        if is_missing && !selected.paging.contains(&variable.name) {
            let message = format!("the query needs the variable `{}`", variable.name);
            return Err(Failure::usage(message).help("add it to `[variables]`"));
        }
    }
    for name in given.keys() {
        if !names.contains(&name.as_str()) {
            let meant = did_you_mean(name, names.iter().copied());
            let message = format!("the query has no variable `{name}`{meant}");
            return Err(Failure::usage(message).help("remove it from `[variables]`"));
        }
    }
    Ok(())
}

/// Refuses a list in order of change in which no run can continue where the last one ended.
fn check_order_of_change(selected: &SelectedList) -> Result<(), Failure> {
    let style = selected.walk().map(|walk| walk.style);
    let problem = match style {
        _ if selected.has_several_parents() => "is inside a list",
        _ if selected.is_backward() => "is only read from its end",
        Some(Style::Offset | Style::PageNumber) => "has no cursors",
        _ => return Ok(()),
    };
    let message = format!(
        "`{}` {problem}, so no run can continue where the last one ended",
        selected.path()
    );
    Err(Failure::usage(message).help("use `order = \"any\"`: each run reads everything"))
}
