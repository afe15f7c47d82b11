//! Measures exports of 100,000 items: memory, throughput, and a hand-written loop for comparison.
#![cfg(target_os = "linux")]

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use graphql_paginate_sandbox::{Endpoint, Sandbox};
use serde_json::{Value, json};

use super::pulls_from;
use crate::program::{Folder, root};

const ITEMS: usize = 100_000;
/// The additional memory allowed for ten times the items, in KiB: buffers of the allocator.
const SLACK: u64 = 8 * 1024;

/// The duration of a run and its peak memory, in KiB.
#[derive(Debug)]
struct Measured {
    time: Duration,
    memory: u64,
}

fn measured(mut run: Child) -> Measured {
    let (started, mut memory) = (Instant::now(), 0);
    let status = format!("/proc/{}/status", run.id());
    loop {
        let text = fs::read_to_string(&status).unwrap_or_default();
        for line in text.lines() {
            if let Some(kibibytes) = line.strip_prefix("VmHWM:") {
                memory = kibibytes.trim().trim_end_matches(" kB").parse().unwrap();
            }
        }
        if let Some(status) = run.try_wait().unwrap() {
            assert!(status.success(), "{status}");
            let time = started.elapsed();
            return Measured { time, memory };
        }
        sleep(Duration::from_millis(5));
    }
}

fn exported(api: &Endpoint, file: &str, more: &[&str]) -> Measured {
    let arguments = [&["-o", file], more].concat();
    let mut export = pulls_from(api, &arguments);
    let export = export.stdout(Stdio::null()).stderr(Stdio::null());
    measured(export.spawn().unwrap())
}

/// The hand-written loop without this project: a request, its items, the next request.
fn by_hand(api: &Endpoint, file: &str) -> Duration {
    let started = Instant::now();
    let query = fs::read_to_string(root().join("queries/github/pull_requests.graphql")).unwrap();
    let address = api.origin().trim_start_matches("http://");
    let mut connection = BufReader::new(TcpStream::connect(address).unwrap());
    let mut output = File::create(file).unwrap();
    let mut cursor = Value::Null;
    loop {
        let variables =
            json!({ "owner": "rust-lang", "name": "rust", "first": 100, "after": cursor });
        let body = json!({ "query": query, "variables": variables }).to_string();
        let mut page = post(&mut connection, address, &body);
        let list = &mut page["data"]["repository"]["pullRequests"];
        let mut lines = String::new();
        for node in list["nodes"].as_array().unwrap() {
            lines.push_str(&format!("{node}\n"));
        }
        output.write_all(lines.as_bytes()).unwrap();
        if list["pageInfo"]["hasNextPage"] == false {
            return started.elapsed();
        }
        cursor = list["pageInfo"]["endCursor"].take();
    }
}

fn post(connection: &mut BufReader<TcpStream>, address: &str, body: &str) -> Value {
    let request = format!(
        "POST /graphql HTTP/1.1\r\nhost: {address}\r\nauthorization: bearer {}\r\nuser-agent: loop\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        Sandbox::TOKEN,
        body.len()
    );
    connection.get_mut().write_all(request.as_bytes()).unwrap();
    let (mut length, mut line) = (0, String::new());
    loop {
        line.clear();
        connection.read_line(&mut line).unwrap();
        if line == "\r\n" {
            break;
        }
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
    }
    let mut body = vec![0; length];
    connection.read_exact(&mut body).unwrap();
    serde_json::from_slice(&body).unwrap()
}

#[test]
#[ignore = "takes minutes; prints rates"]
fn memory_is_constant_and_rates_are_printed() {
    let sandbox = Sandbox::builder()
        .pull_requests(ITEMS)
        .start_blocking()
        .unwrap();
    let api = sandbox.github();
    let folder = Folder::new();
    let hand = by_hand(api, &folder.file("hand.ndjson"));
    let rate = |time: Duration| ITEMS as f64 / time.as_secs_f64();
    println!("by hand: {:.0} items/s", rate(hand));
    for format in ["ndjson", "csv"] {
        let tenth = (ITEMS / 10).to_string();
        let few = exported(
            api,
            &folder.file(&format!("few.{format}")),
            &["--limit", &tenth],
        );
        let name = format!("all.{format}");
        let all = exported(api, &folder.file(&name), &[]);
        println!(
            "{format}: {:.0} items/s, {:.2} times the time of the loop by hand, {} KiB of memory, {} KiB for a tenth",
            rate(all.time),
            all.time.as_secs_f64() / hand.as_secs_f64(),
            all.memory,
            few.memory
        );
        let header = usize::from(format == "csv");
        assert_eq!(folder.read(&name).lines().count(), ITEMS + header);
        assert!(all.memory < few.memory + SLACK, "{few:?} {all:?}");
    }
    let by_hand = folder.read("hand.ndjson");
    assert_eq!(by_hand.lines().count(), ITEMS);
}
