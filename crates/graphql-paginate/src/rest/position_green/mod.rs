//! Position Green: sustainability reporting. Pages are joined by a cursor, as in GraphQL.
//!
//! The cursor stands for an offset: items that are added or removed during a walk shift the pages behind them.
//!
//! See [API basics](https://help.positiongreen.com/support/solutions/articles/103000331148-api-basics).

mod items;

use serde::de::DeserializeOwned;

pub use self::items::{Measure, Year};
use super::{AnyPaging, Collection, Paging, RestCursor};
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
    /// Position Green's API, with the identifier and secret of an API client.
    ///
    /// The access token is fetched with the first request, shared by all clones, renewed before it expires, and
    /// once when the API refuses it all the same.
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
    /// Position Green: the largest page depends on the collection.
    pub fn position_green() -> Self {
        Self {
            name: "Position Green",
            ..Self::default()
        }
    }
}

impl PositionGreen {
    /// The collections on your own client: with another transport or other limits.
    pub fn new(client: Client) -> Self {
        Self { client }
    }

    /// The collections at another URL, such as a sandbox's, with the URL of its token service.
    #[cfg(feature = "reqwest")]
    pub fn at(api: &str, token_service: &str, client_id: &str, client_secret: &str) -> Self {
        let builder = Client::builder(api)
            .profile(Profile::position_green())
            .client_credentials(token_service, client_id, client_secret);
        Self::new(builder.build_lazily())
    }

    /// The client under the collections.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Reporting years, by their end, the earliest first.
    pub fn years(&self) -> Collection<Year, Pages> {
        self.collection("years", 1000)
    }

    /// Measures, by name. `.query("yearId", ..)` gives those of one year.
    pub fn measures(&self) -> Collection<Measure, Pages> {
        self.collection("measures", 500)
    }

    /// This API refuses a size out of range instead of reducing it, and each endpoint has its own range.
    fn collection<T>(&self, path: &str, largest: u32) -> Collection<T, Pages>
    where
        T: DeserializeOwned + Send + Unpin + 'static,
    {
        Collection::new(&self.client, path, Pages(()))
            .items_at("/items")
            .item_at("/node")
            .total_at("/totalCount")
            .max_page_size(largest)
    }
}

/// How Position Green pages: by `first` and `after`, with `pageInfo`.
#[derive(Debug, Clone)]
pub struct Pages(());

impl From<Pages> for AnyPaging {
    fn from(_: Pages) -> Self {
        RestCursor::new("after", "/pageInfo/endCursor")
            .more_at("/pageInfo/hasNextPage")
            .size_parameter("first")
            .into()
    }
}

impl Paging for Pages {}

/// # Position Green
impl<T: DeserializeOwned + Send + Unpin + 'static> Collection<T, Pages> {
    /// The property that orders the items: `EndDate` (the default) or `Name` for years, `Name` for measures.
    pub fn sort_by(self, property: &str) -> Self {
        self.query("sortBy", property)
    }

    /// The last items first.
    pub fn descending(self) -> Self {
        self.query("sortDirection", "Descending")
    }
}
