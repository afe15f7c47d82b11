//! How the program reaches an API: the endpoint and credentials, or the sandbox.

use std::collections::BTreeMap;
use std::env;
use std::path::Path;
use std::time::Duration;

use graphql_paginate::{Client, ClientBuilder, Profile};
use graphql_paginate_sandbox::Sandbox;

use super::api::Api;
use super::arguments::SourceArgs;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::messages::Messages;
use crate::sandbox::sandbox_with;
use crate::text_input::TextInput;

/// The environment variable with the token of an API that the program does not know.
pub(crate) const GENERIC_TOKEN: &str = "GRAPHQL_TOKEN";

/// Items in the lists of the sandbox.
const SANDBOX_ITEMS: usize = 250;

/// The settings that select the endpoint and the credentials.
#[derive(Debug, Default)]
pub(crate) struct AccessSettings {
    pub(crate) api: Option<Api>,
    /// Replaces the API's own URL.
    pub(crate) endpoint: Option<String>,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) tokens: Vec<String>,
    /// Credentials by the names of their environment variables; they take precedence over the environment.
    pub(crate) credentials: BTreeMap<String, String>,
    pub(crate) max_wait: Duration,
    /// Whether the sandbox was requested.
    pub(crate) sandbox: bool,
    pub(crate) sandbox_items: usize,
}

impl AccessSettings {
    /// Whether requests go to the sandbox: it was requested, or credentials are missing.
    pub(crate) fn uses_sandbox(&self) -> bool {
        match self.api {
            Some(api) => self.sandbox || self.lacks_credentials(api),
            None => false,
        }
    }

    /// Whether credentials are missing. An endpoint other than the API's own may not need any.
    fn lacks_credentials(&self, api: Api) -> bool {
        self.endpoint.is_none() && !self.missing_credentials(api).is_empty()
    }

    /// The environment variables that the API needs and that are not set.
    fn missing_credentials(&self, api: Api) -> Vec<&'static str> {
        let mut missing = Vec::new();
        for name in api.credentials() {
            let in_file = name.ends_with("_TOKEN") && !self.tokens.is_empty();
            if !in_file && self.credential(name).is_none() {
                missing.push(*name);
            }
        }
        missing
    }

    fn credential(&self, name: &str) -> Option<String> {
        match self.credentials.get(name) {
            Some(value) => Some(value.clone()),
            None => variable(name),
        }
    }

    /// The settings from the arguments.
    fn from_args(source: &SourceArgs, max_wait: Duration) -> Result<Self, Failure> {
        Ok(Self {
            api: source.api,
            endpoint: source.endpoint.clone(),
            headers: headers(source)?,
            tokens: tokens(source)?,
            credentials: BTreeMap::new(),
            max_wait,
            sandbox: source.sandbox,
            sandbox_items: source.sandbox_items.unwrap_or(SANDBOX_ITEMS),
        })
    }
}

/// An endpoint with credentials.
pub(crate) struct Access {
    pub(crate) api: Option<Api>,
    /// Keeps the sandbox running.
    pub(crate) sandbox: Option<Sandbox>,
    settings: AccessSettings,
}

impl Access {
    /// Reads credentials. Without any, starts the sandbox and reports it, unless sandbox data would overwrite `output`.
    pub(crate) fn new(
        source: &SourceArgs,
        max_wait: Duration,
        output: Option<&Path>,
        messages: &Messages,
    ) -> Result<Self, Failure> {
        let access = Self::from_args_or_sandbox(source, max_wait, messages, |missing| {
            refuse_to_overwrite(output, missing)
        })?;
        access.refuse_sandbox_items(source)?;
        Ok(access)
    }

    /// Refuses a number of items for the sandbox where it is not used.
    pub(crate) fn refuse_sandbox_items(&self, source: &SourceArgs) -> Result<(), Failure> {
        if source.sandbox_items.is_some() && self.sandbox.is_none() {
            return Err(no_sandbox());
        }
        Ok(())
    }

    /// Reads credentials. Without any, starts the sandbox and reports it; `may_use_sandbox` can refuse that first, and
    /// is given the environment variables that are not set.
    pub(crate) fn from_args_or_sandbox(
        source: &SourceArgs,
        max_wait: Duration,
        messages: &Messages,
        may_use_sandbox: impl FnOnce(&[&str]) -> Result<(), Failure>,
    ) -> Result<Self, Failure> {
        let settings = AccessSettings::from_args(source, max_wait)?;
        Self::open_or_sandbox(settings, messages, may_use_sandbox)
    }

