//! The run: pages are received, written and remembered, one after the other.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use graphql_paginate::{Error, Listing, Page};
use serde_json::value::RawValue;

use super::access::Access;
use super::api::Api;
use super::arguments::{ExportArgs, OnTruncation};
use super::checkpoint_file::{CheckpointFile, SavedRun};
use super::graphql::{GraphqlList, is_backward};
use super::outcome::{Summary, report};
use super::preview::Preview;
use super::progress::ProgressDisplay;
use super::rest::rest_pages;
use super::schema::schema;
use super::shape::Shape;
use super::sink::Sink;
use super::target::Target;
use super::whole_page::{PageData, whole_page};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::messages::Messages;
use crate::output::Format;
use crate::signals::interrupted;

/// How often a shown progress is refreshed while nothing comes.
const REFRESH: Duration = Duration::from_millis(200);

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
            Some(GraphqlList::new(args, &schema)?)
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
    let (resume, written, partial_pages) = match saved {
        Some(saved) => {
            let items = saved.checkpoint.items();
            messages.note(&format!(
                "continuing behind {items} items of an earlier run"
            ));
            (
                Some(saved.checkpoint),
                Some(saved.output),
                saved.partial_pages,
            )
        }
        None => (None, None, 0),
    };
    let whole_pages = shape.format == Format::Pages;
    let limit = match &preview {
        Some(preview) => Some(preview.items()),
        None => args.query.limit,
    };
    let run = Run {
        sink: Sink::new(target, shape, columns, written),
        checkpoint,
        display: ProgressDisplay::new(messages),
        started: Instant::now(),
        partial_pages,
        whole_pages,
        preview,
        is_backward: is_backward(args),
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

/// A run under way.
struct Run<'a> {
    sink: Sink,
    checkpoint: Option<CheckpointFile>,
    display: ProgressDisplay,
    started: Instant,
    partial_pages: u64,
    whole_pages: bool,
    preview: Option<Preview>,
    is_backward: bool,
    args: &'a ExportArgs,
    api: Option<Api>,
    messages: &'a Messages,
}

/// What happened next in a walk.
enum Event<P> {
    Page(Option<Result<P, Error>>),
    Refresh,
    Interrupted,
}

impl Run<'_> {
    async fn walk<L>(mut self, mut pages: graphql_paginate::Pages<L>) -> Result<Exit, Failure>
    where
        L: Listing<Item = Box<RawValue>>,
        L::Data: PageData,
    {
        let mut interrupt = std::pin::pin!(interrupted());
        let ended = loop {
            let event = tokio::select! {
                biased;
                () = &mut interrupt => Event::Interrupted,
                page = pages.next() => Event::Page(page),
                () = tokio::time::sleep(REFRESH), if self.display.is_shown() => Event::Refresh,
            };
            match event {
                Event::Refresh => {}
                Event::Interrupted => break Err(None),
                Event::Page(None) => break Ok(()),
                Event::Page(Some(Err(error))) => break Err(Some(error)),
                Event::Page(Some(Ok(page))) => {
                    let number = pages.progress().pages;
                    let written = self.write(page, number);
                    let saved = match written {
                        Ok(()) => self.save(pages.checkpoint()),
                        Err(failure) => Err(failure),
                    };
                    if let Err(failure) = saved {
                        self.display.finish();
                        return Err(failure);
                    }
                }
            }
            self.display
                .update(&pages.progress(), self.started.elapsed());
        };
        self.display
            .update(&pages.progress(), self.started.elapsed());
        self.display.finish();
        let exit = match &ended {
            Ok(()) if pages.progress().ended_short => match self.args.run.on_truncation {
                OnTruncation::Fail => Exit::Truncated,
                OnTruncation::Warn => {
                    self.messages
                        .warning("the server ended the list before its announced total");
                    Exit::Complete
                }
            },
            Ok(()) if self.partial_pages > 0 => Exit::PartialErrors,
            Ok(()) => Exit::Complete,
            Err(None) => Exit::Interrupted,
            Err(Some(error)) => {
                let report = report(error, self.api, self.checkpoint.is_some());
                self.messages.failure(&report);
                report.exit
            }
        };
        if ended.is_ok() {
            self.sink.finish()?;
            if let Some(file) = &self.checkpoint {
                file.remove()?;
            }
        }
        let progress = pages.progress();
        let summary = Summary {
            exit,
            items_in_all: pages.checkpoint().items(),
            partial_pages: self.partial_pages,
            elapsed: self.started.elapsed(),
            output: self.sink.name(),
            progress,
        };
        self.tell(&summary)?;
        Ok(exit)
    }

    fn write<D: PageData>(
        &mut self,
        mut page: Page<Box<RawValue>, D>,
        number: u64,
    ) -> Result<(), Failure> {
        if !page.errors.is_empty() {
            self.partial_pages += 1;
            let first = page.errors[0].to_string();
            self.messages.warning(&format!(
                "page {number} has errors beside its data: {first}"
            ));
        }
        if self.whole_pages {
            return self.put(vec![whole_page(page, number)]);
        }
        if self.is_backward {
            page.items.reverse();
        }
        if let Some(preview) = &mut self.preview {
            preview.cut(&mut page.items);
        }
        self.put(page.items)
    }

    fn put(&mut self, items: Vec<Box<RawValue>>) -> Result<(), Failure> {
        let Self { sink, display, .. } = self;
        display.suspended(|| sink.write(items))
    }

    fn save(&mut self, checkpoint: graphql_paginate::Checkpoint) -> Result<(), Failure> {
        let Some(file) = &self.checkpoint else {
            return Ok(());
        };
        debug_assert!(!self.sink.is_slurped(), "a slurped output is not continued");
        let output = self.sink.sync()?;
        file.save(&SavedRun {
            checkpoint,
            output,
            partial_pages: self.partial_pages,
        })
    }

    fn tell(&self, summary: &Summary) -> Result<(), Failure> {
        let fields = summary.fields();
        if let Some(path) = &self.args.run.summary_file {
            let line = format!("{fields}\n");
            let file = OpenOptions::new().create(true).append(true).open(path);
            let written = file.and_then(|mut file| file.write_all(line.as_bytes()));
            written.map_err(|error| Failure::file("write", path, &error))?;
        }
        let text = match &self.preview {
            Some(preview) if summary.exit == Exit::Complete => preview.text(&summary.progress),
            _ => summary.text(),
        };
        self.messages.summary(&text, &fields);
        Ok(())
    }
}
