//! Reading of JSON from servers: `errors` of any shape, invalid surrogate escapes, and a fast decoder of valid text.

mod decoder;
mod scanner;

use bytes::Bytes;
use memchr::memchr;
use serde::de::{IgnoredAny, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;
use serde_json::{Number, Value};

pub(crate) use self::decoder::{decode, decode_seed};
pub(crate) use self::scanner::Unread;

/// Decodes a JSON text like [`serde_json::from_str`], and mostly faster.
pub(crate) fn from_text<'t, T: Deserialize<'t>>(text: &'t str) -> serde_json::Result<T> {
    match decode(text) {
        Some(value) => Ok(value),
        None => serde_json::from_str(text),
    }
}

/// The name by which `serde_json` recognizes a request for the text of a value.
///
/// It is not part of the public interface of `serde_json`. If it changes, values are decoded and captured in other ways:
/// with the same result, but slower.
pub(crate) const RAW_VALUE: &str = "$serde_json::private::RawValue";

/// Further entries are skipped, so that the memory of an error body stays close to its length.
const MAX_ENTRIES: usize = 100;

/// Of a longer entry, only the message and the code are kept.
const MAX_ENTRY_BYTES: usize = 32 * 1024;

/// The entries of an `errors` value: the elements of a list, or a single object or string.
///
/// `["a", {"message": "b"}]` has two entries, `{"message": "b"}` and `"a"` have one, `null`, `[]` and `{}` have none.
pub(crate) fn error_entries(errors: &RawValue) -> Vec<Value> {
    let text = errors.get().trim_start();
    if text.starts_with('[') {
        let entries = serde_json::from_str::<Entries>(text);
        return entries.unwrap_or_default().0;
    }
    match entry(text) {
        Value::Null => Vec::new(),
        Value::Object(fields) if fields.is_empty() => Vec::new(),
        entry => vec![entry],
    }
}

/// The value of a number without fraction, which some servers write as `2.0`.
pub(crate) fn whole(number: &Number) -> Option<u64> {
    /// Above this, not every integer is exactly representable as a floating-point number.
    const LARGEST: f64 = 9_007_199_254_740_992.0;
    if let Some(number) = number.as_u64() {
        return Some(number);
    }
    let number = number.as_f64()?;
    if number.fract() != 0.0 || !(0.0..LARGEST).contains(&number) {
        return None;
    }
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it is a small positive integer"
    )]
    Some(number as u64)
}

/// The same, as a signed number.
pub(crate) fn whole_signed(value: &Value) -> Option<i64> {
    let Value::Number(number) = value else {
        return None;
    };
    match number.as_i64() {
        Some(number) => Some(number),
        None => i64::try_from(whole(number)?).ok(),
    }
}

fn entry(text: &str) -> Value {
    if text.len() <= MAX_ENTRY_BYTES {
        return serde_json::from_str(text).unwrap_or_default();
    }
    let Ok(brief) = serde_json::from_str::<Brief>(text) else {
        return Value::String(head(text).to_owned());
    };
    serde_json::json!({
        "message": brief.message.as_deref().map(head),
        "type": brief.type_,
        "extensions": { "code": brief.extensions.and_then(|extensions| extensions.code) },
    })
}

fn head(text: &str) -> &str {
    let mut end = text.len().min(1024);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

#[derive(Default)]
struct Entries(Vec<Value>);

#[derive(Deserialize)]
struct Brief {
    message: Option<String>,
    #[serde(rename = "type")]
    type_: Option<String>,
    extensions: Option<BriefExtensions>,
}

#[derive(Deserialize)]
struct BriefExtensions {
    code: Option<String>,
}

impl<'de> Deserialize<'de> for Entries {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct List;

        impl<'de> Visitor<'de> for List {
            type Value = Entries;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("a list of errors")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Entries, A::Error> {
                let mut entries = Vec::new();
                while entries.len() < MAX_ENTRIES {
                    match list.next_element::<&RawValue>()? {
                        Some(raw) => entries.push(entry(raw.get())),
                        None => return Ok(Entries(entries)),
                    }
                }
                while list.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Entries(entries))
            }
        }

        deserializer.deserialize_seq(List)
    }
}

