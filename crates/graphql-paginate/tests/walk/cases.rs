//! How many cases a property test runs.

/// `full` when `GRAPHQL_PAGINATE_TEST_CASES` is `full`, as in `.ci/run`; else a tenth of it, but at least 16.
pub(crate) fn cases(full: u32) -> u32 {
    match std::env::var("GRAPHQL_PAGINATE_TEST_CASES").as_deref() {
        Ok("full") => full,
        _ => (full / 10).max(16).min(full),
    }
}
