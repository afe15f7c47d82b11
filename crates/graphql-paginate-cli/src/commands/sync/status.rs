//! The command `sync status`: shows when each mirror was last up to date.

use std::time::Duration;

use clap::Args;
use graphql_paginate_sync::{DemarcheStatus, ListStatus};
use serde::Serialize;
use serde_json::{Value, json};

use super::database::open_existing;
use super::outcome::failure;
use super::shared::{TargetArgs, parse_demarche};
use crate::duration::parse_duration;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::stdout::print;

/// A look at the database.
#[derive(Debug, Args)]
pub(crate) struct StatusArgs {
    #[command(flatten)]
    pub(crate) target: TargetArgs,

    /// The number of a démarche; all of the database by default.
    #[arg(long, value_name = "NUMBER", value_parser = parse_demarche)]
    pub(crate) demarche: Vec<i64>,

    /// End with 1 if a démarche was last up to date longer ago than this, as in `26h` or `7d`.
    #[arg(long, value_name = "TIME", value_parser = parse_duration)]
    pub(crate) max_age: Option<Duration>,

    /// Print a JSON list.
    #[arg(long)]
    pub(crate) json: bool,
}

pub(super) async fn status(args: &StatusArgs) -> Result<Exit, Failure> {
    let database = open_existing(&args.target.to).await?;
    let known = database.status().await;
    let mut known = known.map_err(|error| failure(error, None, ""))?;
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
    let lists = if args.demarche.is_empty() {
        database.lists().await
    } else {
        Ok(Vec::new())
    };
    let lists = lists.map_err(|error| failure(error, None, ""))?;
    let mut rows = Vec::new();
    for status in known {
        let is_late = args.max_age.is_some_and(|age| status.is_older_than(age));
        rows.push((status, is_late));
    }
    let mut list_rows = Vec::new();
    for status in lists {
        let is_late = args.max_age.is_some_and(|age| status.is_older_than(age));
        list_rows.push((status, is_late));
    }
    let is_late = rows.iter().any(|(_, is_late)| *is_late)
        || list_rows.iter().any(|(_, is_late)| *is_late)
        // A database without mirrors counts as out of date.
        || (args.max_age.is_some() && rows.is_empty() && list_rows.is_empty());
    print(&if args.json {
        format!("{}\n", as_json(&rows, &list_rows))
    } else {
        tables(&rows, &list_rows)
    })?;
    Ok(if is_late {
        Exit::Failed
    } else {
        Exit::Complete
    })
}

fn as_json(rows: &[(DemarcheStatus, bool)], lists: &[(ListStatus, bool)]) -> Value {
    json!({ "demarches": with_late(rows), "lists": with_late(lists) })
}

fn with_late<T: Serialize>(rows: &[(T, bool)]) -> Vec<Value> {
    let mut list = Vec::new();
    for (status, is_late) in rows {
        let mut entry = json!(status);
        entry["late"] = (*is_late).into();
        list.push(entry);
    }
    list
}

fn tables(rows: &[(DemarcheStatus, bool)], lists: &[(ListStatus, bool)]) -> String {
    let mut text = String::new();
    if !rows.is_empty() || lists.is_empty() {
        text.push_str(&table(rows));
    }
    if !lists.is_empty() {
        text.push_str(&list_table(lists));
    }
    text
}

fn list_table(rows: &[(ListStatus, bool)]) -> String {
    let mut lines = vec![[
        "LIST".to_owned(),
        "PARTITION".to_owned(),
        "ITEMS".to_owned(),
        "LAST SUCCESS".to_owned(),
        "LAST RUN".to_owned(),
    ]];
    for (status, is_late) in rows {
        let last_run = status.last_outcome.as_deref();
        lines.push([
            status.list.clone(),
            status.part.clone(),
            status.items.to_string(),
            last_success(status.last_success.as_deref(), *is_late),
            last_run.unwrap_or("running or interrupted").to_owned(),
        ]);
    }
    aligned(&lines)
}

fn table(rows: &[(DemarcheStatus, bool)]) -> String {
    let mut lines = vec![[
        "DÉMARCHE".to_owned(),
        "DOSSIERS".to_owned(),
        "UNREADABLE".to_owned(),
        "LAST SUCCESS".to_owned(),
        "LAST RUN".to_owned(),
    ]];
    for (status, is_late) in rows {
        lines.push([
            status.demarche.to_string(),
            status.dossiers.to_string(),
            status.unread.to_string(),
            last_success(status.last_success.as_deref(), *is_late),
            last_run(status),
        ]);
    }
    aligned(&lines)
}

fn last_success(time: Option<&str>, is_late: bool) -> String {
    let time = time.unwrap_or("never");
    if is_late {
        format!("{time} (late)")
    } else {
        time.to_owned()
    }
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
