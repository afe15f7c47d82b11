//! Whatever is valid has code: random documents over the shipped schemas.

use crate::random::document;
use apollo_compiler::ExecutableDocument;
use apollo_compiler::schema::Schema as Reference;
use apollo_compiler::validation::Valid;
use graphql_paginate_codegen::{Options, Scalars, Schema, SchemaDocument, SchemaText, Source, generate};

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
        if let Err(error) = ExecutableDocument::parse_and_validate(&reference, &document, "random.graphql") {
            panic!("document {seed} is not valid:\n{document}\n{}", error.errors);
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
    let generated = generate(schema, Source { name: "random.graphql", text: document }, &options);
    assert_eq!(generated.diagnostics, [], "{document}");
    syn::parse2::<syn::File>(generated.tokens).unwrap_or_else(|error| panic!("{error}:\n{document}"));
}

#[test]
fn documents_of_demarches_simplifiees() {
    check_all("demarches-simplifiees");
}

#[test]
fn documents_of_github() {
    check_all("github");
}
