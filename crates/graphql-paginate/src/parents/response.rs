//! Finds the connections of all parents in a response.

use std::collections::BTreeMap;

use serde_json::Value;
use serde_json::value::RawValue;

use super::PendingParent;
use super::layout::Layout;
use crate::connection::{Parent, Rest};
use crate::error::{ErrorKind, GraphQLError, Misfit, PathSegment};
use crate::graphql::{keys, raw_at, value_at, values_at};
use crate::nested::OtherParent;

/// The connection of one parent in a response.
pub(super) struct ReceivedConnection<'t> {
    /// The parent's number among all parents of the first response.
    pub(super) number: usize,
    /// Its indices in the lists on the path.
    pub(super) at: Vec<usize>,
    /// The values that find it again; `None` if one of them is null.
    pub(super) key: Option<Vec<Value>>,
    pub(super) connection: &'t RawValue,
}

/// The connections in a response, in the order of the first response.
#[derive(Default)]
pub(super) struct ParentConnections<'t> {
    pub(super) connections: Vec<ReceivedConnection<'t>>,
    /// Parents that are null, and connections whose null is explained by an error.
    pub(super) nulls: usize,
    /// Parents that a follow-up request did not find again.
    pub(super) lost: Vec<Lost>,
}

/// A parent that a follow-up request did not find again.
pub(super) struct Lost {
    pub(super) number: usize,
    /// The error if no error of the response explains it.
    pub(super) kind: ErrorKind,
}

impl Layout {
    /// Whether this is the data of the first request.
    pub(super) fn is_first(&self, data: &str) -> bool {
        raw_at(data, &self.outer_list()).is_some_and(|list| list.get().starts_with('['))
    }

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

    fn read<'t>(
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

