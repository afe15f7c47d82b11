//! The error type of this crate.

/// The reason why a schema cannot be rendered.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The input is not GraphQL.
    #[error("{diagnostics}")]
    Syntax {
        /// The parser's report: every error with its line, column and source excerpt.
        diagnostics: String,
    },
    /// A name has two different definitions.
    #[error("`{name}` is defined twice in `{owner}`, in two different ways; keep one of them")]
    Conflict {
        /// The name that is defined twice: a type, a field, an argument or an enum value.
        name: String,
        /// The owner of the name: `schema`, a type, or a field such as `Query.films`.
        owner: String,
    },
    /// The input has a type extension.
    #[error(
        "`extend` of `{name}` has no canonical form; write its content into the definition of `{name}`"
    )]
    Extension {
        /// The extended type, or `schema`.
        name: String,
    },
    /// The input has an operation or a fragment.
    #[error("`{name}` is an operation or a fragment, not part of a schema; remove it")]
    Executable {
        /// The name of the operation or fragment; `query` for an operation without a name.
        name: String,
    },
}
