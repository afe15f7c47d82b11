//! The generated code as text.

mod check;
mod connections;
mod diagnostics;
mod facts;
mod format;
mod reach;
mod schemas;
mod shared_queries;
