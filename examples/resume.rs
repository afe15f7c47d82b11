//! An export that can be killed at any moment and resumes when it is run again.
//!
//! `cargo run --example resume` writes every dossier of a démarche to a file, one JSON object per line, from the
//! sandbox or, if `DS_TOKEN` and `DEMARCHE_NUMBER` are set, from the real API. `OUTPUT` is the path of the file, and
//! `PAGE_SIZE` the number of dossiers per page.
//!
//! After each page, the lines are synced to disk first, then the checkpoint with the length of the output so far. A run
//! that finds a checkpoint truncates the output to that length. This removes a partial line, and lines after the
//! checkpoint, which are fetched again. `tests/resume.rs` kills this program repeatedly to test this.

use std::env;
use std::fs::{File, OpenOptions};
use std::io::{Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use graphql_paginate::{Checkpoint, FileCheckpoint, GraphQLQuery};
use graphql_paginate_examples::{count, demarche_number, demarches_simplifiees};
use serde::{Deserialize, Serialize};

#[derive(GraphQLQuery)]
#[graphql(
    schema = "demarches-simplifiees",
    query_path = "../queries/demarches-simplifiees/dossiers.graphql",
    response_derives = "Serialize"
)]
struct Dossiers;

/// The content of the checkpoint file.
#[derive(Serialize, Deserialize)]
struct Saved {
    checkpoint: Checkpoint,
    output_bytes: u64,
}

// Visible to the test that kills it.
#[tokio::main]
pub(crate) async fn main() -> anyhow::Result<()> {
    let connected = demarches_simplifiees().await?;
    let output = env::var_os("OUTPUT")
        .map_or_else(|| env::temp_dir().join("dossiers.ndjson"), PathBuf::from);
    let file = FileCheckpoint::new(output.with_extension("checkpoint.json"));
    if connected.sandbox.is_some() {
        // A sandbox lives as long as this process, so a checkpoint of an earlier run belongs to another sandbox.
        file.remove()?;
    }

    let variables = dossiers::Variables::new(demarche_number(&connected)?);
    let mut walk = Dossiers::paginate(variables).page_size(page_size()?);
    let saved: Option<Saved> = file.load()?;
    let mut output_bytes = saved.as_ref().map_or(0, |saved| saved.output_bytes);
    let mut lines = cut_back(&output, output_bytes)?;
    if let Some(saved) = saved {
        println!(
            "resuming after {}",
            count(saved.checkpoint.items() as usize, "dossier")
        );
        walk = walk.resume(saved.checkpoint);
    }

    let mut pages = walk.pages(&connected.client);
    while let Some(page) = pages.try_next().await? {
        let mut text = Vec::new();
        for dossier in &page.items {
            serde_json::to_writer(&mut text, dossier)?;
            text.push(b'\n');
        }
        lines.write_all(&text)?;
        lines.sync_data()?;
        output_bytes += text.len() as u64;
        file.save(&Saved {
            checkpoint: pages.checkpoint(),
            output_bytes,
        })?;
    }
    let dossiers = pages.checkpoint().items() as usize;
    file.remove()?;
    println!("{} in {}", count(dossiers, "dossier"), output.display());
    Ok(())
}

/// Opens the output for appending, without what was written after the checkpoint.
fn cut_back(path: &Path, bytes: u64) -> anyhow::Result<File> {
    let mut file = OpenOptions::new()
        .create(true)
        .write(true)
        .truncate(false)
        .open(path)?;
    anyhow::ensure!(
        file.metadata()?.len() >= bytes,
        "`{}` is shorter than its checkpoint says; delete the checkpoint to start over",
        path.display()
    );
    file.set_len(bytes)?;
    file.seek(SeekFrom::End(0))?;
    Ok(file)
}

fn page_size() -> anyhow::Result<u32> {
    Ok(env::var("PAGE_SIZE").map_or(Ok(100), |size| size.parse())?)
}
