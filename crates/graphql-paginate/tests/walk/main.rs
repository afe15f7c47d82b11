//! Walks of a scripted server, through the public interface alone.
//!
//! The names are those of the behaviour cases: what a server does, and what the client must do.

mod fixture;
mod script;

mod basics;
mod client;
mod direction;
mod failures;
#[cfg(feature = "reqwest")]
mod http_transport;
mod limits;
mod model;
mod rest;
mod streams;
mod termination;
