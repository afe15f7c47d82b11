//! An API with a schema of the test's own, and exports of queries from it.

use graphql_paginate_sandbox::{Faults, Sandbox};

use crate::program::{Folder, Ran, run};

/// A server for a schema, and a folder for the files of its exports.
pub(super) struct OwnSchema {
    sandbox: Sandbox,
    pub(super) folder: Folder,
    schema: String,
}

impl OwnSchema {
    /// Serves lists of `items` items; `script` breaks answers.
    pub(super) fn new(schema: &str, items: usize, script: Faults) -> Self {
        let sandbox = Sandbox::builder()
            .own_schema(schema)
            .own_schema_items(items)
            .own_schema_faults(script);
        let folder = Folder::new();
        Self {
            schema: folder.write("s.graphql", schema),
            sandbox: sandbox.start_blocking().unwrap(),
            folder,
        }
    }

    /// Exports a query with further arguments.
    pub(super) fn export(&self, query: &str, more: &[&str]) -> Ran {
        let query = self.folder.write("q.graphql", query);
        let url = self.sandbox.own_schema().unwrap().url();
        let fixed = [
            "export",
            "--endpoint",
            url,
            "--schema",
            &self.schema,
            "--query",
            &query,
        ];
        run(&[&fixed[..], more].concat())
    }
}
