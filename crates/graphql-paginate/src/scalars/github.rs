//! The custom scalars of GitHub's schema.

pub use super::BigInt;

/// Bytes as base64 text.
pub type Base64String = String;
/// A calendar date, `2011-01-26`.
pub type Date = String;
/// An instant in UTC, `2011-01-26T19:06:43Z`.
pub type DateTime = String;
/// The hexadecimal name of a Git object.
pub type GitObjectID = String;
/// A fully qualified name of a Git reference, `refs/heads/main`.
pub type GitRefname = String;
/// A Git remote in SSH form.
pub type GitSSHRemote = String;
/// An instant with the offset recorded by Git.
pub type GitTimestamp = String;
/// Text with HTML markup.
pub type HTML = String;
/// An instant in UTC with milliseconds.
pub type PreciseDateTime = String;
/// A URI; a `String`, since some fields hold URI templates.
pub type URI = String;
/// A certificate in PEM form.
pub type X509Certificate = String;
