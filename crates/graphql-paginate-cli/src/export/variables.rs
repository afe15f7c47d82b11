//! Builds the variables of a query from the arguments.

use graphql_paginate_codegen::did_you_mean;
use std::path::Path;

use apollo_compiler::Schema;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
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
        let text = text_of_value(text)?;
        let value = typed_value(&text, &variable.ty, schema);
        let value = value.map_err(|problem| {
            Failure::usage(format!("variable `{}`: {problem}", variable.name))
        })?;
        variables.insert(variable.name.clone(), value);
    }
    if let Some(since) = &args.since {
        let name = since_variable(known)?.name.clone();
        variables.insert(name, point_in_time(since)?.into());
    }
    for name in variables.keys() {
        if !known.iter().any(|variable| variable.name == *name) {
            return Err(unknown_variable(name, known));
        }
    }
    refuse_missing(&variables, known, paging)?;
    Ok(variables)
}

/// The variable that `--since` sets.
fn since_variable(known: &[Variable]) -> Result<&Variable, Failure> {
    for variable in known {
        if matches!(variable.name.as_str(), "updatedSince" | "since") {
            return Ok(variable);
        }
    }
    Err(Failure::usage(
        "`--since` needs a variable `updatedSince` or `since` in the query",
    ))
}

/// Refuses variables that lack required ones, other than those of `paging`.
fn refuse_missing(
    variables: &Map<String, Value>,
    known: &[Variable],
    paging: &[String],
) -> Result<(), Failure> {
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
        return Ok(());
    }
    Err(Failure::usage("variables of the query are missing")
        .help(format!("add {}", missing.join(" and "))))
}

/// The text of a value of `-F`, which is in a file if it is `@file`, or on standard input if it is `@-`.
pub(super) fn text_of_value(value: &str) -> Result<String, Failure> {
    let Some(path) = value.strip_prefix('@') else {
        return Ok(value.to_owned());
    };
    let input = TextInput::read(Path::new(path))?;
    Ok(input.text.trim_end_matches(['\r', '\n']).to_owned())
}

/// Parses a point in time. A date means its first moment in UTC; a time is sent unchanged.
fn point_in_time(text: &str) -> Result<String, Failure> {
    let help = "write `--since 2026-01-31` or `--since 2026-01-31T12:00:00Z`";
    if is_date(text) && text.parse::<Date>().is_ok() {
        return Ok(format!("{text}T00:00:00Z"));
    }
    let starts_with_date = text.get(..10).is_some_and(is_date);
    if starts_with_date && text.parse::<Timestamp>().is_ok() {
        // The form of RFC 3339, which servers read.
        return Ok(text.replacen(' ', "T", 1));
    }
    if starts_with_date && text.replacen(' ', "T", 1).parse::<DateTime>().is_ok() {
        let message = format!("`{text}` is a time without its zone");
        return Err(Failure::usage(message).help(format!("add `Z` for UTC, or an offset; {help}")));
    }
    Err(Failure::usage(format!("`{text}` is not a time")).help(help))
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

/// The variables of a file, or of the argument itself if it is an object.
fn variables_file(path: &Path) -> Result<Map<String, Value>, Failure> {
    let input = match path.to_str() {
        Some(text) if text.trim_start().starts_with('{') => TextInput {
            name: "--variables".to_owned(),
            text: text.to_owned(),
        },
        _ => TextInput::read(path)?,
    };
    serde_json::from_str(&input.text).map_err(|error| {
        Failure::usage(format!(
            "`{}` is not a JSON object of variables: {error}",
            input.name
        ))
    })
}

fn pair<'a>(field: &'a str, known: &'a [Variable]) -> Result<(&'a Variable, &'a str), Failure> {
    let Some((name, text)) = field.split_once('=') else {
        return Err(Failure::usage(format!("`{field}` is not `key=value`"))
            .help(format!("write `-F {field}=…`")));
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
    let meant = did_you_mean(name, names.iter().copied());
    Failure::usage(format!("the query has no variable `{name}`{meant}"))
        .help(format!("its variables: {}", names.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_valid_and_has_a_zone() {
        for (text, expected) in [
            ("2026-01-31", Ok("2026-01-31T00:00:00Z")),
            ("2026-01-31T12:00:00Z", Ok("2026-01-31T12:00:00Z")),
            ("2026-01-31 12:00:00Z", Ok("2026-01-31T12:00:00Z")),
            ("2026-01-31T12:00:00+02:00", Ok("2026-01-31T12:00:00+02:00")),
            (
                "2026-01-31T12:00",
                Err("`2026-01-31T12:00` is a time without its zone"),
            ),
            (
                "2026-01-31 12:00:00",
                Err("`2026-01-31 12:00:00` is a time without its zone"),
            ),
            ("2026-02-30", Err("`2026-02-30` is not a time")),
            ("2026-13-01", Err("`2026-13-01` is not a time")),
            (
                "2026-01-31T25:00:00Z",
                Err("`2026-01-31T25:00:00Z` is not a time"),
            ),
            ("20260131", Err("`20260131` is not a time")),
            ("yesterday", Err("`yesterday` is not a time")),
        ] {
            let found = match point_in_time(text) {
                Ok(text) => Ok(text),
                Err(Failure::Reported(report)) => Err(report.message),
                Err(failure) => panic!("{failure:?}"),
            };
            let expected = expected.map(str::to_owned).map_err(str::to_owned);
            assert_eq!(found, expected, "{text}");
        }
    }
}
