//! The signed URL of a file.

use std::fmt;

use serde::{Deserialize, Serialize, Serializer};

/// A URL from which a file can be downloaded for an hour, without a token.
///
/// It differs in each response and is a credential, so it is not part of what is stored or hashed: it serializes as
/// null.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub(crate) struct SignedUrl(String);

/// The URL of a file in a response.
#[derive(Debug, Clone)]
pub(crate) struct FileLink {
    pub(crate) filename: String,
    /// MD5 in Base64.
    pub(crate) checksum: String,
    pub(crate) url: SignedUrl,
}

impl SignedUrl {
    pub(crate) fn new(url: impl Into<String>) -> Self {
        Self(url.into())
    }

    /// The URL as text.
    pub(super) fn expose(&self) -> &str {
        &self.0
    }
}

impl Serialize for SignedUrl {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_none()
    }
}

impl fmt::Debug for SignedUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SignedUrl(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signed_url_is_neither_stored_nor_shown() {
        let url: SignedUrl = serde_json::from_str("\"https://host/secret\"").unwrap();
        assert_eq!(url.expose(), "https://host/secret");
        assert_eq!(serde_json::to_string(&Some(&url)).unwrap(), "null");
        assert_eq!(format!("{url:?}"), "SignedUrl(..)");
    }
}
