//! Starts an export: turns the arguments into a walk and an output.

use std::path::Path;
use std::time::Instant;

use graphql_paginate::{Client, Direction};

use super::access::Access;
use super::arguments::{ExportArgs, PageSizeChoice};
use super::checkpoint_file::CheckpointFile;
use super::graphql::GraphqlList;
use super::nested::{Findings, NestedLists};
use super::nested_choice::nested_choice;
use super::preview::Preview;
use super::progress::ProgressDisplay;
use super::rest::rest_pages;
use super::run::Run;
use super::schema::schema;
use super::shape::Shape;
use super::sink::Sink;
use super::target::Target;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::messages::Messages;
use crate::output::Format;

/// Exports the list that the arguments ask for.
pub(crate) async fn export(args: &ExportArgs, messages: &Messages) -> Result<Exit, Failure> {
    let shape = Shape::new(args)?;
    let preview = match shape.format {
        Format::Table => Some(Preview::new(args.query.limit)),
        _ => None,
    };
    let output = args.output.output.as_deref();
    let access = Access::new(&args.source, args.run.max_wait, output, messages)?;
    let rest = access.api.filter(|api| !api.is_graphql());
    let client = match rest {
        Some(_) => None,
        None => Some(access.graphql_client()?),
    };
    let list = match &client {
        Some(client) => {
            let schema = schema(&args.query, access.api, client).await?;
            Some(GraphqlList::new(&args.query, access.api, &schema)?)
        }
        None => None,
    };
    if let Some(columns) = list.as_ref().and_then(|list| list.columns.as_ref()) {
        shape.check_selection(columns)?;
    }
    let checkpoint = match shape.slurp {
        true => None,
        false if preview.is_some() => None,
        false => CheckpointFile::of(args),
    };
    let saved = match &checkpoint {
        Some(file) => file.load(&shape, args.run.restart)?,
        None => None,
    };
    let target = match &args.output.output {
        Some(path) if path != Path::new("-") => {
            let keep = saved.as_ref().map_or(0, |saved| saved.output.bytes);
            Target::file(path, keep)?
        }
        _ => Target::Stdout,
    };
    let columns = shape.columns(list.as_ref().and_then(|list| list.columns.clone()));
    if let Some(saved) = &saved {
        let items = saved.checkpoint.items();
        messages.note(&format!(
            "continuing behind {items} items of an earlier run"
        ));
    }
    let whole_pages = shape.format == Format::Pages;
    let limit = match &preview {
        Some(preview) => Some(preview.items()),
        None => args.query.limit,
    };
    let nested = match (&list, &client) {
        // A preview shows the result of a single request.
        (Some(list), Some(client)) if preview.is_none() => Some(nested_lists(args, list, client)?),
        _ => None,
    };
    let (mut partial_pages, mut cut_before) = (0, 0);
    let (mut resume, mut written) = (None, None);
    if let Some(saved) = saved {
        (partial_pages, cut_before) = (saved.partial_pages, saved.cut_lists);
        (resume, written) = (Some(saved.checkpoint), Some(saved.output));
    }
    let (mut is_backward, mut kept_keys) = (false, None);
    if let Some(list) = &list {
        let direction = list.direction(&args.query);
        is_backward = direction == Direction::Backward;
        kept_keys = list.kept_keys(direction);
    }
    let run = Run {
        sink: Sink::new(target, shape, columns, written),
        nested,
        cut_before,
        checkpoint,
        display: ProgressDisplay::new(messages),
        unsaved: None,
        saved_at: None,
        started: Instant::now(),
        partial_pages,
        whole_pages,
        preview,
        is_backward,
        kept_keys,
        args,
        api: access.api,
        messages,
    };
    match (list, &client, rest) {
        (Some(list), Some(client), _) => run.walk(list.pages(args, client, limit, resume)).await,
        (_, _, Some(api)) => {
            run.walk(rest_pages(api, &access, args, limit, resume)?)
                .await
        }
        _ => unreachable!("an API is either asked by queries or by collections"),
    }
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
    Ok(NestedLists {
        client: client.clone(),
        connections: nested_choice(list, &args.query.nested)?,
        variables: list.variables.clone(),
        page_size: client.profile().max_page_size.or(page_size),
        partial: args.run.on_partial_error.into(),
        found: Findings::default(),
    })
}
