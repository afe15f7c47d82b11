//! Lists inside the items of a list, such as the reviews of pull requests: stored as lists of their own.
//!
//! The first items of each come with their parent; further pages are requested by the parent's id. Only a parent whose
//! list was read to its end tells which items are gone. A list that does not say whether it has further pages was not.

use graphql_paginate::Client;
use graphql_paginate::dynamic::{PagingVariables, Query};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::definition::keys;
use super::{ColumnType, item};
use crate::error::SyncError;
use crate::store::{Children, Item};

/// Items per page of the further pages, GitHub's largest.
const PAGE_SIZE: u32 = 100;

/// A list inside the items of another one.
#[derive(Debug, Clone)]
pub(crate) struct Nested {
    /// The name in the database.
    pub(crate) name: &'static str,
    /// The response key in the parent.
    pub(super) field: &'static str,
    /// Requests further pages, with the parent's id in the variable `id`.
    query: Query,
    pub(crate) columns: &'static [(&'static str, ColumnType)],
}

/// The first items of a list, as they come with their parent.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Inner<'r> {
    #[serde(borrow, default)]
    nodes: Option<Vec<&'r RawValue>>,
    #[serde(default)]
    page_info: Option<Info>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Info {
    has_next_page: Option<bool>,
    end_cursor: Option<String>,
}

impl Nested {
    /// The list at `field` of each item; `document` selects the same fields below `node`.
    pub(super) fn new(
        name: &'static str,
        field: &'static str,
        document: &str,
        columns: &'static [(&'static str, ColumnType)],
    ) -> Self {
        Self {
            name,
            field,
            query: Query::new(document, ["node", field])
                .forward(PagingVariables::cursor("after").size("first")),
            columns,
        }
    }

    /// The items of a page's parents, before any is read.
    pub(super) fn children(&self) -> Children {
        Children {
            list: self.name.to_owned(),
            ..Children::default()
        }
    }

    /// Takes the list `list` of an item, and reads it to its end. Returns whether it says where that is.
    pub(super) async fn take(
        &self,
        client: &Client,
        parent: &str,
        list: Option<&str>,
        children: &mut Children,
    ) -> Result<bool, SyncError> {
        // A list in another form counts as null.
        let list: Inner<'_> = serde_json::from_str(list.unwrap_or("{}")).unwrap_or_default();
        let nulls_before = children.nulls;
        let Some(nodes) = list.nodes else {
            children.nulls += 1;
            return Ok(true);
        };
        for node in nodes {
            self.add(parent, node.get(), children)?;
        }
        let info = list.page_info.unwrap_or_default();
        let is_at_end = match info.has_next_page {
            Some(true) => {
                let cursor = info.end_cursor.unwrap_or_default();
                self.take_further(client, parent, &cursor, children).await?
            }
            Some(false) => true,
            None => false,
        };
        if !is_at_end {
            children.open += 1;
        } else if children.nulls == nulls_before {
            children.complete.push(parent.to_owned());
        }
        Ok(is_at_end)
    }

    /// Reads the pages after a cursor; from the start if it is missing. Returns whether the list had as many items as
    /// announced.
    async fn take_further(
        &self,
        client: &Client,
        parent: &str,
        cursor: &str,
        children: &mut Children,
    ) -> Result<bool, SyncError> {
        let query = self.query.clone().variable("id", parent);
        let walk = query.paginate().page_size(PAGE_SIZE).start_at(cursor);
        let mut pages = walk.pages(client);
        while let Some(page) = pages.next().await {
            let page = page?;
            children.nulls += page.null_items as u64;
            for node in &page.items {
                self.add(parent, node.get(), children)?;
            }
        }
        let progress = pages.progress();
        Ok(!progress.ended_short && !progress.total_fell)
    }

    fn add(&self, parent: &str, node: &str, children: &mut Children) -> Result<(), SyncError> {
        if node == "null" {
            children.nulls += 1;
            return Ok(());
        }
        let key = item::key(self.name, &keys("key", "id")?, node)?;
        let raw = item::sorted(self.name, node)?;
        children
            .items
            .push(Item::new(key, Some(parent.to_owned()), raw));
        Ok(())
    }
}
