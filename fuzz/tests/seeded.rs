//! Runs the fuzz targets on a stable compiler, with mutated seeds; every run is the same.
//!
//! `FUZZ_RUNS` is the number of inputs for each target, 2,000 by default.

use std::fs;
use std::path::Path;

use graphql_paginate_fuzz::walks;

#[test]
fn responses() {
    run("response", walks::response);
}

#[test]
fn nested_connections_and_both_ends() {
    run("nested", walks::nested_walks);
}

#[test]
fn rest_collections() {
    run("rest", walks::rest);
}

fn run(name: &str, target: fn(&[u8])) {
    let runs = match std::env::var("FUZZ_RUNS") {
        Ok(runs) => runs.parse().expect("FUZZ_RUNS is a number"),
        Err(_) => 2_000,
    };
    let seeds = seeds(name);
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    for number in 0..runs {
        let mut input = seeds[random.below(seeds.len())].clone();
        for _ in 0..random.below(6) {
            let other = &seeds[random.below(seeds.len())];
            mutate(&mut input, other, &mut random);
        }
        let result = std::panic::catch_unwind(|| target(&input));
        assert!(
            result.is_ok(),
            "input {number} of `{name}` fails: {:?}",
            String::from_utf8_lossy(&input)
        );
    }
}

fn seeds(name: &str) -> Vec<Vec<u8>> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("seeds")
        .join(name);
    let mut paths = Vec::new();
    for entry in fs::read_dir(directory).expect("a directory of seeds") {
        paths.push(entry.expect("an entry").path());
    }
    // The order of directory entries is not defined.
    paths.sort();
    let mut seeds = Vec::new();
    for path in paths {
        seeds.push(fs::read(path).expect("a seed"));
    }
    seeds
}

/// Changes the input in one position.
fn mutate(input: &mut Vec<u8>, other: &[u8], random: &mut Random) {
    const TOKENS: [&str; 20] = [
        "null",
        "true",
        "false",
        "[]",
        "{}",
        "0",
        "-1",
        "1e999",
        "\"\"",
        "\"c1\"",
        "{\"a\":[]}",
        "\\ud800",
        "\n---\n",
        "18446744073709551615",
        "hasNextPage",
        "\"next\":\"?at=3\"",
        ",",
        ":",
        "\u{1b}",
        "https://elsewhere.example.org/",
    ];
    if input.is_empty() {
        input.push(random.below(256) as u8);
        return;
    }
    let at = random.below(input.len());
    let end = at + random.below(input.len() - at + 1).min(40);
    match random.below(7) {
        0 => input[0] = random.below(256) as u8,
        1 => input[at] = random.below(256) as u8,
        2 => {
            input.drain(at..end);
        }
        3 => {
            let copy = input[at..end].to_vec();
            input.splice(at..at, copy);
        }
        4 => {
            let token = TOKENS[random.below(TOKENS.len())];
            input.splice(at..at, token.bytes());
        }
        5 => replace_value(input, at, TOKENS[random.below(TOKENS.len())]),
        _ => {
            let from = random.below(other.len() + 1);
            input.truncate(at);
            input.extend_from_slice(&other[from..]);
        }
    }
}

/// Replaces the JSON scalar after the next colon.
fn replace_value(input: &mut Vec<u8>, at: usize, value: &str) {
    let Some(colon) = input[at..].iter().position(|byte| *byte == b':') else {
        return;
    };
    let start = at + colon + 1;
    let length = input[start..]
        .iter()
        .position(|byte| b",]}\n".contains(byte))
        .unwrap_or(input.len() - start);
    input.splice(start..start + length, value.bytes());
}

/// Xorshift: the same sequence for the same seed.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % bound.max(1) as u64) as usize
    }
}
