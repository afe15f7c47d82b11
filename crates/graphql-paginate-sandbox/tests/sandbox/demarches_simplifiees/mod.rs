mod cursors;
mod errors;
mod filters;
mod truth_table;
