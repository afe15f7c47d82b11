//! Ready-made Rust types for the custom scalars of known schemas.
//!
//! Each module has one public name for each custom scalar, and can be given to the derive as `custom_scalars_module`.
//! Dates are `String`; the types in the module `chrono` are dates and times, and the feature of that name makes them available.
//! Scalars whose text has no further structure that the schema promises stay `String`.

mod big_int;

#[cfg(feature = "chrono")]
pub mod chrono;
pub mod demarches_simplifiees;
pub mod github;

pub use self::big_int::BigInt;
