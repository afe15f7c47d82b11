//! Where a walk of several connections stands.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::error::ErrorKind;

/// The place in each connection that was asked for, by its name. As a JSON text it is the cursor of the whole walk.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Places(BTreeMap<String, Place>);

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Place {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    cursor: Option<String>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    ended: bool,
}

impl Places {
    /// Reads the cursor of a walk; none is the beginning.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Setup`] for any other text.
    pub(crate) fn read(cursor: Option<&str>) -> Result<Self, ErrorKind> {
        let Some(text) = cursor else {
            return Ok(Self::default());
        };
        serde_json::from_str(text).map_err(|_| ErrorKind::Setup {
            problem: format!(
                "`{text}` is no cursor of a walk of several connections; start at the `cursor` of one of its pages"
            ),
        })
    }

    /// The cursor of the walk; `None` where no connection has one.
    pub(crate) fn cursor(&self) -> Option<String> {
        let has_any = self
            .0
            .values()
            .any(|place| place.cursor.is_some() || place.ended);
        has_any.then(|| serde_json::to_string(self).expect("strings are JSON"))
    }

    /// Where each connection is to be looked at again for what was added since.
    pub(crate) fn reopened(mut self) -> Self {
        self.0.values_mut().for_each(|place| place.ended = false);
        self.0.retain(|_, place| place.cursor.is_some());
        self
    }

    pub(crate) fn of(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.cursor.as_deref()
    }

    pub(crate) fn has_ended(&self, name: &str) -> bool {
        self.0.get(name).is_some_and(|place| place.ended)
    }

    pub(crate) fn all_ended(&self) -> bool {
        self.0.values().all(|place| place.ended)
    }

    /// A page without a cursor, as the last one often is, stands where the one before stood.
    pub(crate) fn advance(&mut self, name: &str, cursor: Option<String>, ended: bool) {
        let place = self.0.entry(name.to_owned()).or_default();
        place.cursor = cursor.or(place.cursor.take());
        place.ended = ended;
    }

    /// The cursors of the connections that go on, each after its name: what must be new with each page.
    pub(crate) fn onward(&self) -> Vec<String> {
        let open = self.0.iter().filter(|(_, place)| !place.ended);
        open.filter_map(|(name, place)| Some(format!("{name} {}", place.cursor.as_ref()?)))
            .collect()
    }
}
