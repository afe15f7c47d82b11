//! Sage Business Cloud Comptabilité, an accounting API: OData v4 without next links.
//!
//! A response holds at most 2,000 rows, and does not say if rows are missing. A walk therefore requests the count with
//! every page, advances by the number of rows received, and ends when the count is reached or a page is empty. Rows are
//! ordered by a unique property unless another order is given, since pages in another order may overlap.
//!
//! See [the API's documentation](https://developer.sage.com/100/fr/saas/concepts/parametresodata).

mod items;

use serde::de::DeserializeOwned;

pub use self::items::{Account, Address, Customer, Entry, Reference};
use super::{Collection, ODataSkip, address};
use crate::client::{Client, Profile};
#[cfg(feature = "reqwest")]
use crate::secret::Secret;

/// The collections of one company.
///
/// ```
/// use graphql_paginate::rest::odata::field;
/// use graphql_paginate::rest::sage::Account;
/// use graphql_paginate::{Client, Error};
///
/// # #[cfg(feature = "reqwest")]
/// async fn expenses(base_url: &str, dataset: &str, token: &str) -> Result<Vec<Account>, Error> {
///     let company = Client::sage(base_url, dataset, token);
///     let accounts = company.accounts().filter(field("numero").starts_with("6")).select(["numero", "intitule"]);
///     accounts.items().try_collect().await
/// }
/// ```
#[derive(Debug, Clone)]
pub struct Sage {
    client: Client,
    dataset: String,
}

impl Client {
    /// Connects to the accounting of a company with an access token.
    ///
    /// `base_url` is the URL of the API without the company; `dataset` is the company's identifier, as listed by the
    /// API's `companies`.
    #[cfg(feature = "reqwest")]
    pub fn sage(base_url: &str, dataset: &str, token: impl Into<Secret>) -> Sage {
        let builder = Self::builder(base_url)
            .profile(Profile::sage())
            .bearer_token(token);
        Sage::new(builder.build_lazily(), dataset)
    }
}

impl Profile {
    /// The profile of Sage: pages of at most 2,000 rows; the service silently reduces larger ones.
    pub fn sage() -> Self {
        Self {
            name: "Sage",
            max_page_size: Some(2_000),
            ..Self::default()
        }
    }
}

impl Sage {
    /// Uses your own client: with another transport or other limits.
    pub fn new(client: Client, dataset: &str) -> Self {
        Self {
            client,
            dataset: address::segment(dataset),
        }
    }

    /// The client that sends the requests.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Accounts (`comptes`), by number.
    pub fn accounts(&self) -> Collection<Account, ODataSkip> {
        self.ordered("comptes", "numero")
    }

    /// Entries (`ecritures`), by identifier.
    ///
    /// If the relation `registreTaxes` is expanded, use a page size of at most 200: the service is too slow for larger
    /// pages.
    pub fn entries(&self) -> Collection<Entry, ODataSkip> {
        self.ordered("ecritures", "id")
    }

    /// Customers (`clients`), by number.
    pub fn customers(&self) -> Collection<Customer, ODataSkip> {
        self.ordered("clients", "numero")
    }

    /// Another collection of the company, by name; give it a unique order.
    pub fn collection<T>(&self, name: &str) -> Collection<T, ODataSkip>
    where
        T: DeserializeOwned + Send + Unpin + 'static,
    {
        self.paged(name, ODataSkip::new())
    }

    fn ordered<T>(&self, name: &str, unique: &str) -> Collection<T, ODataSkip>
    where
        T: DeserializeOwned + Send + Unpin + 'static,
    {
        self.paged(name, ODataSkip::new().unique(unique))
    }

    fn paged<T>(&self, name: &str, paging: ODataSkip) -> Collection<T, ODataSkip>
    where
        T: DeserializeOwned + Send + Unpin + 'static,
    {
        Collection::new(
            &self.client,
            &format!("{}/{}", self.dataset, address::segment(name)),
            paging,
        )
    }
}
