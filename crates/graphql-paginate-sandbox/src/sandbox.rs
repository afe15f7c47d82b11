//! The handle of a running sandbox and its endpoints.

use std::io;
use std::sync::Arc;

use crate::api::Api;
use crate::builder::Builder;
use crate::change::Change;
use crate::demarches_simplifiees::{self, DemarchesSimplifiees};
use crate::faults::{Faults, Faulty};
use crate::github::GitHub;
use crate::own_schema::OwnSchema;
use crate::recorded::{Received, Recorded};
use crate::required_token::RequiredToken;
use crate::rest::{Catalogue, JobAffinity, PositionGreen, Sage};
use crate::server::{Listening, Servers};
use crate::settings::Settings;
use crate::tokens;

/// A set of running servers that imitate the APIs; dropping it stops them.
///
/// ```
/// use graphql_paginate_sandbox::Sandbox;
/// use serde_json::{Value, json};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let sandbox = Sandbox::start().await?;
/// let query = "{ demarche(number: 1) { dossiers(first: 2) { nodes { number } } } }";
/// let response = reqwest::Client::new()
///     .post(sandbox.demarches_simplifiees().url())
///     .bearer_auth(Sandbox::TOKEN)
///     .json(&json!({ "query": query }))
///     .send()
///     .await?;
/// let body: Value = response.json().await?;
/// assert_eq!(body["data"]["demarche"]["dossiers"]["nodes"], json!([{ "number": 10001 }, { "number": 10002 }]));
///
/// let received = sandbox.demarches_simplifiees().requests();
/// assert_eq!(received[0].json()["query"], query);
/// # Ok(()) }
/// ```
#[derive(Debug)]
pub struct Sandbox {
    demarches_simplifiees: Endpoint,
    github: Endpoint,
    jobaffinity: Endpoint,
    position_green: Endpoint,
    sage: Endpoint,
    catalogue: Endpoint,
    own_schema: Option<Endpoint>,
    _servers: Servers,
}

impl Sandbox {
    /// A valid bearer token. The sandbox accepts every token except an empty one and the two below.
    pub const TOKEN: &'static str = tokens::TOKEN;
    /// A token that every API refuses as unknown.
    pub const UNKNOWN_TOKEN: &'static str = tokens::UNKNOWN_TOKEN;
    /// A token that has expired. demarches-simplifiees distinguishes it from an unknown one, GitHub does not.
    pub const EXPIRED_TOKEN: &'static str = tokens::EXPIRED_TOKEN;

    /// The identifier of the only company of [`Sandbox::sage`].
    pub const SAGE_DATASET: &'static str = Sage::DATASET;

    /// Starts all APIs with the default settings.
    ///
    /// # Errors
    ///
    /// If no loopback port can be bound or no thread can be started.
    pub async fn start() -> io::Result<Self> {
        Self::builder().start().await
    }

    /// Returns a builder to configure a sandbox before it starts.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// The imitation of demarches-simplifiees.
    ///
    /// Demarches of every number from 1 on exist, except 404, and all have the same dossiers, but for their numbers and
    /// ids: those of demarche 2 are 10,000,000 higher than those of demarche 1, and so on for 200 demarches. The groups
    /// are 1, 2 and 3.
    pub fn demarches_simplifiees(&self) -> &Endpoint {
        &self.demarches_simplifiees
    }

    /// The imitation of GitHub's GraphQL API.
    ///
    /// Every repository, user and organization exists, except those named `missing`. All repositories have similar data.
    pub fn github(&self) -> &Endpoint {
        &self.github
    }

    /// The imitation of JobAffinity's REST API.
    ///
    /// Any login and password are accepted, except empty ones and the password `wrong`. By default it accepts 45 requests
    /// per minute.
    pub fn jobaffinity(&self) -> &Endpoint {
        &self.jobaffinity
    }

    /// The imitation of Position Green's API. Its token service is at `/connect/token` of the same
    /// [origin](Endpoint::origin).
    ///
    /// Any client identifier and secret are accepted, except empty ones and the secret `wrong`.
    pub fn position_green(&self) -> &Endpoint {
        &self.position_green
    }

    /// The imitation of Sage Business Cloud Comptabilité, with one company, [`Sandbox::SAGE_DATASET`].
    pub fn sage(&self) -> &Endpoint {
        &self.sage
    }

    /// A fictitious catalogue with the common paging styles: OData v4 with next and delta links at `odata/Products`, `Link`
    /// headers at `links/products`, and page numbers at `pages/products`.
    ///
    /// It requires no credentials. `PATCH` and `DELETE` on `odata/Products(7)` change its data.
    pub fn catalogue(&self) -> &Endpoint {
        &self.catalogue
    }

