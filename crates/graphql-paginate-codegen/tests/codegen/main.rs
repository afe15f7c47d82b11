//! The generated code as text.

mod diagnostics;
mod format;
mod schemas;
mod shared_queries;
