//! The decoder beside `serde_json`: on valid, invalid and damaged text.

use std::collections::BTreeMap;
use std::fmt::Debug;

use proptest::prelude::*;
use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::Value;
use serde_json::value::RawValue;

use super::*;

/// A type with every kind of field that responses have, and some that only scalars of users have.
#[derive(Debug, PartialEq, Deserialize)]
#[serde(default)]
#[derive(Default)]
struct Everything {
    text: String,
    small: i8,
    int: Option<i64>,
    natural: u32,
    float: f64,
    short: f32,
    large: i128,
    flag: bool,
    letter: char,
    pair: (u8, String),
    kind: Kind,
    any: Value,
    raw: Option<Raw>,
    wrapped: Wrapped,
    map: BTreeMap<String, u64>,
    numbered: BTreeMap<u8, bool>,
    list: Vec<Option<Everything>>,
    parent: Option<Box<Everything>>,
}

#[derive(Debug, Default, PartialEq, Deserialize)]
enum Kind {
    #[default]
    A,
    B(u8),
}

#[derive(Debug, Default, PartialEq, Deserialize)]
struct Wrapped(Option<i32>);

#[derive(Debug, Deserialize)]
struct Raw(Box<RawValue>);

impl PartialEq for Raw {
    fn eq(&self, other: &Self) -> bool {
        self.0.get() == other.0.get()
    }
}

/// What is read here must be what `serde_json` reads.
fn compare<T: DeserializeOwned + PartialEq + Debug>(text: &str) -> bool {
    let Some(decoded) = decode::<T>(text) else {
        return false;
    };
    let expected = serde_json::from_str::<T>(text);
    assert_eq!(Some(&decoded), expected.as_ref().ok(), "{text}");
    true
}

/// Compares all types; returns whether the text was read as a value and as [`Everything`].
fn compare_all(text: &str) -> [bool; 2] {
    if decode::<IgnoredAny>(text).is_some() {
        serde_json::from_str::<IgnoredAny>(text).expect(text);
    }
    compare::<Raw>(text);
    compare::<Vec<Option<String>>>(text);
    [compare::<Value>(text), compare::<Everything>(text)]
}

#[test]
fn ordinary_responses_are_read() {
    for text in [
        r#"{}"#,
        r#" { "text" : "a" , "int" : -12 , "natural" : 0 , "flag" : true , "list" : [ null , { } ] } "#,
        "{\"text\":\"é\u{1f600}\",\"int\":null,\"map\":{\"a\":1,\"b\":123456789012345678},\"flag\":false}",
        r#"{"text":"a\n\u00e9\ud83d\ude00\"\\","te\u0078t2":1,"unknown":{"a":[1,-2.5e3,"\u0041",true,null]}}"#,
        r#"{"float":0.1,"short":0.1,"large":170141183460469231731687303715884105727,"letter":"x","int":-0}"#,
        r#"{"float":18446744073709551615,"natural":4294967295,"small":-128,"wrapped":5,"raw":{ "a": 1 }}"#,
        r#"{"kind":"A","any":{"b":[1.5,"\n"],"a":{}},"pair":[1,"x"],"parent":{"parent":{"kind":{"B":1}}}}"#,
    ] {
        assert_eq!(compare_all(text), [true, !text.contains("-0}")], "{text}");
    }
}

