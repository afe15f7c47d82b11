//! The sandbox, seen from its ports.

mod support;

mod running;

mod demarches_simplifiees;
mod github;

mod faults;

mod whole_schema;
