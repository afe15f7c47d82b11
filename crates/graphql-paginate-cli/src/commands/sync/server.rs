//! The server that a mirror copies: its client, by the arguments and what the database holds.

use std::time::Duration;

use graphql_paginate::{Client, ClientBuilder, Profile, ReqwestTransport, TransportOptions};
use graphql_paginate_sandbox::Sandbox;
use graphql_paginate_sync::{Database, Mirror, SharedQuota, With};

use super::database::{ExistingMirror, SANDBOX, open};
use super::outcome::failure;
use super::shared::{ContentArgs, Part, ServerArgs};
use crate::exit::Exit;
use crate::export::{Access, Api, RestApi, SourceArgs, header_hash};
use crate::failure::Failure;
use crate::messages::Messages;

/// The server of a run.
pub(super) struct Server {
    pub(super) client: Client,
    /// The company of Sage; empty for other APIs.
    pub(super) dataset: String,
    /// Its name in the database.
    source: String,
    /// Keeps the sandbox running.
    sandbox: Option<Sandbox>,
}

impl Server {
    /// Connects to the server that the arguments name, optionally with a request limit shared by all workers. Without a
    /// token, uses the sandbox, unless the database holds real data.
    pub(super) async fn connect(
        args: &ServerArgs,
        api: Option<Api>,
        to: &str,
        shares_quota: bool,
        messages: &Messages,
    ) -> Result<Self, Failure> {
        if api.is_none() && args.endpoint.is_none() {
            return Err(Failure::usage("`--list` needs `--api` or `--endpoint`"));
        }
        let source = SourceArgs {
            api,
            endpoint: args.endpoint.clone(),
            token_file: args.token_file.clone(),
            header: args.header.clone(),
            header_env: args.header_env.clone(),
            sandbox: args.sandbox,
            sandbox_items: args.sandbox_items,
        };
        let existing = ExistingMirror::read(to).await?;
        let may_use_sandbox = |_: &[&str]| match api {
            Some(api) => existing.refuse_sandbox(api, to),
            None => Ok(()),
        };
        let mut access =
            Access::from_args_or_sandbox(&source, args.max_wait, messages, may_use_sandbox)?;
        access.refuse_sandbox_items(&source)?;
        let client = match api {
            Some(api) if !api.is_graphql() => RestApi::connect(api, &access)?.client().clone(),
            _ if shares_quota => {
                access.build(shared_quota(access.authorized_builder(), api, to).await?)?
            }
            _ => access.graphql_client()?,
        };
        Ok(Self {
            client,
            dataset: dataset(api, &access)?,
            source: name(args, api, &access)?,
            sandbox: access.sandbox.take(),
        })
    }

    /// Whether the server is the sandbox.
    pub(super) fn is_made_up(&self) -> bool {
        self.sandbox.is_some()
    }

    /// A mirror of the server with the default settings.
    pub(super) fn plain_mirror(&self, database: Database) -> Mirror {
        Mirror::new(self.client.clone(), database).source(self.source.as_str())
    }

    /// A mirror of the server.
    pub(super) fn mirror(
        &self,
        database: Database,
        content: &ContentArgs,
    ) -> Result<Mirror, Failure> {
        let mut mirror = self.plain_mirror(database).with(parts(content.parts()));
        if let Some(items) = content.page_size {
            mirror = mirror.page_size(items);
        }
        match &content.files {
            Some(_) if !has_parts_with_files(content.parts()) => {
                Err(Failure::usage("`--files` needs parts with files")
                    .help("add `champs`, `annotations`, `avis` or `messages` to `--with`"))
            }
            Some(folder) => Ok(mirror.files(folder, file_transport()?)),
            None if content.with.contains(&Part::Files) => {
                Err(Failure::usage("`--with files` needs a folder for them")
                    .help("add `--files DIR`"))
            }
            None => Ok(mirror),
        }
    }
}

/// The name of the server in the database.
fn name(args: &ServerArgs, api: Option<Api>, access: &Access) -> Result<String, Failure> {
    if access.sandbox.is_some() {
        return Ok(SANDBOX.to_owned());
    }
    let server = match &args.endpoint {
        Some(endpoint) => endpoint.clone(),
        None => server_of_api(api, access)?,
    };
    // Other headers may select other data, such as another tenant's.
    Ok(match header_hash(&args.header) {
        Some(hash) => format!("{server} with headers {hash}"),
        None => server,
    })
}

/// The server of an API.
fn server_of_api(api: Option<Api>, access: &Access) -> Result<String, Failure> {
    let name = match api {
        Some(Api::Github) => "github.com",
        Some(Api::Jobaffinity) => "jobaffinity.fr",
        Some(Api::PositionGreen) => "positiongreen.com",
        Some(Api::Sage) => return access.credential("SAGE_URL"),
        Some(Api::DemarchesSimplifiees) | None => "demarche.numerique.gouv.fr",
    };
    Ok(name.to_owned())
}

/// The company of Sage; empty for other APIs.
fn dataset(api: Option<Api>, access: &Access) -> Result<String, Failure> {
    match (api, &access.sandbox) {
        (Some(Api::Sage), Some(_)) => Ok(Sandbox::SAGE_DATASET.to_owned()),
        (Some(Api::Sage), None) => access.credential("SAGE_DATASET"),
        _ => Ok(String::new()),
    }
}

/// The transport that downloads files, with time for large ones.
fn file_transport() -> Result<ReqwestTransport, Failure> {
    let mut options = TransportOptions::default();
    options.timeout = Duration::from_secs(3600);
    transport(&options)
}

fn transport(options: &TransportOptions) -> Result<ReqwestTransport, Failure> {
    let transport = ReqwestTransport::new(options);
    transport.map_err(|error| Failure::new(Exit::Failed, error.to_string()))
}

/// Sets a transport that shares the API's request limit among all workers on the database, if the API has one.
async fn shared_quota(
    builder: ClientBuilder,
    api: Option<Api>,
    to: &str,
) -> Result<ClientBuilder, Failure> {
    let profile = match api {
        Some(Api::Github) => Profile::github(),
        Some(_) => Profile::demarches_simplifiees(),
        None => Profile::default(),
    };
    let Some(limit) = profile.requests_per_minute else {
        return Ok(builder);
    };
    let transport = transport(&TransportOptions::default())?;
    let shared = SharedQuota::new(transport, &open(to).await?, limit);
    Ok(builder.transport(shared.map_err(|error| failure(error, None, ""))?))
}

/// Whether any of these parts can have files.
fn has_parts_with_files(parts: &[Part]) -> bool {
    parts
        .iter()
        .any(|part| !matches!(part, Part::Files | Part::None))
}

fn parts(parts: &[Part]) -> With {
    let mut with = With::nothing();
    for part in parts {
        match part {
            Part::Champs => with.champs = true,
            Part::Annotations => with.annotations = true,
            Part::Avis => with.avis = true,
            Part::Messages => with.messages = true,
            Part::Files | Part::None => {}
        }
    }
    with
}
