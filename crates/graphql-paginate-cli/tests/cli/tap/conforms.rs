//! A JSON Schema validator for the keywords that the tap uses.

use serde_json::Value;

/// Checks a value against a schema; the error has the path and the reason.
pub(crate) fn conforms(value: &Value, schema: &Value, path: &str) -> Result<(), String> {
    let kinds = schema["type"].as_array().expect("each schema has types");
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_i64() || number.is_u64() => "integer",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let fits = |name: &str| name == kind || (name == "number" && kind == "integer");
    if !kinds.iter().any(|name| fits(name.as_str().unwrap())) {
        return Err(format!("`{path}` is of type {kind}, not {kinds:?}"));
    }
    match value {
        Value::String(text) => match schema["format"].as_str() {
            Some("date-time") if !is_date_time(text) => {
                Err(format!("`{path}` is not a time: {text}"))
            }
            Some("date") if !is_date(text) => Err(format!("`{path}` is not a date: {text}")),
            _ => Ok(()),
        },
        Value::Array(items) => {
            for item in items {
                conforms(item, &schema["items"], &format!("{path}[]"))?;
            }
            Ok(())
        }
        Value::Object(members) => {
            let properties = schema["properties"].as_object().unwrap();
            for name in members.keys() {
                if !properties.contains_key(name) {
                    return Err(format!("`{path}.{name}` is not in the schema"));
                }
            }
            for (name, inner) in properties {
                let member = members.get(name).unwrap_or(&Value::Null);
                conforms(member, inner, &format!("{path}.{name}"))?;
            }
            Ok(())
        }
        _ => Ok(()),
    }
}

/// Whether the text has the form `2026-11-29T18:41:35Z`, or an offset in place of `Z`; fractions of a second are
/// allowed.
pub(crate) fn is_date_time(text: &str) -> bool {
    let Some((date, time)) = text.split_once('T') else {
        return false;
    };
    let (time, offset) = match time.find(['Z', '+', '-']) {
        Some(place) => time.split_at(place),
        None => return false,
    };
    let seconds = time.split('.').next().unwrap();
    is_date(date)
        && form(seconds) == "00:00:00"
        && ["Z", "+00:00", "-00:00"].contains(&&*form(offset))
}

fn is_date(text: &str) -> bool {
    form(text) == "0000-00-00"
}

/// The text with its digits replaced by zeros.
fn form(text: &str) -> String {
    text.replace(|character: char| character.is_ascii_digit(), "0")
}

#[test]
fn values_that_do_not_match_are_found() {
    use serde_json::json;
    let schema = json!({ "type": ["object"], "properties": {
        "at": { "type": ["string", "null"], "format": "date-time" },
        "n": { "type": ["array"], "items": { "type": ["integer"] } },
    } });
    for (value, expected) in [
        (json!({ "at": "2026-11-29T18:41:35+01:00", "n": [1] }), true),
        (json!({ "n": [] }), true),
        (json!({ "at": null }), false),
        (json!({ "at": "2026-11-29", "n": [] }), false),
        (json!({ "n": [1.5] }), false),
        (json!({ "n": [], "more": 1 }), false),
    ] {
        assert_eq!(conforms(&value, &schema, "").is_ok(), expected, "{value}");
    }
}
