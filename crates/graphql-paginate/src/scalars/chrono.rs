//! Custom scalars of known schemas, with date types of the `chrono` crate.
//!
//! Select them in the derive: `#[graphql(schema = "github", scalars = "chrono", ..)]`.

/// The custom scalars of GitHub's schema.
pub mod github {
    pub use crate::scalars::github::*;

    /// A calendar date.
    pub type Date = ::chrono::NaiveDate;
    /// An instant in UTC.
    pub type DateTime = ::chrono::DateTime<::chrono::Utc>;
    /// An instant with the offset recorded by Git.
    pub type GitTimestamp = ::chrono::DateTime<::chrono::FixedOffset>;
    /// An instant in UTC with milliseconds.
    pub type PreciseDateTime = ::chrono::DateTime<::chrono::Utc>;
}

/// The custom scalars of demarches-simplifiees' schema.
pub mod demarches_simplifiees {
    pub use crate::scalars::demarches_simplifiees::*;

    /// A calendar date.
    pub type ISO8601Date = ::chrono::NaiveDate;
    /// An instant with the server's offset.
    pub type ISO8601DateTime = ::chrono::DateTime<::chrono::FixedOffset>;
}

#[cfg(test)]
mod tests {
    use serde::{Serialize, de::DeserializeOwned};

    use super::{demarches_simplifiees, github};

    /// Checks that deserializing and serializing returns the same text.
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

    #[test]
    fn the_feature_changes_no_other_type() {
        let text: crate::scalars::github::DateTime = String::new();
        assert!(text.is_empty());
    }
}
