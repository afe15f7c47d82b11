//! Rust types for the custom scalars of known schemas.
//!
//! Each module has one public type for each custom scalar, and can be passed to the derive as `custom_scalars_module`.
//! Dates are `String`; with the feature `chrono`, the module of that name has date and time types. Scalars for which
//! the schema specifies no further structure are `String`.

mod big_int;

#[cfg(feature = "chrono")]
pub mod chrono;
pub mod demarches_simplifiees;
pub mod github;

pub use self::big_int::BigInt;
