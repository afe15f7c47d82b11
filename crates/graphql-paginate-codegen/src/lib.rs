//! Code generation of graphql-paginate: GraphQL text in, Rust tokens and diagnostics out.
//!
//! A pure function of its input: no files, no network, no clock, no state. Front ends (the derive, the command line)
//! read files and say what they have found.
//!
//! The stages, a module each: parse → validate → resolve (field merging) → find connections → lower → emit.

mod analysis;
mod condition;
mod connection;
mod deprecation;
mod depth;
mod diagnostic;
mod document;
mod emit;
mod follow_up;
mod generate;
mod lower;
mod module;
mod name;
mod options;
mod resolve;
mod schema;
mod sibling;
mod style;
mod syntax;
mod text;
mod validate;

pub use analysis::{
    Analysis, AnalyzeOptions, ConnectionAnalysis, Cost, ItemsPath, PageSize, VariableAnalysis,
    Walkability, analyze,
};
pub use connection::{
    Completion, Condition, Direction, End, Obstacle, PageArgument, PageDefault, Walk,
};
pub use diagnostic::{Diagnostic, Place, Severity};
pub use follow_up::Refetch;
pub use generate::{CustomScalar, Generated, generate, stub};
pub use options::{Deprecated, Normalization, Options, Paginate, Scalars};
pub use schema::{Schema, SchemaDocument, SchemaText, with_schema};
pub use style::{EndMark, ListDeclaration, Style};
pub use text::{Source, schema_from_introspection};
pub use validate::Validation;
#[doc(hidden)]
pub use validate::did_you_mean;
