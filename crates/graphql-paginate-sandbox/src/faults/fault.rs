//! What goes wrong, at the level of HTTP.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Response, StatusCode, header};
use serde_json::{Value, json};

use super::wire::Wire;
use super::{Asked, Throttle};
use crate::Change;

/// Something that goes wrong with one request; [`Faults`](crate::Faults) says with which.
///
/// Faults add up: `Fault::status(502).header("retry-after", "2")`, `Fault::null_nodes(&[1]).and(Fault::cut_body())`.
/// What is not said to go wrong goes as always: nulls in a page leave its status and headers alone.
#[derive(Debug, Clone, Default)]
#[must_use = "a fault happens once a script holds it"]
pub struct Fault {
    steps: Vec<Effect>,
}

/// # Answers of another making
impl Fault {
    /// An answer with this status and no body; the API does not see the request.
    ///
    /// # Panics
    ///
    /// When it is no status: below 100 or above 999.
    pub fn status(status: u16) -> Self {
        let status = StatusCode::from_u16(status).expect("a status has three digits");
        Self::default().step(Effect::Instead(status))
    }

    /// Sets a header of the answer, the API's own one or that of [`status`](Self::status).
    ///
    /// # Panics
    ///
    /// When name or value cannot stand in a header.
    pub fn header(self, name: &str, value: &str) -> Self {
        let name = HeaderName::try_from(name).expect("the name of a header");
        let value = HeaderValue::try_from(value).expect("visible ASCII");
        self.step(Effect::Header(name, value))
    }

    /// Sets the body of the answer, the API's own one or that of [`status`](Self::status).
    pub fn body(self, body: impl Into<Bytes>) -> Self {
        self.step(Effect::Body(body.into()))
    }

    /// Sets body and `Content-Type`.
    pub fn json(self, body: &Value) -> Self {
        self.header("content-type", "application/json; charset=utf-8")
            .body(body.to_string())
    }

    /// An HTML page, as a proxy in front of the API shows when it does not get through.
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

    /// GitHub's answer to a query that took too long: [`something_went_wrong`](Self::something_went_wrong) with 502.
    pub fn timeout() -> Self {
        Self::something_went_wrong(502)
    }

    /// "Something went wrong while executing your query", GitHub's words; seen with 502, 504 and 200.
    pub fn something_went_wrong(status: u16) -> Self {
        let message = "Something went wrong while executing your query. This may be the result of a timeout, or it \
                       could be a GitHub bug. Please include `0000:0000:000000:000000:00000000` when reporting this issue.";
        Self::status(status).json(&json!({ "data": null, "errors": [{ "message": message }] }))
    }

    /// Throttled: the API does not see the request.
    pub fn throttled(throttle: Throttle) -> Self {
        Self::default().step(Effect::Throttle(throttle))
    }
}

/// # On the way
impl Fault {
    /// The answer comes this much later, besides the sandbox's latency.
    pub fn delay(by: Duration) -> Self {
        Self::default().step(Effect::Delay(by))
    }

    /// No answer, ever; the connection stays open until the client gives up or the sandbox stops.
    pub fn silence() -> Self {
        const AS_GOOD_AS_EVER: Duration = Duration::from_secs(7 * 24 * 3600);
        Self::delay(AS_GOOD_AS_EVER)
    }

    /// The connection closes in the middle of the body. The client can tell, since `Content-Length` promises more.
    pub fn cut_body() -> Self {
        Self::default().step(Effect::Wire(Wire::Cut(None)))
    }

    /// [`cut_body`](Self::cut_body) after this many bytes of it; after all but one when it is not that long.
    pub fn cut_body_after(bytes: usize) -> Self {
        Self::default().step(Effect::Wire(Wire::Cut(Some(bytes))))
    }

    /// The connection closes without an answer.
    pub fn disconnect() -> Self {
        Self::default().step(Effect::Wire(Wire::Disconnect))
    }

    /// The body is compressed with gzip, of which the second half is missing although HTTP calls it complete.
    pub fn truncated_gzip() -> Self {
        Self::default().step(Effect::Wire(Wire::TruncatedGzip))
    }

    /// The answer's status and headers, and a body of no bytes.
    pub fn empty_body() -> Self {
        Self::default().body(Bytes::new())
    }
}

/// # Anything else
impl Fault {
    /// The data changes before the API sees the request: between this page and the one before.
    pub fn change(change: Change) -> Self {
        Self::default().step(Effect::Change(change))
    }

    /// The JSON of the answer is changed; nothing happens to an answer that is not JSON.
    pub fn rewrite(rewrite: impl Fn(&mut Value) + Send + Sync + 'static) -> Self {
        Self::rewritten(move |body, _| rewrite(body))
    }

    /// Both: first this one, then the other.
    pub fn and(mut self, other: Self) -> Self {
        self.steps.extend(other.steps);
        self
    }

    pub(super) fn restart() -> Self {
        Self::default().step(Effect::Restart)
    }

    pub(super) fn rewritten(
        rewrite: impl Fn(&mut Value, &Situation) + Send + Sync + 'static,
    ) -> Self {
        Self::default().step(Effect::Rewrite(Rewrite(Arc::new(rewrite))))
    }

    pub(super) fn steps(&self) -> &[Effect] {
        &self.steps
    }

    fn step(mut self, step: Effect) -> Self {
        self.steps.push(step);
        self
    }
}

/// One thing a fault does, in the order of its making.
#[derive(Debug, Clone)]
pub(super) enum Effect {
    // Before the API.
    Change(Change),
    Restart,
    // In its stead.
    Instead(StatusCode),
    Throttle(Throttle),
    // After it.
    Rewrite(Rewrite),
    Header(HeaderName, HeaderValue),
    Body(Bytes),
    Delay(Duration),
    Wire(Wire),
}

/// What a rewrite may need to know.
#[derive(Debug, Clone)]
pub(super) struct Situation {
    pub(super) asked: Asked,
    /// The first cursor that any request of the script asked with.
    pub(super) first_cursor: Option<String>,
}

#[derive(Clone)]
pub(super) struct Rewrite(Arc<RewriteFn>);

type RewriteFn = dyn Fn(&mut Value, &Situation) + Send + Sync;

impl Rewrite {
    /// The answer with its JSON rewritten; an answer that is not JSON stays as it is.
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
