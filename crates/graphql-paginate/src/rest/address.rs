//! URLs of a collection and its pages.

use http::Uri;

use crate::error::ErrorKind;

/// Resolves a path below the endpoint; an absolute URL is returned unchanged.
///
/// # Errors
///
/// [`ErrorKind::Setup`] for a path with `.` or `..` segments, plain or percent-encoded: it would leave the endpoint's
/// path.
pub(super) fn below(endpoint: &Uri, path: &str) -> Result<String, ErrorKind> {
    if has_dot_segment(path) {
        return Err(ErrorKind::Setup {
            problem: format!(
                "the path `{path}` has a `.` or `..` segment, which leads out of the endpoint's path; write it out"
            ),
        });
    }
    if path.starts_with("http://") || path.starts_with("https://") {
        return Ok(path.to_owned());
    }
    let (scheme, authority) = (
        endpoint.scheme_str().unwrap_or("https"),
        endpoint.authority(),
    );
    let host = authority.map(ToString::to_string).unwrap_or_default();
    let root = endpoint.path().trim_end_matches('/');
    Ok(match path.trim_start_matches('/') {
        "" => format!("{scheme}://{host}{root}"),
        path => format!("{scheme}://{host}{root}/{path}"),
    })
}

/// Whether a server could interpret a segment of the path as `.` or `..`.
fn has_dot_segment(path: &str) -> bool {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let mut decoded = path.to_ascii_lowercase();
    for (encoded, character) in [("%2e", "."), ("%2f", "/"), ("%5c", "/"), ("\\", "/")] {
        decoded = decoded.replace(encoded, character);
    }
    let mut segments = decoded.split('/');
    segments.any(|segment| segment == "." || segment == "..")
}

/// Sets query parameters of a URL; each replaces those of the same name, the others stay unchanged.
///
/// # Errors
///
/// [`ErrorKind::Setup`] when the result is not a valid URL.
pub(super) fn with_parameters(
    url: &str,
    parameters: &[(String, String)],
) -> Result<Uri, ErrorKind> {
    let (path, query) = url.split_once('?').unwrap_or((url, ""));
    let mut pairs = Vec::new();
    for pair in query.split('&') {
        let own = decode(pair.split('=').next());
        let is_replaced = parameters.iter().any(|(name, _)| own == *name);
        if !pair.is_empty() && !is_replaced {
            pairs.push(pair.to_owned());
        }
    }
    for (name, value) in parameters {
        pairs.push(format!("{}={}", encode(name), encode(value)));
    }
    let separator = if pairs.is_empty() { "" } else { "?" };
    format!("{path}{separator}{}", pairs.join("&"))
        .parse()
        .map_err(|_| ErrorKind::Setup {
            problem: format!("`{path}` cannot be part of a URL; percent-encode what it is made of"),
        })
}

/// Percent-encodes all characters except those that every server reads the same in a query: letters, digits and
/// `-._~$,:()/`.
///
/// A space becomes `%20`, not `+`, which some servers read as a plus sign.
pub(super) fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~$,:()/".contains(&byte) {
            encoded.push(byte.into());
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

/// Encodes one segment of a path, slashes and `..` included.
pub(super) fn segment(text: &str) -> String {
    match text {
        "." | ".." => text.replace('.', "%2E"),
        text => encode(text).replace('/', "%2F"),
    }
}

fn decode(name: Option<&str>) -> String {
    let name = name.unwrap_or_default();
    url::form_urlencoded::parse(name.as_bytes())
        .next()
        .map_or_else(String::new, |(name, _)| name.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_set_and_never_doubled() {
        let check = |url: &str, parameters: &[(&str, &str)], expected: &str| {
            let parameters: Vec<_> = parameters
                .iter()
                .map(|(n, v)| ((*n).to_owned(), (*v).to_owned()))
                .collect();
            assert_eq!(
                with_parameters(url, &parameters).unwrap().to_string(),
                expected
            );
        };
        check("https://a.test/x", &[], "https://a.test/x");
        check(
            "https://a.test/x?b=%7e",
            &[("$top", "2")],
            "https://a.test/x?b=%7e&$top=2",
        );
        check(
            "https://a.test/x?%24top=1&b=1",
            &[("$top", "2")],
            "https://a.test/x?b=1&$top=2",
        );
        check(
            "https://a.test/x",
            &[("q", "a b+c'é&")],
            "https://a.test/x?q=a%20b%2Bc%27%C3%A9%26",
        );
    }

    #[test]
    fn paths_lie_below_the_endpoint() {
        let check = |endpoint: &'static str, path: &str, expected: &str| {
            assert_eq!(below(&Uri::from_static(endpoint), path).unwrap(), expected);
        };
        check(
            "https://a.test/restapi/v1",
            "job",
            "https://a.test/restapi/v1/job",
        );
        check(
            "https://a.test:8443/",
            "/v1/years",
            "https://a.test:8443/v1/years",
        );
        check("https://a.test/v1/", "", "https://a.test/v1");
        check(
            "https://a.test/v1",
            "https://a.test/other",
            "https://a.test/other",
        );
    }

    #[test]
    fn paths_that_leave_the_endpoint_are_refused() {
        let endpoint = Uri::from_static("https://a.test/v1");
        for path in [
            "users/../../admin",
            "..",
            "./x",
            "a/%2E%2e/b",
            "a/..%2fb",
            "a\\..\\b",
            "https://a.test/v1/../x",
        ] {
            let error = below(&endpoint, path).unwrap_err().to_string();
            assert!(
                error.contains("leads out of the endpoint's path"),
                "{error}"
            );
        }
        for path in ["a..b/...", "x?to=../y", ".well-known/x"] {
            assert!(below(&endpoint, path).is_ok(), "{path}");
        }
    }

    #[test]
    fn a_segment_stays_one() {
        assert_eq!(segment("a/../b c"), "a%2F..%2Fb%20c");
        assert_eq!(segment(".."), "%2E%2E");
    }
}
