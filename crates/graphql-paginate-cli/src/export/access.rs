//! How the program reaches an API: endpoint, credentials, or the sandbox.

use std::env;
use std::time::Duration;

use graphql_paginate::{Client, ClientBuilder, Profile};
use graphql_paginate_sandbox::Sandbox;

use super::api::Api;
use super::arguments::{ExportArgs, SourceArgs};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::messages::Messages;
use crate::sandbox::sandbox_with;
use crate::text_input::TextInput;

/// The variable with the token of an API that the program does not know.
pub(crate) const GENERIC_TOKEN: &str = "GRAPHQL_TOKEN";

/// Where requests go, and with which credentials.
pub(crate) struct Access {
    pub(crate) api: Option<Api>,
    /// Keeps the imitated API running.
    pub(crate) sandbox: Option<Sandbox>,
    endpoint: Option<String>,
    headers: Vec<(String, String)>,
    tokens: Vec<String>,
    max_wait: Duration,
}

impl Access {
    /// Reads credentials; without any, starts the sandbox and says so.
    pub(crate) fn new(args: &ExportArgs, messages: &Messages) -> Result<Self, Failure> {
        Self::open(&args.source, args.run.max_wait, messages, || {
            match args.source.api {
                Some(api) => refuse_to_overwrite(args, api),
                None => Ok(()),
            }
        })
    }

    /// Reads credentials; without any, starts the sandbox and says so. `may_use_sandbox` can refuse that first.
    pub(crate) fn open(
        source: &SourceArgs,
        max_wait: Duration,
        messages: &Messages,
        may_use_sandbox: impl FnOnce() -> Result<(), Failure>,
    ) -> Result<Self, Failure> {
        let mut access = Self {
            api: source.api,
            sandbox: None,
            endpoint: source.endpoint.clone(),
            headers: headers(source)?,
            tokens: tokens(source)?,
            max_wait,
        };
        let Some(api) = source.api else {
            if source.sandbox {
                return Err(Failure::usage("`--sandbox` needs `--api`"));
            }
            return Ok(access);
        };
        if !source.sandbox && (access.has_credentials(api) || source.endpoint.is_some()) {
            return Ok(access);
        }
        if !source.sandbox {
            may_use_sandbox()?;
        }
        let failed =
            |error| Failure::new(Exit::Failed, format!("cannot start the sandbox: {error}"));
        let sandbox = sandbox_with(source.sandbox_items, Duration::ZERO).map_err(failed)?;
        let why = match source.sandbox {
            true => "as asked".to_owned(),
            false => format!("because {} is not set", api.credentials().join(" and ")),
        };
        messages.note(&format!(
            "using made-up data of the sandbox, {why}: an imitation of {} on this machine",
            api.name()
        ));
        access.tokens = vec![Sandbox::TOKEN.to_owned()];
        access.sandbox = Some(sandbox);
        Ok(access)
    }

    /// The client of a GraphQL API.
    pub(crate) fn graphql_client(&self) -> Result<Client, Failure> {
        self.build(self.graphql_builder())
    }

    /// The same, before it is built.
    pub(crate) fn graphql_builder(&self) -> ClientBuilder {
        let (endpoint, profile) = match (self.api, &self.sandbox) {
            (Some(Api::Github), Some(sandbox)) => (sandbox.github().url(), Profile::github()),
            (Some(_), Some(sandbox)) => (
                sandbox.demarches_simplifiees().url(),
                Profile::demarches_simplifiees(),
            ),
            (Some(Api::Github), None) => ("https://api.github.com/graphql", Profile::github()),
            (Some(_), None) => (
                "https://demarche.numerique.gouv.fr/api/v2/graphql",
                Profile::demarches_simplifiees(),
            ),
            (None, _) => ("", Profile::default()),
        };
        let builder = self.builder(endpoint, profile);
        if self.tokens.is_empty() {
            builder
        } else {
            builder.bearer_tokens(self.tokens.clone())
        }
    }

