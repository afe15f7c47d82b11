//! The code generator of graphql-paginate: GraphQL text goes in, Rust tokens and diagnostics come out.
//!
//! The output depends on the input alone: no files, no network, no clock, no global state. Front ends (the derive, the
//! command line) read the files and report the diagnostics.
//!
//! The stages are in the table of `ARCHITECTURE.md`; [`generate`] runs them in order.

mod analysis;
mod assemble;
mod condition;
mod connection;
mod constant;
mod deprecation;
mod diagnostic;
mod document;
mod emit;
pub mod end_names;
mod fingerprint;
mod fragments;
mod generate;
mod generated;
mod item;
mod list_declaration;
mod load;
mod lower;
mod member;
mod module;
mod name;
mod options;
mod query_text;
mod recursion;
mod refetch;
mod resolve;
mod root_field;
mod rust_type;
mod schema;
mod server_text;
mod shape;
mod shared_names;
mod sibling;
mod source;
mod style;
mod syntax;
mod text;
mod validate;

pub use analysis::{
    Analysis, AnalyzeOptions, ConnectionAnalysis, Cost, ItemsPath, PageSize, VariableAnalysis,
    Walkability, analyze,
};
pub use connection::{
    Completion, Direction, EachParent, End, FollowUp, InnerEnd, Obstacle, PageArgument,
    PageDefault, RequiredVariable, Walk,
};
pub use diagnostic::{Diagnostic, Severity, SourceSpan};
pub use fragments::{fragments_stub, generate_fragments};
pub use generate::{generate, generate_query, stub};
pub use generated::{CustomScalar, Generated};
pub use list_declaration::{InvalidDeclaration, ListDeclaration};
pub use load::{SchemaDocument, SchemaText, with_schema};
pub use options::{Deprecated, Normalization, Options, Paginate, Scalars};
pub use query_text::QueryText;
pub use refetch::Refetch;
pub use schema::Schema;
pub use source::Source;
pub use style::{EndMark, Style};
pub use text::schema_from_introspection;
pub use validate::Validation;
#[doc(hidden)]
pub use validate::did_you_mean;
