//! Where the items of a list come from: a GraphQL connection or a REST collection.

use graphql_paginate::dynamic::Query;
use graphql_paginate::rest;
use graphql_paginate::rest::jobaffinity::JobAffinity;
use graphql_paginate::rest::position_green::PositionGreen;
use graphql_paginate::rest::sage::Sage;
use graphql_paginate::rest::{Collection, PagingStyle};
use graphql_paginate::{Checkpoint, Client, Error, Truncated, dynamic};
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use super::complete::PageItem;
use super::progress::Progress;

/// Where the items of a list come from.
#[derive(Debug, Clone)]
pub(crate) enum Source {
    GraphQL(Box<Query>),
    Rest(Rest),
}

/// A collection of a REST API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Rest {
    JobAffinity(JobAffinityList),
    PositionGreen(PositionGreenList),
    /// A collection of the company with this identifier.
    Sage(String, SageList),
}

/// A collection of JobAffinity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum JobAffinityList {
    Jobs,
    Candidates,
    Steps,
    Notes,
    WebhookTasks,
}

/// A collection of Position Green.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PositionGreenList {
    Years,
    Measures,
}

/// A collection of Sage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SageList {
    Accounts,
    Entries,
    Customers,
}

/// The place from which a walk starts.
#[derive(Debug, Clone, Default)]
pub(super) struct Start {
    pub(super) checkpoint: Option<Checkpoint>,
    /// Only what was created or modified since the item with this identifier, in a REST collection.
    pub(super) since: Option<u64>,
    /// What an interrupted walk in order of change missed before `checkpoint`.
    pub(super) progress: Progress,
}

/// The pages of a walk.
pub(super) enum Pages {
    GraphQL(dynamic::Pages),
    Rest(rest::Pages<Box<RawValue>>),
}

/// A page: items as JSON, how many nulls were among them, and the lists inside them that the library counted as cut.
pub(super) struct ListPage {
    pub(super) items: Vec<PageItem>,
    pub(super) null_items: usize,
    pub(super) truncated: Vec<Truncated>,
}

impl Pages {
    pub(super) async fn next(&mut self) -> Option<Result<ListPage, Error>> {
        match self {
            Self::GraphQL(pages) => Some(pages.next().await?.map(|page| ListPage {
                items: page.items.into_iter().map(PageItem::new).collect(),
                null_items: page.null_items,
                truncated: page.truncated,
            })),
            Self::Rest(pages) => Some(pages.next().await?.map(|page| ListPage {
                items: page.items.into_iter().map(PageItem::new).collect(),
                null_items: page.null_items,
                truncated: page.truncated,
            })),
        }
    }

    pub(super) fn checkpoint(&self) -> Checkpoint {
        match self {
            Self::GraphQL(pages) => pages.checkpoint(),
            Self::Rest(pages) => pages.checkpoint(),
        }
    }

    /// Whether items were deleted while the list was walked by offsets or page numbers, so that others may be missing.
    pub(super) fn total_fell(&self) -> bool {
        match self {
            Self::GraphQL(pages) => pages.progress().total_fell,
            Self::Rest(pages) => pages.progress().total_fell,
        }
    }

    /// Whether the list ended before its announced total.
    pub(super) fn ended_short(&self) -> bool {
        match self {
            Self::GraphQL(pages) => pages.progress().ended_short,
            Self::Rest(pages) => pages.progress().ended_short,
        }
    }
}

impl Rest {
    /// The pages of the collection, as large as the API allows.
    pub(super) fn pages(&self, client: &Client, start: Start) -> Pages {
        let client = client.clone();
        match self {
            Self::JobAffinity(list) => {
                let api = JobAffinity::new(client);
                match list {
                    JobAffinityList::Jobs => pages(api.jobs(), start),
                    JobAffinityList::Candidates => pages(api.candidates(), start),
                    JobAffinityList::Steps => pages(api.steps(), start),
                    JobAffinityList::Notes => pages(api.notes(), start),
                    JobAffinityList::WebhookTasks => pages(api.webhook_tasks(), start),
                }
            }
            Self::PositionGreen(list) => {
                let api = PositionGreen::new(client);
                match list {
                    PositionGreenList::Years => pages(api.years(), start),
                    PositionGreenList::Measures => pages(api.measures(), start),
                }
            }
            Self::Sage(dataset, list) => {
                let api = Sage::new(client, dataset);
                match list {
                    SageList::Accounts => pages(api.accounts(), start),
                    SageList::Entries => pages(api.entries(), start),
                    SageList::Customers => pages(api.customers(), start),
                }
            }
        }
    }
}

fn pages<T, P>(collection: Collection<T, P>, start: Start) -> Pages
where
    T: DeserializeOwned + Send + Unpin + 'static,
    P: PagingStyle,
{
    // The next page is requested while one is written.
    let mut collection = collection.decode_as::<Box<RawValue>>().prefetch(1);
    if let Some(since) = start.since {
        collection = collection.query("since", since.to_string());
    }
    if let Some(checkpoint) = start.checkpoint {
        collection = collection.resume(checkpoint);
    }
    Pages::Rest(collection.pages())
}
