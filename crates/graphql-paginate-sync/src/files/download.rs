//! Downloads one file, and verifies it while it is written.

use std::path::Path;

use futures_util::StreamExt;
use graphql_paginate::Transport;
use graphql_paginate::bytes::Bytes;
use graphql_paginate::http::{Request, StatusCode, header};
use graphql_paginate::url::Url;
use md5::{Digest, Md5};
use tokio::fs::File;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::signed_url::SignedUrl;
use crate::error::SyncError;

/// The most redirects that are followed. No credentials are sent, so any server may be named.
const MAX_REDIRECTS: usize = 5;

/// What a content has to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Expected {
    pub(super) md5: [u8; 16],
    pub(super) byte_size: u64,
}

/// Why a file was not downloaded.
#[derive(Debug)]
pub(super) enum Refused {
    /// The server, the network or the content; another attempt may succeed.
    Remote(String),
    /// The disk: other files would fail as well.
    Local(SyncError),
}

impl Expected {
    /// Whether a file has this size and checksum; `false` if it does not exist.
    pub(super) async fn is_at(self, path: &Path) -> bool {
        let Ok(mut file) = File::open(path).await else {
            return false;
        };
        let mut hash = Md5::new();
        let mut length = 0;
        let mut buffer = vec![0; 64 * 1024];
        loop {
            match file.read(&mut buffer).await {
                Ok(0) => return length == self.byte_size && hash.finalize()[..] == self.md5[..],
                Ok(read) => {
                    length += read as u64;
                    hash.update(&buffer[..read]);
                }
                Err(_) => return false,
            }
        }
    }
}

/// Downloads a content to `path`, one part after the other, and verifies its size and checksum.
pub(super) async fn download(
    transport: &dyn Transport,
    url: &SignedUrl,
    expected: Expected,
    path: &Path,
) -> Result<(), Refused> {
    let local = |source| {
        Refused::Local(SyncError::File {
            path: path.to_owned(),
            source,
        })
    };
    let mut body = open(transport, url).await?;
    let mut file = File::create(path).await.map_err(local)?;
    let mut hash = Md5::new();
    let mut length = 0;
    while let Some(part) = body.next().await {
        let part = part.map_err(|error| Refused::Remote(error.to_string()))?;
        length += part.len() as u64;
        if length > expected.byte_size {
            break;
        }
        hash.update(&part);
        file.write_all(&part).await.map_err(local)?;
    }
    if length != expected.byte_size {
        let received = if length > expected.byte_size {
            "more".to_owned()
        } else {
            length.to_string()
        };
        return Err(Refused::Remote(format!(
            "expected {} bytes, got {received}",
            expected.byte_size
        )));
    }
    if hash.finalize()[..] != expected.md5[..] {
        return Err(Refused::Remote(
            "the content does not have the checksum that the API announced".to_owned(),
        ));
    }
    file.flush().await.map_err(local)?;
    file.sync_all().await.map_err(local)
}

/// Requests a URL, and those it redirects to, without credentials.
async fn open(
    transport: &dyn Transport,
    url: &SignedUrl,
) -> Result<graphql_paginate::BodyStream, Refused> {
    let invalid = || Refused::Remote("the URL of the file is invalid".to_owned());
    let mut url = Url::parse(url.expose()).map_err(|_| invalid())?;
    for _ in 0..=MAX_REDIRECTS {
        let request = Request::get(url.as_str())
            // The checksum is that of the file as it is.
            .header(header::ACCEPT_ENCODING, "identity")
            .body(Bytes::new())
            .map_err(|_| invalid())?;
        let response = transport.stream(request).await;
        let response = response.map_err(|error| Refused::Remote(error.to_string()))?;
        let status = response.status();
        if status == StatusCode::OK {
            return Ok(response.into_body());
        }
        let location = response.headers().get(header::LOCATION);
        let Some(location) = location.filter(|_| status.is_redirection()) else {
            return Err(Refused::Remote(format!("the server answered {status}")));
        };
        let next = location.to_str().ok().and_then(|to| url.join(to).ok());
        let next = next.ok_or_else(invalid)?;
        if url.scheme() == "https" && next.scheme() != "https" {
            return Err(Refused::Remote(
                "the server redirects to a connection without TLS".to_owned(),
            ));
        }
        url = next;
    }
    Err(Refused::Remote("too many redirects".to_owned()))
}

#[cfg(test)]
mod tests;
