//! Walks of a scripted server, through the public interface only.
//!
//! Each test is named for what the server does, and what the client must do.

mod cases;
mod clock;
mod fixture;
mod property_test;
mod script;

mod basics;
#[cfg(all(feature = "blocking", feature = "reqwest"))]
mod blocking;
mod both_ends;
mod changing;
mod client;
mod deadline;
mod direction;
mod documents;
mod dynamic;
mod failures;
mod garbage;
mod guards;
mod hostile;
#[cfg(feature = "reqwest")]
mod http_stream;
#[cfg(feature = "reqwest")]
mod http_transport;
mod items;
#[cfg(feature = "blocking")]
mod iterators;
mod limiter;
mod limits;
mod model;
mod operations;
mod partial;
mod prefetch;
mod rest;
mod resume;
mod retries;
mod rules;
mod secrets;
mod settings;
mod shared_quota;
mod smaller_pages;
mod streams;
mod termination;
mod throttling;
mod tokens;
mod without_futures;
