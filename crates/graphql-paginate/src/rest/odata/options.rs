//! The OData query options of a collection.

use std::future::poll_fn;
use std::pin::Pin;

use futures_core::Stream;
use serde::de::DeserializeOwned;

use super::Filter;
use crate::error::{Error, ErrorKind};
use crate::rest::{Collection, ODataNextLink, ODataSkip, PagingStyle};

/// A way of paging whose collections accept OData's query options.
///
/// Implemented by [`ODataSkip`] and [`ODataNextLink`].
pub trait OData: PagingStyle {}

impl OData for ODataSkip {}
impl OData for ODataNextLink {}

/// # OData
impl<T, P> Collection<T, P>
where
    T: DeserializeOwned + Send + Unpin + 'static,
    P: OData,
{
    /// Selects the rows that match the filter (`$filter`), in addition to earlier filters.
    pub fn filter(self, filter: Filter) -> Self {
        let filter = match self.given("$filter") {
            Some(earlier) => Filter::raw(earlier).and(filter),
            None => filter,
        };
        self.query("$filter", filter.to_string())
    }

    /// Selects only these properties (`$select`), in addition to those selected before.
    pub fn select<S: AsRef<str>>(mut self, properties: impl IntoIterator<Item = S>) -> Self {
        for property in properties {
            self = self.listed("$select", property.as_ref());
        }
        self
    }

    /// Expands these relations in each row (`$expand`), in addition to those expanded before.
    pub fn expand<S: AsRef<str>>(mut self, relations: impl IntoIterator<Item = S>) -> Self {
        for relation in relations {
            self = self.listed("$expand", relation.as_ref());
        }
        self
    }

    /// Orders rows by a property, ascending (`$orderby`), after the properties given before.
    ///
    /// Give a unique property last, so that rows keep their order from page to page.
    pub fn order_by(self, property: impl AsRef<str>) -> Self {
        self.listed("$orderby", property.as_ref())
    }

    /// Orders rows by a property, descending, after the properties given before.
    pub fn order_by_descending(self, property: impl AsRef<str>) -> Self {
        self.listed("$orderby", &format!("{} desc", property.as_ref()))
    }

    fn listed(self, option: &str, term: &str) -> Self {
        let list = match self.given(option) {
            Some(earlier) => format!("{earlier},{term}"),
            None => term.to_owned(),
        };
        self.query(option, list)
    }
}

/// # OData
impl<T> Collection<T, ODataSkip>
where
    T: DeserializeOwned + Send + Unpin + 'static,
{
    /// Returns the number of rows that match the filter, without fetching any: `$top=0&$count=true`.
    ///
    /// # Errors
    ///
    /// The same as for a walk; [`ErrorKind::Decode`] if the service returns no count.
    pub async fn count(&self) -> Result<u64, Error> {
        let mut pages = self.total_only();
        let page = poll_fn(|context| Pin::new(&mut pages).poll_next(context))
            .await
            .transpose()?;
        let count = page
            .and_then(|page| page.total_count)
            .and_then(|count| u64::try_from(count).ok());
        count.ok_or_else(|| {
            let problem = "the service gives no count".to_owned();
            let kind = ErrorKind::Decode {
                path: "@odata.count".to_owned(),
                problem,
            };
            Error::new(kind).in_operation(self.name())
        })
    }
}