    /// The API of the schema that [`Builder::own_schema`] set; `None` without one.
    ///
    /// Relay connections are paged in both directions, by `first` and `after` or `last` and `before`; a page has 50 items
    /// unless it is asked for, and at most 100. Lists of objects with arguments such as `offset` and `limit`, or `page` and
    /// `perPage`, are paged too, and so are lists in an object with a token for the next page, or in an object for which the
    /// request names an offset or a page number. All other fields have values that are derived from their type, the same in every run. An
    /// object with an `id` is found again by every field that takes an argument `id`, such as `node(id:)`. No token is
    /// needed; [`UNKNOWN_TOKEN`](Self::UNKNOWN_TOKEN) and [`EXPIRED_TOKEN`](Self::EXPIRED_TOKEN) are refused. Changes are
    /// ignored.
    pub fn own_schema(&self) -> Option<&Endpoint> {
        self.own_schema.as_ref()
    }

    pub(crate) fn with(settings: &Settings) -> io::Result<Self> {
        let rest = &settings.rest;
        let none = Faults::new();
        let mut listening = Vec::new();
        let required = |api: Arc<dyn Api>, refused| -> Arc<dyn Api> {
            match &settings.required_token {
                Some(token) => Arc::new(RequiredToken::new(api, token.clone(), refused)),
                None => api,
            }
        };
        let unknown = Some(tokens::UNKNOWN);
        let mut bind = |api: Arc<dyn Api>, path, faults: &Faults| {
            let api = Faulty::new(api, faults.clone(), settings.clock.clone());
            Endpoint::bind(api, path, settings, &mut listening)
        };
        let mut own_schema = None;
        if let Some(sdl) = &settings.own.schema {
            let invalid = |errors| io::Error::new(io::ErrorKind::InvalidInput, errors);
            let own = OwnSchema::new(sdl, settings.own.items).map_err(invalid)?;
            let own = required(Arc::new(own), unknown);
            own_schema = Some(bind(own, OwnSchema::PATH, &settings.own.faults)?);
        }
        Ok(Self {
            own_schema,
            demarches_simplifiees: bind(
                required(Arc::new(DemarchesSimplifiees::new(settings)), unknown),
                demarches_simplifiees::PATH,
                &settings.demarches_simplifiees_faults,
            )?,
            github: bind(
                required(Arc::new(GitHub::new(settings)), unknown),
                GitHub::PATH,
                &settings.github_faults,
            )?,
            jobaffinity: bind(Arc::new(JobAffinity::new(rest)), JobAffinity::PATH, &none)?,
            position_green: bind(
                Arc::new(PositionGreen::new(rest)),
                PositionGreen::PATH,
                &none,
            )?,
            // It has no token of its own that it refuses.
            sage: bind(required(Arc::new(Sage::new(rest)), None), Sage::PATH, &none)?,
            catalogue: bind(Arc::new(Catalogue::new(rest)), Catalogue::PATH, &none)?,
            _servers: Servers::start(listening)?,
        })
    }
}

/// # Starting
impl Builder {
    /// Binds the ports and starts the servers.
    ///
    /// The servers run on a separate thread, so the caller can use any async runtime.
    ///
    /// # Errors
    ///
    /// If no loopback port can be bound or no thread can be started, or if the schema of
    /// [`own_schema`](Self::own_schema) is invalid ([`io::ErrorKind::InvalidInput`]).
    pub async fn start(self) -> io::Result<Sandbox> {
        self.start_blocking()
    }

    /// Like [`start`](Self::start), for callers that are not async. Binding to loopback does not block.
    ///
    /// # Errors
    ///
    /// The same as for [`start`](Self::start).
    pub fn start_blocking(self) -> io::Result<Sandbox> {
        Sandbox::with(&self.settings)
    }
}

/// One API of a running [`Sandbox`].
#[derive(Debug)]
pub struct Endpoint {
    origin: String,
    url: String,
    recorded: Arc<Recorded>,
    api: Arc<Faulty>,
}

impl Endpoint {
    /// The URL of a GraphQL API, such as `http://127.0.0.1:40213/graphql`, or the root URL of a REST API.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Scheme, host and port, such as `http://127.0.0.1:40213`.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The requests received since the start or the last [`clear_requests`](Self::clear_requests), in order; none if
    /// [`Builder::record_requests`] is off.
    pub fn requests(&self) -> Vec<Received> {
        self.recorded.all()
    }

    /// Clears the record of received requests.
    pub fn clear_requests(&self) {
        self.recorded.clear();
    }

    /// Replaces the script of faults; `Faults::new()` removes all of them.
    pub fn script(&self, faults: Faults) {
        self.api.script(faults);
    }

    /// Changes the API's data immediately and permanently. The catalogue ignores changes.
    pub fn change(&self, change: Change) {
        self.api.change(change);
    }

    fn bind(
        api: Faulty,
        path: &str,
        settings: &Settings,
        bound: &mut Vec<Listening>,
    ) -> io::Result<Self> {
        let (api, recorded) = (
            Arc::new(api),
            Arc::new(Recorded::new(settings.record_requests)),
        );
        let latency = settings.latency;
        let listening = Listening::bind(Arc::clone(&api), Arc::clone(&recorded), latency)?;
        let origin = format!("http://{}", listening.address()?);
        bound.push(listening);
        Ok(Self {
            url: format!("{origin}{path}"),
            origin,
            recorded,
            api,
        })
    }
}
