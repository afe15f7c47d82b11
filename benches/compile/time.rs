//! Measures the processor time of a command and its child processes.

use anyhow::{Context, Result, ensure};
use std::process::Command;

/// The user and system time of a command and its child processes, as counted by the shell's `times`.
///
/// Wall-clock time would include other load on the machine.
pub(crate) fn processor_seconds(command: &mut Command) -> Result<f64> {
    let words: Vec<String> = std::iter::once(command.get_program())
        .chain(command.get_args())
        .map(|word| format!("'{}'", word.to_string_lossy()))
        .collect();
    let script = format!(
        "{} >/dev/null 2>&1; status=$?; times; exit $status",
        words.join(" ")
    );
    let mut shell = Command::new("sh");
    shell.arg("-c").arg(script).envs(
        command
            .get_envs()
            .filter_map(|(key, value)| Some((key, value?))),
    );
    if let Some(folder) = command.get_current_dir() {
        shell.current_dir(folder);
    }
    let output = shell.output()?;
    ensure!(
        output.status.success(),
        "the command failed: {}",
        words.join(" ")
    );
    let text = String::from_utf8(output.stdout)?;
    let children = text.lines().nth(1).context("`times` prints two lines")?;
    children.split_whitespace().map(seconds).sum()
}

/// Parses a time such as `0m1.250s` as seconds.
fn seconds(text: &str) -> Result<f64> {
    let (minutes, rest) = text
        .trim_end_matches('s')
        .split_once('m')
        .context("minutes and seconds")?;
    Ok(minutes.parse::<f64>()? * 60.0 + rest.parse::<f64>()?)
}

pub(crate) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
