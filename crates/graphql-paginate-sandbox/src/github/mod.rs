//! GitHub's GraphQL API: `POST /graphql`.

mod request;
mod response;

mod cost;
mod rate_limit;

mod connection;
mod cursor;

mod fields;
mod issues;
mod people;
mod time;

use std::sync::OnceLock;

use bytes::Bytes;
use graphql_paginate_schemas::GITHUB;
use http::{Request, Response};

use crate::graphql::{
    ApiSchema, Call, Connection, ConnectionType, Failure, JsonValue, Object, Prepared, Seed, Value, World,
};
use crate::server::Api;
use crate::settings::{ConnectionSizes, Settings};
use cost::Cost;
use rate_limit::RateLimit;

/// The API, the sizes of its connections, and the quota spent so far.
pub(crate) struct GitHub {
    sizes: ConnectionSizes,
    rate_limit: RateLimit,
}

impl GitHub {
    pub(crate) const PATH: &str = "/graphql";

    pub(crate) fn new(settings: &Settings) -> Self {
        Self { sizes: settings.sizes.clone(), rate_limit: RateLimit::new() }
    }

    fn executed(&self, request: &Request<Bytes>) -> Result<Response<Bytes>, request::Refusal> {
        let request = request::read(request)?;
        let prepared = Prepared::new(schema(), &request).map_err(response::request_errors)?;
        let cost = Cost::of(schema(), &prepared);
        if cost.nodes > cost::MAX_NODES {
            return Err(response::node_limit(cost.nodes).into());
        }
        self.rate_limit.spend(cost.points);
        Ok(response::executed(prepared.run(&Executing { api: self, cost })))
    }
}

impl Api for GitHub {
    fn answer(&self, request: &Request<Bytes>) -> Response<Bytes> {
        let answer = self.executed(request).unwrap_or_else(|refusal| *refusal);
        self.rate_limit.stamp(answer)
    }
}

/// The API during one request.
struct Executing<'a> {
    api: &'a GitHub,
    cost: Cost,
}

impl World for Executing<'_> {
    fn schema(&self) -> &'static ApiSchema {
        schema()
    }

    fn field(&self, object: &Object, call: &Call<'_>) -> Result<Option<Value>, Failure> {
        if (object.type_name, call.name()) == ("Query", "rateLimit") {
            return Ok(Some(Value::Object(self.api.rate_limit.object(self.cost))));
        }
        fields::field(&self.api.sizes, object, call)
    }

    fn connection(
        &self,
        object: &Object,
        call: &Call<'_>,
        ty: ConnectionType,
    ) -> Result<Connection, Failure> {
        connection::connection(&self.api.sizes, object, call, ty)
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
    SCHEMA.get_or_init(|| ApiSchema::parse(GITHUB, "github.graphql"))
}
