//! Walks of REST collections, with items as raw JSON.

use graphql_paginate::rest::jobaffinity::JobAffinity;
use graphql_paginate::rest::position_green::PositionGreen;
use graphql_paginate::rest::sage::Sage;
use graphql_paginate::rest::{Collection, Pages, PagingStyle};
use graphql_paginate::{Checkpoint, Client, Profile};
use graphql_paginate_codegen::did_you_mean;
use graphql_paginate_sandbox::Sandbox;
use serde_json::value::RawValue;

use super::access::Access;
use super::api::Api;
use super::arguments::{ExportArgs, PageSizeChoice, QueryArgs};
use super::variables::text_of_value;
use crate::failure::Failure;

/// The pages of a collection.
pub(crate) type RestPages = Pages<Box<RawValue>>;

/// A walk of the collection that the arguments name, with at most `limit` items.
pub(crate) fn rest_pages(
    api: Api,
    access: &Access,
    args: &ExportArgs,
    limit: Option<u64>,
    resume: Option<Checkpoint>,
) -> Result<RestPages, Failure> {
    let query = &args.query;
    let settings = CollectionSettings::new(query, limit, resume)?;
    let Some(name) = query.collection.as_deref() else {
        let names = api.collections().join(", ");
        let message = format!("`--api {}` needs `--collection`", api.name());
        return Err(Failure::usage(message).help(format!("choose one of {names}")));
    };
    RestApi::connect(api, access)?.pages(name, settings)
}

/// A REST API with its client.
pub(crate) enum RestApi {
    Jobaffinity(JobAffinity),
    PositionGreen(PositionGreen),
    Sage(Sage),
}

impl RestApi {
    /// The API with its credentials.
    pub(crate) fn connect(api: Api, access: &Access) -> Result<Self, Failure> {
        match api {
            Api::Jobaffinity => Ok(Self::Jobaffinity(jobaffinity(access)?)),
            Api::PositionGreen => Ok(Self::PositionGreen(position_green(access)?)),
            Api::Sage => Ok(Self::Sage(sage(access)?)),
            Api::Github | Api::DemarchesSimplifiees => {
                unreachable!("these are GraphQL APIs")
            }
        }
    }

    /// The client of the API.
    pub(crate) fn client(&self) -> &Client {
        match self {
            Self::Jobaffinity(api) => api.client(),
            Self::PositionGreen(api) => api.client(),
            Self::Sage(api) => api.client(),
        }
    }

    /// The pages of a collection.
    pub(crate) fn pages(
        &self,
        name: &str,
        settings: CollectionSettings,
    ) -> Result<RestPages, Failure> {
        match self {
            Self::Jobaffinity(api) => jobaffinity_pages(api, name, settings),
            Self::PositionGreen(api) => match name {
                "years" => settings.pages(api.years()),
                "measures" => settings.pages(api.measures()),
                _ => Err(unknown(Api::PositionGreen, name)),
            },
            Self::Sage(api) => {
                let concurrency = settings.concurrency.unwrap_or(1);
                match name {
                    "accounts" => settings.pages(api.accounts().concurrency(concurrency)),
                    "entries" => settings.pages(api.entries().concurrency(concurrency)),
                    "customers" => settings.pages(api.customers().concurrency(concurrency)),
                    _ => Err(unknown(Api::Sage, name)),
                }
            }
        }
    }
}

/// The settings of a walk, the same for every collection.
#[derive(Default)]
pub(crate) struct CollectionSettings {
    pub(crate) parameters: Vec<(String, String)>,
    pub(crate) page_size: Option<u32>,
    pub(crate) limit: Option<u64>,
    pub(crate) since: Option<String>,
    pub(crate) concurrency: Option<usize>,
    pub(crate) resume: Option<Checkpoint>,
}

impl CollectionSettings {
    fn new(
        query: &QueryArgs,
        limit: Option<u64>,
        resume: Option<Checkpoint>,
    ) -> Result<Self, Failure> {
        let mut parameters = Vec::new();
        for field in &query.raw_field {
            let (name, value) = parameter(field)?;
            parameters.push((name.to_owned(), value.to_owned()));
        }
        for field in &query.field {
            let (name, value) = parameter(field)?;
            parameters.push((name.to_owned(), text_of_value(value)?));
        }
        Ok(Self {
            parameters,
            page_size: match query.page_size {
                PageSizeChoice::Auto => None,
                PageSizeChoice::Items(items) => Some(items),
            },
            limit,
            since: query.since.clone(),
            concurrency: query.concurrency.map(usize::from),
            resume,
        })
    }

