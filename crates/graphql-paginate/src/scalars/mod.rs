//! Ready-made Rust types for the custom scalars of known schemas.
//!
//! Each module has one public name per custom scalar, and can be given to the derive as `custom_scalars_module`. Dates
//! are `String`, or, with the feature `chrono`, real dates. Scalars whose text has no further structure that the
//! schema promises stay `String`.

mod big_int;

pub mod demarches_simplifiees;
pub mod github;

pub use self::big_int::BigInt;
