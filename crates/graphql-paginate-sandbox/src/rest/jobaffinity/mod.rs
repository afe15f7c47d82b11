//! JobAffinity: each page has the URL of the next one in `_next`.
//!
//! The documentation allows three forms of the end, and all occur here: `_next` is null for jobs and steps, empty for
//! candidates and notes, and absent elsewhere. Undocumented behavior is kept simple: errors have no body, and `invalid` is an
//! object of messages by parameter name.

mod data;
mod limit;
mod page;

use bytes::Bytes;
use http::{Method, Request, Response, StatusCode};
use serde_json::{Value, json};

use self::data::Data;
use self::limit::Limit;
use self::page::{End, Page, Window};
use super::call::Call;
use super::changes::Changes;
use super::reply;
use crate::api::Api;
use crate::change::{Change, Changing};
use crate::settings::RestSettings;

const ROOT: &str = "/restapi/v1";

/// The imitation of JobAffinity's REST API.
#[derive(Debug)]
pub(crate) struct JobAffinity {
    data: Changing<Data>,
    limit: Limit,
}

impl JobAffinity {
    /// The path of the API's root document.
    pub(crate) const PATH: &'static str = ROOT;

    pub(crate) fn new(settings: &RestSettings) -> Self {
        let data = Data {
            jobs: settings.jobs,
            candidates: settings.candidates,
            applications: settings.applications,
            changes: Changes::default(),
        };
        Self {
            data: Changing::new(data),
            limit: Limit::per_minute(settings.requests_per_minute, settings.clock.clone()),
        }
    }

    fn route(&self, call: &Call) -> Response<Bytes> {
        let segments = call.segments();
        let Some(["restapi", "v1"]) = segments.get(..2) else {
            return reply::empty(StatusCode::NOT_FOUND);
        };
        let data = &*self.data.now();
        match &segments[2..] {
            [] => reply::json(StatusCode::OK, &root()),
            ["job", id] => one(data, id, data.jobs, |id| data.job(id)),
            ["candidate", id] => one(data, id, data.candidates, |id| data.candidate(id)),
            ["application", id] => one(data, id, data.applications, |id| data.application(id)),
            collection => match page(data, collection) {
                Some(page) => list(call, &page),
                None => reply::empty(StatusCode::NOT_FOUND),
            },
        }
    }
}

fn page<'a>(data: &'a Data, collection: &[&str]) -> Option<Page<'a>> {
    let changes = &data.changes;
    let page = match collection {
        ["job"] => Page::new(changes, data.jobs, End::Null, |id| data.job(id)),
        ["candidate"] => Page::new(changes, data.candidates, End::Empty, |id| {
            data.candidate(id)
        }),
        ["step"] => Page::new(changes, data.applications, End::Null, |id| data.step(id)),
        ["note"] => Page::new(changes, data.applications / 2, End::Empty, |id| {
            data.note(id)
        }),
        ["webhook", "task"] => {
            Page::new(changes, data.jobs, End::Absent, |id| data.webhook_task(id))
        }
        ["job", job, "application"] => {
            let job = existing(data, job, data.jobs)?;
            applications(data).only(move |id| data.job_of(id) == job)
        }
        ["candidate", candidate, "application"] => {
            let candidate = existing(data, candidate, data.candidates)?;
            applications(data).only(move |id| data.candidate_of(id) == candidate)
        }
        _ => return None,
    };
    Some(page)
}

fn applications(data: &Data) -> Page<'_> {
    Page::new(&data.changes, data.applications, End::Absent, |id| {
        data.application(id)
    })
}

fn one(data: &Data, id: &str, count: usize, item: impl Fn(usize) -> Value) -> Response<Bytes> {
    match existing(data, id, count) {
        Some(id) => reply::json(StatusCode::OK, &item(id)),
        None => reply::empty(StatusCode::NOT_FOUND),
    }
}

impl Api for JobAffinity {
    fn answer(&self, request: &Request<Bytes>) -> Response<Bytes> {
        if !self.limit.admits() {
            return reply::empty(StatusCode::TOO_MANY_REQUESTS);
        }
        let call = Call::parse(request);
        if !authorized(&call) {
            let refused = reply::empty(StatusCode::UNAUTHORIZED);
            return reply::with_header(refused, "www-authenticate", "Basic realm=\"restapi\"");
        }
        if call.method != Method::GET {
            return reply::empty(StatusCode::METHOD_NOT_ALLOWED);
        }
        self.route(&call)
    }

    fn change(&self, change: Change) {
        self.data.change(|data| Data {
            changes: data.changes.with(change),
            ..*data
        });
    }
}

/// Accepts any login and password, except empty ones and the password `wrong`.
fn authorized(call: &Call) -> bool {
    call.basic().is_some_and(|(login, password)| {
        !login.is_empty() && !password.is_empty() && password != "wrong"
    })
}

fn existing(data: &Data, id: &str, count: usize) -> Option<usize> {
    let id = id.parse().ok()?;
    if data.changes.has(id, count) {
        Some(id)
    } else {
        None
    }
}

fn root() -> Value {
    json!({
        "_status": "OK",
        "_self": ROOT,
        "_version": "1.10",
        "_last_version_url": ROOT,
        "_expiration": null,
        "_changelog": { "_self": format!("{ROOT}/changelog") },
        "candidates": { "_self": format!("{ROOT}/candidate") },
        "jobs": { "_self": format!("{ROOT}/job") },
    })
}

fn list(call: &Call, page: &Page<'_>) -> Response<Bytes> {
    let body = match Window::of(call) {
        Ok(window) => page.body(call, &window),
        // The API refuses requests with 200; the actual status is in the body.
        Err(invalid) => json!({ "_status": "INVALID", "_self": call.path(), "invalid": invalid }),
    };
    reply::json(StatusCode::OK, &body)
}

#[cfg(test)]
mod tests;
