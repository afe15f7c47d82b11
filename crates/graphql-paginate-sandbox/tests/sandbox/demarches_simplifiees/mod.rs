mod complexity;
mod cursors;
mod descriptors;
mod errors;
mod filters;
mod stored_queries;
mod truth_table;
mod unseen_changes;
