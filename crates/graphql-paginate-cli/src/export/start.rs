//! Starts an export: turns the arguments into a walk and an output.

use std::time::Instant;

use graphql_paginate::{Client, Direction};

use super::access::Access;
use super::api::Api;
use super::arguments::{ExportArgs, OnPartialError, PageSizeChoice};
use super::both_ends::add_item_key;
use super::command_hints::CommandHints;
use super::earlier_run::EarlierRun;
use super::flags::{Kind, refuse_unused_flags};
use super::graphql::GraphqlList;
use super::named_files::refuse_shared_files;
use super::open::open_sink;
use super::preview::Preview;
use super::rest::rest_pages;
use super::run::{ExportSettings, Pipeline, Run};
use super::schema::schema;
use super::shape::OutputShape;
use super::summary_file::{SummaryFile, failed_run};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::lists::{
    NestedChoice, NestedLists, NestedSettings, NotChosen, OnFailedList, remove_left_out,
};
use crate::messages::Messages;
use crate::output::Format;

/// Exports the list that the arguments ask for. A run that fails before or outside its walk has a summary too.
pub(crate) async fn export(args: &ExportArgs, messages: &Messages) -> Result<Exit, Failure> {
    // Not even a summary is written to a file that may be the query.
    refuse_shared_files(args)?;
    let summary = SummaryFile::open(&args.run)?;
    let started = Instant::now();
    let mut on_sandbox = false;
    let ended = start(args, summary.as_ref(), &mut on_sandbox, messages).await;
    if let (Some(summary), Err(failure)) = (&summary, &ended)
        && let Err(Failure::Reported(unwritten)) =
            summary.append(&failed_run(failure, on_sandbox, started.elapsed()))
    {
        messages.warning(&unwritten.message);
    }
    ended
}

/// Starts the export; `on_sandbox` is set as soon as it is known that the data is made up.
async fn start(
    args: &ExportArgs,
    summary: Option<&SummaryFile>,
    on_sandbox: &mut bool,
    messages: &Messages,
) -> Result<Exit, Failure> {
    let shape = OutputShape::new(args)?;
    let output = args.output.file();
    let access = Access::new(&args.source, args.run.max_wait, output, messages)?;
    *on_sandbox = access.is_sandbox();
    let start = Start {
        access,
        args,
        summary,
        messages,
    };
    match start.access.api {
        Some(api) if !api.is_graphql() => start.collection(api, shape).await,
        _ => start.query(shape).await,
    }
}

/// What an export of any list starts with.
struct Start<'a> {
    args: &'a ExportArgs,
    access: Access,
    summary: Option<&'a SummaryFile>,
    messages: &'a Messages,
}

impl<'a> Start<'a> {
    /// Exports a REST collection.
    async fn collection(self, api: Api, shape: OutputShape) -> Result<Exit, Failure> {
        let earlier = EarlierRun::load(self.args, &shape)?;
        let preview = self.preview(&shape);
        let limit = earlier.items_left(self.limit(preview.as_ref()))?;
        // What can be refused is refused before the output is opened.
        let pages = rest_pages(api, &self.access, self.args, limit, earlier.checkpoint())?;
        let settings = self.settings(&shape);
        let sink = open_sink(self.args, shape, None, earlier.saved())?;
        earlier.announce(self.args, self.messages)?;
        let pipeline = Pipeline {
            nested: None,
            not_chosen: NotChosen::default(),
            preview,
            sink,
        };
        Run::new(settings, pipeline, earlier).walk(pages).await
    }

