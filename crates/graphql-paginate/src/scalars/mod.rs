//! Ready-made Rust types for the custom scalars of known schemas.
//!
//! Each module has one public name per custom scalar, and can be given to the derive as `custom_scalars_module`. Dates
//! are `String`, or, with the feature `chrono`, real dates. Scalars whose text has no further structure that the
//! schema promises stay `String`.

mod big_int;

pub mod demarches_simplifiees;
pub mod github;

pub use self::big_int::BigInt;

#[cfg(all(test, feature = "chrono"))]
mod tests {
    use serde::{Serialize, de::DeserializeOwned};

    use super::{demarches_simplifiees, github};

    /// Reads the API's text and writes it back as it was.
    fn check<T: Serialize + DeserializeOwned>(text: &str) {
        let value: T = serde_json::from_value(text.into()).unwrap();
        assert_eq!(serde_json::to_value(value).unwrap(), text);
    }

    #[test]
    fn dates_are_read_in_the_form_each_api_writes() {
        check::<github::Date>("2011-01-26");
        check::<github::DateTime>("2011-01-26T19:06:43Z");
        check::<github::PreciseDateTime>("2011-01-26T19:06:43.120Z");
        check::<github::GitTimestamp>("2011-01-26T19:06:43-05:00");
        check::<demarches_simplifiees::ISO8601Date>("1991-11-01");
        check::<demarches_simplifiees::ISO8601DateTime>("2019-07-10T00:00:00+02:00");
    }
}
