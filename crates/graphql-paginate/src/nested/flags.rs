//! Checks, without parsing the response, that no nested connection of a page has more pages. Most pages have none.
//!
//! A connection with more pages has a flag: a key such as `hasNextPage` with the value `true`. So does one whose first
//! items were returned although the last ones were requested. If all flags in the text of a response belong to the lists
//! that are walked, none belongs to a nested connection.
//! If a flag is neither `true` nor `false`, or the object that holds it is null, the response is parsed. So is a text with
//! another number of flags than connections, because one of them may lack its flag or have it twice.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use memchr::memmem::{self, Finder};
use serde_json::value::RawValue;

use crate::connection::Nested;
use crate::graphql::raw_at;

/// Whether no other flag than those of the lists themselves is set. A list is given by the response keys from `data` to
/// its connection. `false` if that takes parsing to find out.
pub(super) fn has_no_nested_pages(
    body: &str,
    lists: &[&[&'static str]],
    nested: &[Nested],
) -> bool {
    if has_escaped_names(body) {
        return false;
    }
    let mut flags: BTreeMap<&str, Flag> = BTreeMap::new();
    for unselected in nested
        .iter()
        .filter_map(|nested| nested.unselected.as_ref())
    {
        let (Some(more), Some(connection)) = (unselected.more.last(), unselected.connection_key())
        else {
            return false;
        };
        // Whether a number shows further pages depends on the list beside it.
        if unselected.above.is_some() {
            if values(body, more).next().is_some() {
                return false;
            }
            continue;
        }
        if unselected.is_token {
            let is_end = |value: &str| value.starts_with("null");
            let connections = connection_count(body, &BTreeSet::from([connection]));
            if !values(body, more).all(is_end) || values(body, more).count() != connections {
                return false;
            }
            continue;
        }
        if let [.., object, _] = unselected.more
            && values(body, object).any(|value| value.starts_with("null"))
        {
            return false;
        }
        for path in [unselected.more, unselected.wrong_end] {
            let Some(key) = path.last() else { continue };
            let flag = flags.entry(*key).or_default();
            flag.connections.insert(connection);
            for list in lists {
                // Two lists may be the nodes and the edges of one connection, whose flag counts once.
                flag.own.insert([&["data"], *list, path].concat());
            }
        }
    }
    flags
        .iter()
        .all(|(key, flag)| flag.is_only_of_lists(body, key))
}

/// The flags of one name.
#[derive(Default)]
struct Flag {
    /// The response keys of the nested connections that have it.
    connections: BTreeSet<&'static str>,
    /// Where the lists themselves have it, each a flag of its own.
    own: BTreeSet<Vec<&'static str>>,
}

impl Flag {
    /// Whether each value of the key is true or false, those of nested connections are all false, and none of these is
    /// absent or there twice.
    fn is_only_of_lists(&self, body: &str, key: &str) -> bool {
        if !has_only_flags(body, key) {
            return false;
        }
        let (mut own, mut own_set) = (0, 0);
        for path in &self.own {
            let value = raw_at(body, path).map(RawValue::get);
            own += usize::from(value.is_some());
            own_set += usize::from(value == Some("true"));
        }
        let nested = connection_count(body, &self.connections);
        count_set(body, key) == own_set && values(body, key).count() == own + nested
    }
}

/// How many objects a text has under these keys.
fn connection_count(body: &str, keys: &BTreeSet<&str>) -> usize {
    let mut count = 0;
    for key in keys {
        let objects = values(body, key).filter(|value| value.starts_with('{'));
        count += objects.count();
    }
    count
}

/// How often a key has the value `true`.
fn count_set(body: &str, key: &str) -> usize {
    values(body, key)
        .filter(|value| value.starts_with("true"))
        .count()
}

/// Whether each value of a key is true or false.
fn has_only_flags(body: &str, key: &str) -> bool {
    values(body, key).all(|value| value.starts_with("true") || value.starts_with("false"))
}

/// The text from each value of a key on.
fn values<'t>(body: &'t str, key: &str) -> impl Iterator<Item = &'t str> {
    let quoted = format!("\"{key}\"");
    let mut rest = body;
    std::iter::from_fn(move || {
        loop {
            let start = memmem::find(rest.as_bytes(), quoted.as_bytes())?;
            rest = &rest[start + quoted.len()..];
            if let Some(value) = rest.trim_start().strip_prefix(':') {
                return Some(value.trim_start());
            }
        }
    })
}