    /// Exports a list of a GraphQL query.
    async fn query(self, shape: OutputShape) -> Result<Exit, Failure> {
        let args = self.args;
        let client = self.access.graphql_client()?;
        let (list, item_key) = self.open_list(&client, &shape).await?;
        let earlier = EarlierRun::load(args, &shape)?;
        self.note_largest_page(&client);
        let preview = self.preview(&shape);
        let limit = earlier.items_left(self.limit(preview.as_ref()))?;
        let choice = NestedChoice::new(&list.nested, &args.query.nested)?;
        let not_chosen = choice.not_chosen.clone();
        let nested = match preview {
            // A preview shows the result of a single request.
            Some(_) => None,
            None => Some(nested_lists(args, &list, choice, &client)),
        };
        let direction = list.direction(&args.query);
        let settings = ExportSettings {
            is_backward: direction == Direction::Backward && !args.run.both_ends,
            kept_keys: list.kept_keys(direction),
            ..self.settings(&shape)
        };
        let sink = open_sink(args, shape, Some(&list), earlier.saved())?;
        earlier.announce(args, self.messages)?;
        let resume = earlier.checkpoint();
        let pipeline = Pipeline {
            nested,
            not_chosen,
            preview,
            sink,
        };
        let run = Run::new(settings, pipeline, earlier);
        match item_key {
            Some(key) if resume.is_none() => {
                let pages = list.pages_from_both_ends(args, &client, key);
                run.walk(pages).await
            }
            _ => run.walk(list.pages(args, &client, limit, resume)).await,
        }
    }

    /// Opens the list of the query; with `--both-ends`, also the response keys by which both ends know an item.
    async fn open_list(
        &self,
        client: &Client,
        shape: &OutputShape,
    ) -> Result<(GraphqlList, Option<Vec<String>>), Failure> {
        let args = self.args;
        let named = args.query.schema.as_deref();
        let schema = schema(named, self.access.api, client, &CommandHints::EXPORT).await?;
        let mut list = GraphqlList::new(&args.query, self.access.api, &schema)?;
        let mut item_key = None;
        if args.run.both_ends {
            item_key = Some(add_item_key(&mut list, &schema)?);
        }
        list.check_direction_and_size(&args.query)?;
        let kind = Kind::of_list(&list.connection);
        refuse_unused_flags(args, &[kind], shape.format)?;
        if let Some(columns) = &list.columns {
            shape.check_selection(columns)?;
        }
        Ok((list, item_key))
    }

    /// Says so if the API serves smaller pages than requested.
    fn note_largest_page(&self, client: &Client) {
        if let PageSizeChoice::Items(size) = self.args.query.page_size
            && let Some(most) = client.profile().max_page_size
            && size > most
        {
            self.messages
                .note(&format!("the API serves at most {most} items a page"));
        }
    }

    fn preview(&self, shape: &OutputShape) -> Option<Preview> {
        match shape.format {
            Format::Table => Some(Preview::new(self.args.query.limit)),
            _ => None,
        }
    }

    /// The largest number of items, with those of earlier runs.
    fn limit(&self, preview: Option<&Preview>) -> Option<u64> {
        match preview {
            Some(preview) => Some(preview.items()),
            None => self.args.query.limit,
        }
    }

    /// The settings of a run on any list.
    fn settings(&self, shape: &OutputShape) -> ExportSettings<'a> {
        ExportSettings {
            args: self.args,
            api: self.access.api,
            on_sandbox: self.access.is_sandbox(),
            summary: self.summary,
            messages: self.messages,
            whole_pages: shape.format == Format::Pages,
            is_backward: false,
            kept_keys: None,
        }
    }
}

fn nested_lists(
    args: &ExportArgs,
    list: &GraphqlList,
    choice: NestedChoice,
    client: &Client,
) -> NestedLists {
    let page_size = match args.query.page_size {
        PageSizeChoice::Auto => None,
        PageSizeChoice::Items(items) => Some(items),
    };
    let mut variables = list.variables.clone();
    if let Some(walk) = list.walk(list.direction(&args.query)) {
        remove_left_out(&mut variables, &walk.left_out);
    }
    let settings = NestedSettings {
        connections: choice.connections,
        variables,
        page_size: client.profile().max_page_size.or(page_size),
        partial: args.run.on_partial_error.into(),
        on_failed: match args.run.on_partial_error {
            OnPartialError::Skip => OnFailedList::SkipItem,
            _ => OnFailedList::Fail,
        },
    };
    NestedLists::new(client, settings)
}
