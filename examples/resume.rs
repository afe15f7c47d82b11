//! An export that may be stopped at any moment, by SIGKILL or by a power cut, and goes on where it was.
//!
//! `cargo run --example resume -- dossiers.ndjson` writes every dossier of a démarche, one JSON object a line, and beside
//! it `dossiers.ndjson.checkpoint` as long as it is not complete. Run it again after a failure: the file ends up the same
//! as if nothing had happened. It talks to the sandbox; with `DS_TOKEN` and `DEMARCHE_NUMBER` set, to the real API.
//!
//! The order of things is what makes it safe: the lines are on disk before the checkpoint is that says so, and what
//! stands behind the last checkpoint's length is cut off before the export goes on.

use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Seek, SeekFrom, Write};

use futures::TryStreamExt;
use graphql_paginate::{Checkpoint, FileCheckpoint, GraphQLQuery};
use graphql_paginate_examples::{count, demarche_number, demarches_simplifiees};
use serde::{Deserialize, Serialize};
use serde_json::json;

#[derive(GraphQLQuery)]
#[graphql(
    schema = "demarches-simplifiees",
    query_path = "../queries/demarches-simplifiees/dossiers.graphql",
    response_derives = "Debug"
)]
struct Dossiers;

/// How many lines may be lost to a crash, and fetched again.
const LINES_A_CHECKPOINT: u64 = 7;
const PAGE_SIZE: u32 = 10;

#[derive(Serialize, Deserialize)]
struct Saved {
    checkpoint: Checkpoint,
    /// The length of the output up to the checkpoint.
    output_bytes: u64,
}

/// The output file and its checkpoint.
struct Export {
    output: BufWriter<File>,
    saved: FileCheckpoint<Saved>,
}

impl Export {
    /// Opens both, cuts the output back to the checkpoint, and says where the walk goes on.
    fn open(path: &str) -> anyhow::Result<(Self, Option<Checkpoint>)> {
        let saved = FileCheckpoint::<Saved>::new(format!("{path}.checkpoint"));
        let mut output = OpenOptions::new().write(true).create(true).truncate(false).open(path)?;
        let (output_bytes, checkpoint) = match saved.load()? {
            Some(Saved { checkpoint, output_bytes }) => (output_bytes, Some(checkpoint)),
            None => (0, None),
        };
        output.set_len(output_bytes)?;
        output.seek(SeekFrom::End(0))?;
        Ok((Self { output: BufWriter::new(output), saved }, checkpoint))
    }

    fn write(&mut self, dossier: &dossiers::Item) -> io::Result<()> {
        let fields: Vec<_> =
            dossier.champs.iter().map(|champ| json!([champ.label, champ.string_value])).collect();
        let line = json!({ "number": dossier.number, "user": dossier.usager.email, "fields": fields });
        writeln!(self.output, "{line}")
    }

    /// The lines first, then the checkpoint.
    fn save(&mut self, checkpoint: Checkpoint) -> io::Result<()> {
        let output_bytes = self.sync()?;
        self.saved.save(&Saved { checkpoint, output_bytes })
    }

    /// Complete: nothing is left to go on with.
    fn finish(mut self) -> io::Result<()> {
        self.sync()?;
        self.saved.remove()
    }

    fn sync(&mut self) -> io::Result<u64> {
        self.output.flush()?;
        self.output.get_ref().sync_data()?;
        self.output.stream_position()
    }
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let path = std::env::args().nth(1).unwrap_or_else(|| "dossiers.ndjson".to_owned());
    let connected = demarches_simplifiees().await?;
    let variables = dossiers::Variables::new(demarche_number(&connected)?);
    let paginator = Dossiers::paginate(variables).page_size(PAGE_SIZE);

    let (mut export, checkpoint) = Export::open(&path)?;
    let paginator = match checkpoint {
        Some(checkpoint) => {
            println!("going on behind {}", count(checkpoint.items() as usize, "dossier"));
            paginator.resume(checkpoint)
        }
        None => paginator,
    };
    let mut items = paginator.items(&connected.client);
    while let Some(dossier) = items.try_next().await? {
        export.write(&dossier)?;
        if items.progress().items % LINES_A_CHECKPOINT == 0 {
            export.save(items.checkpoint())?;
            println!("{} so far", count(items.checkpoint().items() as usize, "dossier"));
        }
    }
    let total = items.checkpoint().items();
    export.finish()?;
    println!("{} in {path}", count(total as usize, "dossier"));
    Ok(())
}
