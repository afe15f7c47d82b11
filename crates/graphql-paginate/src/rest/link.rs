//! Next links: how they are resolved, and which ones are followed.
//!
//! Servers send links that are absolute, relative to the root, or relative to the request. Their text is preserved byte
//! for byte where possible, because a cursor in it may be signed, double-encoded, or compared as text. A link is
//! followed only within the client's own origin, because the request carries the client's credentials.

use http::Uri;
use url::Url;

use crate::error::ErrorKind;

/// The absolute form of a link found in the response from `base`.
///
/// A link that cannot be resolved is returned unchanged; [`admit`] refuses it.
pub(super) fn resolve(base: &str, link: &str) -> String {
    let Ok(base) = Url::parse(base) else {
        return link.to_owned();
    };
    let Ok(joined) = base.join(link) else {
        return link.to_owned();
    };
    let verbatim = spell_out(&base, link);
    // Keep the link as written, unless the URL standard resolves it differently or it cannot be sent.
    let is_same = Url::parse(&verbatim).is_ok_and(|url| url == without_fragment(joined.clone()));
    if is_same && !has_dot_segments(link) && verbatim.parse::<Uri>().is_ok() {
        verbatim
    } else {
        without_fragment(joined).into()
    }
}

/// Whether the path of a link has segments that a client resolves: `.` or `..`.
fn has_dot_segments(link: &str) -> bool {
    let (path, _) = link.split_once('?').unwrap_or((link, ""));
    let mut segments = path.split('/');
    segments.any(|segment| segment == "." || segment == "..")
}

/// Moves a link to the endpoint's origin: scheme, host and port are replaced, path and query stay.
///
/// For servers behind a proxy that return links with their internal address.
pub(super) fn with_origin_of(endpoint: &Uri, link: &str) -> String {
    let Ok(home) = Url::parse(&endpoint.to_string()) else {
        return link.to_owned();
    };
    match Url::parse(link) {
        Ok(url) if url.has_host() && url.origin() != home.origin() => {
            let path = &url[url::Position::BeforePath..url::Position::AfterQuery];
            format!("{}{path}", home.origin().ascii_serialization())
        }
        _ => link.to_owned(),
    }
}

/// The address to send a request to, if it is within the endpoint's origin.
///
/// # Errors
///
/// [`ErrorKind::RefusedLink`] for another origin, a scheme downgrade, credentials in the link, or an invalid URL.
pub(super) fn admit(endpoint: &Uri, link: &str) -> Result<Uri, ErrorKind> {
    let refused = |reason: &str| ErrorKind::RefusedLink {
        target: target(link),
        reason: reason.to_owned(),
    };
    let url = Url::parse(link).map_err(|_| refused("it is not an absolute URL"))?;
    let uri: Uri = link
        .parse()
        .map_err(|_| refused("it is not an absolute URL"))?;
    let authority = uri.authority().ok_or_else(|| refused("it names no host"))?;
    if authority.as_str().contains('@') || !url.username().is_empty() || url.password().is_some() {
        return Err(refused(
            "it holds a user name, which can hide the host it leads to",
        ));
    }
    // Two parsers must agree, because one checks the URL and the other connects to it.
    let home = Url::parse(&endpoint.to_string())
        .map_err(|_| refused("the endpoint is not an absolute URL"))?;
    let agreed = Url::parse(&format!(
        "{}://{authority}",
        uri.scheme_str().unwrap_or_default()
    ))
    .is_ok_and(|seen| seen.origin() == url.origin());
    if !agreed {
        return Err(refused("its host can be read in two ways"));
    }
    if home.scheme() == "https" && url.scheme() == "http" && home.host() == url.host() {
        return Err(refused(
            "it leaves `https`, and credentials could be read on the way",
        ));
    }
    if home.origin() != url.origin() {
        return Err(refused(&format!(
            "it leaves `{}`, where the credentials belong; make a client for that server to go on there",
            home.origin().ascii_serialization()
        )));
    }
    Ok(uri)
}

/// The link with the scheme, host and directory of the base prepended where they are missing.
fn spell_out(base: &Url, link: &str) -> String {
    let link = link.split('#').next().unwrap_or(link);
    let origin = base.origin().ascii_serialization();
    let path = base.path();
    match link {
        _ if Url::parse(link).is_ok() => link.to_owned(),
        _ if link.starts_with("//") => format!("{}:{link}", base.scheme()),
        _ if link.starts_with('/') => format!("{origin}{link}"),
        _ if link.starts_with('?') => format!("{origin}{path}{link}"),
        _ => format!("{origin}{}{link}", &path[..=path.rfind('/').unwrap_or(0)]),
    }
}

