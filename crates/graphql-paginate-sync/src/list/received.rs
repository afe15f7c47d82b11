//! Reads the items of a page.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::value::RawValue;

use super::cut::InnerLists;
use super::item;
use super::run::ListRun;
use super::source::{ListPage, Source};
use crate::error::SyncError;
use crate::store::{Children, Item};

impl ListRun<'_> {
    /// Completes the items of a page, if the list has a way to do so.
    pub(super) async fn complete(&self, page: &mut ListPage) -> Result<(), SyncError> {
        if let Some(completer) = &self.list.completer {
            completer.complete(self.client, &mut page.items).await?;
        }
        Ok(())
    }

    /// The items of a page; the lists inside them are read to their ends and added to `children`, and the paths of plain
    /// lists that show no end to `plain`.
    ///
    /// # Errors
    ///
    /// Those of [`item::key`] and [`item::sorted`], those of the API, and [`SyncError::Key`] if two different items have
    /// the same key: one of them would be lost.
    pub(super) async fn items(
        &self,
        page: &ListPage,
        children: &mut [Children],
        plain: &mut BTreeSet<String>,
    ) -> Result<Vec<Item>, SyncError> {
        let mut items: Vec<Item> = Vec::new();
        let mut places: HashMap<String, usize> = HashMap::new();
        for (index, received) in page.items.iter().enumerate() {
            let mut item = self.item(received.json.get(), children, plain).await?;
            add_cut(&mut item, &received.cut);
            plain.extend(received.without_end.iter().cloned());
            for cut in &page.truncated {
                let lists = cut.items.iter().filter(|item| **item == index).count();
                if lists > 0 {
                    *item.cut.entry(cut.path.clone()).or_default() += lists as u64;
                }
            }
            let first = places.insert(item.key.clone(), items.len());
            if first.is_some_and(|first| items[first].hash != item.hash) {
                return Err(SyncError::Key {
                    problem: format!(
                        "two items of `{}` have the key `{}` at `{}`; name a field as the key that differs in all items",
                        self.list.name,
                        item.key,
                        self.list.key.join(".")
                    ),
                });
            }
            items.push(item);
        }
        Ok(items)
    }

    async fn item(
        &self,
        received: &str,
        children: &mut [Children],
        plain: &mut BTreeSet<String>,
    ) -> Result<Item, SyncError> {
        let list = &self.list.name;
        let key = item::key(list, &self.list.key, received)?;
        if self.list.nested.is_empty() {
            let raw = if self.keeps_text() {
                received.to_owned()
            } else {
                item::sorted(list, received)?
            };
            let mut item = Item::new(key, None, raw);
            item.cut = self.cut_lists(received, plain);
            return Ok(item);
        }
        // What has a key is an object.
        let mut fields: BTreeMap<String, &RawValue> =
            serde_json::from_str(received).unwrap_or_default();
        let mut open = Vec::new();
        for (nested, children) in self.list.nested.iter().zip(children) {
            let inner = fields.remove(nested.field).map(RawValue::get);
            if !nested.take(self.client, &key, inner, children).await? {
                open.push(nested.field);
            }
        }
        let rest = serde_json::to_string(&fields).expect("fields are JSON");
        let mut item = Item::new(key, None, item::sorted(list, &rest)?);
        item.cut = self.cut_lists(&rest, plain);
        for field in open {
            item.cut.insert(field.to_owned(), 1);
        }
        Ok(item)
    }

    /// The lists inside an item that lack elements.
    fn cut_lists(&self, item: &str, plain: &mut BTreeSet<String>) -> BTreeMap<String, u64> {
        let lists = InnerLists::of(item, &self.list.inner);
        plain.extend(lists.plain);
        lists.cut
    }

    /// Whether items are stored as they are received. Servers write the fields of an object in the order of the
    /// [query](https://spec.graphql.org/October2021/#sec-Serialized-Map-Ordering), so equal items are equal texts; REST
    /// APIs promise no order. Items with lists inside them are stored without those.
    fn keeps_text(&self) -> bool {
        matches!(self.list.source, Source::GraphQL(_))
    }
}

/// Adds lists that lack elements. The item may show some of them itself.
fn add_cut(item: &mut Item, cut: &BTreeMap<String, u64>) {
    for (path, lists) in cut {
        let known = item.cut.entry(path.clone()).or_default();
        *known = (*known).max(*lists);
    }
}
