//! Tests of the code generator: generated code, diagnostics and derived documents.

mod analysis;
#[path = "../../../graphql-paginate/tests/walk/cases.rs"]
mod cases;
mod client_directives;
mod connections;
mod corpus;
mod depth;
mod diagnostics;
mod documents;
mod emission;
mod ends;
mod facts;
mod finite;
mod format;
mod fuzz;
mod given_arguments;
mod invalid_queries;
mod leniency;
mod nested;
mod paging_objects;
mod parents;
mod parsed_schema;
mod places;
mod query_text;
mod random;
mod reach;
mod recursion;
mod refetch;
mod schemas;
mod shared_fragments;
mod shared_queries;
mod siblings;
mod styles;
mod synonyms;
mod walks;
mod wrong_schemas;
