//! Sage Business Cloud Comptabilité: OData v4 without next links, with a silent limit of rows.
//!
//! It has four kinds of error bodies: none without a token, OData's error object for an invalid query, `Message` for a
//! resource that does not exist, and the HTML page of a web server for an unknown path.

mod data;

use std::sync::OnceLock;

use bytes::Bytes;
use http::{Method, Request, Response, StatusCode};
use serde_json::{Value, json};

use super::call::Call;
use super::changes::Changes;
use super::odata::{self, Invalid, Options, Resource};
use super::reply;
use crate::api::Api;
use crate::change::{Change, Changing};
use crate::settings::RestSettings;

/// The largest and default number of rows in one response. Further rows are omitted silently.
const CAP: usize = 2000;
/// The largest number of rows with tax registers that the service can return before it times out.
const COSTLY: usize = 200;

/// The imitation of Sage's accounting API.
#[derive(Debug)]
pub(crate) struct Sage(Changing<Company>);

/// The resources of the company.
#[derive(Debug)]
struct Company {
    accounts: Rows,
    clients: Rows,
    entries: Rows,
}

/// The rows of a resource, created by the first request.
#[derive(Debug)]
struct Rows {
    /// The number of rows at the start.
    count: usize,
    changes: Changes,
    row: fn(usize) -> Value,
    resource: Resource,
    made: OnceLock<Vec<Value>>,
}

impl Rows {
    fn new(count: usize, row: fn(usize) -> Value, resource: Resource) -> Self {
        Self {
            count,
            changes: Changes::default(),
            row,
            resource,
            made: OnceLock::new(),
        }
    }

    fn changed(&self, change: Change) -> Self {
        Self {
            changes: self.changes.with(change),
            made: OnceLock::new(),
            ..*self
        }
    }

    fn all(&self) -> &[Value] {
        self.made.get_or_init(|| {
            let row = |number| {
                let row = (self.row)(number - 1);
                self.changes.apply(number, "intitule", row)
            };
            self.changes.numbers(self.count).map(row).collect()
        })
    }
}

impl Sage {
    /// The path of the API's root. Companies are below it, and each company's resources below its identifier.
    pub(crate) const PATH: &'static str = "";
    /// The identifier of the only company.
    pub(crate) const DATASET: &'static str = "0f8fad5b-d9cb-469f-a165-70867728950e";

    pub(crate) fn new(settings: &RestSettings) -> Self {
        Self(Changing::new(Company {
            accounts: Rows::new(settings.accounts, data::account, data::ACCOUNTS),
            clients: Rows::new(settings.clients, data::client, data::CLIENTS),
            entries: Rows::new(settings.entries, data::entry, data::ENTRIES),
        }))
    }

    fn resource(&self, call: &Call, name: &str) -> Response<Bytes> {
        let (collection, key) = match name.split_once("('") {
            Some((collection, key)) => (collection, key.strip_suffix("')")),
            None => (name, None),
        };
        let company = self.0.now();
        let rows = match collection {
            "comptes" => &company.accounts,
            "clients" => &company.clients,
            "ecritures" => &company.entries,
            _ => {
                let message = format!(
                    "No HTTP resource was found that matches the request URI '{}'.",
                    call.path()
                );
                return reply::json(StatusCode::NOT_FOUND, &json!({ "Message": message }));
            }
        };
        let answer = match key {
            Some(key) => one(call, rows, key),
            None => list(call, rows),
        };
        answer.unwrap_or_else(|invalid| invalid.response())
    }
}

impl Api for Sage {
    fn answer(&self, request: &Request<Bytes>) -> Response<Bytes> {
        let call = Call::parse(request);
        if call.bearer().is_none() {
            return reply::empty(StatusCode::UNAUTHORIZED);
        }
        if call.method != Method::GET {
            return reply::empty(StatusCode::METHOD_NOT_ALLOWED);
        }
        match call.segments().as_slice() {
            ["companies"] => reply::json(StatusCode::OK, &companies()),
            [Self::DATASET, resource] => self.resource(&call, resource),
            [_, _] => reply::empty(StatusCode::FORBIDDEN),
            _ => reply::html(StatusCode::NOT_FOUND, "404 - File or directory not found."),
        }
    }

    fn change(&self, change: Change) {
        self.0.change(|company| Company {
            accounts: company.accounts.changed(change),
            clients: company.clients.changed(change),
            entries: company.entries.changed(change),
        });
    }
}

fn companies() -> Value {
    json!({ "value": [{ "id": Sage::DATASET, "name": "BIJOU" }] })
}

fn one(call: &Call, rows: &Rows, key: &str) -> Result<Response<Bytes>, Invalid> {
    let options = Options::parse(call)?;
    Ok(match rows.all().iter().find(|row| row["id"] == key) {
        Some(row) => reply::json(
            StatusCode::OK,
            &odata::project(row, rows.resource, &options),
        ),
        None => odata::error(
            StatusCode::NOT_FOUND,
            "NotFound",
            &format!("No row has the key '{key}'."),
        ),
    })
}

fn list(call: &Call, rows: &Rows) -> Result<Response<Bytes>, Invalid> {
    let options = Options::parse(call)?;
    let selected = odata::select(rows.all(), rows.resource, &options)?;
    let top = options.top.unwrap_or(CAP).min(CAP);
    let window = selected.window(options.skip, top);
    if options.expand.iter().any(|name| name == "registreTaxes") && window.len() > COSTLY {
        return Ok(reply::html(
            StatusCode::GATEWAY_TIMEOUT,
            "504 Gateway Time-out",
        ));
    }
    let value: Vec<Value> = window
        .iter()
        .map(|row| odata::project(row, rows.resource, &options))
        .collect();
    let mut body =
        json!({ "@odata.context": format!("{}/$metadata#{}", call.origin(), call.path()) });
    if options.count {
        body["@odata.count"] = json!(selected.rows.len());
    }
    body["value"] = json!(value);
    Ok(reply::json(StatusCode::OK, &body))
}

#[cfg(test)]
mod tests;