    /// The connections in the response to a follow-up request.
    pub(super) fn follow_up<'t>(
        &self,
        asked: &[PendingParent],
        data: &'t str,
    ) -> Result<ParentConnections<'t>, ErrorKind> {
        let members = members(data)?;
        let mut asked: Vec<&PendingParent> = asked.iter().collect();
        asked.sort_by_key(|parent| parent.number);
        let mut found = ParentConnections::default();
        for parent in asked {
            let value = members.get(&Rest::alias(parent.number));
            let connection = value.and_then(|value| raw_at(value.get(), &[self.connection_key()]));
            match (value, connection.filter(|connection| !is_null(connection))) {
                (Some(value), Some(connection)) if self.is_about(parent, value)? => {
                    found.connections.push(ReceivedConnection {
                        number: parent.number,
                        at: parent.at.clone(),
                        key: Some(parent.key.clone()),
                        connection,
                    });
                }
                _ => found.lost.push(self.lost(parent)),
            }
        }
        Ok(found)
    }

    /// Whether data is known to be about the parent; an error if it is about another object.
    fn is_about(&self, parent: &PendingParent, value: &RawValue) -> Result<bool, ErrorKind> {
        let checked = self
            .follow_up
            .with(|follow_up| follow_up.check_parent(value.get(), &parent.key));
        match checked {
            Ok(()) => Ok(true),
            Err(OtherParent::Unknown) => Ok(false),
            Err(OtherParent::Found(misfit)) => {
                let alias = Rest::alias(parent.number);
                let Misfit { path, problem } = misfit.below(format_args!("data.{alias}"));
                Err(ErrorKind::Decode { path, problem })
            }
        }
    }

    fn lost(&self, parent: &PendingParent) -> Lost {
        let place = self.parent(&parent.at, parent.key.clone());
        let id = match place.id() {
            Some(id) => format!("`{id}`"),
            None => Value::from(place.key.clone()).to_string(),
        };
        Lost {
            number: parent.number,
            kind: ErrorKind::Decode {
                path: format!("data.{place}.{}", self.connection_key()),
                problem: format!(
                    "null after the first pages, but {id} announced more; it was deleted, or cannot be read any more"
                ),
            },
        }
    }

    /// The items in the body of a response, each with the number of its parent; `None` for a null item. Empty if the
    /// body cannot be read.
    pub(super) fn items<'t>(&self, body: &'t str) -> Vec<(usize, Option<&'t RawValue>)> {
        let Some(data) = raw_at(body, &["data"]).map(RawValue::get) else {
            return Vec::new();
        };
        let mut items = Vec::new();
        for (number, connection) in self.connections(data) {
            for item in self.items_of(connection).unwrap_or_default() {
                items.push((number, item));
            }
        }
        items
    }

    /// The connections in the data of any response.
    fn connections<'t>(&self, data: &'t str) -> BTreeMap<usize, &'t RawValue> {
        let mut connections = BTreeMap::new();
        if self.is_first(data) {
            for received in self
                .read(data, Explained::All)
                .unwrap_or_default()
                .connections
            {
                connections.insert(received.number, received.connection);
            }
            return connections;
        }
        for (alias, value) in members(data).unwrap_or_default() {
            let number = alias
                .strip_prefix('r')
                .and_then(|number| number.parse().ok());
            if self.lacks_key(value) {
                continue;
            }
            let connection = raw_at(value.get(), &[self.connection_key()]);
            if let (Some(number), Some(connection)) = (number, connection) {
                connections.insert(number, connection);
            }
        }
        connections
    }

    /// Whether a value that identifies the parent is null in the data of a follow-up request, which repeats it.
    fn lacks_key(&self, parent: &RawValue) -> bool {
        let mut keys = self.follow_up.repeated.iter().filter(|key| !key.is_empty());
        keys.any(|key| value_at(parent.get(), &[key]).is_none_or(|value| value.is_null()))
    }

    /// The items of a connection, with `None` for each null; `None` for the whole if its list is missing or null.
    pub(super) fn items_of<'t>(
        &self,
        connection: &'t RawValue,
    ) -> Option<Vec<Option<&'t RawValue>>> {
        let list = raw_at(connection.get(), &keys(&self.list))?;
        let mut items =
            serde_json::from_str::<Option<Vec<Option<&RawValue>>>>(list.get()).ok()??;
        if !self.item.is_empty() {
            let path = keys(&self.item);
            for item in &mut items {
                let inner = item.and_then(|item| raw_at(item.get(), &path));
                *item = inner.filter(|inner| !is_null(inner));
            }
        }
        Some(items)
    }

    /// A parent, by its indices in the lists on the path and the values that find it again.
    pub(super) fn parent(&self, at: &[usize], key: Vec<Value>) -> Parent {
        let mut path = Vec::new();
        for (level, names) in self.levels.iter().enumerate() {
            let is_last = level + 1 == self.levels.len();
            let names = &names[..names.len() - usize::from(is_last)];
            path.extend(names.iter().cloned().map(PathSegment::Key));
            if let Some(index) = at.get(level) {
                path.push(PathSegment::Index(*index as u64));
            }
        }
        Parent { path, key }
    }
}

/// Which null lists and connections are accepted.
#[derive(Clone, Copy)]
enum Explained<'e> {
    All,
    /// Those at, above or below which one of the errors is, or all if an error has no path.
    By(&'e [GraphQLError]),
}

/// Reads the response to the query.
struct Reader<'l, 't> {
    layout: &'l Layout,
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

fn typename(object: &str) -> Option<String> {
    serde_json::from_str(raw_at(object, &["__typename"])?.get()).ok()
}

fn is_null(value: &RawValue) -> bool {
    value.get() == "null"
}

/// The members of the data of a follow-up request.
fn members(data: &str) -> Result<BTreeMap<String, &RawValue>, ErrorKind> {
    serde_json::from_str(data).map_err(|error| ErrorKind::Decode {
        path: "data".to_owned(),
        problem: error.to_string(),
    })
}
