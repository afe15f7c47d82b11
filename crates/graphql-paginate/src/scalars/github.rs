//! The custom scalars of GitHub's schema.

pub use super::BigInt;

/// Bytes as base64 text.
pub type Base64String = String;
/// A calendar date, `2011-01-26`.
#[cfg(not(feature = "chrono"))]
pub type Date = String;
/// A calendar date.
#[cfg(feature = "chrono")]
pub type Date = chrono::NaiveDate;
/// A moment in UTC, `2011-01-26T19:06:43Z`.
#[cfg(not(feature = "chrono"))]
pub type DateTime = String;
/// A moment in UTC.
#[cfg(feature = "chrono")]
pub type DateTime = chrono::DateTime<chrono::Utc>;
/// The hexadecimal name of a Git object.
pub type GitObjectID = String;
/// A fully qualified name of a Git reference, `refs/heads/main`.
pub type GitRefname = String;
/// A Git remote in SSH form.
pub type GitSSHRemote = String;
/// A moment with the offset in which Git recorded it.
#[cfg(not(feature = "chrono"))]
pub type GitTimestamp = String;
/// A moment with the offset in which Git recorded it.
#[cfg(feature = "chrono")]
pub type GitTimestamp = chrono::DateTime<chrono::FixedOffset>;
/// Text with HTML markup.
pub type HTML = String;
/// A moment in UTC with milliseconds.
#[cfg(not(feature = "chrono"))]
pub type PreciseDateTime = String;
/// A moment in UTC with milliseconds.
#[cfg(feature = "chrono")]
pub type PreciseDateTime = chrono::DateTime<chrono::Utc>;
/// An address; text, since some fields hold URI templates.
pub type URI = String;
/// A certificate in PEM form.
pub type X509Certificate = String;
