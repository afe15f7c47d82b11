//! Several connections of one document as one source: an adapter around the source of one connection.

use std::cell::LazyCell;

use bytes::Bytes;
use http::{Request, Response};

use super::{SiblingPositions, find_next_page, read_page_info, remove_unsent, variables};
use crate::checkpoint::Fingerprint;
use crate::connection::{Connected, Connection, Paging, Sibling, SiblingPageInfo};
use crate::driver::{Fetched, Mark, NextPage, Order, PageIdentities, PageRequest, Source};
use crate::error::ErrorKind;
use crate::graphql::{ConnectionSource, check_end, check_explained_end, identify, next_page};

/// Walks all connections that `C` represents; its cursor holds the positions of all of them.
pub(crate) struct SiblingsSource<C: Connection, T>(pub(crate) ConnectionSource<C, T>);

impl<C: Connection, T: Send + 'static> SiblingsSource<C, T> {
    /// The paging of the document that all connections share.
    fn paging() -> &'static Paging {
        let [first, ..] = C::SIBLINGS else {
            unreachable!("a walk of several connections has connections");
        };
        first.paging()
    }

    /// Response keys to each connection.
    fn paths() -> Vec<&'static [&'static str]> {
        C::SIBLINGS.iter().map(|sibling| sibling.path()).collect()
    }

    /// Returns an error if one of the connections has its first page where the last one was requested.
    fn check_ends(
        &self,
        positions: &SiblingPositions,
        connected: &Connected<T>,
    ) -> Result<(), ErrorKind> {
        for (sibling, part) in self.asked(positions, connected) {
            if let Some(page_info) = &part.page_info {
                check_end(self.0.direction, positions.of(sibling.name), page_info)?;
            }
        }
        Ok(())
    }

    /// Response keys to the lists that end by an empty page although their flags announce more.
    fn ended_empty(
        &self,
        positions: &SiblingPositions,
        connected: &Connected<T>,
    ) -> Vec<Vec<&'static str>> {
        let direction = self.0.direction;
        let mut lists = Vec::new();
        for (sibling, part) in self.asked(positions, connected) {
            let Some(page_info) = &part.page_info else {
                continue;
            };
            let asked = positions.of(sibling.name);
            if part.is_empty
                && page_info.has_more(direction) == Some(true)
                && next_page(page_info, true, direction, asked) == NextPage::End
            {
                lists.extend(sibling.paging().list_paths());
            }
        }
        lists
    }

    /// The connections that were requested for these positions, as the response has them.
    fn asked<'c>(
        &'c self,
        positions: &'c SiblingPositions,
        connected: &'c Connected<T>,
    ) -> impl Iterator<Item = (&'static Sibling, &'c SiblingPageInfo)> {
        let asked = C::SIBLINGS.iter().zip(&connected.parts);
        asked.filter(|(sibling, _)| sibling.is_asked(&self.0.variables, positions))
    }
}

impl<C: Connection, T: Send + 'static> Source for SiblingsSource<C, T> {
    type Item = T;
    type Data = C::Data;

    fn operation(&self) -> &str {
        self.0.operation()
    }

    fn order(&self) -> Order {
        self.0.order()
    }

    fn has_several_lists(&self) -> bool {
        true
    }

    /// Returns an error for a cursor that does not belong to such a walk.
    fn request(&self, position: &PageRequest) -> Result<Request<Bytes>, ErrorKind> {
        SiblingPositions::read(position.cursor.as_deref())?;
        let at = self.0.arguments(position);
        let variables = variables(C::SIBLINGS, &self.0.variables, &at);
        let variables = self.0.within_nested_size(variables, position);
        self.0.request_with(Self::paging(), variables)
    }

    fn fingerprint(&self) -> Result<Fingerprint, ErrorKind> {
        let mut variables = self.0.variables.clone();
        remove_unsent(C::SIBLINGS, &mut variables, self.0.direction);
        Ok(self.0.fingerprint_of(variables))
    }

    fn identify(
        &self,
        body: &Bytes,
        count: usize,
        _cursor: Option<&str>,
    ) -> Option<PageIdentities> {
        let lists: Vec<_> = C::SIBLINGS
            .iter()
            .map(|sibling| sibling.paging().list_path())
            .collect();
        let paths: Vec<&[&str]> = lists.iter().map(Vec::as_slice).collect();
        identify(body, &paths, count)
    }

    /// Each connection that continues must have a new cursor, not only one of them.
    fn loop_keys(&self, cursor: &str) -> Vec<String> {
        SiblingPositions::read(Some(cursor))
            .unwrap_or_default()
            .loop_keys()
    }

    fn end_mark(&self, cursor: &str) -> Mark {
        SiblingPositions::read(Some(cursor))
            .unwrap_or_default()
            .end_mark()
    }

    fn read(
        &self,
        position: &PageRequest,
        response: &Response<Bytes>,
    ) -> Result<Fetched<T, C::Data>, ErrorKind> {
        let (variables, direction) = (&self.0.variables, self.0.direction);
        let positions = SiblingPositions::read(position.cursor.as_deref())?;
        let mut ended_empty = Vec::new();
        let fetched = self.0.read_page(response, &Self::paths(), |connected| {
            read_page_info(C::SIBLINGS, response.body(), direction, connected);
            if let Err(kind) = self.check_ends(&positions, connected) {
                return Ok(Err(kind));
            }
            ended_empty = self.ended_empty(&positions, connected);
            let items = connected.items.iter().flatten().count();
            let identities = LazyCell::new(|| {
                let page_identities =
                    self.identify(response.body(), items, position.cursor.as_deref());
                page_identities.map_or(Vec::new(), |page| page.identities)
            });
            find_next_page(
                C::SIBLINGS,
                variables,
                positions,
                direction,
                connected,
                &identities,
            )
            .map(Ok)
        })?;
        for path in ended_empty {
            check_explained_end(&NextPage::End, &path, &fetched.page.errors)?;
        }
        Ok(fetched)
    }
}
