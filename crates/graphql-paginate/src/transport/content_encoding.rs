//! Decodes response bodies according to `Content-Encoding`.
//!
//! As in [RFC 9110, section 8.4](https://www.rfc-editor.org/rfc/rfc9110#section-8.4), the names of encodings are
//! case-insensitive, and several encodings are decoded in reverse order. A gzip body may have several members. Decoding is
//! streamed, so the memory of a decoder is bounded whatever the size of the body.

use std::io;
use std::pin::Pin;

use async_compression::futures::bufread::{BrotliDecoder, GzipDecoder, ZlibDecoder, ZstdDecoder};
use async_compression::zstd::DParameter;
use futures_util::io::{AsyncBufRead, AsyncBufReadExt, BufReader};
use http::HeaderMap;
use http::header::CONTENT_ENCODING;

/// The value of `Accept-Encoding` in requests.
pub(super) const ACCEPTED: &str = "gzip, br, zstd";

/// The most encodings that are decoded on top of each other.
const MAX_ENCODINGS: usize = 4;

pub(super) type Body = Pin<Box<dyn AsyncBufRead + Send>>;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Encoding {
    Brotli,
    Gzip,
    Zlib,
    Zstd,
}

/// Decodes all encodings of a body.
pub(super) async fn decode(mut body: Body, headers: &HeaderMap) -> io::Result<Body> {
    let encodings = encodings(headers)?;
    // Responses without content may name an encoding too; an empty body is left unchanged.
    if encodings.is_empty() || body.fill_buf().await?.is_empty() {
        return Ok(body);
    }
    for encoding in encodings.into_iter().rev() {
        body = match encoding {
            Encoding::Brotli => Box::pin(BufReader::new(BrotliDecoder::new(body))),
            Encoding::Gzip => {
                let mut decoder = GzipDecoder::new(body);
                decoder.multiple_members(true);
                Box::pin(BufReader::new(decoder))
            }
            Encoding::Zlib => Box::pin(BufReader::new(ZlibDecoder::new(body))),
            Encoding::Zstd => {
                // 8 MiB, the largest window that RFC 9659 allows.
                let window = DParameter::window_log_max(23);
                let mut decoder = ZstdDecoder::with_params(body, &[window]);
                decoder.multiple_members(true);
                Box::pin(BufReader::new(decoder))
            }
        };
    }
    Ok(body)
}

/// The encodings in the order in which they were applied.
fn encodings(headers: &HeaderMap) -> io::Result<Vec<Encoding>> {
    let mut encodings = Vec::new();
    for value in headers.get_all(CONTENT_ENCODING) {
        for name in value.to_str().unwrap_or_default().split(',') {
            match name.trim().to_ascii_lowercase().as_str() {
                "gzip" | "x-gzip" => encodings.push(Encoding::Gzip),
                "br" => encodings.push(Encoding::Brotli),
                "zstd" => encodings.push(Encoding::Zstd),
                "deflate" => encodings.push(Encoding::Zlib),
                // `identity`, and character encodings, which some servers put here by mistake.
                _ => {}
            }
        }
    }
    if encodings.len() > MAX_ENCODINGS {
        return Err(io::Error::other("the body has too many content encodings"));
    }
    Ok(encodings)
}
