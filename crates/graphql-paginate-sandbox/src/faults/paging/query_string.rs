//! Reads page sizes and positions of a REST request, from the parameters of the imitated APIs and similar ones.

use http::Uri;
use url::form_urlencoded;

use super::Paging;

const SIZES: [&str; 7] = [
    "first",
    "limit",
    "top",
    "$top",
    "per_page",
    "page_size",
    "pageSize",
];
const PLACES: [&str; 9] = [
    "after",
    "before",
    "cursor",
    "pagecursor",
    "page",
    "skip",
    "$skip",
    "$skiptoken",
    "offset",
];

pub(super) fn paging(query: &str) -> Paging {
    let value = |names: &[&str]| {
        let mut parameters = form_urlencoded::parse(query.as_bytes());
        parameters
            .find(|(name, _)| names.contains(&&**name))
            .map(|(_, value)| value.into_owned())
    };
    let page_size = value(&SIZES).and_then(|size| size.parse().ok());
    Paging {
        page_size,
        nodes: page_size.unwrap_or_default(),
        cursor: value(&PLACES),
        backward: false,
    }
}

pub(super) fn without_cursor(uri: &Uri) -> Uri {
    let Some(query) = uri.query() else {
        return uri.clone();
    };
    let mut kept = form_urlencoded::Serializer::new(String::new());
    kept.extend_pairs(
        form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| !PLACES.contains(&&**name)),
    );
    let target = format!("{}?{}", uri.path(), kept.finish());
    target.parse().expect("a path and an encoded query string")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_are_read_and_removed() {
        let uri: Uri = "/restapi/v1/job?limit=20&pagecursor=42&since=7"
            .parse()
            .unwrap();
        let expected = Paging {
            page_size: Some(20),
            nodes: 20,
            cursor: Some("42".into()),
            backward: false,
        };
        assert_eq!(paging(uri.query().unwrap()), expected);
        assert_eq!(without_cursor(&uri), "/restapi/v1/job?limit=20&since=7");
    }
}
