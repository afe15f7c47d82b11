//! The products and the history of their changes.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::rest::odata::Resource;

pub(super) const RESOURCE: Resource = Resource {
    properties: &["ID", "Name", "Price", "Discontinued"],
    navigations: &["Category"],
};

/// Products by identifier, from 1.
#[derive(Debug)]
pub(super) struct Products {
    rows: BTreeMap<u64, Value>,
    /// The identifiers of changed and removed products, in the order of the changes.
    changes: Vec<u64>,
}

impl Products {
    pub(super) fn new(count: usize) -> Self {
        Self {
            rows: (1..=count as u64).map(|id| (id, product(id))).collect(),
            changes: Vec::new(),
        }
    }

    pub(super) fn rows(&self) -> impl ExactSizeIterator<Item = &Value> {
        self.rows.values()
    }

    pub(super) fn get(&self, id: u64) -> Option<&Value> {
        self.rows.get(&id)
    }

    /// The number of changes so far.
    pub(super) fn version(&self) -> usize {
        self.changes.len()
    }

    /// The identifiers that changed since a version, each once, in the order of their first change; `None` for a future
    /// version.
    pub(super) fn changed_since(&self, version: usize) -> Option<Vec<u64>> {
        let mut changed: Vec<u64> = Vec::new();
        for id in self.changes.get(version..)? {
            if !changed.contains(id) {
                changed.push(*id);
            }
        }
        Some(changed)
    }

    /// Sets fields of the product; `false` if it does not exist.
    pub(super) fn update(&mut self, id: u64, fields: &Value) -> bool {
        let Some(row) = self.rows.get_mut(&id).and_then(Value::as_object_mut) else {
            return false;
        };
        row.extend(fields.as_object().cloned().unwrap_or_default());
        self.changes.push(id);
        true
    }

    /// Removes the product; `false` if it does not exist.
    pub(super) fn remove(&mut self, id: u64) -> bool {
        let removed = self.rows.remove(&id).is_some();
        if removed {
            self.changes.push(id);
        }
        removed
    }
}

fn product(id: u64) -> Value {
    let category = ["Tools", "Toys", "Food"][(id % 3) as usize];
    json!({
        "ID": id,
        "Name": format!("Product {id}"),
        "Price": id as f64 / 2.0,
        "Discontinued": id.is_multiple_of(10),
        "Category": { "ID": id % 3 + 1, "Name": category },
    })
}
