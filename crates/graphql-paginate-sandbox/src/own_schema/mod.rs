//! A GraphQL API of any schema: `POST /graphql` on derived data.
//!
//! Relay connections are paged in both directions. Lists with arguments for an offset or a page number are paged too, and
//! lists in objects that have such arguments or a token for the next page. All other fields have derived values. Objects
//! are found again by their `id`.

mod connection;
mod fields;
mod paged_object;
mod response;
mod window;

use bytes::Bytes;
use http::{Method, Request, Response, StatusCode, header};
use serde_json::from_slice;

use crate::api::Api;
use crate::graphql::{
    ApiSchema, Call, Connection, ConnectionType, Failure, JsonValue, Object, Prepared,
    Request as Operation, Resolvers, Value,
};
use crate::tokens::{EXPIRED_TOKEN, UNKNOWN_TOKEN};

/// The response to a request that was refused.
type Refusal = Box<Response<Bytes>>;

/// The API of a schema.
pub(crate) struct OwnSchema {
    schema: &'static ApiSchema,
    items: usize,
}

impl OwnSchema {
    pub(crate) const PATH: &str = "/graphql";

    /// An API whose outer lists have this many items.
    ///
    /// The schema is kept until the process ends: the names of its types are part of every object.
    ///
    /// # Errors
    ///
    /// What makes the schema invalid.
    pub(crate) fn new(sdl: &str, items: usize) -> Result<Self, String> {
        let schema = ApiSchema::try_parse(sdl, "schema")?;
        Ok(Self {
            schema: Box::leak(Box::new(schema)),
            items,
        })
    }

    fn executed(&self, request: &Request<Bytes>) -> Result<Response<Bytes>, Refusal> {
        if is_refused(request) {
            return Err(response::refusal(StatusCode::UNAUTHORIZED, "unknown token").into());
        }
        if request.uri().path() != Self::PATH {
            return Err(response::refusal(StatusCode::NOT_FOUND, "not found").into());
        }
        if request.method() != Method::POST {
            let status = StatusCode::METHOD_NOT_ALLOWED;
            return Err(response::refusal(status, "send a POST request").into());
        }
        let operation = read(request)?;
        let prepared = Prepared::new(self.schema, &operation).map_err(response::request_errors)?;
        Ok(response::executed(prepared.run(&RESOLVERS.over(self))))
    }
}

impl Api for OwnSchema {
    fn answer(&self, request: &Request<Bytes>) -> Response<Bytes> {
        self.executed(request).unwrap_or_else(|refusal| *refusal)
    }
}

const RESOLVERS: Resolvers<OwnSchema> = Resolvers {
    schema: |own| own.schema,
    field: OwnSchema::field,
    connection: OwnSchema::connection,
    global_id: fields::global_id,
    scalar: fields::scalar,
};

impl OwnSchema {
    fn field(&self, object: &Object, call: &Call<'_>) -> Result<Option<Value>, Failure> {
        if let Some(found) = fields::found_again(self.schema, call) {
            return Ok(Some(found));
        }
        if let Some(value) = fields::number_or_id(object, call) {
            return Ok(Some(value));
        }
        let size = self.size(object, call.name());
        if let Some(page) = paged_object::paged_object(self.schema, size, object, call)? {
            return Ok(Some(page));
        }
        window::window(self.schema, size, object, call)
    }

    fn connection(
        &self,
        object: &Object,
        call: &Call<'_>,
        ty: ConnectionType,
    ) -> Result<Connection, Failure> {
        let size = self.size(object, call.name());
        connection::connection(self.schema, size, object, call, ty)
    }

    /// The number of items in a list: as set for outer lists, and up to six in lists inside the items of another one.
    fn size(&self, object: &Object, field: &str) -> usize {
        if fields::is_inside_list(object) {
            let seed = crate::graphql::seed(&[object.type_name, &object.key, field]);
            return seed.below(7) as usize;
        }
        self.items
    }
}

/// Whether the request has one of the two tokens that every API refuses.
fn is_refused(request: &Request<Bytes>) -> bool {
    let header = request.headers().get(header::AUTHORIZATION);
    let text = header
        .and_then(|header| header.to_str().ok())
        .unwrap_or_default();
    let token = text.split(' ').next_back().unwrap_or_default();
    token == UNKNOWN_TOKEN || token == EXPIRED_TOKEN
}

fn read(request: &Request<Bytes>) -> Result<Operation, Refusal> {
    let refused = |message| Box::new(response::refusal(StatusCode::BAD_REQUEST, message));
    let body: JsonValue =
        from_slice(request.body()).map_err(|_| refused("the body is not JSON"))?;
    Operation::in_body(&body).ok_or_else(|| refused("the body has no `query`"))
}
