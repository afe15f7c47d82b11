//! The code for each document in the folder `queries`.

use crate::format::format;
use graphql_paginate_codegen::{
    Options, Scalars, Schema, SchemaDocument, SchemaText, Source, generate,
};

fn check(schema: &str, name: &str, operation: &str) {
    let path = format!(
        "{}/../../queries/{schema}/{name}.graphql",
        env!("CARGO_MANIFEST_DIR")
    );
    let text = std::fs::read_to_string(path).expect("the query is in the repository");
    let sdl = graphql_paginate_schemas::by_name(schema).expect("the schema is shipped");
    let sdl = SchemaText::new(Source {
        name: schema,
        text: sdl,
    })
    .expect("the schema has no extensions");
    let document = SchemaDocument::parse(&sdl).expect("the schema parses");
    let schema_definition = Schema::new(&document).expect("the schema resolves");
    let options = Options {
        response_derives: vec![syn::parse_quote!(Debug)],
        scalars: Scalars::Shipped(syn::parse_quote!(::graphql_paginate::scalars)),
        ..Options::new(quote::format_ident!("{operation}"), syn::parse_quote!(pub))
    };
    let file = format!("queries/{schema}/{name}.graphql");
    let generated = generate(
        &schema_definition,
        Source {
            name: &file,
            text: &text,
        },
        &options,
    );
    assert_eq!(generated.diagnostics, [], "{name}");
    insta::assert_snapshot!(name, format(&generated));
}

#[test]
fn pull_requests() {
    check("github", "pull_requests", "PullRequests");
}

#[test]
fn pull_request_titles() {
    check("github", "pull_request_titles", "PullRequestTitles");
}

#[test]
fn pull_request_reviews() {
    check("github", "pull_request_reviews", "PullRequestReviews");
}

#[test]
fn pull_requests_edges() {
    check("github", "pull_requests_edges", "PullRequestsEdges");
}

#[test]
fn every_shared_query_has_a_snapshot() {
    let mut missing = Vec::new();
    for schema in ["github", "demarches-simplifiees"] {
        let folder = format!("{}/../../queries/{schema}", env!("CARGO_MANIFEST_DIR"));
        for entry in std::fs::read_dir(folder).expect("the folder exists") {
            let path = entry.expect("the folder can be read").path();
            let name = path
                .file_stem()
                .expect("a file")
                .to_string_lossy()
                .into_owned();
            let snapshot = format!(
                "{}/tests/codegen/snapshots/codegen__shared_queries__{name}.snap",
                env!("CARGO_MANIFEST_DIR")
            );
            if !std::path::Path::new(&snapshot).exists() {
                missing.push(name);
            }
        }
    }
    assert_eq!(missing, [""; 0]);
}

#[test]
fn dossiers() {
    check("demarches-simplifiees", "dossiers", "Dossiers");
}

#[test]
fn dossiers_backward() {
    check(
        "demarches-simplifiees",
        "dossiers_backward",
        "DossiersBackward",
    );
}

#[test]
fn dossiers_and_deletions() {
    check(
        "demarches-simplifiees",
        "dossiers_and_deletions",
        "DossiersAndDeletions",
    );
}

#[test]
fn dossiers_poll() {
    check("demarches-simplifiees", "dossiers_poll", "getDemarche");
}
