//! Credentials: a type that never prints them, and a mask for text that repeats them.

use std::cmp::Reverse;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use url::form_urlencoded;

/// A token, password or key. It has no `Display`, and `Debug` does not print the value.
///
/// ```
/// use graphql_paginate::Secret;
///
/// assert_eq!(format!("{:?}", Secret::from("ghp_example")), "Secret(..)");
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// The value in plain text.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<&String> for Secret {
    fn from(text: &String) -> Self {
        Self(text.clone())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret(..)")
    }
}

/// The credentials of one client, masked in server text that repeats them.
#[derive(Default)]
pub(crate) struct Secrets {
    /// Each credential in plain text and in every encoding.
    spellings: Mutex<Vec<String>>,
    /// Those of the client that these belong to.
    others: Option<Arc<Secrets>>,
}

impl Secrets {
    /// Shorter credentials are not masked, because they would match ordinary words.
    const MIN_LENGTH: usize = 6;
    /// Access tokens are renewed during the life of a client; the oldest spellings are dropped.
    const MAX_SPELLINGS: usize = 256;
    const MASK: &'static str = "[masked]";

    /// Credentials of one walk: those of the client are masked with them, and the client does not keep them.
    pub(crate) fn beside(others: &Arc<Self>) -> Self {
        Self {
            spellings: Mutex::default(),
            others: Some(Arc::clone(others)),
        }
    }

    /// Adds a credential to those that are masked.
    pub(crate) fn add(&self, secret: &str) {
        if secret.len() < Self::MIN_LENGTH {
            return;
        }
        let mut spellings = self
            .spellings
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        for spelling in spellings_of(secret) {
            if !spellings.contains(&spelling) {
                spellings.push(spelling);
            }
        }
        let excess = spellings.len().saturating_sub(Self::MAX_SPELLINGS);
        spellings.drain(..excess);
    }

    /// The text with all credentials masked; `None` if it has none.
    pub(crate) fn mask(&self, text: &str) -> Option<String> {
        let mut found = Vec::new();
        self.find(text, &mut found);
        if found.is_empty() {
            return None;
        }
        // Longest first, so that a credential that contains another one is masked as a whole.
        found.sort_by_key(|spelling| Reverse(spelling.len()));
        let mut masked = text.to_owned();
        for spelling in found {
            masked = masked.replace(spelling.as_str(), Self::MASK);
        }
        Some(masked)
    }

    fn find(&self, text: &str, found: &mut Vec<String>) {
        let spellings = self
            .spellings
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        for spelling in spellings.iter() {
            if text.contains(spelling.as_str()) {
                found.push(spelling.clone());
            }
        }
        drop(spellings);
        if let Some(others) = &self.others {
            others.find(text, found);
        }
    }

    /// Masks credentials in place.
    pub(crate) fn mask_string(&self, text: &mut String) {
        if let Some(masked) = self.mask(text) {
            *text = masked;
        }
    }
}

impl fmt::Debug for Secrets {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secrets(..)")
    }
}

fn spellings_of(secret: &str) -> Vec<String> {
    let form: String = form_urlencoded::byte_serialize(secret.as_bytes()).collect();
    let percent = form.replace('+', "%20");
    let json = serde_json::to_string(secret).unwrap_or_default();
    let json = json.trim_matches('"').to_owned();
    let slashes = json.replace('/', "\\/");
    let mut spellings = vec![secret.to_owned()];
    for spelling in [
        with_lowercase_escapes(&form),
        with_lowercase_escapes(&percent),
        form,
        percent,
        json,
        slashes,
    ] {
        if !spellings.contains(&spelling) {
            spellings.push(spelling);
        }
    }
    spellings
}

/// The text with lower-case percent escapes: `%2F` becomes `%2f`.
fn with_lowercase_escapes(text: &str) -> String {
    let mut lowercase = String::with_capacity(text.len());
    let mut escaped = 0;
    for character in text.chars() {
        if character == '%' {
            escaped = 3;
        }
        if escaped > 0 {
            escaped -= 1;
            lowercase.push(character.to_ascii_lowercase());
        } else {
            lowercase.push(character);
        }
    }
    lowercase
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_credential_is_masked_in_every_encoding() {
        let secrets = Secrets::default();
        secrets.add("s3cret+/\"x y");
        secrets.add("short");
        let check = |text: &str, expected: &str| {
            assert_eq!(secrets.mask(text).as_deref().unwrap_or(text), expected);
        };
        check("a s3cret+/\"x y b", "a [masked] b");
        check(
            "client_secret=s3cret%2B%2F%22x+y&a",
            "client_secret=[masked]&a",
        );
        check("?key=s3cret%2b%2f%22x%20y", "?key=[masked]");
        check(r#"{"key":"s3cret+\/\"x y"}"#, r#"{"key":"[masked]"}"#);
        check("a short text", "a short text");
    }

    #[test]
    fn a_credential_that_contains_another_one_is_masked_as_a_whole() {
        let secrets = Secrets::default();
        secrets.add("token-1");
        secrets.add("prefix-token-1-suffix");
        assert_eq!(
            secrets.mask("prefix-token-1-suffix token-1").as_deref(),
            Some("[masked] [masked]")
        );
    }
}
