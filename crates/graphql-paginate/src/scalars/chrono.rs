//! The custom scalars of known schemas, with dates as types of the crate `chrono`.
//!
//! The derive uses them on request: `#[graphql(schema = "github", scalars = "chrono", ..)]`.

/// The custom scalars of GitHub's schema.
pub mod github {
    pub use crate::scalars::github::*;

    /// A calendar date.
    pub type Date = ::chrono::NaiveDate;
    /// A moment in UTC.
    pub type DateTime = ::chrono::DateTime<::chrono::Utc>;
    /// A moment with the offset in which Git recorded it.
    pub type GitTimestamp = ::chrono::DateTime<::chrono::FixedOffset>;
    /// A moment in UTC with milliseconds.
    pub type PreciseDateTime = ::chrono::DateTime<::chrono::Utc>;
}

/// The custom scalars of demarches-simplifiees' schema.
pub mod demarches_simplifiees {
    pub use crate::scalars::demarches_simplifiees::*;

    /// A calendar date.
    pub type ISO8601Date = ::chrono::NaiveDate;
    /// A moment with the server's offset.
    pub type ISO8601DateTime = ::chrono::DateTime<::chrono::FixedOffset>;
}

#[cfg(test)]
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

    #[test]
    fn the_feature_changes_no_other_type() {
        let text: crate::scalars::github::DateTime = String::new();
        assert!(text.is_empty());
    }
}
