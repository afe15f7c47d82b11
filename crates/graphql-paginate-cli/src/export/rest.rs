//! The collections of REST APIs, with rows as JSON.

use graphql_paginate::rest::jobaffinity::JobAffinity;
use graphql_paginate::rest::position_green::PositionGreen;
use graphql_paginate::rest::sage::Sage;
use graphql_paginate::rest::{Collection, Pages, Paging};
use graphql_paginate::{Checkpoint, Profile};
use graphql_paginate_sandbox::Sandbox;
use serde_json::value::RawValue;

use super::access::Access;
use super::api::Api;
use super::arguments::{ExportArgs, PageSizeChoice, QueryArgs, WalkDirection};
use crate::failure::Failure;

/// The pages of a collection.
pub(crate) type RestPages = Pages<Box<RawValue>>;

/// A walk of the collection that the arguments name, of at most `limit` items.
pub(crate) fn rest_pages(
    api: Api,
    access: &Access,
    args: &ExportArgs,
    limit: Option<u64>,
    resume: Option<Checkpoint>,
) -> Result<RestPages, Failure> {
    let query = &args.query;
    let settings = Settings::new(query, limit, resume)?;
    let Some(name) = query.collection.as_deref() else {
        let names = api.collections().join(", ");
        let message = format!("`--api {}` needs `--collection`", api.name());
        return Err(Failure::usage(message).help(format!("choose one of {names}")));
    };
    if query.concurrency.is_some() && api != Api::Sage {
        return Err(not_concurrent());
    }
    match api {
        Api::Jobaffinity => jobaffinity(name, access, settings),
        Api::PositionGreen => position_green(name, access, settings),
        _ => sage(name, access, settings, query.concurrency),
    }
}

/// The refusal of `--concurrency` where a page's place is known only when the page before it has come.
pub(super) fn not_concurrent() -> Failure {
    Failure::usage("`--concurrency` needs an API that numbers its items, and only Sage does")
        .help("leave it out: the pages of this list are fetched one after the other")
}

/// What the arguments say about a collection, whichever it is.
struct Settings {
    parameters: Vec<(String, String)>,
    page_size: Option<u32>,
    limit: Option<u64>,
    since: Option<String>,
    resume: Option<Checkpoint>,
}

impl Settings {
    fn new(
        query: &QueryArgs,
        limit: Option<u64>,
        resume: Option<Checkpoint>,
    ) -> Result<Self, Failure> {
        let graphql = [
            ("--query", query.query.is_some()),
            ("--operation", query.operation.is_some()),
            ("--path", query.path.is_some()),
            ("--schema", query.schema.is_some()),
            ("--nested", query.nested != ["all"]),
            ("--variables", query.variables.is_some()),
            (
                "--direction backward",
                query.direction == Some(WalkDirection::Backward),
            ),
        ];
        for (flag, is_given) in graphql {
            if is_given {
                return Err(Failure::usage(format!("`{flag}` is for GraphQL APIs")));
            }
        }
        let mut parameters = Vec::new();
        for field in query.raw_field.iter().chain(&query.field) {
            let Some((name, value)) = field.split_once('=') else {
                return Err(Failure::usage(format!("`{field}` is not `key=value`")));
            };
            parameters.push((name.to_owned(), value.to_owned()));
        }
        Ok(Self {
            parameters,
            page_size: match query.page_size {
                PageSizeChoice::Auto => None,
                PageSizeChoice::Items(items) => Some(items),
            },
            limit,
            since: query.since.clone(),
            resume,
        })
    }

    /// Takes a parameter out that is no query parameter of the API.
    fn take(&mut self, name: &str) -> Option<String> {
        let index = self
            .parameters
            .iter()
            .position(|(known, _)| known == name)?;
        Some(self.parameters.remove(index).1)
    }

    fn pages<T, P: Paging>(self, collection: Collection<T, P>) -> Result<RestPages, Failure>
    where
        T: serde::de::DeserializeOwned + Send + Unpin + 'static,
    {
        if self.since.is_some() {
            return Err(Failure::usage(
                "`--since` is not offered by this collection",
            ));
        }
        let mut collection = collection.decode_as::<Box<RawValue>>();
        for (name, value) in self.parameters {
            collection = collection.query(name, value);
        }
        if let Some(size) = self.page_size {
            collection = collection.page_size(size);
        }
        if let Some(limit) = self.limit {
            collection = collection.max_items(limit);
        }
        if let Some(checkpoint) = self.resume {
            collection = collection.resume(checkpoint);
        }
        Ok(collection.pages())
    }
}

