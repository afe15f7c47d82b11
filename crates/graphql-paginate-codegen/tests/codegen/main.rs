//! The generated code as text.

mod check;
mod diagnostics;
mod format;
mod schemas;
mod shared_queries;
