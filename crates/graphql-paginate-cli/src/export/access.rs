//! How the program reaches an API: endpoint, credentials, or the sandbox.

use std::env;
use std::path::Path;
use std::time::Duration;

use graphql_paginate::{Client, ClientBuilder, Profile};
use graphql_paginate_sandbox::{Faults, Sandbox};

use super::api::Api;
use super::arguments::SourceArgs;
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
    /// Reads credentials; without any, starts the sandbox and says so, unless its data would replace `output`.
    pub(crate) fn new(
        source: &SourceArgs,
        max_wait: Duration,
        output: Option<&Path>,
        messages: &Messages,
    ) -> Result<Self, Failure> {
        Self::open(source, max_wait, messages, |missing| {
            refuse_to_overwrite(output, missing)
        })
    }

    /// Reads credentials; without any, starts the sandbox and says so. `may_use_sandbox` can refuse that first, given the
    /// environment variables that are not set.
    pub(crate) fn open(
        source: &SourceArgs,
        max_wait: Duration,
        messages: &Messages,
        may_use_sandbox: impl FnOnce(&[&str]) -> Result<(), Failure>,
    ) -> Result<Self, Failure> {
        let mut access = Self::without_sandbox(source, max_wait)?;
        let Some(api) = source.api else {
            return Ok(access);
        };
        let missing = access.missing_credentials(api);
        if source.sandbox {
            access.start_sandbox(source, api, messages, "")?;
        } else if !missing.is_empty() && source.endpoint.is_none() {
            refuse_some(api, &missing)?;
            may_use_sandbox(&missing)?;
            access.start_sandbox(source, api, messages, &format!("{}: ", not_set(&missing)))?;
        }
        Ok(access)
    }

    /// For what the API answers without credentials; the sandbox only if it is asked for.
    pub(crate) fn without_credentials(
        source: &SourceArgs,
        max_wait: Duration,
        messages: &Messages,
    ) -> Result<Self, Failure> {
        let mut access = Self::without_sandbox(source, max_wait)?;
        if let Some(api) = source.api.filter(|_| source.sandbox) {
            access.start_sandbox(source, api, messages, "")?;
        }
        Ok(access)
    }

    fn without_sandbox(source: &SourceArgs, max_wait: Duration) -> Result<Self, Failure> {
        Ok(Self {
            api: source.api,
            sandbox: None,
            endpoint: source.endpoint.clone(),
            headers: headers(source)?,
            tokens: tokens(source)?,
            max_wait,
        })
    }

    fn start_sandbox(
        &mut self,
        source: &SourceArgs,
        api: Api,
        messages: &Messages,
        why: &str,
    ) -> Result<(), Failure> {
        let sandbox = sandbox_with(source.sandbox_items, Duration::ZERO, &Faults::new());
        let sandbox = sandbox.map_err(|error| {
            Failure::new(Exit::Failed, format!("cannot start the sandbox: {error}"))
        })?;
        messages.note(&format!(
            "{why}using the sandbox, an imitation of {} on this machine with made-up data",
            api.name()
        ));
        self.tokens = vec![Sandbox::TOKEN.to_owned()];
        self.sandbox = Some(sandbox);
        Ok(())
    }

    /// The client of a GraphQL API.
    pub(crate) fn graphql_client(&self) -> Result<Client, Failure> {
        self.build(self.authorized_builder())
    }

    /// The client of a GraphQL API with its credentials, before it is built.
    pub(crate) fn authorized_builder(&self) -> ClientBuilder {
        let builder = self.graphql_builder();
        if self.tokens.is_empty() {
            builder
        } else {
            builder.bearer_tokens(self.tokens.clone())
        }
    }

    /// The client of a GraphQL API, before it has credentials.
    pub(crate) fn graphql_builder(&self) -> ClientBuilder {
        match (self.api, &self.sandbox) {
            (Some(Api::Github), Some(sandbox)) => {
                self.builder(sandbox.github().url(), Profile::github())
            }
            (Some(Api::Github), None) => {
                self.builder("https://api.github.com/graphql", Profile::github())
            }
            (Some(_), Some(sandbox)) => self.builder(
                sandbox.demarches_simplifiees().url(),
                Profile::demarches_simplifiees(),
            ),
            (Some(_), None) => self.builder(
                "https://demarche.numerique.gouv.fr/api/v2/graphql",
                Profile::demarches_simplifiees(),
            ),
            (None, _) => self.builder("", Profile::default()),
        }
    }

    /// The client of an API at its usual URL, before it has credentials.
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

    /// The environment variables that the API needs and that are not set.
    fn missing_credentials(&self, api: Api) -> Vec<&'static str> {
        let mut missing = Vec::new();
        for name in api.credentials() {
            let in_file = name.ends_with("_TOKEN") && !self.tokens.is_empty();
            if !in_file && variable(name).is_none() {
                missing.push(*name);
            }
        }
        missing
    }
}

/// `A is not set`, `A and B are not set`.
fn not_set(names: &[&str]) -> String {
    let verb = if names.len() == 1 { "is" } else { "are" };
    format!("{} {verb} not set", names.join(" and "))
}

/// Some of several credentials are no wish for made-up data.
fn refuse_some(api: Api, missing: &[&str]) -> Result<(), Failure> {
    if missing.len() == api.credentials().len() {
        return Ok(());
    }
    let help = format!("{} needs {}", api.name(), api.credentials().join(", "));
    Err(Failure::new(Exit::Token, not_set(missing)).help(help))
}

/// Made-up data never replaces a file that may hold real data.
fn refuse_to_overwrite(output: Option<&Path>, missing: &[&str]) -> Result<(), Failure> {
    let Some(output) = output.filter(|output| output.exists()) else {
        return Ok(());
    };
    let message = format!(
        "{}, and made-up data does not replace `{}`",
        not_set(missing),
        output.display()
    );
    Err(Failure::new(Exit::Token, message)
        .help(format!(
            "set {}, or use `--token-file`",
            missing.join(" and ")
        ))
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
