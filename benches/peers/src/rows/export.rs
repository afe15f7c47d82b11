//! Measures an export to a file: the command line beside hand-written programs, each in a process of its own.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::measure::{Contender, Cost, Stopwatch};
use crate::peers::{Pages, QUERY, Task, walk_pages};
use crate::server::Server;
use crate::table;

/// The argument that makes this program a hand-written exporter.
pub(crate) const EXPORT_CHILD: &str = "export-by-hand";

const ITEMS: usize = 50_000;
const ROUNDS: usize = 5;

const ROW: &str = "export of 50,000 items";

pub(crate) fn export(rounds: usize) -> Result<()> {
    let binary = binary();
    if !binary.exists() {
        let missing = "ours is not built: `cargo build --release -p graphql-paginate-cli` in the root of the repository";
        table::absent(ROW, "by hand", missing);
        return Ok(());
    }
    let server = Server::start()?;
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("items.ndjson");
    let by_hand = |style: &'static str| {
        let mut command = Command::new(std::env::current_exe()?);
        command.args([EXPORT_CHILD, style, server.url()]).arg(&file);
        Ok::<_, anyhow::Error>(command)
    };
    let mut ours = command_line(&binary, server.url(), &file);
    let mut structs = by_hand("structs")?;
    let mut raw = by_hand("raw")?;
    let contenders = vec![
        Contender::new("ours", || run(&mut ours, &file)),
        Contender::new("by hand, structs", || run(&mut structs, &file)),
        Contender::new("by hand, raw JSON", || run(&mut raw, &file)),
    ];
    let costs = table::race(ROW, rounds.min(ROUNDS), contenders)?;
    rates(
        "export, items a second",
        &costs,
        &["by hand, structs", "by hand, raw JSON"],
        ITEMS,
    );
    Ok(())
}

/// Prints rates in place of times; more is better.
pub(super) fn rates(row: &str, costs: &[Cost], peers: &[&str], items: usize) {
    let rate = |cost: &Cost| items as f64 / cost.wall.as_secs_f64();
    for (peer, cost) in peers.iter().zip(&costs[1..]) {
        table::amounts(row, peer, [rate(&costs[0]), rate(cost)], |rate| {
            format!("{rate:.0}")
        });
    }
}

/// Our command line, as the workspace of the repository builds it.
fn binary() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    root.join("target/release/graphql-paginate")
}

fn command_line(binary: &Path, url: &str, file: &Path) -> Command {
    let mut command = Command::new(binary);
    let query = Path::new(env!("CARGO_MANIFEST_DIR")).join("queries/walk.graphql");
    command.args(["export", "--endpoint", url, "--schema", "github"]);
    command.args(["--page-size", "100", "-f", "owner=0", "-f"]);
    command.arg(format!("name={ITEMS}"));
    command.args(["--restart", "--quiet", "--query"]).arg(query);
    command.arg("--output").arg(file);
    command
}

/// Runs a program that writes all items to the file.
fn run(command: &mut Command, file: &Path) -> Result<Cost> {
    let before = children_time()?;
    let stopwatch = Stopwatch::start();
    let output = command.output()?;
    let wall = stopwatch.stop().wall;
    ensure!(
        output.status.success(),
        "{command:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    let lines = memchr::memchr_iter(b'\n', &std::fs::read(file)?).count();
    ensure!(lines == ITEMS, "{lines} lines instead of {ITEMS}");
    std::fs::remove_file(file)?;
    Ok(Cost {
        wall,
        cpu: children_time()? - before,
    })
}

/// The processor time of all child processes that have ended.
fn children_time() -> Result<std::time::Duration> {
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    // The name of the program, in parentheses, may contain spaces. Times are in ticks of 10 ms.
    let (_, fields) = stat.rsplit_once(") ").context("fields after the name")?;
    let fields: Vec<&str> = fields.split(' ').collect();
    let ticks: u64 = fields[13].parse::<u64>()? + fields[14].parse::<u64>()?;
    Ok(std::time::Duration::from_millis(ticks * 10))
}

#[derive(Deserialize)]
struct RawEnvelope {
    data: RawData,
}

#[derive(Deserialize)]
struct RawData {
    repository: RawRepository,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawRepository {
    pull_requests: RawConnection,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawConnection {
    page_info: RawPageInfo,
    nodes: Vec<Box<RawValue>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawPageInfo {
    has_next_page: bool,
    end_cursor: Option<String>,
}

/// Writes all items to a file, without keeping a checkpoint.
pub(crate) async fn export_child(style: &str, url: &str, file: &str) -> Result<()> {
    let mut output = BufWriter::new(File::create(file)?);
    let client = reqwest::Client::new();
    let task = Task::plain(ITEMS);
    if style == "structs" {
        walk_pages(&client, url, &task, |page| write_structs(page, &mut output)).await?;
    } else {
        write_raw(&client, url, &task, &mut output).await?;
    }
    Ok(output.flush()?)
}

fn write_structs(page: &Pages, output: &mut impl Write) -> Result<()> {
    for item in page.nodes.iter().flatten().flatten() {
        serde_json::to_writer(&mut *output, item)?;
        output.write_all(b"\n")?;
    }
    Ok(())
}

async fn write_raw(
    client: &reqwest::Client,
    url: &str,
    task: &Task,
    output: &mut impl Write,
) -> Result<()> {
    let mut after: Option<String> = None;
    loop {
        let variables = serde_json::json!({ "owner": task.owner(), "name": task.name(), "first": 100, "after": after });
        let body = serde_json::json!({ "query": QUERY, "variables": variables });
        let response = client.post(url).json(&body).send().await?;
        let envelope: RawEnvelope = response.error_for_status()?.json().await?;
        let connection = envelope.data.repository.pull_requests;
        for item in &connection.nodes {
            output.write_all(item.get().as_bytes())?;
            output.write_all(b"\n")?;
        }
        if !connection.page_info.has_next_page {
            return Ok(());
        }
        after = connection.page_info.end_cursor;
    }
}
