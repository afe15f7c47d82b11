//! The handle that tests and examples hold.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use crate::api::Api;
use crate::builder::Builder;
use crate::change::Change;
use crate::demarches_simplifiees::{self, DemarchesSimplifiees};
use crate::faults::{Faults, Faulty};
use crate::github::GitHub;
use crate::recorded::{Received, Recorded};
use crate::rest::{Catalogue, JobAffinity, PositionGreen, Sage};
use crate::server::{Listening, Servers};
use crate::settings::Settings;
use crate::tokens;

/// Running imitations of the APIs; dropping it stops them.
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
    _servers: Servers,
}

impl Sandbox {
    /// A bearer token the sandbox accepts; it accepts any but the empty one and the two below.
    pub const TOKEN: &'static str = tokens::TOKEN;
    /// A token that no API knows.
    pub const UNKNOWN_TOKEN: &'static str = tokens::UNKNOWN_TOKEN;
    /// A token that was good once: demarches-simplifiees tells it apart from an unknown one, GitHub does not.
    pub const EXPIRED_TOKEN: &'static str = tokens::EXPIRED_TOKEN;

    /// The identifier of the one company that [`Sandbox::sage`] knows.
    pub const SAGE_DATASET: &'static str = Sage::DATASET;

    /// Starts all APIs with data of default size.
    ///
    /// # Errors
    ///
    /// When no loopback port can be bound or no thread can be started.
    pub async fn start() -> io::Result<Self> {
        Self::builder().start().await
    }

    /// Chooses sizes and latency before starting.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// The imitation of demarches-simplifiees.
    ///
    /// Every demarche number from 1 on exists, but 404, and all hold the same dossiers. The groups are 1, 2, 3.
    pub fn demarches_simplifiees(&self) -> &Endpoint {
        &self.demarches_simplifiees
    }

    /// The imitation of GitHub's GraphQL API.
    ///
    /// Every repository, user and organisation exists, but those called `missing`; all repositories hold alike data.
    pub fn github(&self) -> &Endpoint {
        &self.github
    }

    /// The imitation of JobAffinity's REST API.
    ///
    /// Any login and password are accepted, but empty ones and the password `wrong`. It answers no more than 45
    /// requests a minute, unless told otherwise.
    pub fn jobaffinity(&self) -> &Endpoint {
        &self.jobaffinity
    }

    /// The imitation of Position Green's API; its token service is at `/connect/token` of the same
    /// [origin](Endpoint::origin).
    ///
    /// Any client identifier and secret are accepted, but empty ones and the secret `wrong`.
    pub fn position_green(&self) -> &Endpoint {
        &self.position_green
    }

    /// The imitation of Sage Business Cloud Comptabilité, with one company, [`Sandbox::SAGE_DATASET`].
    pub fn sage(&self) -> &Endpoint {
        &self.sage
    }

    /// A made-up catalogue in the general styles of paging: OData v4 with next and delta links under
    /// `odata/Products`, `Link` headers under `links/products`, numbered pages under `pages/products`.
    ///
    /// It asks for no credentials. `PATCH` and `DELETE` on `odata/Products(7)` change its data.
    pub fn catalogue(&self) -> &Endpoint {
        &self.catalogue
    }

    pub(crate) fn with(settings: &Settings) -> io::Result<Self> {
        let rest = &settings.rest;
        let none = Faults::new();
        let mut listening = Vec::new();
        let mut bind = |api: Arc<dyn Api>, path, faults: &Faults| {
            let api = Faulty::new(api, faults.clone(), settings.clock.clone());
            Endpoint::bind(api, path, settings.latency, &mut listening)
        };
        Ok(Self {
            demarches_simplifiees: bind(
                Arc::new(DemarchesSimplifiees::new(settings)),
                demarches_simplifiees::PATH,
                &settings.demarches_simplifiees_faults,
            )?,
            github: bind(
                Arc::new(GitHub::new(settings)),
                GitHub::PATH,
                &settings.github_faults,
            )?,
            jobaffinity: bind(Arc::new(JobAffinity::new(rest)), JobAffinity::PATH, &none)?,
            position_green: bind(
                Arc::new(PositionGreen::new(rest)),
                PositionGreen::PATH,
                &none,
            )?,
            sage: bind(Arc::new(Sage::new(rest)), Sage::PATH, &none)?,
            catalogue: bind(Arc::new(Catalogue::new(rest)), Catalogue::PATH, &none)?,
            _servers: Servers::start(listening)?,
        })
    }
}

/// # Starting
impl Builder {
    /// Binds the ports and starts the servers.
    ///
    /// The servers run on a thread of their own: any async runtime can be the caller's.
    ///
    /// # Errors
    ///
    /// When no loopback port can be bound or no thread can be started.
    pub async fn start(self) -> io::Result<Sandbox> {
        self.start_blocking()
    }

    /// [`start`](Self::start) for callers that are not async; binding to loopback does not wait.
    ///
    /// # Errors
    ///
    /// When no loopback port can be bound or no thread can be started.
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
    /// Where queries are posted, such as `http://127.0.0.1:40213/graphql`; for a REST API, its root.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Scheme, host and port alone, such as `http://127.0.0.1:40213`.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The requests received since the start or the last [`clear_requests`](Self::clear_requests), in order.
    pub fn requests(&self) -> Vec<Received> {
        self.recorded.all()
    }

    /// Forgets the requests received so far.
    pub fn clear_requests(&self) {
        self.recorded.clear();
    }

    /// Sets what goes wrong from now on, instead of what was scripted before; `Faults::new()` ends all faults.
    pub fn script(&self, faults: Faults) {
        self.api.script(faults);
    }

    /// Changes the API's data, at once and for good. The REST APIs have nothing to change this way.
    pub fn change(&self, change: Change) {
        self.api.change(change);
    }

    fn bind(
        api: Faulty,
        path: &str,
        latency: Duration,
        bound: &mut Vec<Listening>,
    ) -> io::Result<Self> {
        let (api, recorded) = (Arc::new(api), Arc::new(Recorded::default()));
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