fn without_fragment(mut url: Url) -> Url {
    url.set_fragment(None);
    url
}

/// The target of a link, without the parts that may contain secrets.
fn target(link: &str) -> String {
    match Url::parse(link) {
        Ok(url) if url.has_host() => {
            format!("{}{}", url.origin().ascii_serialization(), url.path())
        }
        _ => link
            .split(['?', '#'])
            .next()
            .unwrap_or_default()
            .chars()
            .take(100)
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_resolved_and_keep_their_bytes() {
        let check = |base: &str, link: &str, expected: &str| {
            assert_eq!(resolve(base, link), expected, "{link}")
        };
        let base = "https://api.test:8443/v1/job?limit=2";
        check(
            base,
            "https://api.test:8443/v1/job?c=a%2Fb+%7e&&c=%20",
            "https://api.test:8443/v1/job?c=a%2Fb+%7e&&c=%20",
        );
        check(
            base,
            "/v1/job?pagecursor=42",
            "https://api.test:8443/v1/job?pagecursor=42",
        );
        check(
            base,
            "/elsewhere/deep?x=1",
            "https://api.test:8443/elsewhere/deep?x=1",
        );
        check(base, "jobs?x=%27", "https://api.test:8443/v1/jobs?x=%27");
        check(base, "?page=2", "https://api.test:8443/v1/job?page=2");
        check(base, "../v2/job", "https://api.test:8443/v2/job");
        check(base, "//other.test/x", "https://other.test/x");
        check(
            base,
            "/a b?q=é#part",
            "https://api.test:8443/a%20b?q=%C3%A9",
        );
        check(base, "http://[", "http://[");
    }

    #[test]
    fn a_link_is_admitted_within_the_origin_only() {
        let endpoint = Uri::from_static("https://api.test/v1");
        let check = |link: &str, refused: Option<&str>| {
            let found = admit(&endpoint, link).err().map(|kind| match kind {
                ErrorKind::RefusedLink { reason, .. } => reason,
                other => panic!("{other}"),
            });
            assert_eq!(found.as_deref(), refused, "{link}");
        };
        let leaves = "it leaves `https://api.test`, where the credentials belong; make a client for that server to go on there";
        let user = "it holds a user name, which can hide the host it leads to";
        check("https://api.test/v1/x?c=1", None);
        check("https://API.test:443/other", None);
        check(
            "http://api.test/v1/x",
            Some("it leaves `https`, and credentials could be read on the way"),
        );
        check("https://api.test:444/v1/x", Some(leaves));
        check("https://api.test.evil.test/v1", Some(leaves));
        check("https://evil.test/api.test", Some(leaves));
        check("https://api.test@evil.test/", Some(user));
        check("https://user:secret@api.test/", Some(user));
        check("https://@api.test/", Some(user));
        check(
            "https://evil.test\\@api.test/",
            Some("it is not an absolute URL"),
        );
        check(
            "https://api.test\n.evil.test/",
            Some("it is not an absolute URL"),
        );
        check("ftp://api.test/", Some(leaves));
        check("/v1/x", Some("it is not an absolute URL"));
    }

    #[test]
    fn a_link_is_moved_to_the_endpoint_s_origin() {
        let endpoint = Uri::from_static("https://api.test:8443/v1");
        let check = |link: &str, expected: &str| {
            assert_eq!(with_origin_of(&endpoint, link), expected, "{link}");
        };
        check(
            "http://api.test/v1/x?c=a%2Fb",
            "https://api.test:8443/v1/x?c=a%2Fb",
        );
        check("http://user:p@10.0.0.7:81/x", "https://api.test:8443/x");
        check(
            "https://API.test:8443/v1/x?c=%7e",
            "https://API.test:8443/v1/x?c=%7e",
        );
        check("mailto:a@b.test", "mailto:a@b.test");
        check("http://[", "http://[");
    }

    #[test]
    fn a_refusal_does_not_show_the_query() {
        let refused = admit(
            &Uri::from_static("https://api.test/"),
            "https://evil.test/x?token=secret",
        );
        let text = refused.unwrap_err().to_string();
        assert!(
            text.contains("`https://evil.test/x`") && !text.contains("secret"),
            "{text}"
        );
        let refused = admit(
            &Uri::from_static("https://api.test/"),
            "mailto:a@evil.test?token=secret",
        );
        let text = refused.unwrap_err().to_string();
        assert!(text.contains("`mailto:a@evil.test`"), "{text}");
    }
}
