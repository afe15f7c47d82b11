//! demarches-simplifiees (demarche.numerique.gouv.fr): `POST /api/v2/graphql`.

mod depth;
mod request;
mod response;

mod data;
mod time;

mod connection;
mod cursor;

mod answers;
mod dossier;
mod fields;
mod forms;

use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use graphql_paginate_schemas::DEMARCHES_SIMPLIFIEES;
use http::{Request, Response};

use crate::graphql::{
    ApiSchema, Call, Connection, ConnectionType, Failure, JsonValue, Object, Prepared, Seed, Value, World,
};
use crate::server::Api;
use crate::settings::Settings;
use data::Data;

/// The API and its data.
pub(crate) struct DemarchesSimplifiees {
    data: Arc<Data>,
}

impl DemarchesSimplifiees {
    pub(crate) const PATH: &str = "/api/v2/graphql";

    pub(crate) fn new(settings: &Settings) -> Self {
        Self { data: Arc::new(Data::new(settings)) }
    }
}

impl Api for DemarchesSimplifiees {
    fn answer(&self, request: &Request<Bytes>) -> Response<Bytes> {
        let request = match request::read(request) {
            Ok(request) => request,
            Err(refusal) => return *refusal,
        };
        let prepared =
            Prepared::new(schema(), &request).and_then(|prepared| depth::check(&prepared).map(|()| prepared));
        match prepared {
            Ok(prepared) => response::executed(prepared.run(self)),
            Err(errors) => response::request_errors(errors),
        }
    }
}

impl World for DemarchesSimplifiees {
    fn schema(&self) -> &'static ApiSchema {
        schema()
    }

    fn field(&self, object: &Object, call: &Call<'_>) -> Result<Option<Value>, Failure> {
        fields::field(&self.data, object, call)
    }

    fn connection(
        &self,
        object: &Object,
        call: &Call<'_>,
        ty: ConnectionType,
    ) -> Result<Connection, Failure> {
        connection::connection(&self.data, object, call, ty)
    }

    fn global_id(&self, object: &Object) -> String {
        fields::global_id(object)
    }

    fn scalar(&self, scalar: &str, seed: Seed) -> JsonValue {
        fields::scalar(scalar, seed)
    }
}

/// The schema, parsed at the first request of the process.
fn schema() -> &'static ApiSchema {
    static SCHEMA: OnceLock<ApiSchema> = OnceLock::new();
    SCHEMA.get_or_init(|| ApiSchema::parse(DEMARCHES_SIMPLIFIEES, "demarches-simplifiees.graphql"))
}
