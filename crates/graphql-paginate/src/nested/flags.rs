//! Checks, without parsing the response, that no nested connection of a page has more pages. Most pages have none.
//!
//! A connection with more pages has a flag: a key such as `hasNextPage` with the value `true`. So does one whose first
//! items were returned although the last ones were requested. If all flags in the text of a response belong to the lists
//! that are walked, none belongs to a nested connection.
//! If a flag is neither `true` nor `false`, or the object that holds it is null, the response is parsed.

use std::sync::LazyLock;

use memchr::memmem::{self, Finder};
use serde_json::value::RawValue;

use crate::connection::Nested;
use crate::graphql::raw_at;

/// Whether no other flag than those of the lists themselves is set. A list is given by the response keys from `data` to
/// its connection. `false` if that takes parsing to find out.
pub(super) fn only_of_lists(body: &str, lists: &[&[&'static str]], nested: &[Nested]) -> bool {
    if has_escaped_names(body) {
        return false;
    }
    let mut keys = Vec::new();
    let mut own = Vec::new();
    for unselected in nested
        .iter()
        .filter_map(|nested| nested.unselected.as_ref())
    {
        let Some(more) = unselected.more.last() else {
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
            if values(body, more).any(|value| !value.starts_with("null")) {
                return false;
            }
            continue;
        }
        let flags = [unselected.more, unselected.wrong_end];
        for path in flags {
            if let Some(key) = path.last()
                && !keys.contains(key)
            {
                keys.push(*key);
            }
        }
        if let [.., object, _] = unselected.more
            && values(body, object).any(|value| value.starts_with("null"))
        {
            return false;
        }
        for (list, flag) in lists.iter().flat_map(|list| flags.map(|flag| (list, flag))) {
            let path = [&["data"], *list, flag].concat();
            // Two lists may be the nodes and the edges of one connection, whose flag counts once.
            if !flag.is_empty() && !own.contains(&path) {
                own.push(path);
            }
        }
    }
    if !keys.iter().all(|key| has_only_flags(body, key)) {
        return false;
    }
    let set = keys.iter().map(|key| count_set(body, key)).sum::<usize>();
    if set == 0 {
        return true;
    }
    // Each path leads to a flag of its own.
    let own_set = own.iter().filter(|path| is_set(body, path)).count();
    set == own_set
}

fn is_set(body: &str, path: &[&str]) -> bool {
    raw_at(body, path).map(RawValue::get) == Some("true")
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
        assert_eq!(only_of_lists(&body, lists, LABELS), expected, "{body}");
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
