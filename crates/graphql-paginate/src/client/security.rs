//! Where a client may send its credentials.

use std::net::IpAddr;

use http::Uri;
use url::Url;

use crate::error::ErrorKind;

/// Decides where credentials may be sent.
#[derive(Debug, Clone, Copy)]
pub(super) struct Security {
    pub(super) holds_credentials: bool,
    pub(super) allow_insecure_http: bool,
}

impl Security {
    /// Returns the endpoint; an error if credentials would be sent to it unencrypted.
    pub(super) fn check(self, endpoint: Uri) -> Result<Uri, ErrorKind> {
        let is_plain = endpoint.scheme_str() == Some("http");
        if is_plain
            && self.holds_credentials
            && !self.allow_insecure_http
            && !is_loopback(&endpoint)
        {
            return Err(setup_error(format!(
                "credentials would go to `{}` unencrypted; use `https`, or `allow_insecure_http` in a network that you trust",
                endpoint.host().unwrap_or_default()
            )));
        }
        Ok(endpoint)
    }
}

fn is_loopback(endpoint: &Uri) -> bool {
    let host = endpoint.host().unwrap_or_default();
    let host = host.trim_start_matches('[').trim_end_matches(']');
    match host.parse::<IpAddr>() {
        Ok(address) => address.to_canonical().is_loopback(),
        // Names under `localhost` are loopback addresses, see RFC 6761, section 6.3.
        Err(_) => host == "localhost" || host.ends_with(".localhost"),
    }
}

/// An absolute http(s) URL without credentials.
pub(super) fn parse_endpoint(endpoint: &str) -> Result<Uri, ErrorKind> {
    let invalid =
        |problem: &str| setup_error(format!("the endpoint is not an absolute URL: {problem}"));
    let url = Url::parse(endpoint).map_err(|error| invalid(&error.to_string()))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(setup_error(format!(
            "the endpoint's scheme is `{}`; use `https`",
            url.scheme()
        )));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(setup_error(
            "the endpoint's URL holds credentials; give them with `.bearer_token(..)` or `.header(..)`",
        ));
    }
    url.as_str()
        .parse()
        .map_err(|error: http::uri::InvalidUri| invalid(&error.to_string()))
}

pub(super) fn setup_error(problem: impl Into<String>) -> ErrorKind {
    ErrorKind::Setup {
        problem: problem.into(),
    }
}
