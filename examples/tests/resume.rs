//! The example `resume`, killed again and again.

#![cfg(unix)]

use std::io::{BufRead, BufReader};
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::{env, fs, process};

use graphql_paginate_sandbox::Sandbox;

const DOSSIERS: usize = 400;
const KILLS: usize = 60;
const SIGKILL: i32 = 9;

/// The example's program, built if it is not: cargo does not build examples for a test that is run alone.
fn example() -> &'static Path {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        let built = Command::new(env!("CARGO"))
            .args(["build", "--quiet", "--package", env!("CARGO_PKG_NAME"), "--example", "resume"])
            .status();
        assert!(built.unwrap().success());
        let test = env::current_exe().unwrap();
        let name = format!("resume{}", env::consts::EXE_SUFFIX);
        test.parent().unwrap().with_file_name("examples").join(name)
    })
}

fn start(sandbox: &Sandbox, output: &Path) -> Child {
    Command::new(example())
        .arg(output)
        .env("DS_TOKEN", Sandbox::TOKEN)
        .env("DS_URL", sandbox.demarches_simplifiees().url())
        .env("DEMARCHE_NUMBER", "1")
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Lets the export save so many checkpoints, and a little more, and kills it; whether it was not over by then.
fn kill_after(mut export: Child, checkpoints: usize, turns: usize) -> bool {
    // Kept open to the end, or the process would die of its closed output.
    let mut lines = BufReader::new(export.stdout.take().unwrap()).lines().map_while(Result::ok);
    lines.by_ref().filter(|line| line.ends_with("so far")).take(checkpoints).for_each(drop);
    // The process goes on meanwhile, so that it dies anywhere: in a request, in a line, in a checkpoint.
    (0..turns).for_each(|_| std::thread::yield_now());
    export.kill().unwrap();
    export.wait().unwrap().signal() == Some(SIGKILL)
}

fn complete(mut export: Child) {
    let lines = BufReader::new(export.stdout.take().unwrap()).lines();
    let last = lines.map_while(Result::ok).last();
    assert!(export.wait().unwrap().success());
    assert!(last.is_some_and(|line| line.starts_with(&format!("{DOSSIERS} dossiers in"))));
}

/// Numbers that look random and are the same with every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: u64) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % end) as usize
    }
}

#[test]
fn case_81_killed_and_resumed_gives_the_file_of_an_uninterrupted_run() {
    let directory = env::temp_dir().join(format!("graphql-paginate-resume-{}", process::id()));
    fs::create_dir_all(&directory).unwrap();
    let sandbox = Sandbox::builder().dossiers(DOSSIERS).start_blocking().unwrap();

    let whole = directory.join("whole.ndjson");
    complete(start(&sandbox, &whole));
    let whole = fs::read(whole).unwrap();
    assert_eq!(whole.iter().filter(|byte| **byte == b'\n').count(), DOSSIERS);

    let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
    let (mut kills, mut exports) = (0, 0);
    while kills < KILLS {
        exports += 1;
        let output = directory.join(format!("killed-{exports}.ndjson"));
        let checkpoint = output.with_extension("ndjson.checkpoint");
        // Fifteen times at the most, or until it is over before its time.
        for _ in 0..15 {
            if !kill_after(start(&sandbox, &output), numbers.below(6), numbers.below(400)) {
                break;
            }
            kills += 1;
        }
        complete(start(&sandbox, &output));
        assert!(!checkpoint.exists(), "a complete export leaves no checkpoint");
        assert!(fs::read(&output).unwrap() == whole, "{} differs after {kills} kills", output.display());
    }
    fs::remove_dir_all(&directory).unwrap();
}

#[test]
fn case_82_a_torn_last_line_is_cut_off() {
    let directory = env::temp_dir().join(format!("graphql-paginate-torn-{}", process::id()));
    fs::create_dir_all(&directory).unwrap();
    let sandbox = Sandbox::builder().dossiers(DOSSIERS).start_blocking().unwrap();
    let output = directory.join("torn.ndjson");
    kill_after(start(&sandbox, &output), 3, 0);
    let mut torn = fs::read(&output).unwrap();
    torn.extend_from_slice(b"{\"number\": 12, \"us");
    fs::write(&output, torn).unwrap();
    complete(start(&sandbox, &output));
    let text = fs::read_to_string(&output).unwrap();
    let number =
        |line: &str| serde_json::from_str::<serde_json::Value>(line).unwrap()["number"].as_i64().unwrap();
    let mut numbers: Vec<_> = text.lines().map(number).collect();
    assert_eq!(numbers.len(), DOSSIERS);
    numbers.dedup();
    assert_eq!(numbers.len(), DOSSIERS, "every dossier once");
    fs::remove_dir_all(&directory).unwrap();
}
