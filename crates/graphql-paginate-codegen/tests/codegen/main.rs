//! The generated code as text.

mod as_they_are;
#[path = "../../../graphql-paginate/tests/walk/cases.rs"]
mod cases;
mod check;
mod connections;
mod corpus;
mod depth;
mod diagnostics;
mod documents;
mod emission;
mod ends;
mod facts;
mod format;
mod fuzz;
mod nested;
mod random;
mod reach;
mod schemas;
mod shared_queries;
mod siblings;
mod wrong_schemas;
