//! The settings of access to an API, from arguments and the environment.

use std::collections::BTreeMap;
use std::time::Duration;

use super::credentials::{not_set, tokens, variable};
use crate::exit::Exit;
use crate::export::api::Api;
use crate::export::arguments::SourceArgs;
use crate::failure::Failure;
use crate::fnv::fnv1a;

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
    pub(super) fn lacks_credentials(&self, api: Api) -> bool {
        self.endpoint.is_none() && !self.missing_credentials(api).is_empty()
    }

    /// The environment variables that the API needs and that are not set.
    pub(super) fn missing_credentials(&self, api: Api) -> Vec<&'static str> {
        let mut missing = Vec::new();
        for name in api.credentials() {
            let in_file = name.ends_with("_TOKEN") && !self.tokens.is_empty();
            if !in_file && self.credential(name).is_none() {
                missing.push(*name);
            }
        }
        missing
    }

    pub(super) fn credential(&self, name: &str) -> Option<String> {
        match self.credentials.get(name) {
            Some(value) => Some(value.clone()),
            None => variable(name),
        }
    }

    /// The settings from the arguments.
    pub(super) fn from_args(source: &SourceArgs, max_wait: Duration) -> Result<Self, Failure> {
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

/// The hash of the headers of `-H`, which may select other data, such as a tenant's; `None` without any. Names differ
/// neither in case nor in order. Headers of `--header-env` are credentials and not hashed.
pub(crate) fn header_hash(headers: &[String]) -> Option<String> {
    if headers.is_empty() {
        return None;
    }
    let mut parts = Vec::new();
    for header in headers {
        let (name, value) = header.split_once(':').unwrap_or((header, ""));
        parts.push((name.trim().to_ascii_lowercase(), value.trim()));
    }
    // Stable, because the order of two values of one header may matter.
    parts.sort_by(|(one, _), (other, _)| one.cmp(other));
    let hash = fnv1a(format!("{parts:?}").as_bytes());
    Some(format!("{hash:016x}"))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_hashed_by_name_and_value() {
        let hash = |headers: &[&str]| {
            let headers: Vec<String> = headers.iter().map(ToString::to_string).collect();
            header_hash(&headers)
        };
        assert_eq!(hash(&[]), None);
        let red = hash(&["X-Team: red", "X-Region: eu"]);
        assert_eq!(hash(&["x-region:eu", "x-team:red"]), red);
        assert_ne!(hash(&["X-Team: blue", "X-Region: eu"]), red);
        assert_ne!(hash(&["X-Team: red"]), red);
    }
}
