//! Writes one crate for each derive and number of queries, and measures how long and with how much memory it compiles.

use crate::by_hand;
use crate::options::Options;
use crate::peak::peak_memory;
use crate::time::processor_seconds;
use anyhow::{Context, Result, ensure};
use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

/// The derives, by the names of their crates' folders.
pub(crate) const PEERS: [&str; 4] = ["ours", "graphql_client", "by_hand", "cynic"];

/// Scalar fields of pull requests. Each query selects a different set of eight.
const FIELDS: [(&str, &str); 12] = [
    ("number", "i32"),
    ("title", "String"),
    ("url", "Uri"),
    ("createdAt", "DateTime"),
    ("closed", "bool"),
    ("isDraft", "bool"),
    ("merged", "bool"),
    ("additions", "i32"),
    ("deletions", "i32"),
    ("baseRefName", "String"),
    ("headRefName", "String"),
    ("body", "String"),
];

pub(crate) struct Bench {
    folder: PathBuf,
    target: PathBuf,
}

impl Bench {
    /// Writes all crates.
    pub(crate) fn write(options: &Options) -> Result<Self> {
        let manifest = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
        let root = manifest
            .parent()
            .and_then(|benches| benches.parent())
            .context("the workspace")?;
        let folder = std::env::temp_dir().join(format!(
            "graphql-paginate-compile-bench-{}",
            std::process::id()
        ));
        let bench = Self {
            target: folder.join("target"),
            folder,
        };
        fs::create_dir_all(bench.folder.join("queries"))?;
        fs::write(
            bench.folder.join("github.graphql"),
            graphql_paginate_schemas::GITHUB,
        )?;
        // The cold build uses the crates with one query.
        let sizes: BTreeSet<usize> = options
            .queries
            .iter()
            .copied()
            .chain(options.memory)
            .chain([1])
            .collect();
        for index in 0..sizes.last().copied().unwrap_or_default() {
            fs::write(
                bench.folder.join(format!("queries/{index}.graphql")),
                query(index),
            )?;
        }
        for peer in &options.peers {
            for &size in &sizes {
                bench.write_crate(
                    peer,
                    size,
                    &root.join("crates/graphql-paginate").display().to_string(),
                )?;
            }
        }
        Ok(bench)
    }

    fn write_crate(&self, peer: &str, size: usize, ours: &str) -> Result<()> {
        let folder = self.crate_folder(peer, size);
        fs::create_dir_all(folder.join("src"))?;
        let dependency = match peer {
            "ours" => format!("graphql-paginate = {{ path = \"{ours}\" }}"),
            "by_hand" => "serde = { version = \"1\", features = [\"derive\"] }".to_owned(),
            "graphql_client" => {
                "graphql_client = \"0.16\"\nserde = { version = \"1\", features = [\"derive\"] }"
                    .to_owned()
            }
            _ => "cynic = \"3.14\"".to_owned(),
        };
        let http =
            "reqwest = { version = \"0.13\", default-features = false, features = [\"rustls\"] }";
        let build = if peer == "cynic" {
            "\n[build-dependencies]\ncynic-codegen = \"3.14\"\n"
        } else {
            ""
        };
        let manifest = format!(
            "[package]\nname = \"{peer}{size}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n{dependency}\n{http}\n{build}"
        );
        fs::write(folder.join("Cargo.toml"), manifest)?;
        if peer == "cynic" {
            let script = "fn main() {\n    cynic_codegen::register_schema(\"github\").from_sdl_file(\"../github.graphql\").unwrap().as_default().unwrap();\n}\n";
            fs::write(folder.join("build.rs"), script)?;
        }
        fs::write(folder.join("src/lib.rs"), source(peer, size))?;
        Ok(())
    }

