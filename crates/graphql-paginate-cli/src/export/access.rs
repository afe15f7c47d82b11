//! How the program reaches an API: endpoint, credentials, or the sandbox.

use std::collections::BTreeMap;
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

/// What decides where requests go.
#[derive(Debug, Default)]
pub(crate) struct AccessSettings {
    pub(crate) api: Option<Api>,
    /// In place of the API's own URL.
    pub(crate) endpoint: Option<String>,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) tokens: Vec<String>,
    /// Credentials by the names of their environment variables, which come second.
    pub(crate) credentials: BTreeMap<String, String>,
    pub(crate) max_wait: Duration,
    /// The sandbox is asked for.
    pub(crate) sandbox: bool,
    pub(crate) sandbox_items: usize,
}

impl AccessSettings {
    /// Whether requests go to the sandbox: it is asked for, or there are no credentials.
    pub(crate) fn uses_sandbox(&self) -> bool {
        match self.api {
            Some(api) => self.sandbox || !(self.has_credentials(api) || self.endpoint.is_some()),
            None => false,
        }
    }

    fn has_credentials(&self, api: Api) -> bool {
        if api.is_graphql() {
            return !self.tokens.is_empty();
        }
        let mut names = api.credentials().iter();
        names.all(|name| self.credential(name).is_some())
    }

    fn credential(&self, name: &str) -> Option<String> {
        match self.credentials.get(name) {
            Some(value) => Some(value.clone()),
            None => variable(name),
        }
    }
}

/// Where requests go, and with which credentials.
pub(crate) struct Access {
    pub(crate) api: Option<Api>,
    /// Keeps the imitated API running.
    pub(crate) sandbox: Option<Sandbox>,
    settings: AccessSettings,
}

impl Access {
    /// Reads credentials; without any, starts the sandbox and says so.
    pub(crate) fn new(args: &ExportArgs, messages: &Messages) -> Result<Self, Failure> {
        let source = &args.source;
        let settings = AccessSettings {
            api: source.api,
            endpoint: source.endpoint.clone(),
            headers: headers(source)?,
            tokens: tokens(source)?,
            credentials: BTreeMap::new(),
            max_wait: args.run.max_wait,
            sandbox: source.sandbox,
            sandbox_items: source.sandbox_items,
        };
        match settings.api {
            None if source.sandbox => return Err(Failure::usage("`--sandbox` needs `--api`")),
            Some(api) if settings.uses_sandbox() && !source.sandbox => {
                refuse_to_overwrite(args, api)?;
            }
            _ => {}
        }
        Self::open(settings, messages)
    }

    /// Starts the sandbox where the settings ask for it or lack credentials, and says so.
    pub(crate) fn open(mut settings: AccessSettings, messages: &Messages) -> Result<Self, Failure> {
        let mut sandbox = None;
        if let Some(api) = settings.api
            && settings.uses_sandbox()
        {
            let failed =
                |error| Failure::new(Exit::Failed, format!("cannot start the sandbox: {error}"));
            let started = sandbox_with(settings.sandbox_items, Duration::ZERO).map_err(failed)?;
            let why = match settings.sandbox {
                true => "as asked".to_owned(),
                false => format!("because {} is not set", api.credentials().join(" and ")),
            };
            messages.note(&format!(
                "using made-up data of the sandbox, {why}: an imitation of {} on this machine",
                api.name()
            ));
            settings.tokens = vec![Sandbox::TOKEN.to_owned()];
            sandbox = Some(started);
        }
        Ok(Self {
            api: settings.api,
            sandbox,
            settings,
        })
    }

    /// The client of a GraphQL API.
    pub(crate) fn graphql_client(&self) -> Result<Client, Failure> {
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
        self.build(if self.settings.tokens.is_empty() {
            builder
        } else {
            builder.bearer_tokens(self.settings.tokens.clone())
        })
    }

    /// The client of a REST API at its usual URL, before it has credentials.
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

    /// The client that a builder makes.
    pub(crate) fn build(&self, builder: ClientBuilder) -> Result<Client, Failure> {
        builder
            .build()
            .map_err(|error| Failure::usage(error.to_string()))
    }

    /// A credential by the name of its environment variable.
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
    Ok(environment_tokens(source.api))
}

/// The tokens of the environment, for an API that is asked by GraphQL queries.
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

/// Tokens separated by commas or white space.
pub(crate) fn split_tokens(text: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    for part in text.split(|character: char| character == ',' || character.is_whitespace()) {
        if !part.is_empty() {
            tokens.push(part.to_owned());
        }
    }
    tokens
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
