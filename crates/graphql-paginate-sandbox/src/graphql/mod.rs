//! The GraphQL implementation that the APIs share: parsing, validation, execution, and derived data.
//!
//! An API is a [`World`]. It resolves the fields for which it has data and pages its connections. Every other field has a
//! value that is derived from the field's type and the object's key, and is the same in every run.

mod resolvers;
mod world;

mod document;
mod schema;

mod call;
mod execute;
mod invalid;
mod json_response;
mod literal;
mod request_error;
mod rules;
mod suggestion;
mod usage;
mod variables;

mod derived;
mod resolver;

mod object;

mod failure;
mod seed;

pub(crate) use apollo_compiler::response::serde_json_bytes::json;
pub(crate) use apollo_compiler::response::{JsonMap, JsonValue};
pub(crate) use apollo_compiler::schema::{FieldDefinition, ObjectType, Type};

pub(crate) use call::{Call, is_included};
pub(crate) use document::Document;
pub(crate) use execute::{ExecutionError, Prepared, Request};
pub(crate) use failure::Failure;
pub(crate) use json_response::json_response;
pub(crate) use object::{Connection, Item, Object, Page, Value};
pub(crate) use request_error::RequestError;
pub(crate) use resolvers::Resolvers;
pub(crate) use schema::{ApiSchema, ConnectionType};
pub(crate) use seed::{Seed, seed};
pub(crate) use world::World;