    /// Removes a parameter that is not sent as a query parameter.
    fn take(&mut self, name: &str) -> Option<String> {
        let index = self
            .parameters
            .iter()
            .position(|(known, _)| known == name)?;
        Some(self.parameters.remove(index).1)
    }

    fn pages<T, P: PagingStyle>(self, collection: Collection<T, P>) -> Result<RestPages, Failure>
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

fn parameter(field: &str) -> Result<(&str, &str), Failure> {
    let pair = field.split_once('=');
    pair.ok_or_else(|| Failure::usage(format!("`{field}` is not `key=value`")))
}

fn unknown(api: Api, name: &str) -> Failure {
    let names = api.collections().join(", ");
    let meant = did_you_mean(name, api.collections().iter().copied());
    Failure::usage(format!("no collection `{name}` of {}{meant}", api.name()))
        .help(format!("choose one of {names}"))
}

fn jobaffinity(access: &Access) -> Result<JobAffinity, Failure> {
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
    let builder = access.builder(url, Profile::jobaffinity());
    Ok(JobAffinity::new(
        access.build(builder.basic_auth(login, password))?,
    ))
}

fn jobaffinity_pages(
    api: &JobAffinity,
    name: &str,
    mut settings: CollectionSettings,
) -> Result<RestPages, Failure> {
    if let Some(since) = settings.since.take() {
        if since.parse::<u64>().is_err() {
            let message = format!("`{since}` is not the identifier of an item");
            return Err(Failure::usage(message)
                .help("JobAffinity counts changes by identifiers: `--since 1234`"));
        }
        settings.parameters.push(("since".to_owned(), since));
    }
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

/// The token service of Position Green itself.
const POSITION_GREEN_TOKENS: &str = "https://login.positiongreen.com/connect/token";

/// The environment variable with the URL of the token service that belongs to another endpoint.
const POSITION_GREEN_TOKEN_URL: &str = "POSITION_GREEN_TOKEN_URL";

/// The URL of the token service, which receives the client's id and secret. Those for another endpoint are not sent to
/// Position Green.
fn position_green_tokens(access: &Access) -> Result<String, Failure> {
    match access.credential(POSITION_GREEN_TOKEN_URL) {
        Ok(url) => Ok(url),
        Err(failure) if access.has_endpoint() => Err(failure
            .help("with an endpoint, it is the URL of the token service that belongs to it")
            .help("otherwise the id and the secret would be sent to the token service of Position Green")),
        Err(_) => Ok(POSITION_GREEN_TOKENS.to_owned()),
    }
}

fn position_green(access: &Access) -> Result<PositionGreen, Failure> {
    let (url, tokens, id, secret) = match &access.sandbox {
        Some(sandbox) => {
            let endpoint = sandbox.position_green();
            let tokens = format!("{}/connect/token", endpoint.origin());
            (endpoint.url(), tokens, "client".into(), "secret".into())
        }
        None => (
            "https://api.positiongreen.com/v1",
            position_green_tokens(access)?,
            access.credential("POSITION_GREEN_CLIENT_ID")?,
            access.credential("POSITION_GREEN_CLIENT_SECRET")?,
        ),
    };
    let builder = access.builder(url, Profile::position_green());
    Ok(PositionGreen::new(
        access.build(builder.client_credentials(tokens, id, secret))?,
    ))
}

fn sage(access: &Access) -> Result<Sage, Failure> {
    let (url, dataset, token) = match &access.sandbox {
        Some(sandbox) => (
            sandbox.sage().url().to_owned(),
            Sandbox::SAGE_DATASET.to_owned(),
            Sandbox::TOKEN.to_owned(),
        ),
        None => (
            access.url("SAGE_URL")?,
            access.credential("SAGE_DATASET")?,
            match access.token() {
                Some(token) => token.to_owned(),
                None => access.credential("SAGE_TOKEN")?,
            },
        ),
    };
    let builder = access.builder(&url, Profile::sage());
    Ok(Sage::new(
        access.build(builder.bearer_token(token))?,
        &dataset,
    ))
}
