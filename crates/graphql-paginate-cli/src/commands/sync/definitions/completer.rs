//! Completes the items of a mirror as an export does: their lists are read to their ends, and fields that the query does
//! not select are removed.

use graphql_paginate::{Client, Error};
use graphql_paginate_sync::{CompleteItems, Completing, PageItem};

use crate::lists::{IncompleteList, NestedLists, NestedSettings};
use crate::output::KeyTree;

/// Completes the items of a query's list.
#[derive(Debug)]
pub(super) struct Completer {
    settings: NestedSettings,
    /// The response keys that items keep; `None` for all.
    kept: Option<KeyTree>,
}

impl Completer {
    pub(super) fn new(settings: NestedSettings, kept: Option<KeyTree>) -> Self {
        Self { settings, kept }
    }

    async fn complete_page(&self, client: &Client, items: &mut [PageItem]) -> Result<(), Error> {
        let mut nested = NestedLists::new(client, self.settings.clone());
        let mut texts = Vec::new();
        for item in items.iter_mut() {
            texts.push(std::mem::take(&mut item.json));
        }
        nested.complete(&mut texts).await?;
        for (item, text) in items.iter_mut().zip(texts) {
            item.json = match &self.kept {
                Some(kept) => kept.prune(&text),
                None => text,
            };
        }
        for list in nested.lists_on_page() {
            add(&mut items[list.item], list);
        }
        Ok(())
    }
}

/// Adds a list that lacks elements, or may lack some, to its item. A list whose end is null is not taken as complete.
fn add(item: &mut PageItem, list: &IncompleteList) {
    if !list.has_end {
        item.without_end.insert(list.name.clone());
        return;
    }
    *item.cut.entry(list.name.clone()).or_default() += 1;
    item.is_retried |= list.has_follow_up;
    if let Some(error) = &list.error {
        item.problems.insert(list.name.clone(), error.clone());
    }
}

impl CompleteItems for Completer {
    fn complete<'a>(&'a self, client: &'a Client, items: &'a mut [PageItem]) -> Completing<'a> {
        Box::pin(self.complete_page(client, items))
    }

    fn advice(&self, path: &str) -> Option<String> {
        self.settings.known_help_for(path).map(str::to_owned)
    }
}