    /// The client of a REST API at its usual URL, before it has credentials.
    pub(crate) fn builder(&self, usual: &str, profile: Profile) -> ClientBuilder {
        let endpoint = match (&self.endpoint, &self.sandbox) {
            (Some(endpoint), None) => endpoint,
            _ => usual,
        };
        let mut builder = Client::builder(endpoint)
            .profile(profile)
            .max_wait(self.max_wait)
            .user_agent(concat!("graphql-paginate-cli/", env!("CARGO_PKG_VERSION")));
        for (name, value) in &self.headers {
            builder = builder.header(name, value);
        }
        builder
    }

    /// The client that a builder makes.
    pub(crate) fn build(&self, builder: ClientBuilder) -> Result<Client, Failure> {
        builder
            .build()
            .map_err(|error| Failure::usage(error.to_string()))
    }

    /// A credential from the environment.
    pub(crate) fn credential(&self, name: &str) -> Result<String, Failure> {
        match variable(name) {
            Some(value) => Ok(value),
            None => Err(Failure::new(Exit::Token, format!("{name} is not set"))),
        }
    }

    /// The first token of `--token-file` or of the environment.
    pub(crate) fn token(&self) -> Option<&str> {
        self.tokens.first().map(String::as_str)
    }

    fn has_credentials(&self, api: Api) -> bool {
        if api.is_graphql() {
            return !self.tokens.is_empty();
        }
        api.credentials()
            .iter()
            .all(|name| variable(name).is_some())
    }
}

/// Made-up data never replaces a file that may hold real data.
fn refuse_to_overwrite(args: &ExportArgs, api: Api) -> Result<(), Failure> {
    let Some(output) = &args.output.output else {
        return Ok(());
    };
    if !output.exists() {
        return Ok(());
    }
    let names = api.credentials().join(" and ");
    let message = format!(
        "{names} is not set, and made-up data does not replace `{}`",
        output.display()
    );
    Err(Failure::new(Exit::Token, message)
        .help(format!("set {names}, or use `--token-file`"))
        .help("to replace the file with data of the sandbox, add `--sandbox`"))
}

/// Tokens of files, else those of the environment, separated by commas or white space.
fn tokens(source: &SourceArgs) -> Result<Vec<String>, Failure> {
    let mut tokens = Vec::new();
    for path in &source.token_file {
        let input = TextInput::read(path)?;
        let before = tokens.len();
        tokens.extend(input.text.split_whitespace().map(str::to_owned));
        if tokens.len() == before {
            let message = format!("`{}` has no token in it", path.display());
            return Err(Failure::new(Exit::Token, message));
        }
    }
    if !tokens.is_empty() {
        return Ok(tokens);
    }
    let name = match source.api {
        Some(api) if api.is_graphql() => api.credentials()[0],
        Some(_) => return Ok(tokens),
        None => GENERIC_TOKEN,
    };
    if let Some(value) = variable(name) {
        let parts = value.split(|character: char| character == ',' || character.is_whitespace());
        for part in parts {
            if !part.is_empty() {
                tokens.push(part.to_owned());
            }
        }
    }
    Ok(tokens)
}

fn headers(source: &SourceArgs) -> Result<Vec<(String, String)>, Failure> {
    let mut headers = Vec::new();
    for header in &source.header {
        let Some((name, value)) = header.split_once(':') else {
            let message = format!("`{header}` is not a header");
            return Err(Failure::usage(message).help("write `-H 'Name: value'`"));
        };
        let name = name.trim();
        if name.eq_ignore_ascii_case("authorization") {
            let message = "`-H` does not take credentials: other users of this machine see them";
            return Err(Failure::usage(message)
                .help("set the API's environment variable, or use `--token-file`"));
        }
        headers.push((name.to_owned(), value.trim().to_owned()));
    }
    Ok(headers)
}

fn variable(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.trim().is_empty())
}
