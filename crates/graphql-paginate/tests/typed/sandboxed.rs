//! Sandboxes of a given size, clients for them, and their recorded requests.

use std::sync::LazyLock;
use std::time::{Duration, SystemTime};

use graphql_paginate::{Client, Profile, SleepFuture};
use graphql_paginate_sandbox::{Clock, Endpoint, Sandbox};
use serde_json::Value;

use crate::queries::{dossiers, dossiers_backward, milestones, pull_requests};

// Shared, because the TLS setup of a client takes longer than a walk of a sandbox.
static GITHUB: LazyLock<Client> = LazyLock::new(|| unhurried(Profile::github()));
static DEMARCHES_SIMPLIFIEES: LazyLock<Client> =
    LazyLock::new(|| unhurried(Profile::demarches_simplifiees()));

/// The sandbox's clock as the clock of the client.
pub(crate) struct Shared(pub(crate) Clock);

impl graphql_paginate::Clock for Shared {
    fn now(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + self.0.now()
    }

    fn sleep(&self, duration: Duration) -> SleepFuture {
        self.0.advance(duration);
        Box::pin(std::future::ready(()))
    }
}

/// A client with an API's profile, but without its pacing, which would make these tests wait for minutes.
fn unhurried(profile: Profile) -> Client {
    let builder = Client::builder("http://127.0.0.1/").profile(without_pace(profile));
    builder.bearer_token(Sandbox::TOKEN).build().unwrap()
}

pub(crate) fn without_pace(mut profile: Profile) -> Profile {
    profile.requests_per_minute = None;
    profile
}

/// A sandbox with this many dossiers, pull requests and milestones.
pub(crate) fn sandbox(count: usize) -> Sandbox {
    let builder = Sandbox::builder().dossiers(count).pull_requests(count);
    builder
        .connection_size("Repository.milestones", count)
        .start_blocking()
        .unwrap()
}

pub(crate) fn github(sandbox: &Sandbox) -> Client {
    GITHUB.endpoint(sandbox.github().url())
}

pub(crate) fn demarches_simplifiees(sandbox: &Sandbox) -> Client {
    DEMARCHES_SIMPLIFIEES.endpoint(sandbox.demarches_simplifiees().url())
}

/// The variables of each request that an API received.
pub(crate) fn variables(endpoint: &Endpoint) -> Vec<Value> {
    endpoint
        .requests()
        .iter()
        .map(|request| request.json()["variables"].clone())
        .collect()
}

/// The numbers of the sandbox's first dossiers, in order of deposit.
pub(crate) fn dossier_numbers(count: usize) -> Vec<i64> {
    (10_001..).take(count).collect()
}

/// The numbers of the sandbox's first pull requests or milestones, in order of creation.
pub(crate) fn numbers(count: usize) -> Vec<i64> {
    (1..).take(count).collect()
}

pub(crate) fn pull_requests() -> pull_requests::Variables {
    pull_requests::Variables::new("octo".to_owned(), "repo".to_owned())
}

pub(crate) fn milestones() -> milestones::Variables {
    milestones::Variables::new("octo".to_owned(), "repo".to_owned())
}

pub(crate) fn dossiers() -> dossiers::Variables {
    dossiers::Variables::new(1)
}

pub(crate) fn dossiers_backward() -> dossiers_backward::Variables {
    dossiers_backward::Variables::new(1)
}