/// Whether the text has an escape such as `\u0068` in place of a letter, a digit or `_`, as a key could be written.
fn has_escaped_names(body: &str) -> bool {
    static ESCAPE: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("\\u00"));
    for start in ESCAPE.find_iter(body.as_bytes()) {
        let digits = body.get(start + 4..start + 6);
        match digits.map(|digits| u8::from_str_radix(digits, 16)) {
            Some(Ok(byte)) if !byte.is_ascii_alphanumeric() && byte != b'_' => {}
            _ => return true,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nested::fixture::LABELS;

    fn check(expected: bool, lists: &[&[&'static str]], connection: &str) {
        let body = format!(r#"{{"data":{{"list":{connection}}}}}"#);
        assert_eq!(
            has_no_nested_pages(&body, lists, LABELS),
            expected,
            "{body}"
        );
    }

    #[test]
    fn the_flag_of_the_list_itself_is_not_one_of_a_nested_connection() {
        let one: [&[&str]; 1] = [&["list"]];
        let labels = |more: &str| format!(r#"{{"id":"1","labels":{{"pageInfo":{{{more}}}}}}}"#);
        let page = |more: &str, item: &str| {
            format!(r#"{{"nodes":[{item}],"pageInfo":{{"hasNextPage":{more}}}}}"#)
        };
        let [open, closed] =
            ["true", "false"].map(|more| labels(&format!(r#""hasNextPage":{more}"#)));
        check(true, &one, &page("true", &closed));
        check(true, &one, &page("false", &closed));
        check(false, &one, &page("true", &open));
        check(false, &one, &page("false", &open));
        check(
            false,
            &one,
            &page("false", &labels(r#""hasNextPage" : true"#)),
        );
        check(
            false,
            &one,
            &page("false", &labels(r#""has\u004eextPage":true"#)),
        );
        check(
            false,
            &one,
            &page("false", &labels(r#""hasNextPage":null"#)),
        );
        let without = r#"{"id":"1","labels":{"pageInfo":null}}"#;
        check(false, &one, &page("false", without));
        check(
            true,
            &one,
            &page("true", r#"{"title":"\u003c \"hasNextPage\":true"}"#),
        );
    }

    #[test]
    fn a_flag_that_is_absent_or_there_twice_takes_parsing() {
        let one: [&[&str]; 1] = [&["list"]];
        let page = |labels: &str| {
            let flag = r#""pageInfo":{"hasNextPage":true}"#;
            format!(r#"{{"nodes":[{{"labels":{labels}}}],{flag}}}"#)
        };
        check(true, &one, &page("null"));
        check(true, &one, &page(r#"{"pageInfo":{"hasNextPage":false}}"#));
        check(false, &one, &page(r#"{"nodes":[]}"#));
        let twice = r#"{"pageInfo":{"hasNextPage":false},"pageInfo":{"hasNextPage":false}}"#;
        check(false, &one, &page(twice));
    }

    #[test]
    fn the_flag_of_a_connection_counts_once() {
        let open = r#"{"nodes":[{"labels":{"pageInfo":{"hasNextPage":true}}}],"pageInfo":{"hasNextPage":true}}"#;
        check(false, &[&["list"], &["list"]], open);
        // The flag of another list is not known by its path.
        check(
            false,
            &[&["other"]],
            r#"{"nodes":[],"pageInfo":{"hasNextPage":true}}"#,
        );
    }
}
