//! Parses the valid schemas of these tests.

use graphql_paginate_codegen::{Schema, SchemaDocument, SchemaText, Source};

/// The schema of a valid text. The text and its syntax tree are leaked, so that tests need not keep them.
pub(crate) fn parsed_schema(sdl: &str) -> Schema<'static> {
    let source = Source {
        name: "schema.graphql",
        text: String::leak(sdl.to_owned()),
    };
    let text = SchemaText::new(source).expect("the schema can be read");
    let text = Box::leak(Box::new(text));
    let document = SchemaDocument::parse(text).expect("the schema parses");
    let document = Box::leak(Box::new(document));
    Schema::new(document).expect("the schema resolves")
}
