//! Runs the cases of a property test whose check is asynchronous.

use proptest::strategy::Strategy;
use proptest::test_runner::{Config, TestRunner};

use crate::cases::cases;

/// Checks `full` values of a strategy, or fewer as [`cases`] says. Panics with the smallest value that fails.
pub(crate) fn check_values<S: Strategy>(full: u32, values: &S, check: impl AsyncFn(S::Value)) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let config = Config {
        cases: cases(full),
        failure_persistence: None,
        ..Config::default()
    };
    let checked = TestRunner::new(config).run(values, |value| {
        runtime.block_on(check(value));
        Ok(())
    });
    checked.unwrap();
}
