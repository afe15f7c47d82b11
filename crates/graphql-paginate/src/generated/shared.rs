//! Fragments whose types are generated once, for all queries of a crate.

/// The type of a shared fragment.
///
/// The fingerprint stands for its fields and theirs. The module of a query imports the type if it has the fingerprint
/// that the derive of the query has computed from the same files.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has other fields than this query expects",
    label = "expected the types of the same fragments, generated with the same options",
    note = "give `GraphQLFragments` and `GraphQLQuery` the same schema and files, and the same values of `deprecated`, `extern_enums`, `fragments_other_variant` and `normalization`"
)]
pub trait SharedFragment<const FINGERPRINT: u64> {}

/// Compiles only if the type has the fingerprint.
pub const fn same_fragment<T: SharedFragment<FINGERPRINT>, const FINGERPRINT: u64>() {}
