//! Position Green, a sustainability reporting API. Pages are joined by a cursor, as in GraphQL.
//!
//! The cursor encodes an offset: items that are added or removed during a walk shift the pages after them.
//!
//! See [API basics](https://help.positiongreen.com/support/solutions/articles/103000331148-api-basics).

mod items;

use serde::de::DeserializeOwned;

pub use self::items::{Measure, Year};
use super::{AnyPaging, Collection, PagingStyle, RestCursor};
use crate::client::{Client, Profile};

/// Position Green's collections.
///
/// ```
/// use graphql_paginate::rest::position_green::Year;
/// use graphql_paginate::{Client, Error};
///
/// # #[cfg(feature = "reqwest")]
/// async fn years(client_id: &str, client_secret: &str) -> Result<Vec<Year>, Error> {
///     Client::position_green(client_id, client_secret).years().items().try_collect().await
/// }
/// ```
#[derive(Debug, Clone)]
pub struct PositionGreen {
    client: Client,
}

#[cfg(feature = "reqwest")]
impl Client {
    /// Connects to Position Green with the identifier and secret of an API client.
    ///
    /// The access token is fetched with the first request, shared by all clones, and renewed before it expires. If the
    /// API refuses it anyway, it is renewed once.
    pub fn position_green(
        client_id: impl AsRef<str>,
        client_secret: impl AsRef<str>,
    ) -> PositionGreen {
        let (api, tokens) = (
            "https://api.positiongreen.com/v1",
            "https://login.positiongreen.com/connect/token",
        );
        PositionGreen::at(api, tokens, client_id.as_ref(), client_secret.as_ref())
    }
}

impl Profile {
    /// The profile of Position Green: the largest page depends on the collection.
    pub fn position_green() -> Self {
        Self {
            name: "Position Green",
            ..Self::default()
        }
    }
}

impl PositionGreen {
    /// Uses your own client: with another transport or other limits.
    pub fn new(client: Client) -> Self {
        Self { client }
    }

    /// Returns the collections at another URL, such as a sandbox's, with the URL of its token service.
    #[cfg(feature = "reqwest")]
    pub fn at(api: &str, token_service: &str, client_id: &str, client_secret: &str) -> Self {
        let builder = Client::builder(api)
            .profile(Profile::position_green())
            .client_credentials(token_service, client_id, client_secret);
        Self::new(builder.build_lazily())
    }

    /// The client that sends the requests.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Reporting years, ordered by their end, the earliest first.
    pub fn years(&self) -> Collection<Year, PositionGreenPaging> {
        self.collection("years", 1000)
    }

    /// Measures, ordered by name. `.query("yearId", ..)` selects those of one year.
    pub fn measures(&self) -> Collection<Measure, PositionGreenPaging> {
        self.collection("measures", 500)
    }

    /// This API refuses a page size that is out of range instead of reducing it, and each endpoint has its own range.
    fn collection<T>(&self, path: &str, largest: u32) -> Collection<T, PositionGreenPaging>
    where
        T: DeserializeOwned + Send + Unpin + 'static,
    {
        Collection::new(&self.client, path, PositionGreenPaging(()))
            .items_at("/items")
            .item_at("/node")
            .total_at("/totalCount")
            .max_page_size(largest)
    }
}

/// How Position Green pages: by `first` and `after`, with `pageInfo`.
#[derive(Debug, Clone)]
pub struct PositionGreenPaging(());

impl From<PositionGreenPaging> for AnyPaging {
    fn from(_: PositionGreenPaging) -> Self {
        RestCursor::new("after", "/pageInfo/endCursor")
            .more_at("/pageInfo/hasNextPage")
            .size_parameter("first")
            .into()
    }
}

impl PagingStyle for PositionGreenPaging {}

/// # Position Green
impl<T: DeserializeOwned + Send + Unpin + 'static> Collection<T, PositionGreenPaging> {
    /// Sets the property that orders the items: `EndDate` (the default) or `Name` for years, `Name` for measures.
    pub fn sort_by(self, property: &str) -> Self {
        self.query("sortBy", property)
    }

    /// Yields the last items first.
    pub fn descending(self) -> Self {
        self.query("sortDirection", "Descending")
    }
}
