//! Bodies decoded as their `Content-Encoding` says.
//!
//! Names are compared without regard to case, and several encodings are undone in the reverse order, as
//! [RFC 9110, section 8.4](https://www.rfc-editor.org/rfc/rfc9110#section-8.4) has it. A gzip body may have several
//! members. Decoding streams: what a decoder holds is bounded, whatever the body becomes.

use std::io;
use std::pin::Pin;

use async_compression::futures::bufread::{BrotliDecoder, GzipDecoder, ZlibDecoder, ZstdDecoder};
use async_compression::zstd::DParameter;
use futures_util::io::{AsyncBufRead, AsyncBufReadExt, BufReader};
use http::HeaderMap;
use http::header::CONTENT_ENCODING;

/// The encodings that requests accept.
pub(super) const ACCEPTED: &str = "gzip, br, zstd";

/// More encodings on top of each other are no one's intention.
const MOST: usize = 4;

pub(super) type Body = Pin<Box<dyn AsyncBufRead + Send>>;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Encoding {
    Brotli,
    Gzip,
    Zlib,
    Zstd,
}

/// The body without its encodings.
pub(super) async fn decode(mut body: Body, headers: &HeaderMap) -> io::Result<Body> {
    let encodings = encodings(headers)?;
    // An empty body is what it is: answers without content name an encoding as well.
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
                // The window of 8 MiB that RFC 9659 allows a server.
                let window = DParameter::window_log_max(23);
                let mut decoder = ZstdDecoder::with_params(body, &[window]);
                decoder.multiple_members(true);
                Box::pin(BufReader::new(decoder))
            }
        };
    }
    Ok(body)
}

/// The encodings in the order they were applied.
fn encodings(headers: &HeaderMap) -> io::Result<Vec<Encoding>> {
    let mut encodings = Vec::new();
    for value in headers.get_all(CONTENT_ENCODING) {
        for name in value.to_str().unwrap_or_default().split(',') {
            match name.trim().to_ascii_lowercase().as_str() {
                "gzip" | "x-gzip" => encodings.push(Encoding::Gzip),
                "br" => encodings.push(Encoding::Brotli),
                "zstd" => encodings.push(Encoding::Zstd),
                "deflate" => encodings.push(Encoding::Zlib),
                // `identity`, and the character encodings that some servers put here.
                _ => {}
            }
        }
    }
    if encodings.len() > MOST {
        return Err(io::Error::other("the body has too many content encodings"));
    }
    Ok(encodings)
}
