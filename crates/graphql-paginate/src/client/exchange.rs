//! Sends one request and reads the response, or the reason why there is none.

use bytes::Bytes;
use http::{Request, Response};
use tracing::debug;

use super::failure::Failure;
use super::{Client, Setup};
use crate::error::{ErrorKind, describe};
use crate::protocol;
use crate::retry::{RetryBudget, judge_success};

impl Client {
    /// Waits for the rate limit, sends a request once, and reads the response.
    ///
    /// # Cancellation
    ///
    /// Dropping the future ends a wait and abandons the request.
    pub(crate) async fn attempt<T>(
        &self,
        request: Request<Bytes>,
        retry_budget: &mut RetryBudget,
        read: impl FnOnce(&Response<Bytes>) -> Result<T, ErrorKind>,
    ) -> Result<T, Failure> {
        let setup = self.ready()?;
        let (encoded, is_hash) = setup.documents.encode(&request);
        let (mut ticket, mut sent) = setup.send(encoded, retry_budget).await?;
        if is_hash
            && let Ok(response) = &sent
            && let Some(text) = setup.documents.after_refusal(&request, response)
        {
            debug!("the server does not know the hash of the document");
            (ticket, sent) = setup.send(text, retry_budget).await?;
        }
        let response = match sent {
            Ok(response) => response,
            Err(mut kind) => {
                kind.mask(&setup.secrets);
                return Err(Failure::new(kind, None, Some(ticket)));
            }
        };
        debug!(
            status = response.status().as_u16(),
            bytes = response.body().len(),
            "answer"
        );
        let mut kind = match read(&response) {
            Ok(value) if setup.is_good(&response) => return Ok(value),
            Ok(_) => rejected(&response),
            Err(kind) => kind,
        };
        kind.mask(&setup.secrets);
        Err(Failure::new(kind, Some(response), Some(ticket)))
    }
}

impl Setup {
    /// Whether a decoded response is a success: errors beside its data may say that the server gave up.
    fn is_good(&self, response: &Response<Bytes>) -> bool {
        judge_success(&self.profile.rules, response, self.clock.now()).is_none()
    }
}

/// The error for a decoded response that a rule rejects.
fn rejected(response: &Response<Bytes>) -> ErrorKind {
    let errors = protocol::errors(response);
    if errors.is_empty() {
        return ErrorKind::UnexpectedBody {
            status: response.status(),
            found: describe(response),
        };
    }
    ErrorKind::GraphQL { errors }
}
