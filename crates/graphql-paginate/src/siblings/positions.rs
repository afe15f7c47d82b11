//! The positions of a walk of several connections, one for each connection.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::error::ErrorKind;
use crate::mark::{Identity, Mark};

/// The position in each requested connection, by name. Serialized as JSON, it is the cursor of the whole walk.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct SiblingPositions(BTreeMap<String, SiblingPosition>);

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct SiblingPosition {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    cursor: Option<String>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    ended: bool,
    /// Identities of the items of the last page, if that has no cursor: it is requested again to find later items.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    last_page: Vec<String>,
}

impl SiblingPositions {
    /// Parses the cursor of a walk; `None` is the beginning.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Setup`] if the text is not such a cursor.
    pub(crate) fn read(cursor: Option<&str>) -> Result<Self, ErrorKind> {
        let Some(text) = cursor else {
            return Ok(Self::default());
        };
        serde_json::from_str(text).map_err(|_| ErrorKind::Setup {
            problem: format!(
                "`{text}` is not a cursor of a walk of several connections; start at the `cursor` of one of its pages"
            ),
        })
    }

    /// The cursor of the walk; `None` if no connection has one.
    pub(crate) fn cursor(&self) -> Option<String> {
        let mut positions = self.0.values();
        if positions.all(|position| *position == SiblingPosition::default()) {
            return None;
        }
        Some(serde_json::to_string(self).expect("strings are JSON"))
    }

    /// The positions from which to look for items that were added since the end.
    pub(crate) fn reopened(mut self) -> Self {
        for position in self.0.values_mut() {
            position.ended = false;
        }
        self.0
            .retain(|_, position| *position != SiblingPosition::default());
        self
    }

    /// The mark from which to look for items that were added since the end: last pages that come again are known.
    pub(crate) fn end_mark(mut self) -> Mark {
        let mut yielded: Vec<Identity> = Vec::new();
        for position in self.0.values_mut() {
            for identity in position.last_page.drain(..) {
                yielded.extend(identity.parse::<Identity>());
            }
        }
        Mark {
            cursor: self.reopened().cursor(),
            offset: yielded.len() as u64,
            yielded,
        }
    }

    pub(crate) fn of(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.cursor.as_deref()
    }

    pub(crate) fn has_ended(&self, name: &str) -> bool {
        self.0.get(name).is_some_and(|position| position.ended)
    }

    pub(crate) fn all_ended(&self) -> bool {
        self.0.values().all(|position| position.ended)
    }

    /// Moves the position of a connection. Without a cursor, as on many last pages, the cursor stays the same.
    pub(crate) fn advance(&mut self, name: &str, cursor: Option<String>, ended: bool) {
        let position = self.0.entry(name.to_owned()).or_default();
        position.cursor = cursor.or(position.cursor.take());
        position.ended = ended;
        position.last_page.clear();
    }

    /// Ends a connection whose last page has these items and no cursor.
    pub(crate) fn end_inside(&mut self, name: &str, items: &[Identity]) {
        self.advance(name, None, true);
        if let Some(position) = self.0.get_mut(name) {
            position.last_page = items.iter().map(ToString::to_string).collect();
        }
    }

    /// The cursors of the connections that continue, each after its name. Each has to change with each page.
    pub(crate) fn loop_keys(&self) -> Vec<String> {
        let open = self.0.iter().filter(|(_, position)| !position.ended);
        open.filter_map(|(name, position)| Some(format!("{name} {}", position.cursor.as_ref()?)))
            .collect()
    }
}
