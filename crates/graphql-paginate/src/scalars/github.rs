//! The custom scalars of GitHub's schema.

pub use super::BigInt;

/// Bytes as base64 text.
pub type Base64String = String;
/// A calendar date, `2011-01-26`.
pub type Date = String;
/// A moment in UTC, `2011-01-26T19:06:43Z`.
pub type DateTime = String;
/// The hexadecimal name of a Git object.
pub type GitObjectID = String;
/// A fully qualified name of a Git reference, `refs/heads/main`.
pub type GitRefname = String;
/// A Git remote in SSH form.
pub type GitSSHRemote = String;
/// A moment with the offset in which Git recorded it.
pub type GitTimestamp = String;
/// Text with HTML markup.
pub type HTML = String;
/// A moment in UTC with milliseconds.
pub type PreciseDateTime = String;
/// An address; text, since some fields hold URI templates.
pub type URI = String;
/// A certificate in PEM form.
pub type X509Certificate = String;
