//! The folder of a mirror's files: where each file is stored, and how it gets there.

mod download;
mod folder;
mod marker;
mod path;
mod signed_url;

pub(crate) use self::folder::{Fetched, Folder};
pub(crate) use self::path::Attached;
pub(crate) use self::signed_url::{FileLink, SignedUrl};
