//! Tests of walks of REST collections.

mod server;

mod assumed_first;
mod concurrency;
mod credentials;
mod cursor_sources;
mod cursors;
mod ends;
mod equal_pages;
mod failures;
mod garbage;
mod links;
mod model;
mod numbers;
mod odata;
mod request_bodies;
mod resumed;
mod rows;
mod shapes;
mod text;

#[cfg(feature = "reqwest")]
mod catalogue;
#[cfg(feature = "reqwest")]
mod presets;
#[cfg(feature = "reqwest")]
mod safety;
