//! Reads the response to the query: the lists of parents, and the first page of each parent's connection.

use serde_json::value::RawValue;

use super::layout::ParentsLayout;
use super::received::{ParentConnections, ReceivedConnection};
use crate::error::{ErrorKind, GraphQLError, PathSegment};
use crate::graphql::{is_null, keys, raw_at, values_at};

impl ParentsLayout {
    /// The connections in the response to the query.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Decode`] for a null list or connection, unless one of the errors beside the data explains it.
    pub(super) fn first<'t>(
        &self,
        data: &'t str,
        errors: &[GraphQLError],
    ) -> Result<ParentConnections<'t>, ErrorKind> {
        self.read(data, Explained::By(errors))
    }

    pub(super) fn read<'t>(
        &self,
        data: &'t str,
        nulls: Explained<'_>,
    ) -> Result<ParentConnections<'t>, ErrorKind> {
        let mut reader = Reader {
            layout: self,
            nulls,
            at: Vec::new(),
            number: 0,
            found: ParentConnections::default(),
        };
        reader.level(data, 0)?;
        Ok(reader.found)
    }
}

/// Which null lists and connections are accepted.
#[derive(Clone, Copy)]
pub(super) enum Explained<'e> {
    All,
    /// Those at, above or below which one of the errors is, or all if an error has no path.
    By(&'e [GraphQLError]),
}

/// Reads the response to the query.
struct Reader<'l, 't> {
    layout: &'l ParentsLayout,
    nulls: Explained<'l>,
    at: Vec<usize>,
    number: usize,
    found: ParentConnections<'t>,
}

impl<'t> Reader<'_, 't> {
    /// Reads the list at a level below a value, or the connection at the last level.
    fn level(&mut self, value: &'t str, level: usize) -> Result<(), ErrorKind> {
        if level + 1 == self.layout.levels.len() {
            return self.connection(value, level);
        }
        let names = keys(&self.layout.levels[level]);
        let Some(list) = self.descend(value, &names)? else {
            return Ok(());
        };
        if is_null(list) {
            return self.null(&names);
        }
        let elements: Vec<Option<&'t RawValue>> = serde_json::from_str(list.get())
            .map_err(|error| self.problem(&names, &error.to_string()))?;
        for (index, element) in elements.into_iter().enumerate() {
            self.at.push(index);
            match element {
                Some(element) => self.level(element.get(), level + 1)?,
                None => self.skip_null(),
            }
            self.at.pop();
        }
        Ok(())
    }

    fn connection(&mut self, value: &'t str, level: usize) -> Result<(), ErrorKind> {
        let names = keys(&self.layout.levels[level]);
        let (key, path) = names.split_last().expect("the connection has a key");
        let mut parent = value;
        if !path.is_empty() {
            match self.descend(value, path)? {
                Some(object) if is_null(object) => {
                    self.skip_null();
                    return Ok(());
                }
                Some(object) => parent = object.get(),
                None => return Ok(()),
            }
        }
        let number = self.number;
        self.number += 1;
        // The walk document selects `__typename` wherever the type decides.
        let types = &self.layout.parent_types;
        if !types.is_empty() && typename(parent).is_some_and(|typename| !types.contains(&typename))
        {
            return Ok(());
        }
        let Some(connection) = raw_at(parent, &[key]) else {
            return Err(self.problem(&names, MISSING));
        };
        if is_null(connection) {
            return self.null(&names);
        }
        let key = values_at(parent, self.layout.parent.iter().map(|path| keys(path)));
        self.found.connections.push(ReceivedConnection {
            number,
            at: self.at.clone(),
            typename: typename(parent),
            key,
            connection,
        });
        Ok(())
    }

    /// The value at a path of keys, which may be null; `None` if it is absent or below a null.
    fn descend(
        &mut self,
        value: &'t str,
        path: &[&str],
    ) -> Result<Option<&'t RawValue>, ErrorKind> {
        for end in 1..=path.len() {
            let Some(found) = raw_at(value, &path[..end]) else {
                self.absent(&path[..end])?;
                return Ok(None);
            };
            if end == path.len() {
                return Ok(Some(found));
            }
            if is_null(found) {
                // Nothing at all is there, or one element of a list has no parent.
                if self.at.is_empty() {
                    return Err(self.refused(&path[..end]));
                }
                self.skip_null();
                return Ok(None);
            }
        }
        Ok(None)
    }

    fn skip_null(&mut self) {
        self.number += 1;
        self.found.nulls += 1;
    }

    /// A missing key, which is correct only in an element of a list, below a fragment on another type.
    fn absent(&self, path: &[&str]) -> Result<(), ErrorKind> {
        if self.at.is_empty() || self.layout.parent_types.is_empty() {
            return Err(self.problem(path, MISSING));
        }
        Ok(())
    }

    /// A null list or connection, which an error has to explain.
    fn null(&mut self, path: &[&str]) -> Result<(), ErrorKind> {
        if !self.at.is_empty() && self.is_explained(path) {
            self.skip_null();
            return Ok(());
        }
        Err(self.refused(path))
    }

    /// The error for a null that is not accepted: the errors of the response, if they explain it.
    fn refused(&self, path: &[&str]) -> ErrorKind {
        match self.nulls {
            Explained::By(errors) if !errors.is_empty() && self.is_explained(path) => {
                ErrorKind::GraphQL {
                    errors: errors.to_vec(),
                }
            }
            _ => self.problem(path, NULL),
        }
    }

    fn is_explained(&self, path: &[&str]) -> bool {
        let Explained::By(errors) = self.nulls else {
            return true;
        };
        let mut place = Vec::new();
        for (names, index) in self.layout.levels.iter().zip(&self.at) {
            place.extend(names.iter().cloned().map(PathSegment::Key));
            place.push(PathSegment::Index(*index as u64));
        }
        for name in path {
            place.push(PathSegment::Key((*name).to_owned()));
        }
        errors.iter().any(|error| {
            error
                .path
                .iter()
                .zip(&place)
                .all(|(found, own)| found == own)
        })
    }

    /// An error at a path below the current element.
    fn problem(&self, path: &[&str], problem: &str) -> ErrorKind {
        let mut text = "data".to_owned();
        for (names, index) in self.layout.levels.iter().zip(&self.at) {
            text.push_str(&format!(".{}[{index}]", names.join(".")));
        }
        ErrorKind::Decode {
            path: format!("{text}.{}", path.join(".")),
            problem: problem.to_owned(),
        }
    }
}

const MISSING: &str = "missing";
const NULL: &str = "null, without an error that says why";

pub(super) fn typename(object: &str) -> Option<String> {
    serde_json::from_str(raw_at(object, &["__typename"])?.get()).ok()
}
