//! Position Green: cursor pagination, with access tokens that expire.
//!
//! Errors other than the documented 400 have no body here, because their format is not documented.

mod cursor;
mod data;
mod listing;
mod token;

use bytes::Bytes;
use http::{Method, Request, Response, StatusCode};

use self::listing::{Bounds, invalid, listing};
use self::token::Tokens;
use super::call::Call;
use super::reply;
use crate::api::Api;
use crate::settings::RestSettings;

/// The imitation of Position Green's API and of its token service, on one port.
#[derive(Debug)]
pub(crate) struct PositionGreen {
    years: usize,
    measures: usize,
    tokens: Tokens,
}

impl PositionGreen {
    /// The path of the API's root. Tokens are issued at `/connect/token` on the same port.
    pub(crate) const PATH: &'static str = "/v1";

    pub(crate) fn new(settings: &RestSettings) -> Self {
        Self {
            years: settings.years,
            measures: settings.measures,
            tokens: Tokens::new(
                settings.token_lifetime,
                settings.token_uses,
                settings.clock.clone(),
            ),
        }
    }

    fn years(&self, call: &Call) -> Response<Bytes> {
        let mut years: Vec<_> = (0..self.years).map(data::year).collect();
        match call.parameter("sortBy") {
            None | Some("EndDate") => years.sort_by_key(|year| year["endDate"].to_string()),
            Some("Name") => years.sort_by_key(|year| year["name"].to_string()),
            Some(_) => return invalid("sortBy", "invalid value", "Must be EndDate or Name"),
        }
        listing(
            call,
            years,
            &Bounds {
                default: 10,
                most: 1000,
            },
        )
    }

    fn measures(&self, call: &Call) -> Response<Bytes> {
        let mut measures: Vec<_> = (0..self.measures).map(data::measure).collect();
        if let Some(part) = call.parameter("nameFilter") {
            measures.retain(|measure| {
                measure["name"]
                    .as_str()
                    .is_some_and(|name| name.contains(part))
            });
        }
        match call.parameter("sortBy") {
            None | Some("Name") => measures.sort_by_key(|measure| measure["name"].to_string()),
            Some(_) => return invalid("sortBy", "invalid value", "Must be Name"),
        }
        listing(
            call,
            measures,
            &Bounds {
                default: 10,
                most: 500,
            },
        )
    }
}

impl Api for PositionGreen {
    fn answer(&self, request: &Request<Bytes>) -> Response<Bytes> {
        let call = Call::parse(request);
        match (&call.method, call.segments().as_slice()) {
            (&Method::POST, ["connect", "token"]) => self.tokens.issue(&call),
            (_, ["v1", ..]) if !self.tokens.admits(&call) => {
                let refused = reply::empty(StatusCode::UNAUTHORIZED);
                reply::with_header(
                    refused,
                    "www-authenticate",
                    "Bearer error=\"invalid_token\"",
                )
            }
            (&Method::GET, ["v1", "years"]) => self.years(&call),
            (&Method::GET, ["v1", "measures"]) => self.measures(&call),
            _ => reply::empty(StatusCode::NOT_FOUND),
        }
    }
}

#[cfg(test)]
mod tests;
