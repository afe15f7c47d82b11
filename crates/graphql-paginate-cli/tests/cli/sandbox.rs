//! `sandbox`.

use crate::program::run;

#[test]
fn the_sandbox_prints_its_urls_and_stops_after_a_time() {
    let ran = run(&["sandbox", "github", "--stop-after", "0ms"]).with_code(0);
    assert!(
        ran.stdout.starts_with("github http://127.0.0.1:"),
        "{}",
        ran.stdout
    );
    assert_eq!(ran.stdout.lines().count(), 1);
    assert!(ran.stderr.contains("token"), "{}", ran.stderr);
    assert_eq!(
        run(&["sandbox", "--stop-after", "0", "--quiet"])
            .with_code(0)
            .stderr,
        ""
    );
}
