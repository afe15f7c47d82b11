//! The generated code as text.

mod check;
mod connections;
mod diagnostics;
mod format;
mod schemas;
mod shared_queries;
