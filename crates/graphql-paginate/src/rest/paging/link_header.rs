//! The `Link` header.

use http::HeaderMap;
use http::header::LINK;

use super::next_link::link_or_first;
use super::style::{Answer, Ask, Style};
use crate::driver::{NextPage, Position};
use crate::error::ErrorKind;
use crate::rest::link;

/// Pages whose `Link` header leads to the next one with `rel="next"`; the last one has no such link.
///
/// ```
/// use graphql_paginate::rest::LinkHeader;
///
/// let paging = LinkHeader::new().size_parameter("per_page");
/// ```
///
/// See [RFC 8288](https://www.rfc-editor.org/rfc/rfc8288).
#[derive(Debug, Clone, Default)]
#[must_use = "a way of paging does nothing by itself"]
pub struct LinkHeader {
    size: Option<String>,
}

impl LinkHeader {
    /// Pages joined by the header alone.
    pub fn new() -> Self {
        Self::default()
    }

    /// The query parameter for the page size. It goes with the first request; links carry what the server put there.
    pub fn size_parameter(mut self, name: impl Into<String>) -> Self {
        self.size = Some(name.into());
        self
    }
}

impl Style for LinkHeader {
    fn check(&self) -> Result<(), String> {
        Ok(())
    }

    fn ask(&self, position: &Position) -> Result<Ask, ErrorKind> {
        Ok(link_or_first(position, self.size.as_deref()))
    }

    fn own_parameters(&self) -> Vec<&str> {
        self.size.as_deref().into_iter().collect()
    }

    fn onward(&self, answer: &Answer<'_>) -> Result<NextPage, ErrorKind> {
        let next = next(answer.headers);
        Ok(next.map_or(NextPage::End, |next| {
            NextPage::At(link::resolve(answer.url, &next))
        }))
    }
}

/// The target of the first link with the relation `next`.
fn next(headers: &HeaderMap) -> Option<String> {
    // Not only visible ASCII: some servers put raw UTF-8 here.
    let values = headers
        .get_all(LINK)
        .iter()
        .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
    values.into_iter().find_map(|value| next_in(&value))
}

fn next_in(mut rest: &str) -> Option<String> {
    while let Some((_, link)) = rest.split_once('<') {
        let (target, behind) = link.split_once('>')?;
        let (parameters, others) = parameters(behind);
        // A link with another anchor is about another document than this page.
        let anchored = parameters
            .iter()
            .any(|(name, value)| name == "anchor" && !value.is_empty());
        let relations = parameters
            .iter()
            .find(|(name, _)| name == "rel")
            .map_or("", |(_, value)| value);
        if !anchored
            && relations
                .split_whitespace()
                .any(|relation| relation.eq_ignore_ascii_case("next"))
        {
            return Some(target.trim().to_owned());
        }
        rest = others;
    }
    None
}

/// Name and value of a link's parameters up to the comma that ends the link, and what is behind it.
fn parameters(mut rest: &str) -> (Vec<(String, String)>, &str) {
    let mut parameters = Vec::new();
    loop {
        rest = rest.trim_start();
        let Some(behind) = rest.strip_prefix(';') else {
            return (parameters, rest.strip_prefix(',').unwrap_or(rest));
        };
        let behind = behind.trim_start();
        let end = behind.find(['=', ';', ',']).unwrap_or(behind.len());
        let name = behind[..end].trim().to_ascii_lowercase();
        let (value, left) = match behind[end..].strip_prefix('=') {
            Some(value) => parameter_value(value.trim_start()),
            None => (String::new(), &behind[end..]),
        };
        parameters.push((name, value));
        rest = left;
    }
}

/// A value with or without quotes; commas and semicolons inside quotes belong to it.
fn parameter_value(text: &str) -> (String, &str) {
    let Some(quoted) = text.strip_prefix('"') else {
        let end = text.find([';', ',']).unwrap_or(text.len());
        return (text[..end].trim().to_owned(), &text[end..]);
    };
    let mut value = String::new();
    let mut characters = quoted.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '"' => return (value, &quoted[at + 1..]),
            '\\' => value.extend(characters.next().map(|(_, escaped)| escaped)),
            character => value.push(character),
        }
    }
    (value, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_link_is_found_wherever_it_stands() {
        let check = |values: &[&str], expected: Option<&str>| {
            let headers = values
                .iter()
                .map(|value| (LINK, value.parse().unwrap()))
                .collect();
            assert_eq!(next(&headers).as_deref(), expected, "{values:?}");
        };
        check(
            &["<https://a.test/?page=2>; rel=\"next\", <https://a.test/?page=9>; rel=\"last\""],
            Some("https://a.test/?page=2"),
        );
        check(&["<https://a.test/?page=9>; rel=\"last\""], None);
        check(&[], None);
        check(&[""], None);
        check(&["<a>; rel=prev", "<b>;rel=next"], Some("b"));
        check(
            &["<a,b;c>; title=\"x, <y>; rel=\\\"next\\\"\"; REL=\"Last NEXT\""],
            Some("a,b;c"),
        );
        check(
            &["<a>; title=\"rel=next\"; rel=last, <b> ; rel = next"],
            Some("b"),
        );
        check(
            &["<a>; rel=next; anchor=\"/other\", <b>; rel=nextish"],
            None,
        );
        check(&["<a>; rel=last; rel=next"], None);
        check(&["<unfinished; rel=next"], None);
        check(&["<a>; rel=\"next"], Some("a"));
    }
}
