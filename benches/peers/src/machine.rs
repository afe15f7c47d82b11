//! Describes the machine on which the table is measured: processor, compiler, load and date.

use std::fs;
use std::process::Command;

/// Prints the machine, the compiler, the load and the date.
pub(crate) fn describe() {
    let cores = std::thread::available_parallelism().map_or(0, |cores| cores.get());
    let model = cpu_model().unwrap_or_else(|| "an unknown processor".to_owned());
    println!("{cores} cores of {model}");
    println!("Linux {}", file("/proc/sys/kernel/osrelease"));
    println!("{}", output("rustc", &["--version"]));
    println!(
        "{}, load {}\n",
        output("date", &["--utc", "+%F %R UTC"]),
        load()
    );
}

/// The load of the last minute.
pub(crate) fn load() -> String {
    let load = file("/proc/loadavg");
    load.split(' ').next().unwrap_or_default().to_owned()
}

fn cpu_model() -> Option<String> {
    let text = file("/proc/cpuinfo");
    let line = text.lines().find(|line| line.starts_with("model name"))?;
    Some(line.split_once(": ")?.1.to_owned())
}

fn file(path: &str) -> String {
    fs::read_to_string(path)
        .unwrap_or_default()
        .trim()
        .to_owned()
}

fn output(program: &str, arguments: &[&str]) -> String {
    match Command::new(program).args(arguments).output() {
        Ok(output) => String::from_utf8_lossy(&output.stdout).trim().to_owned(),
        Err(error) => format!("{program}: {error}"),
    }
}
