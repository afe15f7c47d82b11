//! Walks of a scripted server, through the public interface alone.
//!
//! The names are those of the behaviour cases: what a server does, and what the client must do.

mod clock;
mod fixture;
mod script;

mod ahead;
mod basics;
mod client;
mod direction;
mod failures;
#[cfg(feature = "reqwest")]
mod http_transport;
mod limits;
mod model;
mod partial;
mod resume;
mod retries;
mod streams;
mod termination;
mod throttling;
