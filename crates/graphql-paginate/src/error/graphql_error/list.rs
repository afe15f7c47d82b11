//! Deserializes the `errors` of a response within bounds: a few compressed kilobytes can become millions of errors.

use std::fmt;

use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{self, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::{GraphQLError, bounded};

/// The largest number of errors that are kept.
const MAX_ERRORS: usize = 100;

/// Deserializes `errors`: a list as in the specification, or a single object or string, as some servers send it.
///
/// If the list is longer than [`MAX_ERRORS`], its last entry says how many more there were, so that no policy takes the
/// list for complete.
pub(crate) fn error_list<'de, D>(deserializer: D) -> Result<Option<Vec<GraphQLError>>, D::Error>
where
    D: Deserializer<'de>,
{
    deserializer.deserialize_any(ListVisitor)
}

struct ListVisitor;

impl<'de> Visitor<'de> for ListVisitor {
    type Value = Option<Vec<GraphQLError>>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a list of errors")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Some(vec![Entry.visit_str(text)?]))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        let mut error = Entry.visit_map(map)?;
        if error == GraphQLError::default() {
            error = GraphQLError::of_text("{}".to_owned());
        }
        Ok(Some(vec![error]))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut errors = Vec::new();
        while errors.len() < MAX_ERRORS {
            match list.next_element_seed(Entry)? {
                Some(error) => errors.push(error),
                None => return Ok(Some(errors)),
            }
        }
        let mut more: u64 = 0;
        while list.next_element::<IgnoredAny>()?.is_some() {
            more += 1;
        }
        if more > 0 {
            errors.push(GraphQLError {
                message: format!("{more} more errors, which were not kept"),
                ..GraphQLError::default()
            });
        }
        Ok(Some(errors))
    }
}

/// An entry of the list: an object as in the specification, or any other value, whose text becomes the message.
struct Entry;

impl<'de> DeserializeSeed<'de> for Entry {
    type Value = GraphQLError;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<GraphQLError, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Entry {
    type Value = GraphQLError;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an error")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<GraphQLError, A::Error> {
        GraphQLError::deserialize(MapAccessDeserializer::new(map))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<GraphQLError, E> {
        Ok(GraphQLError::of_text(bounded::text(text)))
    }

    fn visit_bool<E>(self, value: bool) -> Result<GraphQLError, E> {
        Ok(GraphQLError::of_text(value.to_string()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<GraphQLError, E> {
        Ok(GraphQLError::of_text(value.to_string()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<GraphQLError, E> {
        Ok(GraphQLError::of_text(value.to_string()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<GraphQLError, E> {
        Ok(GraphQLError::of_text(value.to_string()))
    }

    fn visit_unit<E>(self) -> Result<GraphQLError, E> {
        Ok(GraphQLError::default())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<GraphQLError, A::Error> {
        let value = bounded::list(list)?;
        Ok(GraphQLError::of_text(value.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_of_any_shape_keep_their_text() {
        let check = |errors_text: &str, expected: &[&str]| {
            let errors = error_list(&mut serde_json::Deserializer::from_str(errors_text)).unwrap();
            let errors = errors.unwrap_or_default();
            let texts: Vec<_> = errors.iter().map(|error| error.message.as_str()).collect();
            assert_eq!(texts, expected, "{errors_text}");
        };
        check(
            r#"["text", {"message":"object"}, 7, ["a"]]"#,
            &["text", "object", "7", r#"["a"]"#],
        );
        check(r#"{"message":"alone"}"#, &["alone"]);
        check(r#""alone""#, &["alone"]);
        check("{}", &["{}"]);
        check("[]", &[]);
        check("null", &[]);
    }

    #[test]
    fn errors_beyond_the_bound_are_counted() {
        let text = format!("[{}{{}}]", "{},".repeat(MAX_ERRORS + 6));
        let errors = error_list(&mut serde_json::Deserializer::from_str(&text))
            .unwrap()
            .unwrap();
        assert_eq!(errors.len(), MAX_ERRORS + 1);
        assert_eq!(
            errors[MAX_ERRORS].message,
            "7 more errors, which were not kept"
        );
    }
}
