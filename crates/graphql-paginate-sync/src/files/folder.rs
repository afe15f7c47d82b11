//! The folder with the files of mirrors.

use std::fmt;
use std::io::ErrorKind;
use std::path::PathBuf;
use std::sync::Arc;

use graphql_paginate::Transport;
use tokio::fs;

use super::download::{Expected, Refused, download};
use super::marker;
use super::path::{Attached, on_disk};
use super::signed_url::SignedUrl;
use crate::error::SyncError;

/// Where downloads are written before they are verified and renamed; below the folder of a démarche.
const PARTIAL: &str = ".partial";

/// A folder, and how files are downloaded into it.
#[derive(Clone)]
pub(crate) struct Folder {
    root: PathBuf,
    transport: Arc<dyn Transport>,
}

/// The result of fetching a file.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Fetched {
    /// It is stored at this path below the folder; `downloaded` unless it was there before.
    Stored { path: String, downloaded: bool },
    /// It could not be downloaded, for this reason.
    Failed(String),
}

impl Folder {
    pub(crate) fn new(root: PathBuf, transport: Arc<dyn Transport>) -> Self {
        Self { root, transport }
    }

    /// Its absolute path, without symbolic links if it exists.
    pub(crate) fn canonical(&self) -> PathBuf {
        if let Ok(path) = self.root.canonicalize() {
            return path;
        }
        std::path::absolute(&self.root).unwrap_or_else(|_| self.root.clone())
    }

    /// Marks the folder as that of a database.
    ///
    /// # Errors
    ///
    /// [`SyncError::OtherDatabase`] if it belongs to another one, and [`SyncError::File`].
    pub(crate) async fn claim(&self, database: String) -> Result<(), SyncError> {
        let root = self.root.clone();
        match tokio::task::spawn_blocking(move || marker::claim(&root, &database)).await {
            Ok(claimed) => claimed,
            Err(error) => std::panic::resume_unwind(error.into_panic()),
        }
    }

    /// Removes what an interrupted run left behind.
    pub(crate) async fn clear_partial(&self, demarche: i64) -> Result<(), SyncError> {
        let partial = self.partial(demarche);
        match fs::remove_dir_all(&partial).await {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                Err(SyncError::file(&partial, error))
            }
            _ => Ok(()),
        }
    }

    /// Whether there is a file of this size at a path below the folder.
    pub(crate) async fn has(&self, path: &str, byte_size: i64) -> bool {
        match fs::metadata(self.root.join(on_disk(path))).await {
            Ok(metadata) => metadata.is_file() && i64::try_from(metadata.len()) == Ok(byte_size),
            Err(_) => false,
        }
    }

    /// The result for a file that is already in the folder, with the right content; `None` if it is not.
    pub(crate) async fn find(&self, demarche: i64, file: &Attached) -> Option<Fetched> {
        let (path, expected) = match (file.path(demarche), expected(file)) {
            (Ok(path), Ok(expected)) => (path, expected),
            (Err(problem), _) | (_, Err(problem)) => return Some(Fetched::Failed(problem)),
        };
        if !expected.is_at(&self.root.join(on_disk(&path))).await {
            return None;
        }
        Some(Fetched::Stored {
            path,
            downloaded: false,
        })
    }

    /// Downloads a file and verifies it; only then it gets its name.
    ///
    /// # Errors
    ///
    /// [`SyncError::File`] if the folder cannot be written.
    pub(crate) async fn fetch(
        &self,
        demarche: i64,
        file: &Attached,
        url: &SignedUrl,
    ) -> Result<Fetched, SyncError> {
        let (path, expected) = match (file.path(demarche), expected(file)) {
            (Ok(path), Ok(expected)) => (path, expected),
            (Err(problem), _) | (_, Err(problem)) => return Ok(Fetched::Failed(problem)),
        };
        let place = self.root.join(on_disk(&path));
        let partial = self.partial(demarche).join(partial_name(&path));
        for directory in [&place, &partial]
            .into_iter()
            .filter_map(|path| path.parent())
        {
            let created = fs::create_dir_all(directory).await;
            created.map_err(|error| SyncError::file(directory, error))?;
        }
        match download(&*self.transport, url, expected, &partial).await {
            Ok(()) => {
                let renamed = fs::rename(&partial, &place).await;
                renamed.map_err(|error| SyncError::file(&place, error))?;
                Ok(Fetched::Stored {
                    path,
                    downloaded: true,
                })
            }
            Err(refused) => {
                // What was received of it is of no use; if it cannot be removed, the next run does.
                let _ = fs::remove_file(&partial).await;
                match refused {
                    Refused::Remote(problem) => Ok(Fetched::Failed(problem)),
                    Refused::Local(error) => Err(error),
                }
            }
        }
    }

    /// Erases a file, and the folder of its dossier if that was the last one.
    pub(crate) async fn erase(&self, path: &str) -> Result<(), SyncError> {
        let place = self.root.join(on_disk(path));
        match fs::remove_file(&place).await {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                Err(SyncError::file(&place, error))
            }
            _ => {
                if let Some(dossier) = place.parent() {
                    // Fails while other files are in it.
                    let _ = fs::remove_dir(dossier).await;
                }
                Ok(())
            }
        }
    }

    fn partial(&self, demarche: i64) -> PathBuf {
        self.root.join(demarche.to_string()).join(PARTIAL)
    }
}

impl fmt::Debug for Folder {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Folder")
            .field("root", &self.root)
            .finish_non_exhaustive()
    }
}

/// The name of a download, different for files that are downloaded at once.
fn partial_name(path: &str) -> String {
    crate::hash::of(path.as_bytes())
}

fn expected(file: &Attached) -> Result<Expected, String> {
    Ok(Expected {
        md5: file.md5()?,
        byte_size: u64::try_from(file.byte_size)
            .map_err(|_| format!("expected a size in bytes, got {}", file.byte_size))?,
    })
}
