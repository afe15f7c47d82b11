//! Tests of the sandbox over HTTP.

mod support;

mod running;

mod demarches_simplifiees;
mod github;

mod own_schema;

mod faults;

mod whole_schema;
