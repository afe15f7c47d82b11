//! Finds the connections of parents in the responses of a walk.

use std::collections::BTreeMap;

use serde_json::Value;
use serde_json::value::RawValue;

use super::PendingParent;
use super::first_response::{Explained, typename};
use super::layout::ParentsLayout;
use super::received::{Lost, ParentConnections, ReceivedConnection};
use crate::checkpoint::hash_of;
use crate::connection::{FollowUp, Parent};
use crate::error::{ErrorKind, Misfit, PathSegment};
use crate::graphql::{is_null, keys, raw_at, value_at};
use crate::nested::OtherParent;

/// The connection of a parent, with what identifies the parent.
struct KeyedConnection<'t> {
    typename: Option<String>,
    /// The values that find it again, if they are known.
    key: Option<Vec<Value>>,
    connection: &'t RawValue,
}

impl ParentsLayout {
    /// Whether this is the data of the first request.
    pub(super) fn is_first(&self, data: &str) -> bool {
        raw_at(data, &self.outer_list()).is_some_and(|list| list.get().starts_with('['))
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
            let value = members.get(&FollowUp::alias(parent.number));
            let connection = value.and_then(|value| raw_at(value.get(), &[self.connection_key()]));
            match (value, connection.filter(|connection| !is_null(connection))) {
                (Some(value), Some(connection)) if self.is_about(parent, value)? => {
                    found.connections.push(ReceivedConnection {
                        number: parent.number,
                        at: parent.at.clone(),
                        typename: typename(value.get()),
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
                let alias = FollowUp::alias(parent.number);
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

    /// The items in the body of a response, each with the list of identities that it belongs to; `None` for a null item.
    /// `asked` are the parents of a follow-up request. Empty if the body cannot be read.
    pub(super) fn items<'t>(
        &self,
        body: &'t str,
        asked: &[PendingParent],
    ) -> Vec<(usize, Option<&'t RawValue>)> {
        let Some(data) = raw_at(body, &["data"]).map(RawValue::get) else {
            return Vec::new();
        };
        let mut items = Vec::new();
        for (number, parent_connection) in self.connections(data) {
            let KeyedConnection {
                typename,
                key,
                connection,
            } = parent_connection;
            let mut asked = asked.iter();
            let parent = asked.find(|parent| parent.number == number);
            let list = match key.or_else(|| Some(parent?.key.clone())) {
                Some(key) => identity_list(typename.as_deref(), &key),
                None => number,
            };
            for item in self.items_of(connection).unwrap_or_default() {
                items.push((list, item));
            }
        }
        items
    }

    /// The connections in the data of any response, by the number of the parent. Only the first response has the values
    /// that find a parent again.
    fn connections<'t>(&self, data: &'t str) -> BTreeMap<usize, KeyedConnection<'t>> {
        let mut connections = BTreeMap::new();
        if self.is_first(data) {
            for received in self
                .read(data, Explained::All)
                .unwrap_or_default()
                .connections
            {
                let keyed = KeyedConnection {
                    typename: received.typename,
                    key: received.key,
                    connection: received.connection,
                };
                connections.insert(received.number, keyed);
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
                let keyed = KeyedConnection {
                    typename: typename(value.get()),
                    key: None,
                    connection,
                };
                connections.insert(number, keyed);
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

/// The list of identities to which the items of a parent belong: a hash of its type, if the response has it, and of the
/// values that find the parent again. Its number may be that of another parent when a walk resumes.
fn identity_list(typename: Option<&str>, key: &[Value]) -> usize {
    let mut text = String::new();
    if let Some(typename) = typename {
        text.push_str(&format!("{typename}:"));
    }
    for value in key {
        text.push_str(&format!("{value} "));
    }
    // 32 bits fit into a `usize` everywhere, so that checkpoints are the same on every machine.
    usize::try_from(hash_of(&text) >> 32).unwrap_or_default()
}

/// The members of the data of a follow-up request.
fn members(data: &str) -> Result<BTreeMap<String, &RawValue>, ErrorKind> {
    serde_json::from_str(data).map_err(|error| ErrorKind::Decode {
        path: "data".to_owned(),
        problem: error.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parents::layout::OwnedFollowUp;

    #[test]
    fn parents_of_two_types_with_one_id_are_different_ones() {
        let owned = |keys: &[&str]| keys.iter().map(|key| (*key).to_owned()).collect::<Vec<_>>();
        let layout = ParentsLayout {
            levels: vec![owned(&["search", "nodes"]), owned(&["repos"])],
            list: owned(&["nodes"]),
            item: Vec::new(),
            parent: vec![owned(&["id"])],
            parent_types: Vec::new(),
            has_more: Vec::new(),
            cursor: Vec::new(),
            follow_up: OwnedFollowUp {
                operation: String::new(),
                pieces: Vec::new(),
                variables: Vec::new(),
                own: Vec::new(),
                fragments: String::new(),
                repeated: Vec::new(),
            },
        };
        let parent = |typename: &str| {
            format!(r#"{{"__typename":"{typename}","id":1,"repos":{{"nodes":[{{"id":7}}]}}}}"#)
        };
        let lists = |parents: [&str; 2]| {
            let [one, other] = parents.map(parent);
            let body = format!(r#"{{"data":{{"search":{{"nodes":[{one},{other}]}}}}}}"#);
            let items = layout.items(&body, &[]);
            [items[0].0, items[1].0]
        };
        let [user, organization] = lists(["User", "Organization"]);
        assert_ne!(user, organization);
        assert_eq!(lists(["Organization", "Organization"]), [organization; 2]);
    }
}
