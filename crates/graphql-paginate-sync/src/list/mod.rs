//! Mirrors of any list: items as JSON with their keys, and a view with columns.
//!
//! A list in order of change resumes from its checkpoint, so a run reads only what changed. Any other list is walked as
//! a whole. In both cases, deletions are found only by a walk of the whole list that missed nothing.

mod complete;
mod cut;
mod definition;
mod deletions;
mod github;
mod identity;
mod inner_list;
mod item;
mod last_pages;
mod listed;
mod nested;
mod node;
mod overlap;
mod progress;
mod received;
mod rest;
mod run;
mod since;
mod source;
mod unseen;
mod view;

use std::sync::Arc;

use graphql_paginate::dynamic::{PagingVariables, Query};
use serde_json::{Map, Value};

pub use self::complete::{CompleteItems, Completing, PageItem};
pub use self::inner_list::{InnerEnd, InnerList};
pub use self::last_pages::{LastPages, NextWalk};
pub(crate) use self::nested::Nested;
pub use self::overlap::Overlap;
pub(crate) use self::run::ListRun;
pub(crate) use self::source::Source;
pub use self::view::ColumnType;
pub(crate) use self::view::views;

/// A list that can be mirrored: a query with one connection, and the key that identifies its items.
///
/// ```
/// use graphql_paginate_sync::{ColumnType, Deletions, List, ListOrder};
///
/// let document = "query Films($first: Int, $after: String) {
///   allFilms(first: $first, after: $after) {
///     pageInfo { hasNextPage endCursor }
///     nodes { id title director { name } }
///   }
/// }";
/// let films = List::new("films", document, "allFilms", "id")?
///     .order(ListOrder::Any)
///     .deletions(Deletions::Walk)
///     .column("title", ColumnType::Text)
///     .column("director.name", ColumnType::Text);
/// # Ok::<(), graphql_paginate_sync::SyncError>(())
/// ```
#[derive(Debug, Clone)]
pub struct List {
    pub(crate) name: String,
    pub(crate) source: Source,
    /// The path of the connection; the name of a list of a REST API.
    pub(crate) path: String,
    pub(crate) key: Vec<String>,
    pub(crate) order: ListOrder,
    pub(crate) deletions: Deletions,
    pub(crate) columns: Vec<(String, ColumnType)>,
    /// What its definition declares about its query, as text.
    pub(crate) paginate: Vec<String>,
    pub(crate) refetch: Vec<String>,
    /// Lists inside the items, which are stored as lists of their own.
    pub(crate) nested: Vec<Nested>,
    /// The paths of lists inside the items that do not show whether they are complete.
    pub(crate) lists_without_has_next_page: Vec<String>,
    /// Those that show their end in a field of any name.
    pub(crate) inner: Vec<InnerList>,
    /// Items per page, unless the mirror sets a number.
    pub(crate) page_size: Option<u32>,
    /// Completes the items before they are stored.
    pub(crate) completer: Option<Arc<dyn CompleteItems>>,
}

/// The order in which the server lists items.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum ListOrder {
    /// By time of change, oldest first: a changed item moves to the end, so a run continues from the saved cursor.
    Updated,
    /// Any other order: each run walks the whole list and compares hashes.
    Any,
    /// Any order, from a REST API that lists what was created or modified since the item with an identifier: later runs
    /// read only that.
    #[serde(skip)]
    Since,
}

/// When an item that is no longer listed counts as deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Deletions {
    /// Never.
    Keep,
    /// If a whole, uninterrupted walk did not list it.
    Walk,
    /// If two such walks in one run did not list it, for pages by offset, which shift when other items are removed.
    Twice,
    /// If such a walk did not list it and `node(id:)` does not find it either. The key must be the node's id.
    Node,
}

/// A part of a list with its own checkpoint, such as one repository.
#[derive(Debug, Clone, PartialEq)]
pub struct Partition {
    pub(crate) name: String,
    pub(crate) variables: Map<String, Value>,
}

impl List {
    /// The list at `path` of a document, such as `repository.issues`, whose items are identified by the field at `key`.
    ///
    /// The view is named `v_` followed by `name`. The document takes `$first` and `$after`, and selects `pageInfo {
    /// hasNextPage endCursor }`, `nodes`, and the key in each node; [`query`](Self::query) walks others. By default items are in [any](ListOrder::Any)
    /// order, and [kept](Deletions::Keep) when they are no longer listed.
    ///
    /// # Errors
    ///
    /// [`SyncError::Definition`](crate::SyncError::Definition) if the name is not made of lower-case letters, digits
    /// and `_`, or `path` or `key` is empty.
    pub fn new(
        name: &str,
        document: &str,
        path: &str,
        key: &str,
    ) -> Result<Self, crate::SyncError> {
        let query = Query::new(document, definition::keys("path", path)?)
            .forward(PagingVariables::cursor("after").size("first"));
        Self::with_source(name, Source::GraphQL(Box::new(query)), path, key)
    }

    fn with_source(
        name: &str,
        source: Source,
        path: &str,
        key: &str,
    ) -> Result<Self, crate::SyncError> {
        definition::check_name(name)?;
        Ok(Self {
            name: name.to_owned(),
            source,
            path: path.to_owned(),
            key: definition::keys("key", key)?,
            order: ListOrder::Any,
            deletions: Deletions::Keep,
            columns: Vec::new(),
            paginate: Vec::new(),
            refetch: Vec::new(),
            nested: Vec::new(),
            lists_without_has_next_page: Vec::new(),
            inner: Vec::new(),
            page_size: None,
            completer: None,
        })
    }

