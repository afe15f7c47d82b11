//! The generated code as text.

mod format;
mod shared_queries;
