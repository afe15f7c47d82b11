//! The compared libraries, each walking the same list.
//!
//! All Rust peers keep one client with its connection, decode into types, and read every item. Each is written as its
//! documentation suggests.

mod by_cynic;
mod by_graphql_client;
mod by_hand;
mod by_octocrab;
mod nested_by_hand;
mod ours;
mod scripts;
mod types;

use std::time::Duration;

use anyhow::Result;

pub(crate) use self::by_hand::walk_pages;
pub(crate) use self::ours::{Mode, Ours, PullRequests, pull_requests};
pub(crate) use self::scripts::Script;
pub(crate) use self::types::{Data, PullRequests as Pages, QUERY};

/// The query as the derive of `graphql_client` sees it.
pub(crate) use self::by_graphql_client::{
    PullRequests as TheirPullRequests, pull_requests as their_pull_requests,
};

/// What is walked.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Task {
    pub(crate) items: usize,
    pub(crate) latency: Duration,
    /// What the program does with each page before it asks for the next one.
    pub(crate) work: Duration,
}

impl Task {
    /// A walk without latency and work.
    pub(crate) fn plain(items: usize) -> Self {
        Self {
            items,
            latency: Duration::ZERO,
            work: Duration::ZERO,
        }
    }

    /// The variable `owner`, by which the server knows its latency.
    pub(crate) fn owner(&self) -> String {
        self.latency.as_millis().to_string()
    }

    /// The variable `name`, by which the server knows the length of the list.
    pub(crate) fn name(&self) -> String {
        self.items.to_string()
    }

    /// Works on a page.
    pub(crate) async fn work(&self) {
        if !self.work.is_zero() {
            tokio::time::sleep(self.work).await;
        }
    }
}

/// A Rust library that walks.
pub(crate) enum Peer {
    Ours(Ours, Mode),
    ByHand(by_hand::ByHand),
    GraphqlClient(by_graphql_client::ByGraphqlClient),
    Cynic(by_cynic::ByCynic),
    Octocrab(by_octocrab::ByOctocrab),
    NestedOurs(Ours),
    NestedByHand(nested_by_hand::NestedByHand),
}

/// The names of the Rust peers, in the order of the table.
pub(crate) const PEERS: [&str; 4] = ["by hand", "graphql_client", "cynic", "octocrab"];

impl Peer {
    /// A Rust peer by its name; ours for any other one.
    pub(crate) fn new(name: &str, url: &str) -> Result<Self> {
        Ok(match name {
            "by hand" => Self::ByHand(by_hand::ByHand::new(url)),
            "graphql_client" => Self::GraphqlClient(by_graphql_client::ByGraphqlClient::new(url)),
            "cynic" => Self::Cynic(by_cynic::ByCynic::new(url)),
            "octocrab" => Self::Octocrab(by_octocrab::ByOctocrab::new(url)?),
            _ => Self::Ours(Ours::new(url)?, Mode::Sequential),
        })
    }

    /// Our library in this mode.
    pub(crate) fn ours(url: &str, mode: Mode) -> Result<Self> {
        Ok(Self::Ours(Ours::new(url)?, mode))
    }

    /// Completes nested lists: by hand with this many requests in flight, or with our library.
    pub(crate) fn nested(url: &str, by_hand: Option<usize>) -> Result<Self> {
        match by_hand {
            Some(concurrency) => {
                let peer = nested_by_hand::NestedByHand::new(url, concurrency);
                Ok(Self::NestedByHand(peer))
            }
            None => Ok(Self::NestedOurs(Ours::new(url)?)),
        }
    }

    /// Walks the list; returns the number of items, or of nested items.
    pub(crate) async fn walk(&self, task: &Task) -> Result<usize> {
        match self {
            Self::Ours(ours, mode) => ours.walk(task, *mode).await,
            Self::ByHand(peer) => peer.walk(task).await,
            Self::GraphqlClient(peer) => peer.walk(task).await,
            Self::Cynic(peer) => peer.walk(task).await,
            Self::Octocrab(peer) => peer.walk(task).await,
            Self::NestedOurs(ours) => ours.nested(task).await,
            Self::NestedByHand(peer) => peer.walk(task).await,
        }
    }
}
