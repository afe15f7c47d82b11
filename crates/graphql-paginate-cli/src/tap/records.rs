//! Writes the items of pages as records, and those of the child streams below them.

use std::future::Future;
use std::pin::Pin;
use std::time::SystemTime;

use graphql_paginate::Error;
use jiff::Timestamp;
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::client::{ListPage, ListPages, TapClient, WalkSettings};
use super::message::MessageWriter;
use super::parent_record::ParentRecord;
use super::plan::StreamPlan;
use super::stream::Stream;
use super::totals::Totals;
use crate::failure::Failure;
use crate::messages::Messages;

/// Why a walk stopped before the end of its list.
pub(crate) enum Stop {
    /// An error that does not come from the API.
    Failure(Failure),
    /// An error of the API or the connection to it.
    Error(Box<Error>),
    Interrupted,
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        Self::Failure(failure)
    }
}

/// Writes the records of a run.
pub(crate) struct RecordWriter<'a> {
    pub(crate) plans: &'a [StreamPlan],
    pub(crate) client: &'a TapClient<'a>,
    pub(crate) messages: &'a Messages,
    pub(crate) writer: MessageWriter,
    pub(crate) keep_partial: bool,
    pub(crate) totals: Totals,
    pub(crate) interrupt: Pin<Box<dyn Future<Output = ()>>>,
}

/// The columns that say where the items of a list come from, added to each record.
pub(crate) type Context = Map<String, Value>;

impl RecordWriter<'_> {
    /// The next page of a list, or an error if the run is interrupted.
    pub(crate) async fn next(&mut self, pages: &mut ListPages) -> Result<Option<ListPage>, Stop> {
        tokio::select! {
            biased;
            () = &mut self.interrupt => Err(Stop::Interrupted),
            page = pages.next() => match page {
                None => Ok(None),
                Some(Ok(page)) => Ok(Some(page)),
                Some(Err(error)) => Err(Stop::Error(Box::new(error))),
            },
        }
    }

    /// Writes the records of a page and all records of their child streams; returns the newest time in the records of
    /// the page.
    pub(crate) async fn write(
        &mut self,
        index: usize,
        page: ListPage,
        context: &Context,
        version: Option<i64>,
    ) -> Result<Option<Timestamp>, Stop> {
        let plans = self.plans;
        let plan = &plans[index];
        let stream = &plan.stream;
        let items = self.count_page(stream, page);
        let extracted = SystemTime::now();
        let mut parents = Vec::new();
        let mut newest = None;
        for item in items {
            let mut record = plan
                .item
                .fit(&item, "")
                .map_err(|problem| record_error(&stream.name, &problem))?;
            if let Some(field) = &stream.since_field {
                newest = newest.max(time_at(&record, field));
            }
            if !plan.children.is_empty() {
                parents.push(ParentRecord {
                    item,
                    record: record.clone(),
                });
            }
            if plan.is_selected {
                record.extend(context.clone());
                self.writer.record(&stream.name, record, extracted, version);
                self.totals.records += 1;
            }
        }
        self.writer.flush()?;
        for parent in parents {
            for child in &plan.children {
                Box::pin(self.list_below(*child, &parent, context)).await?;
            }
        }
        Ok(newest)
    }

    /// Adds a page and what it lacks to the totals; returns its items.
    fn count_page(&mut self, stream: &Stream, page: ListPage) -> Vec<Box<RawValue>> {
        self.totals.pages += 1;
        self.totals.null_items += page.null_items as u64;
        self.totals.partial += page.null_items as u64;
        self.totals.unexplained_nulls += page.null_items.saturating_sub(page.errors.len()) as u64;
        for lists in page.incomplete {
            self.totals.add_incomplete(&stream.name, lists);
        }
        for lists in page.not_chosen {
            self.totals.add_not_chosen(&stream.name, lists);
        }
        if let Some(first) = page.errors.first() {
            self.totals.partial += 1;
            let text = format!(
                "`{}`: a page has errors beside its data: {first}",
                stream.name
            );
            self.messages.warning(&text);
        }
        page.items
    }

    /// Adds the requests and retries of a finished walk to the totals.
    pub(crate) fn count(&mut self, pages: &ListPages) {
        self.count_requests(pages);
        let progress = pages.progress();
        if progress.ended_short || progress.total_fell {
            self.totals.short += 1;
        }
    }

    /// Adds the requests and retries of a walk that another one replaces.
    pub(crate) fn count_requests(&mut self, pages: &ListPages) {
        let progress = pages.progress();
        self.totals.requests += progress.requests;
        self.totals.retries += progress.retries;
    }

    /// Walks the list of a child stream for one record of its parent.
    async fn list_below(
        &mut self,
        index: usize,
        parent: &ParentRecord,
        context: &Context,
    ) -> Result<(), Stop> {
        let plans = self.plans;
        let plan = &plans[index];
        let link = plan.stream.parent.as_ref().expect("it is a child");
        if parent.has_empty_list(link) {
            return Ok(());
        }
        let list = parent
            .variables(link)
            .map_err(|problem| record_error(&plan.stream.name, &problem))?;
        let mut context = context.clone();
        context.extend(list.columns);
        let settings = WalkSettings {
            variables: plan.stream.variables.clone(),
            parent_values: list.variables,
            keep_partial: self.keep_partial,
            ..WalkSettings::default()
        };
        let mut pages = self.client.pages(plan, settings)?;
        let ended = self.write_all(index, &mut pages, &context).await;
        // Also those of a walk that failed.
        self.count(&pages);
        ended
    }

    async fn write_all(
        &mut self,
        index: usize,
        pages: &mut ListPages,
        context: &Context,
    ) -> Result<(), Stop> {
        while let Some(page) = self.next(pages).await? {
            self.write(index, page, context, None).await?;
        }
        Ok(())
    }
}

fn time_at(record: &Map<String, Value>, field: &str) -> Option<Timestamp> {
    record.get(field)?.as_str()?.parse().ok()
}

fn record_error(stream: &str, problem: &str) -> Failure {
    Failure::new(
        crate::exit::Exit::Failed,
        format!("a record of `{stream}` does not fit its schema: {problem}"),
    )
    .help("if a scalar is declared wrongly, set its type in `scalars`, such as `{\"DateTime\": \"string\"}`")
}
