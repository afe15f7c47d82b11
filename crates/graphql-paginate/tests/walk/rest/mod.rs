//! Walks of REST collections.

mod server;

mod concurrency;
mod credentials;
mod cursors;
mod ends;
mod failures;
mod garbage;
mod links;
mod model;
mod numbers;
mod odata;
mod rows;
mod shapes;

#[cfg(feature = "reqwest")]
mod catalogue;
#[cfg(feature = "reqwest")]
mod presets;
#[cfg(feature = "reqwest")]
mod safety;
