//! Walks of lists of every paging style, with one harness for all of them.
//!
//! The server executes the documents that it is sent with another implementation of GraphQL.

#![cfg(feature = "macros")]

#[path = "../walk/cases.rs"]
mod cases;
mod library;
#[path = "../walk/property_test.rs"]
mod property_test;
mod queries;

mod as_written;
mod both_ends;
mod capped_totals;
mod concurrency;
mod defaults;
mod dynamic;
mod dynamic_parents;
mod failed_items;
mod fallen_totals;
mod guards;
mod paging_objects;
mod places;
mod property;
mod start_pages;
mod unclear_ends;
mod unions;
