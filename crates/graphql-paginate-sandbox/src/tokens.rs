//! Bearer tokens with a special meaning.

/// A valid token. The APIs accept every token except an empty one and the two below.
pub(crate) const TOKEN: &str = "sandbox-token";
/// A token that every API refuses as unknown.
pub(crate) const UNKNOWN_TOKEN: &str = "unknown-token";
/// A token that has expired.
pub(crate) const EXPIRED_TOKEN: &str = "expired-token";
/// The header `Authorization` with the unknown token.
pub(crate) const UNKNOWN: &str = "Bearer unknown-token";
