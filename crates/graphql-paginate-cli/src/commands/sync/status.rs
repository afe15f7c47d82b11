//! `sync status`: when each démarche was last in step.

use graphql_paginate_sync::DemarcheStatus;
use serde_json::{Value, json};

use super::arguments::StatusArgs;
use super::outcome::failure;
use super::target::open_existing;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::stdout::print;

pub(super) async fn status(args: &StatusArgs) -> Result<Exit, Failure> {
    let database = open_existing(&args.target.to).await?;
    let known = database.status().await;
    let mut known = known.map_err(|error| failure(error, ""))?;
    for wanted in &args.demarche {
        if !known.iter().any(|status| status.demarche == *wanted) {
            let message = format!("démarche {wanted} was never mirrored into this database");
            return Err(Failure::new(Exit::Failed, message)
                .help(format!("run `graphql-paginate sync --demarche {wanted}`")));
        }
    }
    if !args.demarche.is_empty() {
        known.retain(|status| args.demarche.contains(&status.demarche));
    }
    let mut exit = Exit::Complete;
    let mut rows = Vec::new();
    for status in &known {
        let is_late = args.max_age.is_some_and(|age| status.is_older_than(age));
        if is_late {
            exit = Exit::Failed;
        }
        rows.push((status, is_late));
    }
    // A database without any démarche is not in step with anything.
    if known.is_empty() && args.max_age.is_some() {
        exit = Exit::Failed;
    }
    print(&match args.json {
        true => format!("{}\n", json_list(&rows)),
        false => table(&rows),
    })?;
    Ok(exit)
}

fn json_list(rows: &[(&DemarcheStatus, bool)]) -> Value {
    let mut list = Vec::new();
    for (status, is_late) in rows {
        let mut entry = json!(status);
        entry["late"] = (*is_late).into();
        list.push(entry);
    }
    Value::Array(list)
}

fn table(rows: &[(&DemarcheStatus, bool)]) -> String {
    let mut lines = vec![[
        "DÉMARCHE".to_owned(),
        "DOSSIERS".to_owned(),
        "UNREADABLE".to_owned(),
        "LAST IN STEP".to_owned(),
        "LAST RUN".to_owned(),
    ]];
    for (status, is_late) in rows {
        let mut last_success = status.last_success.clone();
        if *is_late {
            last_success = Some(match last_success {
                Some(time) => format!("{time} (late)"),
                None => "never (late)".to_owned(),
            });
        }
        lines.push([
            status.demarche.to_string(),
            status.dossiers.to_string(),
            status.unread.to_string(),
            last_success.unwrap_or_else(|| "never".to_owned()),
            last_run(status),
        ]);
    }
    aligned(&lines)
}

fn last_run(status: &DemarcheStatus) -> String {
    match &status.last_run {
        Some(run) => match &run.outcome {
            Some(outcome) => outcome.clone(),
            None => format!("running or interrupted, since {}", run.started),
        },
        None => "none".to_owned(),
    }
}

fn aligned<const N: usize>(lines: &[[String; N]]) -> String {
    let mut widths = [0; N];
    for line in lines {
        for (width, cell) in widths.iter_mut().zip(line) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let mut text = String::new();
    for line in lines {
        let mut padded = String::new();
        for (width, cell) in widths.iter().zip(line) {
            padded.push_str(&format!("{cell:<width$}  "));
        }
        text.push_str(padded.trim_end());
        text.push('\n');
    }
    text
}
