//! The argument `--nested`: selects the nested connections that are completed.

use super::nested::NestedConnection;
use crate::failure::Failure;
use graphql_paginate_codegen::did_you_mean;

/// The connections that the argument names. One that is named explicitly must be one that can be completed.
pub(crate) fn nested_choice(
    lists: &[NestedConnection],
    argument: &[String],
) -> Result<Vec<NestedConnection>, Failure> {
    match argument {
        [all] if all == "all" => return Ok(lists.to_vec()),
        [none] if none == "none" => return Ok(Vec::new()),
        _ => {}
    }
    let mut chosen = Vec::new();
    for path in argument {
        // Several types can have a list under the same keys.
        let mut found = Vec::new();
        for nested in lists {
            if nested.is_named(path) {
                found.push(nested.clone());
            }
        }
        if found.is_empty() {
            return Err(unknown(lists, path));
        }
        for nested in &found {
            if let Err(help) = &nested.follow_up {
                let message = format!("`{path}` cannot be read to its end");
                return Err(Failure::usage(message).help(help.as_str()));
            }
        }
        chosen.extend(found);
    }
    // Outer lists first, in any order of the arguments.
    chosen.sort_by_key(|nested| nested.inside.keys.len());
    Ok(chosen)
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
