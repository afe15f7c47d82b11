//! How the program reaches an API: the endpoint and credentials, or the sandbox.

mod client;
mod credentials;
mod settings;

use std::path::Path;
use std::time::Duration;

use graphql_paginate_sandbox::Sandbox;

use super::api::Api;
use super::arguments::SourceArgs;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::messages::Messages;
use crate::sandbox::sandbox_with;

pub(crate) use self::credentials::{
    GENERIC_TOKEN, environment_tokens, listed, not_set, split_tokens,
};
pub(crate) use self::settings::{AccessSettings, header_hash};

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
        Self::open_or_sandbox(settings, messages, |missing| {
            refuse_secrets(source, missing)?;
            may_use_sandbox(missing)
        })
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

    /// Whether an endpoint replaces the API's own.
    pub(crate) fn has_endpoint(&self) -> bool {
        self.settings.endpoint.is_some()
    }

    /// What tells the server apart from others: the endpoint or else the name of the API, and for Sage the data set.
    pub(crate) fn server(&self) -> String {
        if self.is_sandbox() {
            return "sandbox".to_owned();
        }
        let name = self.api.map_or("", Api::name);
        let mut parts = vec![match &self.settings.endpoint {
            Some(endpoint) => endpoint.clone(),
            None => name.to_owned(),
        }];
        if self.api == Some(Api::Sage) {
            for name in ["SAGE_URL", "SAGE_DATASET"] {
                parts.extend(self.settings.credential(name));
            }
        }
        parts.join(" ")
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

/// Refuses an incomplete set of credentials, which does not mean that the sandbox is wanted.
fn refuse_some(api: Api, missing: &[&str]) -> Result<(), Failure> {
    if missing.len() == api.credentials().len() {
        return Ok(());
    }
    let help = format!("{} needs {}", api.name(), api.credentials().join(", "));
    Err(Failure::new(Exit::Token, not_set(missing)).help(help))
}

/// Refuses the sandbox for a run that is given credentials in headers: it means the real API.
fn refuse_secrets(source: &SourceArgs, missing: &[&str]) -> Result<(), Failure> {
    if source.header_env.is_empty() {
        return Ok(());
    }
    let message = format!(
        "{}, and `--header-env` does not replace it",
        not_set(missing)
    );
    Err(Failure::new(Exit::Token, message)
        .help(format!("set {}, or use `--token-file`", listed(missing)))
        .help("to send only the headers, name the API's URL with `--endpoint`")
        .help("to use the sandbox, add `--sandbox`"))
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
