//! A list of an API with a schema of the test's own, and mirrors of it.

use graphql_paginate_sandbox::{Endpoint, Faults, Sandbox};
use serde_json::Value;

use super::{ran, sync};
use crate::program::{Folder, Ran};

/// A server for a schema, and a folder with the definition of a list, the schema, and the database.
pub(super) struct OwnList {
    sandbox: Sandbox,
    pub(super) folder: Folder,
}

impl OwnList {
    /// Serves lists of `items` items; the definition of the list `mirror` has these lines besides its name and the file
    /// of its query.
    pub(super) fn new(schema: &str, items: usize, query: &str, definition: &str) -> Self {
        let sandbox = Sandbox::builder()
            .own_schema(schema)
            .own_schema_items(items);
        let own = Self {
            sandbox: sandbox.start_blocking().unwrap(),
            folder: Folder::new(),
        };
        own.folder.write("schema.graphql", schema);
        own.define(query, definition);
        own
    }

    /// Replaces the query and the definition.
    pub(super) fn define(&self, query: &str, definition: &str) {
        self.folder.write("mirror.graphql", query);
        let fixed = "name = 'mirror'\nquery = 'mirror.graphql'\n";
        let text = format!("{fixed}{definition}\n");
        self.folder.write("mirror.toml", &text);
    }

    pub(super) fn api(&self) -> &Endpoint {
        self.sandbox.own_schema().unwrap()
    }

    /// Breaks the answers from now on.
    pub(super) fn script(&self, script: Faults) {
        self.api().script(script);
    }

    /// Mirrors the list, with the schema in its file.
    pub(super) fn sync(&self, more: &[&str]) -> Ran {
        let schema = ["--schema", "schema.graphql"];
        self.sync_without_schema(&[&schema[..], more].concat())
    }

    pub(super) fn sync_without_schema(&self, more: &[&str]) -> Ran {
        let fixed = ["--list", "mirror.toml", "--endpoint", self.api().url()];
        let to = ["--to", "sqlite:mirror.db"];
        ran(sync(&self.folder, &[&fixed[..], &to, more].concat()))
    }

    /// The items of the mirror.
    pub(super) fn items(&self) -> Vec<(Value, String)> {
        items(&self.folder, "mirror.db")
    }
}

/// The items in a database that are not deleted, by their keys, and the lists of each that lack elements.
pub(super) fn items(folder: &Folder, database: &str) -> Vec<(Value, String)> {
    let database = rusqlite::Connection::open(folder.file(database)).unwrap();
    let sql = "SELECT raw, COALESCE(cut, '') FROM item WHERE deleted_at IS NULL ORDER BY key";
    let mut statement = database.prepare(sql).unwrap();
    let mut items = Vec::new();
    let mut rows = statement.query([]).unwrap();
    while let Some(row) = rows.next().unwrap() {
        let raw: String = row.get(0).unwrap();
        items.push((serde_json::from_str(&raw).unwrap(), row.get(1).unwrap()));
    }
    items
}
