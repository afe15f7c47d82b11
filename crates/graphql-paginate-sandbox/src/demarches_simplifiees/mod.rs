//! demarches-simplifiees (demarche.numerique.gouv.fr): `POST /api/v2/graphql`.

mod request;
mod response;
mod stored_queries;

mod complexity;
mod depth;
mod quota;

mod fields;

mod champs;
mod connection;
mod descriptors;
mod dossier;
mod files;

mod answers;
mod changes;
mod data;

mod cursor;
mod form;
mod rows;

mod objects;
mod time;

use std::sync::OnceLock;

use bytes::Bytes;
use graphql_paginate_schemas::DEMARCHES_SIMPLIFIEES;
use http::{Request, Response};

use crate::api::Api;
use crate::change::{Change, Changing};
use crate::clock::Clock;
use crate::graphql::{ApiSchema, Prepared, Resolvers};
use crate::settings::Settings;
use data::{Access, Data};
use quota::Quota;

/// The API with its data and its request quota.
pub(crate) struct DemarchesSimplifiees {
    data: Changing<Data>,
    quota: Quota,
    clock: Clock,
    file_size: Option<usize>,
}

/// The path of the endpoint.
pub(crate) const PATH: &str = "/api/v2/graphql";

impl DemarchesSimplifiees {
    pub(crate) fn new(settings: &Settings) -> Self {
        let quota = Quota::new(
            settings.demarches_simplifiees_requests_per_minute,
            settings.clock.clone(),
        );
        Self {
            data: Changing::new(Data::new(settings)),
            quota,
            clock: settings.clock.clone(),
            file_size: settings.file_size,
        }
    }
}

impl Api for DemarchesSimplifiees {
    fn answer(&self, request: &Request<Bytes>) -> Response<Bytes> {
        if let Some(answer) = files::answer(request, self.file_size, self.clock.now()) {
            return answer;
        }
        if let Some(refusal) = self.quota.refusal(request) {
            return refusal;
        }
        let origin = request::origin(request);
        let (request, has_token) = match request::read(request) {
            Ok(read) => read,
            Err(refusal) => return *refusal,
        };
        let prepared = match Prepared::new(schema(), &request) {
            Ok(prepared) => prepared,
            Err(errors) => return response::request_errors(errors),
        };
        let mut errors = Vec::from_iter(depth::check(&prepared));
        errors.extend(complexity::check(&prepared));
        if !errors.is_empty() {
            return response::request_errors(errors);
        }
        let access = Access {
            data: self.data.now(),
            has_token,
            origin,
            now: self.clock.now(),
            file_size: self.file_size,
        };
        response::executed(prepared.run(&RESOLVERS.over(&access)))
    }

    fn change(&self, change: Change) {
        self.data.change(|data| changes::changed(data, change));
    }
}

const RESOLVERS: Resolvers<Access> = Resolvers {
    schema: |_| schema(),
    field: fields::field,
    connection: connection::connection,
    global_id: objects::global_id,
    scalar: fields::scalar,
};

/// The schema, parsed at the first request of the process.
fn schema() -> &'static ApiSchema {
    static SCHEMA: OnceLock<ApiSchema> = OnceLock::new();
    SCHEMA.get_or_init(|| ApiSchema::parse(DEMARCHES_SIMPLIFIEES, "demarches-simplifiees.graphql"))
}
