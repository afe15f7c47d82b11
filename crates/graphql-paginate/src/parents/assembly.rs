//! Assembles a page of the walk from the pages of its parents.

use std::sync::Arc;

use serde_json::value::RawValue;

use super::{ParentsLayout, PendingParent, ReceivedConnection};
use crate::connection::{Direction, Parent, Unfilled};
use crate::driver::NextPage;
use crate::error::{ErrorKind, GraphQLError, Misfit, PathSegment};
use crate::graphql::{check_end, keys, next_page};
use crate::page::PageInfo;

/// The items of a response, and what follows.
pub(super) struct Assembly<T> {
    pub(super) items: Vec<Option<T>>,
    /// The parents with further pages, in the order of the response.
    pub(super) open: Vec<PendingParent>,
    /// Why a parent with further pages cannot be continued.
    pub(super) stuck: Option<NextPage>,
}

/// Reads the pages of parents in a response.
pub(super) struct PageReader<'l, T> {
    pub(super) layout: &'l ParentsLayout,
    pub(super) direction: Direction,
    pub(super) item: ReadItem<T>,
    /// The errors beside the data, with paths of the query.
    pub(super) errors: &'l [GraphQLError],
}

/// Decodes an item of a parent.
pub(crate) type ReadItem<T> = fn(Arc<Parent>, &RawValue) -> Result<T, Unfilled>;

impl<T> PageReader<'_, T> {
    /// Adds the page of one parent. `asked` is the cursor of the request; `None` at the beginning of the list.
    pub(super) fn add(
        &self,
        assembly: &mut Assembly<T>,
        received: ReceivedConnection<'_>,
        asked: Option<&str>,
    ) -> Result<(), ErrorKind> {
        let key = received.key.clone().unwrap_or_default();
        let parent = Arc::new(self.layout.parent(&received.at, key));
        let mut items = self.items(&parent, received.connection)?;
        let is_empty = items.is_empty();
        assembly.items.append(&mut items);
        let page_info = self.page_info(received.connection);
        check_end(self.direction, asked, &page_info)?;
        match next_page(&page_info, is_empty, self.direction, asked) {
            NextPage::End if is_empty && page_info.has_more(self.direction) == Some(true) => {
                self.check_explained(&parent)?;
            }
            NextPage::End => {}
            NextPage::At(after) => {
                let pending = self.pending_parent(&parent, received, after)?;
                assembly.open.push(pending);
            }
            stuck => {
                assembly.stuck.get_or_insert(stuck);
            }
        }
        Ok(())
    }

    /// The items of one parent's page.
    fn items(
        &self,
        parent: &Arc<Parent>,
        connection: &RawValue,
    ) -> Result<Vec<Option<T>>, ErrorKind> {
        let place = format!("data.{parent}.{}", self.layout.connection_key());
        let Some(found) = self.layout.items_of(connection) else {
            self.check_explained(parent)?;
            return Err(ErrorKind::Decode {
                path: format!("{place}.{}", self.layout.list.join(".")),
                problem: "null or no list, without an error that says why".to_owned(),
            });
        };
        let mut items = Vec::with_capacity(found.len());
        for (index, item) in found.into_iter().enumerate() {
            items.push(match item {
                Some(item) => Some(self.item(parent, item, &place, index)?),
                None => None,
            });
        }
        Ok(items)
    }

    /// A parent whose next page begins after a cursor; an error if it cannot be found again.
    fn pending_parent(
        &self,
        parent: &Parent,
        received: ReceivedConnection<'_>,
        after: String,
    ) -> Result<PendingParent, ErrorKind> {
        let Some(key) = received.key else {
            let key = self.layout.parent.first().map(|keys| keys.join("."));
            return Err(ErrorKind::Decode {
                path: format!("data.{parent}.{}", key.unwrap_or_default()),
                problem: "null, but the parent has further pages, which are requested by it"
                    .to_owned(),
            });
        };
        Ok(PendingParent {
            number: received.number,
            at: received.at,
            key,
            after,
        })
    }

    fn item(
        &self,
        parent: &Arc<Parent>,
        item: &RawValue,
        place: &str,
        index: usize,
    ) -> Result<T, ErrorKind> {
        (self.item)(Arc::clone(parent), item).map_err(|unfilled| {
            let (path, problem) = match unfilled {
                Unfilled::Decode { path, problem } => (path, problem),
                _ => (String::new(), "expected an item, found null".to_owned()),
            };
            let mut item = String::new();
            for key in &self.layout.item {
                item.push_str(&format!(".{key}"));
            }
            let list = self.layout.list.join(".");
            let Misfit { path, problem } =
                Misfit { path, problem }.below(format_args!("{place}.{list}[{index}]{item}"));
            ErrorKind::Decode { path, problem }
        })
    }

    /// The flag and the cursor of one parent's page.
    fn page_info(&self, connection: &RawValue) -> PageInfo {
        let has_more = keys(&self.layout.has_more);
        let cursor = keys(&self.layout.cursor);
        let mut page_info = PageInfo::default();
        page_info.read(connection.get(), &has_more, &cursor, self.direction);
        page_info
    }

    /// Returns the errors beside the data if one of them explains why a parent's list is null or empty.
    fn check_explained(&self, parent: &Parent) -> Result<(), ErrorKind> {
        let mut list = parent.path.clone();
        for key in [self.layout.connection_key()]
            .into_iter()
            .chain(keys(&self.layout.list))
        {
            list.push(PathSegment::Key(key.to_owned()));
        }
        for error in self.errors {
            if list.starts_with(&error.path) {
                return Err(ErrorKind::GraphQL {
                    errors: self.errors.to_vec(),
                });
            }
        }
        Ok(())
    }
}
