//! Builds the variables of a query from the arguments.

use std::fs;
use std::path::Path;

use apollo_compiler::Schema;
use serde_json::{Map, Value};

use super::arguments::QueryArgs;
use crate::document::Variable;
use crate::failure::Failure;
use crate::text_input::TextInput;
use crate::typed_value::typed_value;

/// The variables from the arguments, each checked against its type.
pub(super) fn variables(
    args: &QueryArgs,
    known: &[Variable],
    paging: &[String],
    schema: &Schema,
) -> Result<Map<String, Value>, Failure> {
    let mut variables = match &args.variables {
        Some(path) => variables_file(path)?,
        None => Map::new(),
    };
    for field in &args.raw_field {
        let (name, text) = pair(field, known)?;
        variables.insert(name.name.clone(), text.into());
    }
    for field in &args.field {
        let (variable, text) = pair(field, known)?;
        let text = match text.strip_prefix('@') {
            Some(path) => {
                let path = Path::new(path);
                let text = fs::read_to_string(path)
                    .map_err(|error| Failure::file("read", path, &error))?;
                text.trim_end_matches(['\r', '\n']).to_owned()
            }
            None => text.to_owned(),
        };
        let value = typed_value(&text, &variable.ty, schema);
        let value = value.map_err(|problem| {
            Failure::usage(format!("variable `{}`: {problem}", variable.name))
        })?;
        variables.insert(variable.name.clone(), value);
    }
    if let Some(since) = &args.since {
        let variable = known
            .iter()
            .find(|variable| matches!(variable.name.as_str(), "updatedSince" | "since"));
        let Some(variable) = variable else {
            return Err(Failure::usage(
                "`--since` needs a variable `updatedSince` or `since` in the query",
            ));
        };
        variables.insert(variable.name.clone(), point_in_time(since)?.into());
    }
    for name in variables.keys() {
        if !known.iter().any(|variable| variable.name == *name) {
            return Err(unknown_variable(name, known));
        }
    }
    let mut missing = Vec::new();
    for variable in known {
        if variable.required
            && !paging.contains(&variable.name)
            && !variables.contains_key(&variable.name)
        {
            missing.push(format!("`-F {}=…` ({})", variable.name, variable.ty));
        }
    }
    if missing.is_empty() {
        Ok(variables)
    } else {
        Err(Failure::usage("variables of the query are missing")
            .help(format!("add {}", missing.join(" and "))))
    }
}

/// Parses a point in time. A date means its first moment in UTC; a time is sent unchanged.
fn point_in_time(text: &str) -> Result<String, Failure> {
    let (date, time) = match text.get(..10) {
        Some(date) => (date, &text[10..]),
        None => (text, ""),
    };
    if !is_date(date) || !(time.is_empty() || time.starts_with(['T', ' '])) {
        return Err(Failure::usage(format!("`{text}` is not a time"))
            .help("write `--since 2026-01-31` or `--since 2026-01-31T12:00:00Z`"));
    }
    if time.is_empty() {
        return Ok(format!("{date}T00:00:00Z"));
    }
    Ok(text.to_owned())
}

/// Whether a text has the form `2026-01-31`.
fn is_date(text: &str) -> bool {
    let mut parts = Vec::new();
    for part in text.split('-') {
        if !part.bytes().all(|byte| byte.is_ascii_digit()) {
            return false;
        }
        parts.push(part.len());
    }
    parts == [4, 2, 2]
}

fn variables_file(path: &Path) -> Result<Map<String, Value>, Failure> {
    let input = TextInput::read(path)?;
    serde_json::from_str(&input.text).map_err(|error| {
        Failure::usage(format!(
            "`{}` is not a JSON object of variables: {error}",
            input.name
        ))
    })
}

fn pair<'a>(field: &'a str, known: &'a [Variable]) -> Result<(&'a Variable, &'a str), Failure> {
    let Some((name, text)) = field.split_once('=') else {
        return Err(Failure::usage(format!("`{field}` is not `key=value`")));
    };
    match known.iter().find(|variable| variable.name == name) {
        Some(variable) => Ok((variable, text)),
        None => Err(unknown_variable(name, known)),
    }
}

fn unknown_variable(name: &str, known: &[Variable]) -> Failure {
    let names: Vec<&str> = known
        .iter()
        .map(|variable| variable.name.as_str())
        .collect();
    Failure::usage(format!("the query has no variable `{name}`"))
        .help(format!("its variables: {}", names.join(", ")))
}
