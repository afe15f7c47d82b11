//! Starts an export: turns the arguments into a walk and an output.

use std::time::Instant;

use graphql_paginate::{Client, Direction};

use super::access::Access;
use super::arguments::{ExportArgs, OnPartialError, PageSizeChoice};
use super::both_ends::add_item_key;
use super::checkpoint_file::CheckpointFile;
use super::counts::Counts;
use super::flags::{Kind, refuse_idle};
use super::graphql::GraphqlList;
use super::named_files::refuse_shared_files;
use super::nested::{NestedLists, NestedSettings, OnFailedList};
use super::nested_choice::nested_choice;
use super::open::open_sink;
use super::output_file::can_create;
use super::preview::Preview;
use super::progress::ProgressDisplay;
use super::rest::rest_pages;
use super::run::Run;
use super::schema::schema;
use super::shape::Shape;
use super::summary_file::{SummaryFile, failed_run};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::messages::Messages;
use crate::output::Format;
use crate::plural::count;

/// Exports the list that the arguments ask for. A run that fails before or outside its walk has a summary too.
pub(crate) async fn export(args: &ExportArgs, messages: &Messages) -> Result<Exit, Failure> {
    // Not even a summary is written to a file that may be the query.
    refuse_shared_files(args)?;
    let summary = SummaryFile::open(&args.run)?;
    let started = Instant::now();
    let ended = start(args, summary.as_ref(), messages).await;
    if let (Some(summary), Err(failure)) = (&summary, &ended)
        && let Err(Failure::Reported(unwritten)) =
            summary.append(&failed_run(failure, started.elapsed()))
    {
        messages.warning(&unwritten.message);
    }
    ended
}

async fn start(
    args: &ExportArgs,
    summary: Option<&SummaryFile>,
    messages: &Messages,
) -> Result<Exit, Failure> {
    let shape = Shape::new(args)?;
    let preview = match shape.format {
        Format::Table => Some(Preview::new(args.query.limit)),
        _ => None,
    };
    let output = args.output.file();
    let access = Access::new(&args.source, args.run.max_wait, output, messages)?;
    let rest = access.api.filter(|api| !api.is_graphql());
    let client = match rest {
        Some(_) => None,
        None => Some(access.graphql_client()?),
    };
    let (mut list, mut item_key) = (None, None);
    if let Some(client) = &client {
        let schema = schema(&args.query, access.api, client).await?;
        let mut found = GraphqlList::new(&args.query, access.api, &schema)?;
        if args.run.both_ends {
            item_key = Some(add_item_key(&mut found, &schema)?);
        }
        found.refuse_idle(&args.query)?;
        refuse_idle(args, &[Kind::of_list(&found.connection)], shape.format)?;
        list = Some(found);
    }
    if let Some(columns) = list.as_ref().and_then(|list| list.columns.as_ref()) {
        shape.check_selection(columns)?;
    }
    let checkpoint = match shape.slurp {
        true => None,
        false if preview.is_some() || shape.format.is_table_file() => None,
        false => CheckpointFile::of(args),
    };
    let saved = match &checkpoint {
        Some(file) if !args.run.restart => file.load(&shape)?,
        _ => None,
    };
    let whole_pages = shape.format == Format::Pages;
    if let (Some(client), PageSizeChoice::Items(size)) = (&client, args.query.page_size)
        && let Some(most) = client.profile().max_page_size
        && size > most
    {
        messages.note(&format!("the API serves at most {most} items a page"));
    }
    let limit = match &preview {
        Some(preview) => Some(preview.items()),
        None => args.query.limit,
    };
    let left = match (limit, &saved) {
        (Some(limit), Some(saved)) => Some(left_of_limit(limit, saved.checkpoint.items())?),
        _ => limit,
    };
    // What can be refused is refused before the output is opened.
    let nested = match (&list, &client) {
        // A preview shows the result of a single request.
        (Some(list), Some(client)) if preview.is_none() => Some(nested_lists(args, list, client)?),
        _ => None,
    };
    let collection = match rest {
        Some(api) => {
            let resume = saved.as_ref().map(|saved| saved.checkpoint.clone());
            Some(rest_pages(api, &access, args, left, resume)?)
        }
        None => None,
    };
    let sink = open_sink(args, shape, list.as_ref(), saved.as_ref())?;
    if let Some(file) = &checkpoint {
        can_create(file.path())?;
    }
    if let Some(saved) = &saved {
        let items = saved.checkpoint.items();
        let ends = if args.run.both_ends {
            ", from the first end alone"
        } else {
            ""
        };
        messages.note(&format!(
            "continuing after {items} items of an earlier run{ends}"
        ));
    }
    let (earlier, resume) = match saved {
        Some(saved) => (saved.counts, Some(saved.checkpoint)),
        None => (Counts::default(), None),
    };
    let (mut is_backward, mut kept_keys) = (false, None);
    if let Some(list) = &list {
        let direction = list.direction(&args.query);
        is_backward = direction == Direction::Backward && !args.run.both_ends;
        kept_keys = list.kept_keys(direction);
    }
    let run = Run {
        sink,
        nested,
        checkpoint,
        has_begun: false,
        display: ProgressDisplay::new(messages),
        unsaved: None,
        saved_at: None,
        started: Instant::now(),
        earlier,
        counts: earlier,
        whole_pages,
        preview,
        is_backward,
        limit: args.query.limit,
        kept_keys,
        args,
        summary,
        api: access.api,
        messages,
    };
    match (list, &client, collection) {
        (Some(list), Some(client), _) if resume.is_none() && item_key.is_some() => {
            let key = item_key.unwrap_or_default();
            run.walk(list.pages_from_both_ends(args, client, key)).await
        }
        (Some(list), Some(client), _) => run.walk(list.pages(args, client, left, resume)).await,
        (_, _, Some(pages)) => run.walk(pages).await,
        _ => unreachable!("an API is either asked by queries or by collections"),
    }
}

/// What a limit leaves to read: it is about the output, which earlier runs began with this number of items.
fn left_of_limit(limit: u64, earlier: u64) -> Result<u64, Failure> {
    let Some(left) = limit.checked_sub(earlier) else {
        let items = count(earlier, "item");
        let message = format!("earlier runs have read {items} already, and `--limit` is {limit}");
        return Err(Failure::usage(message)
            .help("raise `--limit` to continue, or start over with `--restart`"));
    };
    Ok(left)
}

fn nested_lists(
    args: &ExportArgs,
    list: &GraphqlList,
    client: &Client,
) -> Result<NestedLists, Failure> {
    let page_size = match args.query.page_size {
        PageSizeChoice::Auto => None,
        PageSizeChoice::Items(items) => Some(items),
    };
    let settings = NestedSettings {
        connections: nested_choice(&list.nested, &args.query.nested)?,
        variables: list.variables.clone(),
        page_size: client.profile().max_page_size.or(page_size),
        partial: args.run.on_partial_error.into(),
        on_failed: match args.run.on_partial_error {
            OnPartialError::Skip => OnFailedList::SkipItem,
            _ => OnFailedList::Fail,
        },
    };
    Ok(NestedLists::new(client, settings))
}
