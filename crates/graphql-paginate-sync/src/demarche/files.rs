//! The files of a démarche: downloads those that the folder lacks, and erases those that no dossier has any more.

use std::collections::{BTreeSet, HashMap};
use std::time::{Duration, Instant};

use futures_util::{StreamExt, stream};
use graphql_paginate::ErrorKind;

use super::query::FileUrls;
use super::{Run, is_not_found, is_unreadable};
use crate::certificate::{Certificate, FileCounts};
use crate::error::SyncError;
use crate::files::{Attached, Fetched, Folder, SignedUrl};
use crate::operation::execute;
use crate::store::Batch;
use crate::value::now;

/// How many files are downloaded at once.
const AT_ONCE: usize = 4;
/// How long a URL is used. The API's are valid for an hour.
const USABLE: Duration = Duration::from_secs(50 * 60);

/// What happened to a file.
enum Outcome {
    /// It was downloaded; its size in bytes.
    Downloaded(u64),
    /// It was in the folder.
    Kept,
    Failed,
}

/// The URLs of files in a response.
pub(super) struct Links {
    received: Instant,
    urls: HashMap<(i64, String, String), SignedUrl>,
}

impl Links {
    fn new() -> Self {
        Self {
            received: Instant::now(),
            urls: HashMap::new(),
        }
    }

    /// Takes the URLs out of a page.
    pub(super) fn take(batch: &mut Batch) -> Self {
        let mut links = Self::new();
        for dossier in &mut batch.dossiers {
            for link in std::mem::take(&mut dossier.links) {
                let key = (dossier.number, link.checksum, link.filename);
                links.urls.insert(key, link.url);
            }
        }
        links
    }

    fn dossiers(&self) -> Vec<i64> {
        let numbers: BTreeSet<i64> = self.urls.keys().map(|(dossier, ..)| *dossier).collect();
        numbers.into_iter().collect()
    }

    /// The URL of a file; `None` if it was not in the response, or may have expired.
    fn get(&self, file: &Attached) -> Option<&SignedUrl> {
        if self.received.elapsed() > USABLE {
            return None;
        }
        let key = (file.dossier, file.checksum.clone(), file.filename.clone());
        self.urls.get(&key)
    }
}

