//! The structure of OData response bodies, versions 2 to 4.01.

use super::layout::BodyLayout;
use super::response::{PageResponse, text_in};
use super::{ValueLocation, link};
use crate::error::ErrorKind;

/// Where OData bodies hold rows and count: version 4 first, then 2 and 3.
pub(super) fn layout() -> BodyLayout {
    let own = |pointers: &[&str]| pointers.iter().map(|&pointer| pointer.to_owned()).collect();
    let counts = ["/@odata.count", "/@count", "/odata.count", "/d/__count"];
    BodyLayout {
        items: own(&["/value", "/d/results", "/d"]),
        total: counts.map(ValueLocation::body).to_vec(),
        ..BodyLayout::default()
    }
}

/// The next link of a page as an absolute URL: relative links are resolved against the context URL, if there is one.
///
/// # Errors
///
/// [`ErrorKind::Decode`] if the link is not a string.
pub(super) fn next_link(response: &PageResponse<'_>) -> Result<Option<String>, ErrorKind> {
    let body = response.text;
    let links = [
        "/@odata.nextLink",
        "/@nextLink",
        "/odata.nextLink",
        "/d/__next",
    ];
    let Some(next) = first_text(body, &links)? else {
        return Ok(None);
    };
    let contexts = ["/@odata.context", "/@context", "/odata.metadata"];
    let absolute = match first_text(body, &contexts) {
        Ok(Some(context)) => link::resolve(&link::resolve(response.url, &context), &next),
        _ => next,
    };
    Ok(Some(response.resolve(&absolute)))
}

/// The delta link of a body, by the name it has in any version.
pub(super) fn delta_link(body: &str) -> Option<String> {
    let links = [
        "/@odata.deltaLink",
        "/@deltaLink",
        "/odata.deltaLink",
        "/d/__delta",
    ];
    first_text(body, &links).ok()?
}

fn first_text(body: &str, pointers: &[&str]) -> Result<Option<String>, ErrorKind> {
    for pointer in pointers {
        if let Some(text) = text_in(body, pointer)? {
            return Ok(Some(text));
        }
    }
    Ok(None)
}
