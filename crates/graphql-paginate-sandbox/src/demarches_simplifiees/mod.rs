//! demarches-simplifiees (demarche.numerique.gouv.fr): `POST /api/v2/graphql`.

mod depth;
mod request;
mod response;

mod data;
mod quota;
mod time;

mod connection;
mod cursor;

mod answers;
mod dossier;
mod fields;
mod forms;

use std::sync::OnceLock;

use bytes::Bytes;
use graphql_paginate_schemas::DEMARCHES_SIMPLIFIEES;
use http::{Request, Response};

use crate::change::{Change, Changing};
use crate::graphql::{ApiSchema, Prepared, Resolvers};
use crate::server::Api;
use crate::settings::Settings;
use data::Data;
use quota::Quota;

/// The API, its data, and the requests of the current minute.
pub(crate) struct DemarchesSimplifiees {
    data: Changing<Data>,
    quota: Quota,
}

impl DemarchesSimplifiees {
    pub(crate) const PATH: &str = "/api/v2/graphql";

    pub(crate) fn new(settings: &Settings) -> Self {
        let quota = Quota::new(
            settings.demarches_simplifiees_requests_per_minute,
            settings.clock.clone(),
        );
        Self {
            data: Changing::new(Data::new(settings)),
            quota,
        }
    }
}

impl Api for DemarchesSimplifiees {
    fn answer(&self, request: &Request<Bytes>) -> Response<Bytes> {
        if let Some(refusal) = self.quota.refusal(request) {
            return refusal;
        }
        let request = match request::read(request) {
            Ok(request) => request,
            Err(refusal) => return *refusal,
        };
        let prepared = Prepared::new(schema(), &request)
            .and_then(|prepared| depth::check(&prepared).map(|()| prepared));
        match prepared {
            Ok(prepared) => response::executed(prepared.run(&RESOLVERS.over(&*self.data.now()))),
            Err(errors) => response::request_errors(errors),
        }
    }

    fn change(&self, change: Change) {
        self.data.change(|data| data.changed(change));
    }
}

const RESOLVERS: Resolvers<Data> = Resolvers {
    schema,
    field: fields::field,
    connection: connection::connection,
    global_id: fields::global_id,
    scalar: fields::scalar,
};

/// The schema, parsed at the first request of the process.
fn schema() -> &'static ApiSchema {
    static SCHEMA: OnceLock<ApiSchema> = OnceLock::new();
    SCHEMA.get_or_init(|| ApiSchema::parse(DEMARCHES_SIMPLIFIEES, "demarches-simplifiees.graphql"))
}
