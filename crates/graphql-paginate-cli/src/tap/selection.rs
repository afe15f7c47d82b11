//! The selection of a catalog: streams and properties of their records.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value};

use super::item_type::ObjectType;
use super::stream::Stream;
use crate::failure::Failure;
use crate::text_input::TextInput;

/// The selected streams; without a catalog, all of them.
#[derive(Debug, Default)]
pub(crate) struct Selection {
    /// For each stream, the paths of properties that are not selected; `None` without a catalog.
    streams: Option<BTreeMap<String, Vec<Vec<String>>>>,
}

#[derive(Deserialize)]
struct Catalog {
    streams: Vec<Entry>,
}

/// A stream of a catalog, with only the members that are used.
#[derive(Deserialize)]
struct Entry {
    tap_stream_id: Option<String>,
    stream: Option<String>,
    selected: Option<bool>,
    #[serde(default)]
    metadata: Vec<EntryMetadata>,
}

#[derive(Deserialize)]
struct EntryMetadata {
    breadcrumb: Vec<String>,
    metadata: Map<String, Value>,
}

impl EntryMetadata {
    /// The user's choice, or else the default.
    fn is_selected(&self) -> Option<bool> {
        match self.choice() {
            Some(choice) => Some(choice),
            None => self.default(),
        }
    }

    fn choice(&self) -> Option<bool> {
        self.metadata.get("selected")?.as_bool()
    }

    fn default(&self) -> Option<bool> {
        self.metadata.get("selected-by-default")?.as_bool()
    }
}

impl Selection {
    /// Reads the selection of a catalog, whose streams must be those of the config.
    pub(crate) fn read(input: &TextInput, streams: &[Stream]) -> Result<Self, Failure> {
        let catalog: Catalog = serde_json::from_str(&input.text).map_err(|error| {
            Failure::configuration(format!("`{}` is not a catalog: {error}", input.name))
                .help("`graphql-paginate tap --config FILE --discover` prints one")
        })?;
        let mut selected = BTreeMap::new();
        for entry in catalog.streams {
            let Some(name) = entry.tap_stream_id.or(entry.stream) else {
                let message = format!("`{}` has a stream without `tap_stream_id`", input.name);
                return Err(Failure::configuration(message));
            };
            // A choice in the metadata of the stream, then one of the stream itself, then the default.
            let (mut choice, mut default) = (None, None);
            let mut deselected = Vec::new();
            for metadata in &entry.metadata {
                if metadata.breadcrumb.is_empty() {
                    choice = metadata.choice();
                    default = metadata.default();
                } else if metadata.is_selected() == Some(false) {
                    deselected.push(property_path(&metadata.breadcrumb));
                }
            }
            if choice.or(entry.selected).or(default) != Some(true) {
                continue;
            }
            if !streams.iter().any(|stream| stream.name == name) {
                let message = format!("the catalog selects `{name}`, which the config lacks");
                return Err(Failure::configuration(message)
                    .help("add it to `streams`, or discover the catalog again"));
            }
            selected.insert(name, deselected);
        }
        Ok(Self {
            streams: Some(selected),
        })
    }

    pub(crate) fn has(&self, stream: &str) -> bool {
        match &self.streams {
            Some(streams) => streams.contains_key(stream),
            None => true,
        }
    }

    /// Whether some properties of a stream are not selected.
    pub(crate) fn prunes(&self, stream: &str) -> bool {
        !self.deselected(stream).is_empty()
    }

    /// Whether a property is read; `automatic` properties always are.
    pub(crate) fn keeps(&self, stream: &str, path: &[&str], automatic: &[String]) -> bool {
        if is_automatic(path, automatic) {
            return true;
        }
        let begins_with = |outer: &Vec<String>| {
            outer.len() <= path.len() && outer.iter().zip(path).all(|(outer, inner)| outer == inner)
        };
        !self.deselected(stream).iter().any(begins_with)
    }

    /// The type of a stream's records.
    pub(crate) fn record_type(&self, stream: &Stream, automatic: &[String]) -> ObjectType {
        if !self.prunes(&stream.name) {
            return stream.item.clone();
        }
        let keep = |path: &[&str]| self.keeps(&stream.name, path, automatic);
        stream.item.filtered(&keep)
    }

    fn deselected(&self, stream: &str) -> &[Vec<String>] {
        let of_stream = self
            .streams
            .as_ref()
            .and_then(|streams| streams.get(stream));
        of_stream.map_or(&[], Vec::as_slice)
    }
}

/// Whether a path is, or leads to, one of the dotted paths in `automatic`.
pub(crate) fn is_automatic(path: &[&str], automatic: &[String]) -> bool {
    let path = path.join(".");
    let inner = format!("{path}.");
    automatic
        .iter()
        .any(|known| *known == path || known.starts_with(&inner))
}

/// The property names in a breadcrumb such as `["properties", "usager", "properties", "email"]`.
fn property_path(breadcrumb: &[String]) -> Vec<String> {
    let mut names = Vec::new();
    for pair in breadcrumb.chunks(2) {
        if let [_, name] = pair {
            names.push(name.clone());
        }
    }
    names
}
