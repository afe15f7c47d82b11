//! Every valid document has code: random documents for the shipped schemas.

use crate::random::document;
use apollo_compiler::ExecutableDocument;
use apollo_compiler::schema::Schema as Reference;
use apollo_compiler::validation::Valid;
use graphql_paginate_codegen::{
    Options, Scalars, Schema, SchemaDocument, SchemaText, Source, generate,
};

const DOCUMENTS: u64 = 300;

fn check_all(name: &'static str) {
    let text = graphql_paginate_schemas::by_name(name).expect("the schema is shipped");
    let reference = Reference::parse(text, name).expect("the schema parses");
    let reference = Valid::assume_valid(reference);
    let text = SchemaText::new(Source { name, text }).expect("the schema is text");
    let definitions = SchemaDocument::parse(&text).expect("the schema parses");
    let schema = Schema::new(&definitions).expect("the schema resolves");
    for seed in 0..DOCUMENTS {
        let document = document(&reference, seed);
        if let Err(error) =
            ExecutableDocument::parse_and_validate(&reference, &document, "random.graphql")
        {
            panic!(
                "document {seed} is not valid:\n{document}\n{}",
                error.errors
            );
        }
        check(&schema, &document);
    }
}

fn check(schema: &Schema<'_>, document: &str) {
    let options = Options {
        response_derives: vec![syn::parse_quote!(Serialize)],
        scalars: Scalars::Module(syn::parse_quote!(scalars)),
        deprecated: graphql_paginate_codegen::Deprecated::Allow,
        ..Options::new(syn::parse_quote!(Random), syn::parse_quote!(pub))
    };
    let generated = generate(
        schema,
        Source {
            name: "random.graphql",
            text: document,
        },
        &options,
    );
    assert_eq!(generated.diagnostics, [], "{document}");
    syn::parse2::<syn::File>(generated.tokens)
        .unwrap_or_else(|error| panic!("{error}:\n{document}"));
}

/// Documents that the tests of the runtime compile, and whose responses they decode, named by their seeds.
///
/// Their variables have types for which a test can invent values. They select no dossier, whose number the test would
/// have to know.
fn sample(name: &'static str) -> Vec<(String, String)> {
    let text = graphql_paginate_schemas::by_name(name).expect("the schema is shipped");
    let reference = Reference::parse(text, name).expect("the schema parses");
    let is_simple = |document: &str| {
        let header = document.split('{').next().unwrap_or_default();
        let mut types = header
            .split(", ")
            .filter_map(|variable| variable.split_once(": "))
            .map(|(_, ty)| ty);
        let is_known = |ty: &str| {
            let ty = ty.trim_end_matches(|character: char| !character.is_ascii_alphanumeric());
            ["Boolean", "Int", "ID", "String"].contains(&ty)
        };
        types.all(is_known)
    };
    let documents =
        (0..DOCUMENTS).map(|seed| (format!("{name}_{seed}"), document(&reference, seed)));
    let rich = documents.filter(|(_, text)| {
        (900..3000).contains(&text.len())
            && text.contains("fragment ")
            && !text.contains("dossier(")
    });
    rich.filter(|(_, text)| is_simple(text)).take(6).collect()
}

/// Writes the documents if `UPDATE_SAMPLE` is set in the environment.
#[test]
fn committed_documents_match_their_seeds() {
    let folder = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../graphql-paginate/tests/dropin/random"
    );
    for (name, document) in graphql_paginate_schemas::NAMES
        .iter()
        .flat_map(|name| sample(name))
    {
        let path = format!("{folder}/{name}.graphql");
        if std::env::var_os("UPDATE_SAMPLE").is_some() {
            std::fs::write(&path, &document).expect("the folder is there");
        }
        assert_eq!(
            std::fs::read_to_string(&path).unwrap_or_default(),
            document,
            "{path}"
        );
    }
}

#[test]
fn valid_documents_of_demarches_simplifiees_have_code() {
    check_all("demarches-simplifiees");
}

#[test]
fn valid_documents_of_github_have_code() {
    check_all("github");
}
