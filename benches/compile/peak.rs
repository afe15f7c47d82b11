//! Measures the peak memory of `rustc`.
//!
//! Cargo runs this program in place of `rustc`. It starts `rustc`, and reads its peak memory from `/proc` until it ends.

use anyhow::{Context, Result};
use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::process::{Command, ExitCode};
use std::time::Duration;

/// The environment variable with the file to which the peak memory is written.
const FILE: &str = "COMPILE_BENCH_PEAK";

/// The time between two readings.
const INTERVAL: Duration = Duration::from_millis(2);

/// Runs `rustc` if Cargo started this program in its place.
pub(crate) fn in_place_of_rustc() -> Option<Result<ExitCode>> {
    let file = std::env::var_os(FILE)?;
    let arguments: Vec<OsString> = std::env::args_os().skip(1).collect();
    Some(run(Path::new(&file), &arguments))
}

/// The peak memory in bytes of the compiler that checks the crate of the current folder.
pub(crate) fn peak_memory(check: &mut Command, file: &Path) -> Result<u64> {
    fs::write(file, "0")?;
    check.env(FILE, file);
    check.env("RUSTC_WORKSPACE_WRAPPER", std::env::current_exe()?);
    let output = check.output()?;
    anyhow::ensure!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    read(file)
}

fn run(file: &Path, arguments: &[OsString]) -> Result<ExitCode> {
    let (rustc, arguments) = arguments.split_first().context("the path of rustc")?;
    let mut child = Command::new(rustc).args(arguments).spawn()?;
    let status = format!("/proc/{}/status", child.id());
    let mut peak = read(file)?;
    let ended = loop {
        if let Some(ended) = child.try_wait()? {
            break ended;
        }
        peak = peak.max(high_water(&status).unwrap_or_default());
        std::thread::sleep(INTERVAL);
    };
    fs::write(file, peak.to_string())?;
    if ended.success() {
        Ok(ExitCode::SUCCESS)
    } else {
        Ok(ExitCode::FAILURE)
    }
}

fn read(file: &Path) -> Result<u64> {
    Ok(fs::read_to_string(file)?.parse()?)
}

/// The peak memory of a process in bytes; `None` once it has ended.
fn high_water(status: &str) -> Option<u64> {
    let text = fs::read_to_string(status).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kilobytes * 1024)
}
