//! The canonical form, the shipped schemas, and the shared queries.

mod committed;
mod facts;
mod form;
mod queries;
