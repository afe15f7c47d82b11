//! The settings of a [`Paginator`](super::Paginator) that not every typed query has.

/// [`forward`](super::Paginator::forward) and [`tail`](super::Paginator::tail): typed queries whose connection
/// [walks forward](crate::WalksForward).
#[derive(Debug)]
pub enum Forward {}

/// [`backward`](super::Paginator::backward): typed queries whose connection [walks backward](crate::WalksBackward).
#[derive(Debug)]
pub enum Backward {}

/// [`page_size`](super::Paginator::page_size): typed queries whose connection has [a size](crate::SizedPages).
#[derive(Debug)]
pub enum PageSize {}

/// [`concurrency`](super::Paginator::concurrency): typed queries whose connection is [concurrent](crate::Concurrent).
#[derive(Debug)]
pub enum Concurrency {}
