//! Tokens and other credentials in files and in the environment.

use std::env;

use crate::exit::Exit;
use crate::export::api::Api;
use crate::export::arguments::SourceArgs;
use crate::failure::Failure;
use crate::text_input::TextInput;

/// The environment variable with the token of an API that the program does not know.
pub(crate) const GENERIC_TOKEN: &str = "GRAPHQL_TOKEN";

/// The tokens from files, one per line, or else from the environment.
pub(super) fn tokens(source: &SourceArgs) -> Result<Vec<String>, Failure> {
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

/// The value of an environment variable that is not blank.
pub(super) fn variable(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.trim().is_empty())
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
