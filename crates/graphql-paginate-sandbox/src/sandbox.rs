//! The handle that tests and examples hold.

use std::io;
use std::sync::Arc;

use crate::demarches_simplifiees::DemarchesSimplifiees;
use crate::github::GitHub;
use crate::recorded::{Received, Recorded};
use crate::server::{Api, Listening, Servers};
use crate::settings::{Builder, Settings};

/// Running imitations of demarches-simplifiees and GitHub; dropping it stops them.
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
    _servers: Servers,
}

impl Sandbox {
    /// A bearer token the sandbox accepts; it accepts any but the empty one and the two below.
    pub const TOKEN: &'static str = "sandbox-token";
    /// A token that no API knows.
    pub const UNKNOWN_TOKEN: &'static str = "unknown-token";
    /// A token that was good once: demarches-simplifiees tells it apart from an unknown one, GitHub does not.
    pub const EXPIRED_TOKEN: &'static str = "expired-token";

    /// Starts both APIs with data of default size.
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

    pub(crate) fn with(settings: &Settings) -> io::Result<Self> {
        let demarches_simplifiees = Arc::new(DemarchesSimplifiees::new(settings));
        let (demarches_simplifiees, first) =
            Endpoint::bind(demarches_simplifiees, DemarchesSimplifiees::PATH, settings)?;
        let (github, second) = Endpoint::bind(Arc::new(GitHub::new(settings)), GitHub::PATH, settings)?;
        let servers = Servers::start(vec![first, second])?;
        Ok(Self { demarches_simplifiees, github, _servers: servers })
    }
}

/// One API of a running [`Sandbox`].
#[derive(Debug)]
pub struct Endpoint {
    url: String,
    recorded: Arc<Recorded>,
}

impl Endpoint {
    /// Where queries are posted, such as `http://127.0.0.1:40213/graphql`.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The requests received since the start or the last [`clear_requests`](Self::clear_requests), in order.
    pub fn requests(&self) -> Vec<Received> {
        self.recorded.all()
    }

    /// Forgets the requests received so far.
    pub fn clear_requests(&self) {
        self.recorded.clear();
    }

    fn bind(api: Arc<dyn Api>, path: &str, settings: &Settings) -> io::Result<(Self, Listening)> {
        let recorded = Arc::new(Recorded::default());
        let listening = Listening::bind(api, Arc::clone(&recorded), settings.latency)?;
        let url = format!("http://{}{path}", listening.address()?);
        Ok((Self { url, recorded }, listening))
    }
}
