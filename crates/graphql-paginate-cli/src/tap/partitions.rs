//! Determines the partitions of a stream and checks them against the variables of its query.

use serde_json::{Map, Value, json};

use super::config::{TapConfig, object};
use super::definition::StreamDefinition;
use super::partition::StreamPartition;
use super::stream::{List, Stream};
use crate::failure::Failure;

/// The partitions of a stream: its own, or else those of the config for which its query has variables.
pub(crate) fn partitions(
    stream: &Stream,
    definition: &StreamDefinition,
    config: &TapConfig,
    on_sandbox: bool,
) -> Result<Vec<StreamPartition>, Failure> {
    let mut candidates = config.partitions()?;
    if candidates.is_empty() && on_sandbox {
        candidates = vec![
            object(json!({ "owner": "rust-lang", "name": "rust" })),
            object(json!({ "demarcheNumber": 1 })),
        ];
    }
    let mut chosen = Vec::new();
    if stream.parent.is_none() {
        match (&definition.partitions, &stream.list) {
            (Some(own), _) => chosen = own.clone(),
            (None, List::Query(list)) => {
                let takes = |name: &String| list.known.iter().any(|known| known.name == *name);
                candidates.retain(|candidate| candidate.keys().all(takes));
                chosen = candidates;
            }
            (None, List::Collection(_)) => {}
        }
    }
    if chosen.is_empty() {
        chosen.push(Map::new());
    }
    let names: Vec<&String> = chosen[0].keys().collect();
    for values in &chosen {
        if names != values.keys().collect::<Vec<_>>() {
            let message = "all partitions of a stream have the same variables";
            return Err(Failure::configuration(message));
        }
        check_variables(stream, values)?;
    }
    let mut partitions: Vec<StreamPartition> = Vec::new();
    for values in chosen {
        let partition = StreamPartition::new(values);
        if partitions.iter().any(|other| other.key == partition.key) {
            let message = format!("duplicate partition `{}`", partition.key);
            return Err(Failure::configuration(message));
        }
        partitions.push(partition);
    }
    Ok(partitions)
}

/// Checks that every given variable exists and every required one is given.
fn check_variables(stream: &Stream, values: &Map<String, Value>) -> Result<(), Failure> {
    let List::Query(list) = &stream.list else {
        return Ok(());
    };
    let mut given: Vec<&str> = values.keys().map(String::as_str).collect();
    given.extend(stream.variables.keys().map(String::as_str));
    given.extend(stream.since_variable.as_deref());
    if let Some(parent) = &stream.parent {
        given.extend(parent.variables.keys().map(String::as_str));
    }
    for name in &given {
        if !list.known.iter().any(|variable| variable.name == *name) {
            let names: Vec<&str> = list.known.iter().map(|known| known.name.as_str()).collect();
            return Err(
                Failure::configuration(format!("the query has no variable `{name}`"))
                    .help(format!("its variables: {}", names.join(", "))),
            );
        }
    }
    let mut missing = Vec::new();
    for variable in &list.known {
        let is_set = given.contains(&variable.name.as_str());
        if variable.required && !is_set && !list.selected.paging.contains(&variable.name) {
            missing.push(format!("`{}` ({})", variable.name, variable.ty));
        }
    }
    if missing.is_empty() {
        return Ok(());
    }
    Err(
        Failure::configuration(format!("variables are missing: {}", missing.join(", ")))
            .help("set `repositories` (`[\"owner/name\"]`) for GitHub, `demarches` (`[1234]`) for demarches-simplifiees")
            .help("or `partitions`: a list of objects with the values of variables"),
    )
}