/// The text of an error without its position, which may be that in a part of the body only.
pub(crate) fn without_position(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let position = position(error);
    text.strip_suffix(&position).unwrap_or(&text).to_owned()
}

/// The position with which the text of an error ends; empty if it has none.
pub(crate) fn position(error: &serde_json::Error) -> String {
    match error.line() {
        0 => String::new(),
        line => format!(" at line {line} column {}", error.column()),
    }
}

/// Replaces each escaped lone surrogate by U+FFFD, as browsers do.
///
/// JavaScript servers that cut a text in the middle of an emoji send `"\ud83d"`, which is not a character and which JSON
/// parsers refuse.
pub(crate) fn replace_lone_surrogates(body: Bytes) -> Bytes {
    let mut repaired: Option<Vec<u8>> = None;
    let mut position = 0;
    while let Some(found) = memchr(b'\\', &body[position..]) {
        let escape = position + found;
        position = match unit(&body, escape) {
            Some(0xD800..=0xDBFF) if matches!(unit(&body, escape + 6), Some(0xDC00..=0xDFFF)) => {
                escape + 12
            }
            Some(0xD800..=0xDFFF) => {
                let repaired = repaired.get_or_insert_with(|| body.to_vec());
                repaired[escape + 2..escape + 6].copy_from_slice(b"fffd");
                escape + 6
            }
            _ => (escape + 2).min(body.len()),
        };
    }
    match repaired {
        Some(repaired) => repaired.into(),
        None => body,
    }
}

/// The UTF-16 code unit of the escape at this index, such as `\u00e9`.
fn unit(body: &[u8], at: usize) -> Option<u16> {
    let escape = body.get(at..at + 6)?;
    if !escape.starts_with(b"\\u") {
        return None;
    }
    let digits = std::str::from_utf8(&escape[2..]).ok()?;
    u16::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_of_any_shape_have_entries() {
        let check = |errors: &str, expected: Value| {
            let raw: Box<RawValue> = serde_json::from_str(errors).unwrap();
            assert_eq!(Value::Array(error_entries(&raw)), expected, "{errors}");
        };
        check(
            r#"["a", {"message":"b"}]"#,
            serde_json::json!(["a", {"message": "b"}]),
        );
        check(
            r#"{"message":"b"}"#,
            serde_json::json!([{ "message": "b" }]),
        );
        check(r#""a""#, serde_json::json!(["a"]));
        check("null", serde_json::json!([]));
        check("[]", serde_json::json!([]));
        check("{}", serde_json::json!([]));
    }

    #[test]
    fn many_or_long_errors_are_bounded() {
        let many = format!("[{}{{}}]", "{\"\":0},".repeat(10_000));
        let raw: Box<RawValue> = serde_json::from_str(&many).unwrap();
        assert_eq!(error_entries(&raw).len(), MAX_ENTRIES);

        let path = "1,".repeat(100_000);
        let long = format!(r#"[{{"message":"no","path":[{path}1],"extensions":{{"code":"X"}}}}]"#);
        let raw: Box<RawValue> = serde_json::from_str(&long).unwrap();
        assert_eq!(
            error_entries(&raw),
            [serde_json::json!({ "message": "no", "type": null, "extensions": { "code": "X" } })]
        );
    }

    #[test]
    fn a_lone_surrogate_becomes_the_replacement_character() {
        let check = |body: &str, expected: &str| {
            let repaired = replace_lone_surrogates(Bytes::from(body.to_owned()));
            assert_eq!(repaired, expected.as_bytes(), "{body}");
        };
        check(r#""\ud83d""#, r#""\ufffd""#);
        check(r#""\ud83d\ude00""#, r#""\ud83d\ude00""#);
        check(r#""\ude00\ud83d""#, r#""\ufffd\ufffd""#);
        check(r#""\ud83d\ud83d\ude00""#, r#""\ufffd\ud83d\ude00""#);
        check(r#""\\ud83d""#, r#""\\ud83d""#);
        check(r#""\uD83Dx\ude00 é""#, r#""\ufffdx\ufffd é""#);
        check(r#""a\n\\ud83d\u00e9""#, r#""a\n\\ud83d\u00e9""#);
        check(r#""\uD83"#, r#""\uD83"#);
        check(r#""\"#, r#""\"#);
        check("\\", "\\");
    }
}
