//! The declarative macros that generated code consists of.
//!
//! They keep generated code small: the derive emits the items annotated with their response keys, and the compiler
//! expands the impls, which is faster than building their tokens in a procedural macro.
//!
//! Names that a macro introduces start with `__`, which no name of a schema or query may do: a fragment can be called
//! `E`.

mod accessors;
mod all_connections;
mod connection;
mod enumeration;
mod input;
mod markers;
mod nested;
mod object;
mod one_of;
mod query;
mod siblings;
mod variants;
mod whole;
