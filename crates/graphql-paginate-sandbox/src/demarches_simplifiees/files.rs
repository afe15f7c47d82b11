//! The files of dossiers: their fields, and their contents behind signed URLs that expire.
//!
//! A content is derived from its name, so that every process serves the same bytes.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::{HeaderValue, Method, Request, Response, StatusCode, header};
use md5::{Digest, Md5};
use url::form_urlencoded;

use super::data::Access;
use super::time::{self, DAY, FIRST};
use crate::graphql::{Call, Object, Value, seed};

/// The path below which contents are served.
const PATH: &str = "/fichiers/";
/// The time for which a URL is valid.
const VALID: Duration = Duration::from_secs(3600);
/// Makes the signature depend on more than the URL.
const SECRET: &str = "sandbox";

/// A field of a file; `None` if its value is derived.
pub(super) fn field(access: &Access, file: &Object, call: &Call<'_>) -> Option<Value> {
    let content = Content::of(access, file);
    let length = content.length(access.file_size);
    Some(match call.name() {
        "filename" => Value::json(content.filename()),
        "contentType" => Value::json("application/pdf"),
        "checksum" => Value::json(checksum(&content.bytes(access.file_size))),
        "byteSize" => Value::json(length as i64),
        "byteSizeBigInt" => Value::json(length.to_string()),
        "createdAt" => Value::json(time::paris(FIRST + DAY)),
        "url" => Value::json(content.signed_url(&access.origin, access.now)),
        "virusScanResult" => Value::json("safe"),
        _ => return None,
    })
}

/// The response to a request for a content; `None` for a request to another route.
pub(super) fn answer(
    request: &Request<Bytes>,
    size: Option<usize>,
    now: Duration,
) -> Option<Response<Bytes>> {
    let name = request.uri().path().strip_prefix(PATH)?;
    if request.method() != Method::GET {
        return Some(refusal(StatusCode::METHOD_NOT_ALLOWED));
    }
    let query = request.uri().query().unwrap_or_default();
    let mut expires = 0;
    let mut signature = String::new();
    for (key, value) in form_urlencoded::parse(query.as_bytes()) {
        match &*key {
            "expires" => expires = value.parse().unwrap_or_default(),
            "signature" => signature = value.into_owned(),
            _ => {}
        }
    }
    let content = Content {
        name: name.to_owned(),
    };
    if signature != content.signature(expires) || expires <= now.as_secs() {
        return Some(refusal(StatusCode::FORBIDDEN));
    }
    let mut response = Response::new(Bytes::from(content.bytes(size)));
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/pdf"),
    );
    Some(response)
}

fn refusal(status: StatusCode) -> Response<Bytes> {
    let mut response = Response::default();
    *response.status_mut() = status;
    response
}

/// MD5 in Base64, as Active Storage computes it.
fn checksum(bytes: &[u8]) -> String {
    STANDARD.encode(Md5::digest(bytes))
}

/// The content of a file.
struct Content {
    /// The file's key, followed by its version if it was replaced.
    name: String,
}

impl Content {
    fn of(access: &Access, file: &Object) -> Self {
        let version = match dossier(&file.key) {
            Some(number) => access
                .data
                .dossier(number)
                .map_or(0, |row| row.file_version),
            None => 0,
        };
        let name = match version {
            0 => file.key.to_string(),
            version => format!("{}/v{version}", file.key),
        };
        Self { name }
    }

    /// The same name for many files, and one that is a path on some systems.
    fn filename(&self) -> &'static str {
        match seed(&["filename", &self.name]).below(4) {
            0 => "..\\devis/signé.pdf",
            1 => "statuts.pdf",
            _ => "devis.pdf",
        }
    }

    fn length(&self, size: Option<usize>) -> usize {
        size.unwrap_or_else(|| 200 + seed(&["length", &self.name]).below(1_800) as usize)
    }

    fn bytes(&self, size: Option<usize>) -> Vec<u8> {
        let mut bytes = format!("%PDF-1.4\n% {}\n", self.name).into_bytes();
        let length = self.length(size);
        while bytes.len() < length {
            bytes.extend_from_within(..bytes.len().min(length - bytes.len()));
        }
        bytes.truncate(length);
        bytes
    }

    fn signed_url(&self, origin: &str, now: Duration) -> String {
        let expires = (now + VALID).as_secs();
        let signature = self.signature(expires);
        format!(
            "{origin}{PATH}{}?expires={expires}&signature={signature}",
            self.name
        )
    }

    fn signature(&self, expires: u64) -> String {
        format!(
            "{:016x}",
            seed(&[SECRET, &self.name, &expires.to_string()]).0
        )
    }
}

/// The dossier number in the key `demarche/dossiers/number/champs/…`; only answers can be replaced.
fn dossier(key: &str) -> Option<i64> {
    let mut steps = key.split('/').skip(1);
    match (steps.next(), steps.next(), steps.next()) {
        (Some("dossiers"), Some(number), Some("champs")) => number.parse().ok(),
        _ => None,
    }
}
