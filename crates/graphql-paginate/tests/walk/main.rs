//! Walks of a scripted server, through the public interface only.
//!
//! Each test is named for what the server does, and what the client must do.

mod cases;
mod clock;
mod fixture;
mod script;

mod ahead;
mod basics;
#[cfg(all(feature = "blocking", feature = "reqwest"))]
mod blocking;
mod both_ends;
mod changing;
mod client;
mod deadline;
mod direction;
mod documents;
mod failures;
mod garbage;
mod guards;
mod hostile;
#[cfg(feature = "reqwest")]
mod http_stream;
#[cfg(feature = "reqwest")]
mod http_transport;
mod limits;
mod model;
mod operations;
mod partial;
mod rest;
mod resume;
mod retries;
mod secrets;
mod settings;
mod shared_quota;
mod streams;
mod termination;
mod throttling;
mod tokens;
mod without_futures;
