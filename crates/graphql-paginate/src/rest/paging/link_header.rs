//! Paging by the `Link` header.

use http::HeaderMap;
use http::header::LINK;
use url::Url;

use super::end_rules::{Continuation, EndRules, flag_setters};
use super::next_link::named_link;
use super::style::{RequestTarget, StyleRules, link_or_first};
use crate::driver::{Order, PageRequest};
use crate::error::ErrorKind;
use crate::rest::response::PageResponse;

/// Pages whose `Link` header leads to the next page with `rel="next"`; the last page has no such link.
///
/// A malformed header is followed if its meaning is clear. If it mentions the next page but cannot be parsed, it is an
/// error, never the end, and so is a header whose only `next` is that of another document, by its `anchor`.
///
/// ```
/// use graphql_paginate::rest::LinkHeader;
///
/// let paging = LinkHeader::new().size_parameter("per_page");
/// ```
///
/// See [RFC 8288](https://www.rfc-editor.org/rfc/rfc8288).
#[derive(Debug, Clone)]
#[must_use = "a way of paging does nothing by itself"]
pub struct LinkHeader {
    relation: &'static str,
    size: Option<String>,
    end: EndRules,
}

flag_setters!(LinkHeader);

impl LinkHeader {
    /// Follows `rel="next"`.
    pub fn new() -> Self {
        Self {
            relation: "next",
            size: None,
            end: EndRules::default(),
        }
    }

    /// Follows `rel="prev"` instead, from the end of the collection to its beginning; the last item of each page is
    /// yielded first. The walk [starts at](crate::rest::Collection::start_at) the URL of the last page, or at the page
    /// that the server returns first.
    pub fn backward(mut self) -> Self {
        self.relation = "prev";
        self
    }

    /// Sets the parameter for the page size. It is sent with the first request only; links are followed unchanged.
    pub fn size_parameter(mut self, name: impl Into<String>) -> Self {
        self.size = Some(name.into());
        self
    }
}

impl Default for LinkHeader {
    fn default() -> Self {
        Self::new()
    }
}

impl StyleRules for LinkHeader {
    fn check(&self) -> Result<(), String> {
        self.end.check()
    }

    fn request(&self, position: &PageRequest) -> Result<RequestTarget, ErrorKind> {
        Ok(link_or_first(position, self.size.as_deref()))
    }

    fn own_parameters(&self) -> Vec<&str> {
        self.size.as_deref().into_iter().collect()
    }

    fn end_rules(&self) -> &EndRules {
        &self.end
    }

    fn continuation(&self, response: &PageResponse<'_>) -> Result<Continuation, ErrorKind> {
        let resolve = |anchor: &str| response.resolve(anchor);
        let link = link_of(response.headers, self.relation, response.url, resolve)?;
        Ok(named_link(response, link, "link"))
    }

    fn order(&self) -> Order {
        if self.relation == "prev" {
            Order::Reversed
        } else {
            Order::Same
        }
    }
}

/// The target of the first link with a relation of the page at `url`. `resolve` makes an anchor an absolute URL.
///
/// # Errors
///
/// [`ErrorKind::Decode`] if the header mentions the relation, but neither strict nor tolerant parsing finds a link, and if
/// all links with the relation are those of other documents.
fn link_of(
    headers: &HeaderMap,
    relation: &str,
    url: &str,
    resolve: impl Fn(&str) -> String,
) -> Result<Option<String>, ErrorKind> {
    let mut foreign = None;
    for value in headers.get_all(LINK) {
        // Header values may be more than ASCII: some servers send raw UTF-8.
        let value = String::from_utf8_lossy(value.as_bytes());
        let reading = read(&value);
        for link in &reading.links {
            if !link.has(relation) {
                continue;
            }
            match link.anchor().map(&resolve) {
                Some(anchor) if !is_same_page(url, &anchor) => foreign = foreign.or(Some(anchor)),
                _ => return Ok(Some(link.target.clone())),
            }
        }
        if reading.is_well_formed {
            continue;
        }
        if let Some(target) = tolerant_target(&value, relation) {
            return Ok(Some(target));
        }
        if words(&value).any(|word| word.eq_ignore_ascii_case(relation)) {
            let problem =
                format!("the header mentions `{relation}`, but is not a list of `<url>; rel=..`");
            return Err(unclear(problem));
        }
    }
    match foreign {
        None => Ok(None),
        // Queries may hold secrets.
        Some(anchor) => Err(unclear(format!(
            "the only link with `{relation}` is that of `{}`, so it is unknown whether another page of this list follows",
            anchor.split('?').next().unwrap_or_default()
        ))),
    }
}

