//! The generated code as text.

mod connections;
mod facts;
mod format;
mod reach;
mod shared_queries;
