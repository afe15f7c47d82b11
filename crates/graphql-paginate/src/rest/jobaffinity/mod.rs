//! JobAffinity, a recruitment API. Each page holds the URL of the next one in `_next`.
//!
//! A walk ends when that field is null, empty or absent. The API reports errors with HTTP 200 and a `_status` other
//! than `OK`; such a response is an error, never the end.
//!
//! See [the API's documentation](https://api.jobaffinity.com/en/guides/pagination).

mod items;

use std::fmt::Display;

use serde::de::DeserializeOwned;

pub use self::items::{Application, Candidate, Job, Link, Note, Step, StepChange, WebhookTask};
use super::{AnyPaging, Collection, NextLink, PagingStyle};
use crate::client::{Client, Profile};

/// JobAffinity's collections.
///
/// ```
/// use futures::TryStreamExt;
/// use graphql_paginate::{Client, Error};
///
/// # #[cfg(feature = "reqwest")]
/// async fn titles(login: &str, password: &str) -> Result<Vec<Option<String>>, Error> {
///     let api = Client::jobaffinity(login, password);
///     api.jobs().items().map_ok(|job| job.title).try_collect().await
/// }
/// ```
#[derive(Debug, Clone)]
pub struct JobAffinity {
    client: Client,
}

impl Client {
    /// Connects to JobAffinity with an API login and password.
    ///
    /// The client stays within the API's limit of 45 requests a minute.
    #[cfg(feature = "reqwest")]
    pub fn jobaffinity(login: impl AsRef<str>, password: impl AsRef<str>) -> JobAffinity {
        let builder = Self::builder("https://jobaffinity.fr/restapi/v1")
            .profile(Profile::jobaffinity())
            .basic_auth(login.as_ref(), password.as_ref());
        JobAffinity::new(builder.build_lazily())
    }
}

impl Profile {
    /// The profile of JobAffinity: pages of at most 100 items, and 45 requests a minute.
    pub fn jobaffinity() -> Self {
        let requests_per_minute = Some(45);
        Self {
            name: "JobAffinity",
            max_page_size: Some(100),
            requests_per_minute,
            ..Self::default()
        }
    }
}

impl JobAffinity {
    /// Uses your own client: with another transport or other limits.
    pub fn new(client: Client) -> Self {
        Self { client }
    }

    /// Returns the same collections at another URL, such as a sandbox's.
    #[must_use = "the client itself stays as it is"]
    pub fn endpoint(&self, endpoint: &str) -> Self {
        Self {
            client: self.client.endpoint(endpoint),
        }
    }

    /// The client that sends the requests.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Job offers.
    pub fn jobs(&self) -> Collection<Job, JobAffinityPaging> {
        self.collection("job")
    }

    /// Candidates.
    pub fn candidates(&self) -> Collection<Candidate, JobAffinityPaging> {
        self.collection("candidate")
    }

    /// Applications for a job.
    pub fn applications_of_job(&self, job: u64) -> Collection<Application, JobAffinityPaging> {
        self.collection(format!("job/{job}/application"))
    }

    /// Applications of a candidate.
    pub fn applications_of_candidate(
        &self,
        candidate: u64,
    ) -> Collection<Application, JobAffinityPaging> {
        self.collection(format!("candidate/{candidate}/application"))
    }

    /// The step changes of all applications.
    pub fn steps(&self) -> Collection<StepChange, JobAffinityPaging> {
        self.collection("step")
    }

    /// Notes.
    pub fn notes(&self) -> Collection<Note, JobAffinityPaging> {
        self.collection("note")
    }

    /// The history of webhook calls.
    pub fn webhook_tasks(&self) -> Collection<WebhookTask, JobAffinityPaging> {
        self.collection("webhook/task")
    }

    fn collection<T>(&self, path: impl AsRef<str>) -> Collection<T, JobAffinityPaging>
    where
        T: DeserializeOwned + Send + Unpin + 'static,
    {
        Collection::new(&self.client, path.as_ref(), JobAffinityPaging(()))
            .items_at("/items")
            .expect_at("/_status", "OK")
    }
}

/// How JobAffinity pages: by the link in `_next`, with the page size in `limit`.
#[derive(Debug, Clone)]
pub struct JobAffinityPaging(());

impl From<JobAffinityPaging> for AnyPaging {
    fn from(_: JobAffinityPaging) -> Self {
        NextLink::at("/_next").size_parameter("limit").into()
    }
}

impl PagingStyle for JobAffinityPaging {}

/// # JobAffinity
impl<T: DeserializeOwned + Send + Unpin + 'static> Collection<T, JobAffinityPaging> {
    /// Yields only what was created or modified since the item with this identifier (`since`).
    pub fn since(self, identifier: impl Display) -> Self {
        self.query("since", identifier.to_string())
    }
}