fn unclear(problem: String) -> ErrorKind {
    ErrorKind::Decode {
        path: "link".to_owned(),
        problem,
    }
}

/// Whether the anchor of a link names the page that was requested: the query, a slash at the end and the scheme may
/// differ, because servers behind a proxy do not know how they were reached.
fn is_same_page(url: &str, anchor: &str) -> bool {
    let (Ok(url), Ok(anchor)) = (Url::parse(url), Url::parse(anchor)) else {
        return url == anchor;
    };
    let path = |url: &Url| url.path().trim_end_matches('/').to_owned();
    // The default port of a scheme is none.
    (url.host(), url.port(), path(&url)) == (anchor.host(), anchor.port(), path(&anchor))
}

/// The result of parsing the header strictly.
struct Reading {
    links: Vec<Link>,
    is_well_formed: bool,
}

struct Link {
    target: String,
    parameters: Vec<LinkParameter>,
}

struct LinkParameter {
    /// In lower case.
    name: String,
    value: String,
}

impl Link {
    fn has(&self, relation: &str) -> bool {
        // Only the first `rel` counts.
        for LinkParameter { name, value } in &self.parameters {
            if name == "rel" {
                let mut relations = value.split_whitespace();
                return relations.any(|known| known.eq_ignore_ascii_case(relation));
            }
        }
        false
    }

    /// The document that the link is about, if it is not the page itself.
    fn anchor(&self) -> Option<&str> {
        for LinkParameter { name, value } in &self.parameters {
            if name == "anchor" && !value.is_empty() {
                return Some(value);
            }
        }
        None
    }
}

fn read(value: &str) -> Reading {
    let mut reading = Reading {
        links: Vec::new(),
        is_well_formed: true,
    };
    let mut rest = value.trim_matches([' ', '\t', ',']);
    while !rest.is_empty() {
        let bracketed = rest.strip_prefix('<').and_then(|rest| rest.split_once('>'));
        let Some((target, parameters_text)) = bracketed else {
            reading.is_well_formed = false;
            return reading;
        };
        let (parameters, others) = parameters(parameters_text);
        let starts_anew = others.is_empty() || others.starts_with(',');
        reading.is_well_formed &=
            starts_anew && parameters.iter().all(|parameter| is_token(&parameter.name));
        reading.links.push(Link {
            target: target.trim().to_owned(),
            parameters,
        });
        rest = others.trim_start_matches([' ', '\t', ',']);
        if !starts_anew {
            return reading;
        }
    }
    reading
}

/// Whether a parameter's name is a [token](https://www.rfc-editor.org/rfc/rfc9110#name-tokens); a superfluous semicolon
/// is followed by an empty name.
fn is_token(name: &str) -> bool {
    !name.contains(|c: char| c.is_whitespace() || "\"(),/:;<=>?@[\\]{}".contains(c))
}

