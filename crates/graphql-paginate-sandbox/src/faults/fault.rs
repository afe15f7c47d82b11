//! Faults at the level of HTTP.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Response, StatusCode, header};
use serde_json::{Value, json};

use super::wire::Wire;
use super::{RequestView, Throttle};
use crate::Change;

/// A fault of one request. [`Faults`](crate::Faults) selects the requests.
///
/// Faults can be combined: `Fault::status(502).header("retry-after", "2")`, `Fault::null_nodes(&[1]).and(Fault::cut_body())`.
/// Everything else remains as usual: null nodes in a page do not change its status and headers.
#[derive(Debug, Clone, Default)]
#[must_use = "a fault happens once a script holds it"]
pub struct Fault {
    effects: Vec<Effect>,
}

/// # Replaced responses
impl Fault {
    /// A response with this status and no body, instead of the API's.
    ///
    /// # Panics
    ///
    /// If the status is below 100 or above 999.
    pub fn status(status: u16) -> Self {
        let status = StatusCode::from_u16(status).expect("a status has three digits");
        Self::default().with(Effect::Instead(status))
    }

    /// Sets a header of the response of the API or of [`status`](Self::status).
    ///
    /// # Panics
    ///
    /// If the name or the value is not valid in a header.
    pub fn header(self, name: &str, value: &str) -> Self {
        let name = HeaderName::try_from(name).expect("the name of a header");
        let value = HeaderValue::try_from(value).expect("visible ASCII");
        self.with(Effect::Header(name, value))
    }

    /// Sets the body of the response of the API or of [`status`](Self::status).
    pub fn body(self, body: impl Into<Bytes>) -> Self {
        self.with(Effect::Body(body.into()))
    }

    /// Sets the body and `Content-Type`.
    pub fn json(self, body: &Value) -> Self {
        self.header("content-type", "application/json; charset=utf-8")
            .body(body.to_string())
    }

    /// An HTML page, such as a proxy returns if it cannot reach the API.
    pub fn html_page(status: u16) -> Self {
        let fault = Self::status(status);
        let page = format!(
            "<html>\r\n<head><title>{status} Server Error</title></head>\r\n\
             <body>\r\n<center><h1>{status} Server Error</h1></center>\r\n</body>\r\n</html>\r\n"
        );
        fault
            .header("content-type", "text/html; charset=utf-8")
            .body(page)
    }

    /// GitHub's response to a query that took too long: [`something_went_wrong`](Self::something_went_wrong) with 502.
    pub fn timeout() -> Self {
        Self::something_went_wrong(502)
    }

    /// GitHub's message "Something went wrong while executing your query", which occurs with 502, 504 and 200.
    pub fn something_went_wrong(status: u16) -> Self {
        let message = "Something went wrong while executing your query. This may be the result of a timeout, or it \
                       could be a GitHub bug. Please include `0000:0000:000000:000000:00000000` when reporting this issue.";
        Self::status(status).json(&json!({ "data": null, "errors": [{ "message": message }] }))
    }

    /// A throttled request, which the API does not execute.
    pub fn throttled(throttle: Throttle) -> Self {
        Self::default().with(Effect::Throttle(throttle))
    }
}

/// # Transmission
impl Fault {
    /// The response is delayed by this time, in addition to the sandbox's latency.
    pub fn delay(by: Duration) -> Self {
        Self::default().with(Effect::Delay(by))
    }

    /// No response. The connection stays open until the client gives up or the sandbox stops.
    pub fn silence() -> Self {
        const AS_GOOD_AS_EVER: Duration = Duration::from_secs(7 * 24 * 3600);
        Self::delay(AS_GOOD_AS_EVER)
    }

    /// The connection closes in the middle of the body. The client can detect it by `Content-Length`.
    pub fn cut_body() -> Self {
        Self::default().with(Effect::Wire(Wire::Cut(None)))
    }

    /// Like [`cut_body`](Self::cut_body), after this number of bytes. A shorter body loses its last byte.
    pub fn cut_body_after(bytes: usize) -> Self {
        Self::default().with(Effect::Wire(Wire::Cut(Some(bytes))))
    }

    /// The connection closes without a response.
    pub fn disconnect() -> Self {
        Self::default().with(Effect::Wire(Wire::Disconnect))
    }

    /// The body is compressed with gzip and its second half is missing, although it is complete according to HTTP.
    pub fn truncated_gzip() -> Self {
        Self::default().with(Effect::Wire(Wire::TruncatedGzip))
    }

    /// The body has one other byte in its middle than it should, and the same length.
    pub fn corrupted_body() -> Self {
        Self::default().with(Effect::Corrupt)
    }

    /// The second half of the body is missing, although the response is complete according to HTTP.
    pub fn halved_body() -> Self {
        Self::default().with(Effect::Halve)
    }

    /// The status and headers of the response with an empty body.
    pub fn empty_body() -> Self {
        Self::default().body(Bytes::new())
    }
}

/// # Other faults
impl Fault {
    /// The data changes before the API executes the request, which is between this page and the one before.
    pub fn change(change: Change) -> Self {
        Self::default().with(Effect::Change(change))
    }

    /// Changes the JSON of the response. A response that is not JSON remains unchanged.
    pub fn rewrite(rewrite: impl Fn(&mut Value) + Send + Sync + 'static) -> Self {
        Self::rewritten(move |body, _| rewrite(body))
    }

    /// Combines two faults: first this one, then the other.
    pub fn and(mut self, other: Self) -> Self {
        self.effects.extend(other.effects);
        self
    }

    pub(super) fn restart() -> Self {
        Self::default().with(Effect::Restart)
    }

    pub(super) fn rewritten(
        rewrite: impl Fn(&mut Value, &Situation) + Send + Sync + 'static,
    ) -> Self {
        Self::default().with(Effect::Rewrite(Rewrite(Arc::new(rewrite))))
    }

    pub(super) fn effects(&self) -> &[Effect] {
        &self.effects
    }

    fn with(mut self, effect: Effect) -> Self {
        self.effects.push(effect);
        self
    }
}

/// One effect of a fault. Effects are applied in the order in which they were added.
#[derive(Debug, Clone)]
pub(super) enum Effect {
    // Before the API executes the request.
    Change(Change),
    Restart,
    // Instead of the API's response.
    Instead(StatusCode),
    Throttle(Throttle),
    // Changes of the response.
    Rewrite(Rewrite),
    Header(HeaderName, HeaderValue),
    Body(Bytes),
    Corrupt,
    Halve,
    Delay(Duration),
    Wire(Wire),
}

/// The context of a rewrite.
#[derive(Debug, Clone)]
pub(super) struct Situation {
    pub(super) asked: RequestView,
    /// The first cursor of any request since the script was set.
    pub(super) first_cursor: Option<String>,
}

#[derive(Clone)]
pub(super) struct Rewrite(Arc<RewriteFn>);

type RewriteFn = dyn Fn(&mut Value, &Situation) + Send + Sync;

impl Rewrite {
    /// The response with its JSON rewritten. A response that is not JSON remains unchanged.
    pub(super) fn apply(&self, answer: &mut Response<Bytes>, situation: &Situation) {
        let Ok(mut body) = serde_json::from_slice(answer.body()) else {
            return;
        };
        (self.0)(&mut body, situation);
        *answer.body_mut() = body.to_string().into();
        answer.headers_mut().remove(header::CONTENT_LENGTH);
    }
}

impl fmt::Debug for Rewrite {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Rewrite(..)")
    }
}
