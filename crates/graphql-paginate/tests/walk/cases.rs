//! The number of cases of a property test.

/// `full` if `GRAPHQL_PAGINATE_FULL_TESTS` is set, as in `.ci/run`; else a tenth of it, but at least 16.
pub(crate) fn cases(full: u32) -> u32 {
    if std::env::var_os("GRAPHQL_PAGINATE_FULL_TESTS").is_some() {
        return full;
    }
    (full / 10).max(16).min(full)
}
