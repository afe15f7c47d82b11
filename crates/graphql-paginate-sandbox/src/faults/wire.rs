//! The transmission of a response, complete or cut.

use std::io;

use axum::body::Body;
use bytes::Bytes;
use futures_util::{StreamExt, stream};
use http::{HeaderValue, Response, header};

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Wire {
    #[default]
    Whole,
    /// Cut after this number of bytes of the body, by default half of it.
    Cut(Option<usize>),
    TruncatedGzip,
    Disconnect,
}

impl Wire {
    pub(super) fn send(self, answer: Response<Bytes>) -> Response<Body> {
        match self {
            Self::Whole => answer.map(Body::from),
            Self::Cut(after) => cut(answer, after),
            Self::TruncatedGzip => truncated_gzip(answer).map(Body::from),
            Self::Disconnect => {
                // With an error before the first byte, the server closes the connection before it writes the status line.
                answer.map(|_| Body::from_stream(stream::once(async { Err::<Bytes, _>(closed()) })))
            }
        }
    }
}

fn cut(mut answer: Response<Bytes>, after: Option<usize>) -> Response<Body> {
    let length = answer.body().len();
    let kept = after.unwrap_or(length / 2).min(length.saturating_sub(1));
    // `Content-Length` is at least one byte more than is sent, even if the body was empty.
    answer
        .headers_mut()
        .insert(header::CONTENT_LENGTH, HeaderValue::from(length.max(1)));
    answer.map(|body| {
        let mut chunks = Vec::new();
        if kept > 0 {
            chunks.push(Ok(body.slice(..kept)));
        }
        Body::from_stream(stream::iter(chunks).chain(stream::once(async {
            // Without this pause, the error would discard bytes that are written but not yet flushed.
            tokio::task::yield_now().await;
            Err::<Bytes, _>(closed())
        })))
    })
}

fn closed() -> io::Error {
    io::Error::from(io::ErrorKind::ConnectionAborted)
}

fn truncated_gzip(mut answer: Response<Bytes>) -> Response<Bytes> {
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    headers.remove(header::CONTENT_LENGTH);
    answer.map(|body| {
        let compressed = half_of_gzip(&body);
        compressed.into()
    })
}

/// A gzip member with one stored block that announces the whole body and contains its first half.
///
/// See [RFC 1952](https://www.rfc-editor.org/rfc/rfc1952) and [RFC 1951](https://www.rfc-editor.org/rfc/rfc1951).
fn half_of_gzip(body: &[u8]) -> Vec<u8> {
    const HEADER: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];
    const LAST_BLOCK_STORED: u8 = 1;
    let announced = u16::try_from(body.len().max(1)).unwrap_or(u16::MAX);
    let mut bytes = HEADER.to_vec();
    bytes.push(LAST_BLOCK_STORED);
    bytes.extend(announced.to_le_bytes());
    bytes.extend((!announced).to_le_bytes());
    bytes.extend(&body[..usize::from(announced / 2)]);
    bytes
}