    /// Starts the sandbox if it was requested, or if all credentials are missing and `may_use_sandbox` does not refuse
    /// that; it is given the environment variables that are not set.
    pub(crate) fn open_or_sandbox(
        settings: AccessSettings,
        messages: &Messages,
        may_use_sandbox: impl FnOnce(&[&str]) -> Result<(), Failure>,
    ) -> Result<Self, Failure> {
        if let Some(api) = settings.api
            && !settings.sandbox
            && settings.lacks_credentials(api)
        {
            let missing = settings.missing_credentials(api);
            refuse_some(api, &missing)?;
            may_use_sandbox(&missing)?;
        }
        Self::open(settings, messages)
    }

    /// Access to what the API serves without credentials; uses the sandbox only if it was requested.
    pub(crate) fn without_credentials(
        source: &SourceArgs,
        max_wait: Duration,
        messages: &Messages,
    ) -> Result<Self, Failure> {
        let settings = AccessSettings::from_args(source, max_wait)?;
        if settings.sandbox {
            return Self::open(settings, messages);
        }
        if source.sandbox_items.is_some() {
            return Err(no_sandbox());
        }
        Ok(Self {
            api: settings.api,
            sandbox: None,
            settings,
        })
    }

    /// Starts the sandbox if it was requested or credentials are missing, and reports it.
    fn open(mut settings: AccessSettings, messages: &Messages) -> Result<Self, Failure> {
        let mut sandbox = None;
        if let Some(api) = settings.api
            && settings.uses_sandbox()
        {
            let why = if settings.sandbox {
                String::new()
            } else {
                format!("{}: ", not_set(&settings.missing_credentials(api)))
            };
            let started = sandbox_with(settings.sandbox_items);
            let started = started.map_err(|error| {
                Failure::new(Exit::Failed, format!("cannot start the sandbox: {error}"))
            })?;
            let text = format!(
                "{why}using the sandbox, an imitation of {} on this machine with generated data",
                api.name()
            );
            messages.made_up(&text, settings.sandbox);
            settings.tokens = vec![Sandbox::TOKEN.to_owned()];
            sandbox = Some(started);
        }
        Ok(Self {
            api: settings.api,
            sandbox,
            settings,
        })
    }

    /// Whether requests go to the sandbox, whose data is made up.
    pub(crate) fn is_sandbox(&self) -> bool {
        self.sandbox.is_some()
    }

    /// The client of a GraphQL API.
    pub(crate) fn graphql_client(&self) -> Result<Client, Failure> {
        self.build(self.authorized_builder())
    }

    /// A builder for the client of a GraphQL API, with credentials.
    pub(crate) fn authorized_builder(&self) -> ClientBuilder {
        let builder = self.graphql_builder();
        if self.settings.tokens.is_empty() {
            builder
        } else {
            builder.bearer_tokens(self.settings.tokens.clone())
        }
    }

    /// A builder for the client of a GraphQL API, without credentials.
    pub(crate) fn graphql_builder(&self) -> ClientBuilder {
        match (self.api, &self.sandbox) {
            (Some(Api::Github), Some(sandbox)) => {
                self.builder(sandbox.github().url(), Profile::github())
            }
            (Some(Api::Github), None) => {
                self.builder("https://api.github.com/graphql", Profile::github())
            }
            (Some(Api::DemarchesSimplifiees), Some(sandbox)) => self.builder(
                sandbox.demarches_simplifiees().url(),
                Profile::demarches_simplifiees(),
            ),
            (Some(Api::DemarchesSimplifiees), None) => self.builder(
                "https://demarche.numerique.gouv.fr/api/v2/graphql",
                Profile::demarches_simplifiees(),
            ),
            (Some(Api::Jobaffinity | Api::PositionGreen | Api::Sage), _) => {
                unreachable!("these are REST APIs")
            }
            (None, _) => self.builder("", Profile::default()),
        }
    }

    /// A builder for the client of an API at its usual URL, without credentials.
    pub(crate) fn builder(&self, usual: &str, profile: Profile) -> ClientBuilder {
        let endpoint = match (&self.settings.endpoint, &self.sandbox) {
            (Some(endpoint), None) => endpoint,
            _ => usual,
        };
        let mut builder = Client::builder(endpoint)
            .profile(profile)
            .max_wait(self.settings.max_wait)
            .user_agent(concat!("graphql-paginate-cli/", env!("CARGO_PKG_VERSION")));
        for (name, value) in &self.settings.headers {
            builder = builder.header(name, value);
        }
        builder
    }

