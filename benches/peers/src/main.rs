//! Compares `graphql-paginate` with other libraries on one server with the same data, and prints one table.
//!
//! `cargo run --release` in this folder prints the table. Names of sections limit it: `cargo run --release -- walk decode`.
//! `--rounds N` sets the number of runs of each contender, of which the median counts.
//!
//! The server is a process of its own, so that the processor time of this one is that of the clients. Contenders run in
//! turns, because other programs may use the machine too.

mod arguments;
mod decoding;
mod machine;
mod measure;
mod peers;
mod rows;
mod server;
mod table;

use anyhow::Result;

use arguments::{Arguments, Section};

fn main() -> Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        [server::SERVE] => block_on(server::serve())?,
        [rows::WALK_CHILD, peer, url, items] => block_on(rows::walk_child(peer, url, items))?,
        [rows::COUNT_CHILD, peer, pages] => block_on(rows::count_child(peer, pages))?,
        [rows::COUNT_CHILD, "decode", page, decoder, times] => {
            rows::decode_child(page, decoder, times)?
        }
        [rows::EXPORT_CHILD, style, url, file] => block_on(rows::export_child(style, url, file))?,
        words => print(&Arguments::parse(words)?)?,
    }
    Ok(())
}

fn print(arguments: &Arguments) -> Result<()> {
    machine::describe();
    table::head();
    for section in &arguments.sections {
        match section {
            Section::Walk => rows::walk(arguments.rounds)?,
            Section::Latency => rows::latency(arguments.rounds)?,
            Section::Nested => rows::nested(arguments.rounds)?,
            Section::Memory => rows::memory()?,
            Section::Decode => decoding::decode(arguments.rounds)?,
            Section::Export => rows::export(arguments.rounds)?,
            Section::Mirror => rows::mirror(arguments.rounds)?,
            Section::Instructions => rows::instructions()?,
        }
    }
    println!("\nload at the end: {}", machine::load());
    Ok(())
}

/// Runs a future on this thread alone, so that all its processor time is counted.
fn block_on<T>(future: impl Future<Output = Result<T>>) -> Result<T> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?
        .block_on(future)
}