    /// The name in the database.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The path of the connection, such as `repository.issues`; the name of a list of a REST API.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The order in which the server lists items.
    pub fn item_order(&self) -> ListOrder {
        self.order
    }

    /// Sets the order in which the server lists items.
    #[must_use]
    pub fn order(mut self, order: ListOrder) -> Self {
        self.order = order;
        self
    }

    /// How the lists of its query are paged, as its definition declares it: `path=tokens, style=keyset,
    /// position=where.id_gt`. Whoever makes its query of a document reads it; a mirror does not.
    #[must_use]
    pub fn paginate(&self) -> &[String] {
        &self.paginate
    }

    /// Which root fields find parents again, as its definition declares it: `Wallet=wallet(id: $id)`.
    #[must_use]
    pub fn refetch(&self) -> &[String] {
        &self.refetch
    }

    /// Sets when an item that is no longer listed counts as deleted.
    #[must_use]
    pub fn deletions(mut self, deletions: Deletions) -> Self {
        self.deletions = deletions;
        self
    }

    /// Adds a column to the view: a field of the items, as a dotted path.
    #[must_use]
    pub fn column(mut self, path: &str, ty: ColumnType) -> Self {
        self.columns.push((path.to_owned(), ty));
        self
    }

    /// Sets the query that walks the list, such as one of another paging style. It replaces the document, which then need
    /// not contain `$first` and `$after`.
    ///
    /// ```
    /// use graphql_paginate::dynamic::{ItemList, PagingVariables, Query};
    /// use graphql_paginate_sync::List;
    ///
    /// let document = "query Films($page: Int) { films(page: $page) { id title } }";
    /// let query = Query::new(document, ["films"])
    ///     .items_in(ItemList::Itself)
    ///     .forward(PagingVariables::cursor("page").page_number(1));
    /// let films = List::new("films", document, "films", "id")?.query(query);
    /// # Ok::<(), graphql_paginate_sync::SyncError>(())
    /// ```
    #[must_use]
    pub fn query(mut self, query: Query) -> Self {
        self.source = Source::GraphQL(Box::new(query));
        self
    }

    /// Sets the items per page, unless [`Mirror::page_size`](crate::Mirror::page_size) sets another number.
    #[must_use]
    pub fn page_size(mut self, items: u32) -> Self {
        self.page_size = Some(items.max(1));
        self
    }

    /// Sets what completes the items of each page before they are stored.
    #[must_use]
    pub fn complete_items(mut self, completer: impl CompleteItems + 'static) -> Self {
        self.completer = Some(Arc::new(completer));
        self
    }

    /// Names the field that shows the end of a list inside the items. It is not needed for flags under their usual names,
    /// such as `hasNextPage` and `hasMore`. Lists that lack elements are counted in
    /// [`ListCertificate::cut`](crate::ListCertificate::cut).
    #[must_use]
    pub fn inner_list(mut self, list: InnerList) -> Self {
        self.inner.push(list);
        self
    }

    /// Names a list inside the items for which the query selects no flag, such as `hasNextPage`, so that nothing shows
    /// whether it has further pages. Each certificate says that they were not seen. `path` has the response keys from an
    /// item, with dots.
    ///
    /// Lists with a flag are counted in [`ListCertificate::cut`](crate::ListCertificate::cut) instead.
    #[must_use]
    pub fn list_without_has_next_page(mut self, path: &str) -> Self {
        self.lists_without_has_next_page.push(path.to_owned());
        self
    }
}

/// The name of a partition in messages.
pub(crate) fn name(list: &List, partition: &Partition) -> String {
    name_of(&list.name, &partition.name)
}

/// The name in messages of the partition `part` of a list.
pub(crate) fn name_of(list: &str, part: &str) -> String {
    match part {
        "" => list.to_owned(),
        part => format!("{list} of {part}"),
    }
}

/// The list and the partition whose saved state has this key; `None` for other keys.
pub(crate) fn parts_of(key: &str) -> Option<(&str, &str)> {
    key.strip_prefix("list:")?.split_once(':')
}

/// The key of the saved state of the partition `part` of a list.
fn state_key(list: &str, part: &str) -> String {
    format!("list:{list}:{part}")
}

/// The key of a partition in locks and leases, fit for file names.
pub(crate) fn key(list: &List, partition: &Partition) -> String {
    lock_key(&list.name, &partition.name)
}

/// The key in locks and leases of the partition `part` of a list.
pub(crate) fn lock_key(list: &str, part: &str) -> String {
    let part = crate::hash::of(part.as_bytes());
    format!("{list}-{}", &part[..16])
}

impl Partition {
    /// A partition with a name, and the query's variables for it.
    pub fn new(name: impl Into<String>, variables: Map<String, Value>) -> Self {
        Self {
            name: name.into(),
            variables,
        }
    }

    /// A repository, named as `owner/name`.
    ///
    /// # Errors
    ///
    /// [`SyncError::Definition`](crate::SyncError::Definition) for other names.
    pub fn repository(name: &str) -> Result<Self, crate::SyncError> {
        let parts: Vec<&str> = name.split('/').collect();
        let [owner, repository] = parts.as_slice() else {
            return Err(definition::invalid(format!(
                "`{name}` is not a repository; write `owner/name`"
            )));
        };
        if owner.is_empty() || repository.is_empty() {
            return Err(definition::invalid(format!(
                "`{name}` is not a repository; write `owner/name`"
            )));
        }
        let mut variables = Map::new();
        variables.insert("owner".to_owned(), (*owner).into());
        variables.insert("name".to_owned(), (*repository).into());
        Ok(Self::new(name, variables))
    }

    /// The name in the database.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The variables of the query.
    pub fn variables(&self) -> &Map<String, Value> {
        &self.variables
    }
}
