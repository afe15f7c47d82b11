//! Walks of REST collections.

mod server;

mod cursors;
mod links;
mod numbers;
mod odata;
mod shapes;
