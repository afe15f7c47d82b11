//! Why a schema has no canonical form.

/// Why a schema has no canonical form.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The input is not GraphQL.
    #[error("{diagnostics}")]
    Syntax {
        /// The parser's report: every error with its line, column and source excerpt.
        diagnostics: String,
    },
    /// One name has two meanings, so dropping either definition would lose something.
    #[error("`{name}` is defined twice in `{owner}`, in two different ways; keep one of them")]
    Conflict {
        /// What is defined twice: a type, a field, an argument, an enum value.
        name: String,
        /// Where: `schema`, a type, or a field as in `Query.films`.
        owner: String,
    },
    /// The input extends a definition instead of stating it.
    #[error(
        "`extend` of `{name}` has no canonical form; write its content into the definition of `{name}`"
    )]
    Extension {
        /// The extended type, or `schema`.
        name: String,
    },
    /// The input holds an operation or a fragment.
    #[error("`{name}` is an operation or a fragment, not part of a schema; remove it")]
    Executable {
        /// The operation or fragment; `query` stands for an operation without a name.
        name: String,
    },
}
