//! Tests of the imitation of demarches-simplifiees, against the documented behavior of the API.

mod complexity;
mod cursors;
mod descriptors;
mod errors;
mod files;
mod filters;
mod stored_queries;
mod truth_table;
mod unseen_changes;