fn unknown(api: Api, name: &str) -> Failure {
    let names = api.collections().join(", ");
    Failure::usage(format!("no collection `{name}` of {}", api.name()))
        .help(format!("choose one of {names}"))
}

fn jobaffinity(name: &str, access: &Access, mut settings: Settings) -> Result<RestPages, Failure> {
    let (url, login, password) = match &access.sandbox {
        Some(sandbox) => (
            sandbox.jobaffinity().url(),
            "login".into(),
            "password".into(),
        ),
        None => (
            "https://jobaffinity.fr/restapi/v1",
            access.credential("JOBAFFINITY_LOGIN")?,
            access.credential("JOBAFFINITY_PASSWORD")?,
        ),
    };
    if let Some(since) = settings.since.take() {
        if since.parse::<u64>().is_err() {
            let message = format!("`{since}` is not the identifier of an item");
            return Err(Failure::usage(message)
                .help("JobAffinity counts changes by identifiers: `--since 1234`"));
        }
        settings.parameters.push(("since".to_owned(), since));
    }
    let builder = access.builder(url, Profile::jobaffinity());
    let api = JobAffinity::new(access.build(builder.basic_auth(login, password))?);
    match name {
        "jobs" => settings.pages(api.jobs()),
        "candidates" => settings.pages(api.candidates()),
        "steps" => settings.pages(api.steps()),
        "notes" => settings.pages(api.notes()),
        "webhook-tasks" => settings.pages(api.webhook_tasks()),
        "applications" => {
            let number = |text: String| {
                let invalid = format!("`{text}` is not the number of a job or candidate");
                text.parse::<u64>().map_err(|_| Failure::usage(invalid))
            };
            if let Some(job) = settings.take("job") {
                return settings.pages(api.applications_of_job(number(job)?));
            }
            if let Some(candidate) = settings.take("candidate") {
                return settings.pages(api.applications_of_candidate(number(candidate)?));
            }
            Err(
                Failure::usage("`applications` are those of one job or candidate")
                    .help("add `-f job=NUMBER` or `-f candidate=NUMBER`"),
            )
        }
        _ => Err(unknown(Api::Jobaffinity, name)),
    }
}

fn position_green(name: &str, access: &Access, settings: Settings) -> Result<RestPages, Failure> {
    let (url, tokens, id, secret) = match &access.sandbox {
        Some(sandbox) => {
            let endpoint = sandbox.position_green();
            let tokens = format!("{}/connect/token", endpoint.origin());
            (endpoint.url(), tokens, "client".into(), "secret".into())
        }
        None => (
            "https://api.positiongreen.com/v1",
            "https://login.positiongreen.com/connect/token".to_owned(),
            access.credential("POSITION_GREEN_CLIENT_ID")?,
            access.credential("POSITION_GREEN_CLIENT_SECRET")?,
        ),
    };
    let builder = access.builder(url, Profile::position_green());
    let api = PositionGreen::new(access.build(builder.client_credentials(tokens, id, secret))?);
    match name {
        "years" => settings.pages(api.years()),
        "measures" => settings.pages(api.measures()),
        _ => Err(unknown(Api::PositionGreen, name)),
    }
}

fn sage(
    name: &str,
    access: &Access,
    settings: Settings,
    concurrency: Option<u8>,
) -> Result<RestPages, Failure> {
    let (url, dataset, token) = match &access.sandbox {
        Some(sandbox) => (
            sandbox.sage().url().to_owned(),
            Sandbox::SAGE_DATASET.to_owned(),
            Sandbox::TOKEN.to_owned(),
        ),
        None => (
            access.credential("SAGE_URL")?,
            access.credential("SAGE_DATASET")?,
            match access.token() {
                Some(token) => token.to_owned(),
                None => access.credential("SAGE_TOKEN")?,
            },
        ),
    };
    let builder = access.builder(&url, Profile::sage());
    let api = Sage::new(access.build(builder.bearer_token(token))?, &dataset);
    let concurrency = usize::from(concurrency.unwrap_or(1));
    match name {
        "accounts" => settings.pages(api.accounts().concurrency(concurrency)),
        "entries" => settings.pages(api.entries().concurrency(concurrency)),
        "customers" => settings.pages(api.customers().concurrency(concurrency)),
        _ => Err(unknown(Api::Sage, name)),
    }
}
