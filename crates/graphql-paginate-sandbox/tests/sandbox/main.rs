//! Tests of the sandbox over HTTP.

mod support;

mod running;

mod demarches_simplifiees;
mod github;

mod faults;

mod whole_schema;
