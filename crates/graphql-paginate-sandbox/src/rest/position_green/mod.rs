//! Position Green: cursor pagination, with access tokens that expire.
//!
//! Errors other than the documented 400 have no body here, because their format is not documented.

mod cursor;
mod data;
mod listing;
mod token;

use bytes::Bytes;
use http::{Method, Request, Response, StatusCode};
use serde_json::Value;

use self::listing::{Bounds, invalid, listing};
use self::token::Tokens;
use super::call::Call;
use super::changes::Changes;
use super::reply;
use crate::api::Api;
use crate::change::{Change, Changing};
use crate::settings::RestSettings;

/// The imitation of Position Green's API and of its token service, on one port.
#[derive(Debug)]
pub(crate) struct PositionGreen {
    years: usize,
    measures: usize,
    changes: Changing<Changes>,
    tokens: Tokens,
}

impl PositionGreen {
    /// The path of the API's root. Tokens are issued at `/connect/token` on the same port.
    pub(crate) const PATH: &'static str = "/v1";

    pub(crate) fn new(settings: &RestSettings) -> Self {
        Self {
            years: settings.years,
            measures: settings.measures,
            changes: Changing::new(Changes::default()),
            tokens: Tokens::new(
                settings.token_lifetime,
                settings.token_uses,
                settings.clock.clone(),
            ),
        }
    }

    /// The items of a collection that had `count` items at the start.
    fn items(&self, count: usize, item: fn(usize) -> Value) -> Vec<Value> {
        let changes = self.changes.now();
        let items = changes
            .numbers(count)
            .map(|number| changes.apply(number, "name", item(number - 1)));
        items.collect()
    }

    fn years(&self, call: &Call) -> Response<Bytes> {
        let mut years = self.items(self.years, data::year);
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
        let mut measures = self.items(self.measures, data::measure);
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

    fn change(&self, change: Change) {
        self.changes.change(|changes| changes.with(change));
    }
}

#[cfg(test)]
mod tests;