    pub(crate) fn check(&self, peer: &str, size: usize) -> Result<()> {
        let output = self.check_command(peer, size).output()?;
        ensure!(
            output.status.success(),
            "{peer}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        Ok(())
    }

    pub(crate) fn check_command(&self, peer: &str, size: usize) -> Command {
        let mut command = Command::new("cargo");
        command
            .args(["check", "--quiet"])
            .current_dir(self.crate_folder(peer, size));
        command.env("CARGO_TARGET_DIR", &self.target);
        command
    }

    pub(crate) fn touch(&self, peer: &str, size: usize) -> Result<()> {
        let path = self.crate_folder(peer, size).join("src/lib.rs");
        let text = fs::read(&path)?;
        Ok(fs::write(path, text)?)
    }

    /// Builds the macro crate of a peer from scratch.
    pub(crate) fn cold_build(&self, peer: &str) -> Result<f64> {
        let package = if peer == "ours" {
            "graphql-paginate-macros"
        } else {
            "graphql_query_derive"
        };
        let target = self.folder.join(format!("cold-{peer}"));
        let mut command = Command::new("cargo");
        command
            .args(["build", "--quiet", "--package", package])
            .current_dir(self.crate_folder(peer, 1));
        command.env("CARGO_TARGET_DIR", &target);
        // Registry crates are never built incrementally, but a path dependency like ours would be.
        command.env("CARGO_INCREMENTAL", "0");
        let seconds = processor_seconds(&mut command)?;
        fs::remove_dir_all(&target)?;
        Ok(seconds)
    }

    /// The peak memory in bytes of the compiler that checks the crate.
    pub(crate) fn peak_memory(&self, peer: &str, size: usize) -> Result<u64> {
        // Dependencies are built before.
        self.check(peer, size)?;
        self.touch(peer, size)?;
        peak_memory(
            &mut self.check_command(peer, size),
            &self.folder.join("peak"),
        )
    }

    fn crate_folder(&self, peer: &str, size: usize) -> PathBuf {
        self.folder.join(format!("{peer}{size}"))
    }
}

impl Drop for Bench {
    fn drop(&mut self) {
        // Files that remain in the temporary folder do no harm.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

pub(crate) fn fields(index: usize) -> impl Iterator<Item = (&'static str, &'static str)> {
    (0..8).map(move |field| FIELDS[(index * 5 + field) % FIELDS.len()])
}

fn query(index: usize) -> String {
    let names: Vec<&str> = fields(index).map(|(name, _)| name).collect();
    format!(
        "query Query{index}($owner: String!, $name: String!, $first: Int, $after: String) {{
  repository(owner: $owner, name: $name) {{
    id name description stargazerCount
    pullRequests(first: $first, after: $after) {{
      totalCount
      pageInfo {{ hasNextPage endCursor }}
      nodes {{
        {}
        author {{ __typename login }}
        labels(first: 10) {{ nodes {{ name color }} }}
        reviews(first: 5) {{ nodes {{ state body submittedAt }} }}
      }}
    }}
  }}
}}
",
        names.join(" ")
    )
}

fn source(peer: &str, size: usize) -> String {
    let head = match peer {
        "ours" => "use graphql_paginate::GraphQLQuery;\n".to_owned(),
        "graphql_client" => {
            "use graphql_client::GraphQLQuery;\ntype URI = String;\ntype DateTime = String;\n"
                .to_owned()
        }
        "by_hand" => by_hand::HEAD.to_owned(),
        _ => CYNIC_HEAD.to_owned(),
    };
    let item = |index: usize| match peer {
        "ours" => derive("schema = \"github\"", index),
        "graphql_client" => derive("schema_path = \"../github.graphql\"", index),
        "by_hand" => by_hand::module(index),
        _ => cynic(index),
    };
    format!(
        "#![allow(dead_code)]\n{head}{}",
        (0..size).map(item).collect::<String>()
    )
}

fn derive(schema: &str, index: usize) -> String {
    format!(
        "#[derive(GraphQLQuery)]\n#[graphql({schema}, query_path = \"../queries/{index}.graphql\", response_derives = \"Debug\")]\npub struct Query{index};\n"
    )
}

const CYNIC_HEAD: &str = "#[cynic::schema(\"github\")]\nmod schema {}\n#[derive(cynic::Scalar, Debug)]\n#[cynic(graphql_type = \"URI\")]\npub struct Uri(pub String);\n#[derive(cynic::Scalar, Debug)]\npub struct DateTime(pub String);\n#[derive(cynic::Enum, Debug)]\npub enum PullRequestReviewState { Approved, ChangesRequested, Commented, Dismissed, Pending }\n";

/// The same query as structs.
fn cynic(index: usize) -> String {
    let scalars: String = fields(index)
        .map(|(name, ty)| format!("pub {}: {ty}, ", snake(name)))
        .collect();
    format!(
        "pub mod query{index} {{
use super::*;
#[derive(cynic::QueryVariables, Debug)]
pub struct Variables {{ pub owner: String, pub name: String, pub first: Option<i32>, pub after: Option<String> }}
#[derive(cynic::QueryFragment, Debug)]
#[cynic(graphql_type = \"Query\", variables = \"Variables\")]
pub struct Query {{ #[arguments(owner: $owner, name: $name)] pub repository: Option<Repository> }}
#[derive(cynic::QueryFragment, Debug)]
#[cynic(variables = \"Variables\")]
pub struct Repository {{ pub id: cynic::Id, pub name: String, pub description: Option<String>, pub stargazer_count: i32,
    #[arguments(first: $first, after: $after)] pub pull_requests: PullRequestConnection }}
#[derive(cynic::QueryFragment, Debug)]
pub struct PullRequestConnection {{ pub total_count: i32, pub page_info: PageInfo, pub nodes: Option<Vec<Option<PullRequest>>> }}
#[derive(cynic::QueryFragment, Debug)]
pub struct PageInfo {{ pub has_next_page: bool, pub end_cursor: Option<String> }}
#[derive(cynic::QueryFragment, Debug)]
pub struct PullRequest {{ {scalars} pub author: Option<Actor>,
    #[arguments(first: 10)] pub labels: Option<LabelConnection>, #[arguments(first: 5)] pub reviews: Option<PullRequestReviewConnection> }}
#[derive(cynic::QueryFragment, Debug)]
pub struct Actor {{ pub __typename: String, pub login: String }}
#[derive(cynic::QueryFragment, Debug)]
pub struct LabelConnection {{ pub nodes: Option<Vec<Option<Label>>> }}
#[derive(cynic::QueryFragment, Debug)]
pub struct Label {{ pub name: String, pub color: String }}
#[derive(cynic::QueryFragment, Debug)]
pub struct PullRequestReviewConnection {{ pub nodes: Option<Vec<Option<PullRequestReview>>> }}
#[derive(cynic::QueryFragment, Debug)]
pub struct PullRequestReview {{ pub state: PullRequestReviewState, pub body: String, pub submitted_at: Option<DateTime> }}
}}
"
    )
}

pub(crate) fn snake(name: &str) -> String {
    let letter = |letter: char| {
        if letter.is_ascii_uppercase() {
            format!("_{}", letter.to_ascii_lowercase())
        } else {
            letter.to_string()
        }
    };
    name.chars().map(letter).collect()
}
