//! GitHub's GraphQL API: `POST /graphql`.

mod request;
mod response;

mod cost;
mod rate_limit;

mod data;
mod dates;
mod keys;
mod order;

mod connection;
mod cursor;

mod fields;
mod issues;
mod people;
mod time;

use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use graphql_paginate_schemas::GITHUB;
use http::{Request, Response};

use crate::api::Api;
use crate::change::{Change, Changing};
use crate::graphql::{ApiSchema, Call, Failure, Object, Prepared, Resolvers, Value};
use crate::settings::Settings;
use cost::Cost;
use data::Data;
use rate_limit::{RateLimit, RateLimitStatus};

/// The API with its data and the quota that was spent.
pub(crate) struct GitHub {
    data: Changing<Data>,
    rate_limit: RateLimit,
}

impl GitHub {
    pub(crate) const PATH: &str = "/graphql";

    pub(crate) fn new(settings: &Settings) -> Self {
        let rate_limit = RateLimit::new(settings.github_quota, settings.clock.clone());
        Self {
            data: Changing::new(Data::new(settings)),
            rate_limit,
        }
    }

    fn executed(&self, request: &Request<Bytes>) -> Result<Response<Bytes>, request::Refusal> {
        let asked = request::read(request)?;
        let prepared = Prepared::new(schema(), &asked).map_err(response::request_errors)?;
        let cost = Cost::of(schema(), &prepared);
        if cost.nodes > cost::MAX_NODES {
            return Err(response::node_limit(cost.nodes).into());
        }
        if let Some(refusal) = self.rate_limit.refusal(request, cost.points) {
            return Err(refusal.into());
        }
        let standing = self.rate_limit.standing(request);
        let executing = Executing {
            data: self.data.now(),
            standing,
            cost,
        };
        Ok(response::executed(
            prepared.run(&RESOLVERS.over(&executing)),
        ))
    }
}

impl Api for GitHub {
    fn answer(&self, request: &Request<Bytes>) -> Response<Bytes> {
        let answer = self.executed(request).unwrap_or_else(|refusal| *refusal);
        self.rate_limit.standing(request).stamp(answer)
    }

    fn change(&self, change: Change) {
        self.data.change(|data| data.changed(change));
    }
}

/// The API during one request.
struct Executing {
    data: Arc<Data>,
    standing: RateLimitStatus,
    cost: Cost,
}

const RESOLVERS: Resolvers<Executing> = Resolvers {
    schema: |_| schema(),
    field: Executing::field,
    connection: |executing, object, call, ty| {
        connection::connection(&executing.data, object, call, ty)
    },
    global_id: fields::global_id,
    scalar: fields::scalar,
};

impl Executing {
    fn field(&self, object: &Object, call: &Call<'_>) -> Result<Option<Value>, Failure> {
        if (object.type_name, call.name()) == ("Query", "rateLimit") {
            return Ok(Some(Value::Object(self.standing.object(self.cost))));
        }
        fields::field(&self.data, object, call)
    }
}

/// The schema, parsed at the first request of the process.
fn schema() -> &'static ApiSchema {
    static SCHEMA: OnceLock<ApiSchema> = OnceLock::new();
    SCHEMA.get_or_init(|| ApiSchema::parse(GITHUB, "github.graphql"))
}
