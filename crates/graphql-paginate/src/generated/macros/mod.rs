//! The declarative macros that generated items are written with.
//!
//! They keep generated text small: what the derive hands to the compiler are the items themselves, annotated with
//! their response keys, and the compiler expands the impls, which it does faster than a macro that builds tokens.
//!
//! Names that a macro brings along start with `__`, as no name of a schema or query may: a fragment can be called `E`.

mod enumeration;
mod input;
mod object;
mod one_of;
mod variants;
mod whole;
