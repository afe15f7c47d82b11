//! Any text as a query against a small schema and against GitHub's: diagnostics or code, never a panic.

#![no_main]

use graphql_paginate_codegen::Schema;
use graphql_paginate_fuzz::{leaked_schema, run};
use libfuzzer_sys::fuzz_target;

thread_local! {
    static SCHEMAS: [&'static Schema<'static>; 2] =
        [include_str!("../seeds/schema/all.graphql"), graphql_paginate_schemas::GITHUB].map(leaked_schema);
}

fuzz_target!(|query: &str| {
    SCHEMAS.with(|schemas| schemas.iter().for_each(|schema| run(schema, query)));
});