#[test]
fn text_that_is_not_json_is_not_read() {
    for text in [
        "",
        " ",
        "{",
        "[",
        "{]",
        "[}",
        "[1,]",
        "[,1]",
        "[1 2]",
        r#"{"a"}"#,
        r#"{"a":}"#,
        r#"{"a":1,}"#,
        r#"{a:1}"#,
        r#"{"a" 1}"#,
        r#"{,}"#,
        "{}{}",
        "{} x",
        "nul",
        "nulll",
        "tru",
        "01",
        "-",
        "-01",
        "1.",
        ".5",
        "1e",
        "+1",
        "--1",
        "\"",
        "\"\\\"",
        "\"\\x\"",
        "\"\\u12\"",
        "\"\\u12g4\"",
        "\"a\nb\"",
        "\"\u{0}\"",
        "\u{0}",
        "{}\u{0}",
        "\u{feff}{}",
        "1_0",
        "0x1",
        "NaN",
        "'a'",
        "[1}",
        "\"\\é\"",
    ] {
        assert!(
            serde_json::from_str::<IgnoredAny>(text).is_err(),
            "{text:?}"
        );
        for text in [
            text.to_owned(),
            format!("[{text}]"),
            format!(r#"{{"unknown":{text}}}"#),
        ] {
            if serde_json::from_str::<IgnoredAny>(&text).is_err() {
                assert_eq!(compare_all(&text), [false, false], "{text:?}");
                assert!(decode::<IgnoredAny>(&text).is_none(), "{text:?}");
            }
        }
    }
}

#[test]
fn nesting_is_as_deep_as_in_serde_json() {
    for depth in [1, 126, 127, 128, 129, 100_000] {
        let text = format!(
            r#"{}{{}}{}"#,
            r#"{"parent":"#.repeat(depth),
            "}".repeat(depth)
        );
        let is_read = serde_json::from_str::<Everything>(&text).is_ok();
        assert_eq!(decode::<Everything>(&text).is_some(), is_read, "{depth}");
        compare::<Value>(&text);
        decode::<IgnoredAny>(&text);
    }
}

#[test]
fn strings_of_every_length_end_at_their_quote() {
    for length in 0..40 {
        for tail in [
            "\"", "\\n\"", "\\\"\"", "\u{1}\"", "", "é\"", "\u{7f}\"", "!\"", "#\"", "[\"", "]\"",
        ] {
            for after in ["", "        ", "\"\"\"\"\"\"\"\"\"", "aaaaaaaa"] {
                let text = format!("\"{}{tail}{after}", "a".repeat(length));
                compare::<String>(&text);
                if after.trim().is_empty() && !tail.starts_with(['\u{1}']) && !tail.is_empty() {
                    assert!(decode::<String>(&text).is_some(), "{text}");
                }
            }
        }
    }
}

/// JSON of any shape, often with keys of [`Everything`], with random whitespace.
fn json() -> impl Strategy<Value = String> {
    let keys = "text|int|natural|float|short|large|flag|letter|pair|kind|any|raw|wrapped|map|numbered|list|parent|small|7";
    let text = "\"([a-zA-Zé\u{1f600} ]|\\\\[nrtbf\"/\\\\]|\\\\u[0-9a-fA-F]{4}){0,12}\"";
    let leaf = prop_oneof![
        Just("null".to_owned()),
        Just("true".to_owned()),
        Just("false".to_owned()),
        "-?(0|[1-9][0-9]{0,20})",
        r"-?(0|[1-9][0-9]{0,3})(\.[0-9]{1,20})?([eE][+-]?[0-9]{1,3})?",
        text,
        Just(r#""A""#.to_owned()),
        Just(r#"{"B":1}"#.to_owned()),
    ];
    leaf.prop_recursive(4, 40, 6, move |inner| {
        let spaced =
            ("[ \n\t]{0,2}", inner).prop_map(|(space, value)| format!("{space}{value}{space}"));
        let list = proptest::collection::vec(spaced.clone(), 0..4);
        let object = proptest::collection::vec((keys, spaced), 0..6);
        prop_oneof![
            list.prop_map(|list| format!("[{}]", list.join(","))),
            object.prop_map(|entries| {
                let entries = entries
                    .iter()
                    .map(|(key, value)| format!("\"{key}\":{value}"));
                format!("{{{}}}", entries.collect::<Vec<_>>().join(","))
            }),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn valid_json_is_read_as_by_serde_json(text in json()) {
        compare_all(&text);
    }

    #[test]
    fn damaged_json_is_not_read_otherwise(text in json(), at in any::<prop::sample::Index>(), with in "[\\[\\]{}:,\"0-9a-z\\\\ \u{1}.-]?", cut in 0..3_usize) {
        let mut text: Vec<char> = text.chars().collect();
        let start = at.index(text.len() + 1);
        let end = (start + cut).min(text.len());
        text.splice(start..end, with.chars());
        compare_all(&text.into_iter().collect::<String>());
    }
}

/// A list of texts that leaves out what is none, as a lenient scalar of a user may.
#[derive(Debug, PartialEq)]
struct Texts(Vec<String>);

impl<'de> Deserialize<'de> for Texts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Elements;

        impl<'de> Visitor<'de> for Elements {
            type Value = Texts;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a list")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Texts, A::Error> {
                let mut texts = Vec::new();
                loop {
                    match elements.next_element() {
                        Ok(Some(text)) => texts.push(text),
                        Ok(None) => return Ok(Texts(texts)),
                        Err(_) => {}
                    }
                }
            }
        }

        deserializer.deserialize_seq(Elements)
    }
}

/// A value that is `None` if it cannot be read.
#[derive(Debug, PartialEq)]
struct Lenient<T>(Option<T>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Lenient<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(T::deserialize(deserializer).ok()))
    }
}

#[test]
fn types_that_swallow_errors_are_left_to_serde_json() {
    for text in [r#"["a",null,"b"]"#, r#"["a",5,"b"]"#] {
        assert_eq!(decode::<Texts>(text), None, "{text}");
        let texts: Texts = serde_json::from_str(text).unwrap();
        assert_eq!(texts, Texts(vec!["a".to_owned(), "b".to_owned()]));
    }
    assert_eq!(
        decode(r#"["a","b"]"#),
        Some(Texts(vec!["a".to_owned(), "b".to_owned()]))
    );
    for text in [
        r#"{"lat":[1,2],"b":3}"#,
        r#"{"lat":"x\y","b":3}"#,
        r#"{"lat":null}"#,
    ] {
        assert_eq!(
            decode::<BTreeMap<String, Lenient<f64>>>(text),
            None,
            "{text}"
        );
    }
    assert_eq!(decode::<Vec<Lenient<String>>>(r#"["a","\x","b"]"#), None);
    assert_eq!(decode::<Vec<Lenient<(i32, i32)>>>("[[1,2,3],[4,5]]"), None);
}
