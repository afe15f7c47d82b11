//! Runs the compared libraries in other languages, as scripts, if they are installed.

use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

use super::Task;
use crate::measure::Cost;

/// A peer in another language.
#[derive(Debug, Clone)]
pub(crate) struct Script {
    pub(crate) name: &'static str,
    program: PathBuf,
    path: PathBuf,
    /// A file that exists if the peer is installed.
    needs: PathBuf,
    install: String,
}

#[derive(Deserialize)]
struct Report {
    items: usize,
    wall: f64,
    cpu: f64,
}

/// The folder into which the user installs them.
fn installed() -> PathBuf {
    match std::env::var_os("PEERS_DIR") {
        Some(folder) => folder.into(),
        None => here().join("installed"),
    }
}

fn here() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

impl Script {
    /// The peers in other languages, installed or not.
    pub(crate) fn all() -> [Self; 2] {
        let folder = installed();
        let shown = folder.display();
        [
            Self {
                name: "@octokit/plugin-paginate-graphql",
                program: "node".into(),
                path: here().join("scripts/walk.mjs"),
                needs: folder.join("node_modules/@octokit/plugin-paginate-graphql"),
                install: format!(
                    "npm install --prefix {shown} @octokit/core @octokit/plugin-paginate-graphql"
                ),
            },
            Self {
                name: "gql",
                program: folder.join("python/bin/python"),
                path: here().join("scripts/walk.py"),
                needs: folder.join("python/bin/python"),
                install: format!(
                    "python3 -m venv {shown}/python && {shown}/python/bin/pip install 'gql[aiohttp]'"
                ),
            },
        ]
    }

    /// Says how to install the peer, if it is not installed.
    pub(crate) fn missing(&self) -> Option<String> {
        if self.needs.exists() {
            return None;
        }
        Some(format!("not installed: `{}`", self.install))
    }

    /// Walks the list twice, and measures the second walk.
    pub(crate) fn walk(&self, url: &str, task: &Task) -> Result<Cost> {
        let output = Command::new(&self.program)
            .arg(&self.path)
            .arg(url)
            .args([task.owner(), task.name(), task.work.as_millis().to_string()])
            .env("NODE_PATH", installed().join("node_modules"))
            .env("PEERS_DIR", installed())
            .output()
            .with_context(|| format!("{} does not start", self.program.display()))?;
        ensure!(
            output.status.success(),
            "{}: {}",
            self.name,
            String::from_utf8_lossy(&output.stderr)
        );
        let report: Report = serde_json::from_slice(&output.stdout)?;
        ensure!(
            report.items == task.items,
            "{}: {} items instead of {}",
            self.name,
            report.items,
            task.items
        );
        Ok(Cost {
            wall: Duration::from_secs_f64(report.wall),
            cpu: Duration::from_secs_f64(report.cpu),
        })
    }
}