impl Run<'_> {
    /// Prepares the folder for a run: files that are no longer in it, and those that failed before, are fetched again.
    pub(super) async fn prepare_files(
        &self,
        certificate: &mut Certificate,
    ) -> Result<(), SyncError> {
        let Some(folder) = &self.settings.files else {
            return Ok(());
        };
        folder.claim(self.store.identity().await?).await?;
        certificate.files = Some(FileCounts::default());
        folder.clear_partial(self.demarche).await?;
        self.store.retry_files(self.demarche).await?;
        for path in self.vanished(folder).await? {
            self.store.forget_file(path).await?;
        }
        Ok(())
    }

    /// Whether a file that was stored is no longer in the folder.
    pub(super) async fn lacks_files(&self) -> Result<bool, SyncError> {
        match &self.settings.files {
            Some(folder) => Ok(!self.vanished(folder).await?.is_empty()),
            None => Ok(false),
        }
    }

    /// The paths of files that were stored and are no longer in the folder.
    async fn vanished(&self, folder: &Folder) -> Result<Vec<String>, SyncError> {
        let mut vanished = Vec::new();
        for file in self.store.stored_files(self.demarche).await? {
            if !folder.has(&file.path, file.byte_size).await {
                vanished.push(file.path);
            }
        }
        Ok(vanished)
    }

    /// Downloads the files of a page that the folder lacks.
    pub(super) async fn fetch_files(
        &self,
        links: &Links,
        certificate: &mut Certificate,
    ) -> Result<(), SyncError> {
        let Some(folder) = &self.settings.files else {
            return Ok(());
        };
        let dossiers = links.dossiers();
        if dossiers.is_empty() {
            return Ok(());
        }
        let missing = self.store.lacking_files(self.demarche, Some(dossiers));
        self.fetch_all(folder, missing.await?, links, certificate)
            .await
    }

    /// Downloads all other files that the folder lacks, and erases those that no dossier has any more.
    pub(super) async fn finish_files(
        &self,
        certificate: &mut Certificate,
    ) -> Result<(), SyncError> {
        let Some(folder) = &self.settings.files else {
            return Ok(());
        };
        let missing = self.store.lacking_files(self.demarche, None).await?;
        for files in missing.chunk_by(|one, other| one.dossier == other.dossier) {
            let links = self.ask_links(files[0].dossier, None).await?;
            self.fetch_all(folder, files.to_vec(), &links, certificate)
                .await?;
        }
        for path in self.store.unneeded_files(self.demarche).await? {
            folder.erase(&path).await?;
            self.store.forget_file(path).await?;
            counts(certificate).erased += 1;
        }
        self.store.settle_files(self.demarche, now()).await
    }

    /// Fetches files, several at once.
    async fn fetch_all(
        &self,
        folder: &Folder,
        files: Vec<Attached>,
        links: &Links,
        certificate: &mut Certificate,
    ) -> Result<(), SyncError> {
        let mut fetching = Vec::new();
        for file in files {
            fetching.push(self.fetch_and_store(folder, file, links));
        }
        let mut fetched = stream::iter(fetching).buffer_unordered(AT_ONCE);
        let counts = counts(certificate);
        // Nothing else is awaited here: these may hold the lock of the database, and only proceed while they are polled.
        while let Some(result) = fetched.next().await {
            match result? {
                Outcome::Downloaded(bytes) => {
                    counts.downloaded += 1;
                    counts.bytes += bytes;
                }
                Outcome::Kept => counts.kept += 1,
                Outcome::Failed => counts.failed += 1,
            }
        }
        Ok(())
    }

    /// Fetches one file and stores the result.
    async fn fetch_and_store(
        &self,
        folder: &Folder,
        file: Attached,
        links: &Links,
    ) -> Result<Outcome, SyncError> {
        let byte_size = u64::try_from(file.byte_size).unwrap_or(0);
        let demarche = self.demarche;
        match self.fetch_file(folder, &file, links).await? {
            Fetched::Stored { path, downloaded } => {
                self.store.save_file(demarche, file, path, now()).await?;
                if downloaded {
                    Ok(Outcome::Downloaded(byte_size))
                } else {
                    Ok(Outcome::Kept)
                }
            }
            Fetched::Failed(problem) => {
                self.store.fail_file(demarche, file, problem, now()).await?;
                Ok(Outcome::Failed)
            }
        }
    }

    /// Fetches one file. If its URL has expired or does not serve it whole, requests another URL once.
    async fn fetch_file(
        &self,
        folder: &Folder,
        file: &Attached,
        links: &Links,
    ) -> Result<Fetched, SyncError> {
        if let Some(found) = folder.find(self.demarche, file).await {
            return Ok(found);
        }
        match file.path(self.demarche) {
            Ok(path) => self.store.reserve_file(self.demarche, file, path).await?,
            Err(problem) => return Ok(Fetched::Failed(problem)),
        }
        let mut problem = "the server does not list the file any more".to_owned();
        if let Some(url) = links.get(file) {
            match folder.fetch(self.demarche, file, url).await? {
                Fetched::Failed(first) => problem = first,
                stored => return Ok(stored),
            }
        }
        let links = self.ask_links(file.dossier, Some(&file.owner)).await?;
        match links.get(file) {
            Some(url) => folder.fetch(self.demarche, file, url).await,
            None => Ok(Fetched::Failed(problem)),
        }
    }

    /// Requests the URLs of a dossier's files, or of those of one owner; none if the server does not show the dossier.
    async fn ask_links(&self, dossier: i64, owner: Option<&str>) -> Result<Links, SyncError> {
        let variables = FileUrls::new(dossier, owner, self.with);
        let error = match execute(self.client, variables).await {
            Ok(data) => {
                let mut links = Links::new();
                collect(&data, dossier, &mut links);
                return Ok(links);
            }
            Err(error) => error,
        };
        if let ErrorKind::GraphQL { errors } = error.kind()
            && errors
                .iter()
                .all(|error| is_unreadable(error) || is_not_found(error))
        {
            return Ok(Links::new());
        }
        Err(error.into())
    }
}

fn counts(certificate: &mut Certificate) -> &mut FileCounts {
    certificate.files.get_or_insert_default()
}

/// Collects the files anywhere in a response.
fn collect(value: &serde_json::Value, dossier: i64, links: &mut Links) {
    use serde_json::Value;

    match value {
        Value::Array(items) => {
            for item in items {
                collect(item, dossier, links);
            }
        }
        Value::Object(fields) => {
            let text = |name| fields.get(name).and_then(Value::as_str);
            if let (Some(filename), Some(checksum), Some(url)) =
                (text("filename"), text("checksum"), text("url"))
            {
                let key = (dossier, checksum.to_owned(), filename.to_owned());
                links.urls.insert(key, SignedUrl::new(url));
            }
            for field in fields.values() {
                collect(field, dossier, links);
            }
        }
        _ => {}
    }
}
