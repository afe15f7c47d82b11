//! A tree of keys, used to remove the other keys from items.

use std::collections::BTreeMap;

use serde_json::value::RawValue;

use super::json_text::{elements, members};

/// The keys that objects keep, recursively; a value without a subtree is kept as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct KeyTree(BTreeMap<String, KeyTree>);

impl KeyTree {
    /// The subtree of a key, added if it is missing.
    pub(crate) fn entry(&mut self, key: &str) -> &mut Self {
        self.0.entry(key.to_owned()).or_default()
    }

    /// Removes and returns the subtree of a key; an empty one if it is missing.
    pub(crate) fn remove(&mut self, key: &str) -> Self {
        self.0.remove(key).unwrap_or_default()
    }

    /// The value without other keys, also inside lists. Members keep their order and their text.
    pub(crate) fn prune(&self, value: &RawValue) -> Box<RawValue> {
        let mut text = String::with_capacity(value.get().len());
        self.write(value.get(), &mut text);
        RawValue::from_string(text).expect("it is put together of JSON values")
    }

    fn write(&self, value: &str, text: &mut String) {
        if self.0.is_empty() {
            text.push_str(value);
        } else if let Some(members) = members(value) {
            text.push('{');
            let mut separator = "";
            for member in members {
                if let Some(inner) = self.0.get(&*member.name()) {
                    text.push_str(separator);
                    separator = ",";
                    text.push_str(member.key);
                    text.push(':');
                    inner.write(member.value, text);
                }
            }
            text.push('}');
        } else if let Some(elements) = elements(value) {
            text.push('[');
            let mut separator = "";
            for element in elements {
                text.push_str(separator);
                separator = ",";
                self.write(element, text);
            }
            text.push(']');
        } else {
            text.push_str(value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unselected_keys_are_removed_and_the_rest_is_unchanged() {
        let mut tree = KeyTree::default();
        tree.entry("n");
        tree.entry("list").entry("nodes").entry("a");
        let value = r#"{"n":1.0,"id":"x","list":{"pageInfo":{},"nodes":[{"b":1,"a":{"z":1}},null,{"a":null}]}}"#;
        let value: Box<RawValue> = serde_json::from_str(value).unwrap();
        assert_eq!(
            tree.prune(&value).get(),
            r#"{"n":1.0,"list":{"nodes":[{"a":{"z":1}},null,{"a":null}]}}"#
        );
        assert_eq!(KeyTree::default().prune(&value).get(), value.get());
    }
}