/// The names and values of a link's parameters, and the text after them.
fn parameters(mut rest: &str) -> (Vec<LinkParameter>, &str) {
    let mut parameters = Vec::new();
    loop {
        rest = rest.trim_start();
        let Some(parameter) = rest.strip_prefix(';') else {
            return (parameters, rest);
        };
        let parameter = parameter.trim_start();
        let end = parameter.find(['=', ';', ',']).unwrap_or(parameter.len());
        let (name, value) = parameter.split_at(end);
        let (value, others) = match value.strip_prefix('=') {
            Some(value) => parameter_value(value.trim_start()),
            None => (String::new(), value),
        };
        parameters.push(LinkParameter {
            name: name.trim().to_ascii_lowercase(),
            value,
        });
        rest = others;
    }
}

/// A value with or without quotes; commas and semicolons inside quotes are part of it.
fn parameter_value(text: &str) -> (String, &str) {
    if let Some((value, rest)) = text
        .strip_prefix('\'')
        .and_then(|text| text.split_once('\''))
    {
        return (value.to_owned(), rest);
    }
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

/// The target in a malformed header, such as one without angle brackets: the text before the first `;` of the part that
/// has the relation.
fn tolerant_target(value: &str, relation: &str) -> Option<String> {
    for part in value.split(',') {
        let (target, parameters) = part.split_once(';')?;
        for parameter in parameters.split(';') {
            let Some((name, value)) = parameter.split_once(['=', ':']) else {
                continue;
            };
            let is_next = words(value).any(|word| word.eq_ignore_ascii_case(relation));
            let target = match target.trim_start().strip_prefix('<') {
                Some(target) => target.split('>').next().unwrap_or(target),
                None => target,
            };
            let target = target.trim_matches(|c: char| c.is_whitespace() || "<>\"'".contains(c));
            if name.trim().eq_ignore_ascii_case("rel") && is_next && !target.is_empty() {
                return Some(target.to_owned());
            }
        }
    }
    None
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rest::link;

    const URL: &str = "https://a.test/";

    fn next_of(values: &[&str]) -> Result<Option<String>, ErrorKind> {
        link_of(&headers(values), "next", URL, |anchor| {
            link::resolve(URL, anchor)
        })
    }

    fn headers(values: &[&str]) -> HeaderMap {
        values
            .iter()
            .map(|value| (LINK, value.parse().unwrap()))
            .collect()
    }

    #[test]
    fn the_next_link_is_found_at_any_position() {
        let check = |values: &[&str], expected: Option<&str>| {
            let found = next_of(values).unwrap();
            assert_eq!(found.as_deref(), expected, "{values:?}");
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
            &["<a>; rel=next; anchor=\"/other\"", "<b>; rel=next"],
            Some("b"),
        );
        check(&["<a>; rel=next; anchor=\"https://a.test/\""], Some("a"));
        check(&["<a>; rel=last; rel=next"], None);
        check(&["<a>; rel=\"next"], Some("a"));
    }

    #[test]
    fn lenient_syntax_is_accepted() {
        for value in [
            "<b>; rel='next'",
            "b; rel=\"next\"",
            "'b'; REL=Next",
            "<a>; rel=prev, b; rel=next",
            "<b>; rel=\"next\";",
            "<b>; rel: next",
            "<b> rel=x; rel=next",
            "<b; rel=next",
            ", <b>; rel=next",
        ] {
            let found = next_of(&[value]).unwrap();
            let found = found.unwrap_or_default();
            assert_eq!(found.split_whitespace().next(), Some("b"), "{value}");
        }
    }

    #[test]
    fn a_header_that_cannot_be_read_but_names_the_next_page_is_an_error() {
        for value in [
            "next=https://a.test/?page=2",
            "rel=next; <",
            "{\"next\": \"b\"}",
        ] {
            let error = next_of(&[value]).unwrap_err().to_string();
            assert!(
                error.contains("`link`: the header mentions `next`"),
                "{error}"
            );
        }
        for value in ["<a>; rel=nextish, x", "garbage", "<"] {
            assert_eq!(next_of(&[value]).unwrap(), None, "{value}");
        }
    }
}
