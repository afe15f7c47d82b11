//! The argument `--nested`: selects the nested connections that are completed.

use super::nested::{IncompleteLists, NestedConnection};
use crate::failure::Failure;
use graphql_paginate_codegen::did_you_mean;

/// The connections inside the items, and which of them are completed.
#[derive(Debug, Default)]
pub(crate) struct NestedChoice {
    /// All of them: those that are not chosen have no follow-up requests, and are counted if they lack items.
    pub(crate) connections: Vec<NestedConnection>,
    pub(crate) not_chosen: NotChosen,
}

/// The paths of the connections that are not chosen, which stay as the server returned them.
#[derive(Debug, Clone, Default)]
pub(crate) struct NotChosen(Vec<String>);

impl NestedChoice {
    /// The choice of the argument. A connection that it names must be one that can be completed.
    pub(crate) fn new(lists: &[NestedConnection], argument: &[String]) -> Result<Self, Failure> {
        if argument == ["all"] {
            return Ok(Self::all(lists));
        }
        if argument != ["none"] {
            for path in argument {
                check(lists, path)?;
            }
        }
        Ok(Self::named(lists, argument))
    }

    /// Chooses all connections but those of which the query requests only the last item.
    pub(crate) fn all(lists: &[NestedConnection]) -> Self {
        Self::of(lists, |list| !list.is_last_item)
    }

    /// Chooses the connections that these paths name, if there are any.
    pub(crate) fn named(lists: &[NestedConnection], paths: &[String]) -> Self {
        Self::of(lists, |list| paths.iter().any(|path| list.is_named(path)))
    }

    fn of(lists: &[NestedConnection], is_chosen: impl Fn(&NestedConnection) -> bool) -> Self {
        let mut choice = Self::default();
        for list in lists {
            let mut list = list.clone();
            if !is_chosen(&list) {
                list.follow_up = Err("it is not chosen".to_owned());
                choice.not_chosen.0.push(list.path.clone());
            }
            choice.connections.push(list);
        }
        choice
    }

    /// The paths of those that are completed.
    pub(crate) fn chosen(&self) -> Vec<String> {
        let mut paths = Vec::new();
        for list in &self.connections {
            if !self.not_chosen.0.contains(&list.path) {
                paths.push(list.path.clone());
            }
        }
        paths
    }
}

impl NotChosen {
    /// Splits the lists that are not chosen off from incomplete ones.
    pub(crate) fn split_off(&self, incomplete: &mut Vec<IncompleteLists>) -> Vec<IncompleteLists> {
        incomplete
            .extract_if(.., |lists| self.0.contains(&lists.path))
            .collect()
    }
}

/// The number of lists that lack items.
pub(crate) fn cut_lists(incomplete: &[IncompleteLists]) -> u64 {
    incomplete.iter().map(|lists| lists.cut).sum()
}

/// Why [all](NestedChoice::all) connections leave lists cut.
pub(crate) const LAST_ITEMS: &str = "`last: 1` in the query";

/// The warning about lists that are not chosen and lack items, or may lack some; `None` without any.
pub(crate) fn not_chosen_message(cause: &str, lists: &[IncompleteLists]) -> Option<String> {
    let mut places = Vec::new();
    for IncompleteLists { path, cut, .. } in lists {
        if *cut == 0 {
            places.push(format!("perhaps some at `{path}`"));
        } else {
            places.push(format!("{cut} at `{path}`"));
        }
    }
    if places.is_empty() {
        return None;
    }
    Some(format!(
        "{cause} leaves lists inside the items cut: {}",
        places.join(", ")
    ))
}

/// Refuses a path that names no connection, or one that cannot be completed.
fn check(lists: &[NestedConnection], path: &str) -> Result<(), Failure> {
    let mut is_known = false;
    // Several types can have a list under the same keys.
    for nested in lists {
        if !nested.is_named(path) {
            continue;
        }
        is_known = true;
        if let Err(help) = &nested.follow_up {
            let message = format!("`{path}` cannot be read to its end");
            return Err(Failure::usage(message).help(help.as_str()));
        }
    }
    if is_known {
        Ok(())
    } else {
        Err(unknown(lists, path))
    }
}

fn unknown(lists: &[NestedConnection], path: &str) -> Failure {
    let mut paths = Vec::new();
    for nested in lists {
        paths.push(nested.path.as_str());
    }
    let meant = did_you_mean(path, paths.iter().copied());
    let failure = Failure::usage(format!("no list at `{path}` inside the items{meant}"));
    if paths.is_empty() {
        failure.help("the query selects none; leave out `--nested`")
    } else {
        failure.help(format!(
            "choose `all`, `none`, or some of {}",
            paths.join(", ")
        ))
    }
}
