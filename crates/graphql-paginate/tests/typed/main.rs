//! The derive, the runtime and the sandbox together: real documents, typed items, HTTP on loopback.
//!
//! A scripted server does what the sandbox does not, such as leading a walk in a circle.

#![cfg(all(feature = "macros", feature = "reqwest"))]

#[path = "../walk/cases.rs"]
mod cases;
#[path = "../walk/property_test.rs"]
mod property_test;
mod queries;
mod query_sources;
mod sandboxed;
mod script;

mod accessors;
mod as_written;
mod basics;
mod both_ends;
mod both_ends_pages;
mod direction;
mod faults;
mod kinds;
mod marks;
mod memory;
mod mirror;
mod nested;
mod parents;
mod poll;
mod property;
mod root_fields;
mod shared_fragments;
mod shared_options;
mod siblings;
mod stored;
mod termination;
