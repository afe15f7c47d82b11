//! Bearer tokens with a meaning.

/// A token that the APIs accept; they accept any but the empty one and the two below.
pub(crate) const TOKEN: &str = "sandbox-token";
/// A token that no API knows.
pub(crate) const UNKNOWN_TOKEN: &str = "unknown-token";
/// A token that was valid once.
pub(crate) const EXPIRED_TOKEN: &str = "expired-token";