    /// Builds the client.
    pub(crate) fn build(&self, builder: ClientBuilder) -> Result<Client, Failure> {
        builder
            .build()
            .map_err(|error| Failure::usage(error.to_string()))
    }

    /// Whether an endpoint replaces the API's own.
    pub(crate) fn has_endpoint(&self) -> bool {
        self.settings.endpoint.is_some()
    }

    /// The URL of an API that has none of its own: the endpoint, or the one in this environment variable.
    pub(crate) fn url(&self, name: &str) -> Result<String, Failure> {
        match &self.settings.endpoint {
            Some(endpoint) => Ok(endpoint.clone()),
            None => self.credential(name),
        }
    }

    /// The credential with the name of this environment variable.
    pub(crate) fn credential(&self, name: &str) -> Result<String, Failure> {
        match self.settings.credential(name) {
            Some(value) => Ok(value),
            None => Err(Failure::new(Exit::Token, format!("{name} is not set"))),
        }
    }

    /// The first token of `--token-file` or of the environment.
    pub(crate) fn token(&self) -> Option<&str> {
        self.settings.tokens.first().map(String::as_str)
    }
}

/// The failure for `--sandbox-items` where requests go to the API itself.
fn no_sandbox() -> Failure {
    Failure::usage("`--sandbox-items` is about the imitated API, which is not used")
        .help("add `--sandbox`, or leave it out")
}

/// `A`, `A and B`, `A, B and C`.
pub(crate) fn listed(names: &[&str]) -> String {
    match names {
        [first @ .., last] if !first.is_empty() => format!("{} and {last}", first.join(", ")),
        _ => names.concat(),
    }
}

/// `A is not set`, `A and B are not set`.
pub(crate) fn not_set(names: &[&str]) -> String {
    let verb = if names.len() == 1 { "is" } else { "are" };
    format!("{} {verb} not set", listed(names))
}

/// Refuses an incomplete set of credentials, which does not mean that the sandbox is wanted.
fn refuse_some(api: Api, missing: &[&str]) -> Result<(), Failure> {
    if missing.len() == api.credentials().len() {
        return Ok(());
    }
    let help = format!("{} needs {}", api.name(), api.credentials().join(", "));
    Err(Failure::new(Exit::Token, not_set(missing)).help(help))
}

/// Refuses to overwrite a file that may hold real data with sandbox data.
fn refuse_to_overwrite(output: Option<&Path>, missing: &[&str]) -> Result<(), Failure> {
    let Some(output) = output.filter(|output| output.is_file()) else {
        return Ok(());
    };
    let message = format!(
        "{}, and data of the sandbox does not replace `{}`",
        not_set(missing),
        output.display()
    );
    Err(Failure::new(Exit::Token, message)
        .help(format!("set {}, or use `--token-file`", listed(missing)))
        .help("to replace the file with data of the sandbox, add `--sandbox`"))
}

/// The tokens from files, one per line, or else from the environment.
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
    Ok(environment_tokens(source.api))
}

/// The tokens in the environment for a GraphQL API.
pub(crate) fn environment_tokens(api: Option<Api>) -> Vec<String> {
    let name = match api {
        Some(api) if api.is_graphql() => api.credentials()[0],
        Some(_) => return Vec::new(),
        None => GENERIC_TOKEN,
    };
    match variable(name) {
        Some(value) => split_tokens(&value),
        None => Vec::new(),
    }
}

/// Splits tokens at commas and white space.
pub(crate) fn split_tokens(text: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    for part in text.split(|character: char| character == ',' || character.is_whitespace()) {
        if !part.is_empty() {
            tokens.push(part.to_owned());
        }
    }
    tokens
}

/// The headers of the arguments, and those with the values of environment variables.
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
                .help("set the API's environment variable, or use `--token-file`")
                .help("for another kind of credentials, use `--header-env`"));
        }
        headers.push((name.to_owned(), value.trim().to_owned()));
    }
    for header in &source.header_env {
        let Some((name, from)) = header.split_once('=') else {
            let message = format!("`{header}` does not name a header and a variable");
            return Err(Failure::usage(message).help("write `--header-env X-Api-Key=API_KEY`"));
        };
        match variable(from) {
            Some(value) => headers.push((name.trim().to_owned(), value.trim().to_owned())),
            None => {
                let help = format!("set it to the value of the header `{}`", name.trim());
                return Err(Failure::new(Exit::Token, not_set(&[from])).help(help));
            }
        }
    }
    Ok(headers)
}

fn variable(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.trim().is_empty())
}
