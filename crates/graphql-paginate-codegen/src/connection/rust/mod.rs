//! Connections in the form that code generation needs.

mod accessor;
mod lower;
mod lowered;

pub(crate) use accessor::accessors;
pub(crate) use lower::{Documents, lower, method_name};
pub(crate) use lowered::{Connection, Edges};
