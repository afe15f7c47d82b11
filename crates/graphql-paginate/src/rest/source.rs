//! The REST source: requests the pages of a collection for the page driver.

use std::marker::PhantomData;
use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode, Uri};
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_json::value::RawValue;
use tracing::warn;

use super::layout::{BodyLayout, DecodedItems, Expected, ItemsList, ListName};
use super::page_metadata::PageMetadata;
use super::paging::style::{Parameter, RequestTarget, StyleRules};
use super::problem::{problems, refusal};
use super::reported_errors::refuse_reported_errors;
use super::response::{self, PageResponse};
use super::{address, json, link};
use crate::driver::{
    Fetched, NextPage, Order, OtherStart, PageHash, PageIdentities, PageRequest, Source,
};
use crate::error::{ErrorKind, Problem, describe};
use crate::page::{Page, PageInfo};

/// The maximum number of items in a page whose items are identified when a walk resumes; in a larger page they are
/// counted.
const MAX_IDENTITIES: usize = 100_000;

/// A collection with its way of paging.
pub(super) struct CollectionSource<T> {
    pub(super) name: String,
    pub(super) endpoint: Uri,
    /// The collection's URL with its own query parameters.
    pub(super) url: String,
    /// The request body, if the collection is read by POST.
    pub(super) body: Option<Value>,
    pub(super) layout: BodyLayout,
    pub(super) paging: Arc<dyn StyleRules>,
    /// Whether links to other origins are rewritten to the endpoint's origin.
    pub(super) replaces_link_origin: bool,
    /// The list that was the only one of the first page, if the caller did not say where the items are. On a page without
    /// it, another list may be the only one, such as one of errors. Checkpoints store it.
    pub(super) list_name: Arc<OnceLock<String>>,
    pub(super) item: PhantomData<fn() -> T>,
}

impl<T: DeserializeOwned + Send + 'static> Source for CollectionSource<T> {
    type Item = T;
    type Data = PageMetadata;

    fn operation(&self) -> &str {
        &self.name
    }

    fn order(&self) -> Order {
        self.paging.order()
    }

    fn request(&self, position: &PageRequest) -> Result<Request<Bytes>, ErrorKind> {
        let (url, body) = self.target(position)?;
        let mut request = Request::new(Bytes::new());
        *request.uri_mut() = url;
        let headers = request.headers_mut();
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        if body.is_some() {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        }
        for (name, value) in self.paging.headers(position) {
            let value =
                HeaderValue::try_from(value).expect("preferences are made of visible ASCII");
            // Each preference is a header line of its own and must not replace another.
            headers.append(HeaderName::from_static(name), value);
        }
        if let Some(body) = body {
            *request.method_mut() = Method::POST;
            *request.body_mut() = body.to_string().into();
        }
        Ok(request)
    }

    fn sized_start(
        &self,
        cursor: String,
        meant: Option<u32>,
        size: Option<u32>,
    ) -> Result<String, ErrorKind> {
        self.paging.sized_start(cursor, meant, size)
    }

    fn predict_cursor(&self, cursor: Option<&str>, page_len: u64, total: i64) -> Option<String> {
        self.paging.predict_cursor(cursor, page_len, total)
    }

    fn counts(&self) -> bool {
        self.paging.counts()
    }

    fn is_past_total(&self, cursor: &str) -> bool {
        self.paging.is_past_total(&PageRequest {
            cursor: Some(cursor.to_owned()),
            ..PageRequest::default()
        })
    }

    fn may_page_before_grow(&self, cursor: &str) -> bool {
        self.paging.may_page_before_grow(cursor)
    }

    fn other_start(&self, cursor: Option<&str>, _is_empty: bool) -> Option<OtherStart> {
        self.paging.other_start(cursor)
    }

    fn identify(
        &self,
        body: &Bytes,
        count: usize,
        _cursor: Option<&str>,
    ) -> Option<PageIdentities> {
        let text = std::str::from_utf8(body).ok()?;
        let page_identities = self.layout.identify(text, MAX_IDENTITIES)?;
        if page_identities.identities.len() != count {
            return None;
        }
        Some(page_identities)
    }

    fn read(
        &self,
        position: &PageRequest,
        response: &Response<Bytes>,
    ) -> Result<Fetched<T, PageMetadata>, ErrorKind> {
        if self.is_past_the_end(position, response) {
            warn_of_refusal(response);
            return Ok(self.refused_page(position, response));
        }
        let text = self.text(response)?;
        let list = match self.list(text) {
            Ok(list) => list,
            Err(missing) => {
                refuse_reported_errors(response.status(), text, &self.layout)?;
                return Err(missing);
            }
        };
        let decoded: DecodedItems<'_, T> = self.layout.decode(list)?;
        let url = self.target(position)?.0.to_string();
        let page_response = PageResponse {
            url: &url,
            position,
            sent_size: self.paging.sent_size(position),
            headers: response.headers(),
            text,
            first_item: decoded.first,
            last_item: decoded.last,
            received: decoded.items.len() + decoded.null_items,
            total: response::total(text, response.headers(), &self.layout.total),
            link_origin: self.link_origin(),
        };
        if page_response.received == 0 {
            refuse_reported_errors(response.status(), text, &self.layout)?;
        }
        let next_page = self.paging.next_page(&page_response)?;
        warn_of_oddities(&page_response, &next_page);
        let fingerprint = self.page_hash(&page_response, list)?;
        let cursor = match &next_page {
            NextPage::At(cursor) => Some(cursor.clone()),
            _ => self.paging.end_cursor(&page_response),
        };
        let page = Page {
            items: decoded.items,
            null_items: decoded.null_items,
            page_info: PageInfo::default()
                .with_next(Some(next_page != NextPage::End), cursor.clone()),
            total_count: page_response.total,
            cursor,
            ..empty_page(PageMetadata::new(text, list))
        };
        Ok(Fetched {
            page,
            next_page,
            cut_lists: decoded.cut_lists,
            fingerprint,
            is_refused: false,
        })
    }
}

impl<T> CollectionSource<T> {
    /// The list of items in a body; an error if it is another one than that of the first page.
    fn list<'t>(&self, text: &'t str) -> Result<Option<&'t RawValue>, ErrorKind> {
        let Some(ItemsList { list, name }) = self.layout.list(text)? else {
            return Ok(None);
        };
        if let Some(name) = name {
            let first = self.list_name.get_or_init(|| name.0.clone());
            if *first != name.0 {
                let first = ListName(first.clone());
                let problem =
                    format!("the only list is {name}, but on the first page it was {first}");
                return Err(ErrorKind::MissingItems { problem });
            }
        }
        Ok(Some(list))
    }

    /// The URL of the page at a position, and the request body if there is one.
    fn target(&self, position: &PageRequest) -> Result<(Uri, Option<Value>), ErrorKind> {
        let parameters = match self.paging.request(position)? {
            RequestTarget::Link(link) if self.replaces_link_origin => {
                let link = link::with_origin_of(&self.endpoint, &link);
                return Ok((link::admit(&self.endpoint, &link)?, self.body.clone()));
            }
            RequestTarget::Link(link) => {
                return Ok((link::admit(&self.endpoint, &link)?, self.body.clone()));
            }
            RequestTarget::Parameters(parameters) => parameters,
        };
        let mut query = Vec::new();
        let mut body = self.body.clone();
        for (name, value) in parameters {
            match &mut body {
                Some(body) if name.starts_with('/') => set(body, (name, value))?,
                _ => query.push((name, plain(value))),
            }
        }
        Ok((address::with_parameters(&self.url, &query)?, body))
    }

    /// The endpoint whose origin replaces that of next links, if the caller wants that.
    fn link_origin(&self) -> Option<&Uri> {
        if self.replaces_link_origin {
            Some(&self.endpoint)
        } else {
            None
        }
    }

    /// What recognizes a counted page if it is received again; `None` for an empty page and if the server supplies
    /// cursors.
    fn page_hash(
        &self,
        page: &PageResponse<'_>,
        list: Option<&RawValue>,
    ) -> Result<Option<PageHash>, ErrorKind> {
        match list {
            Some(list) if self.paging.counts() && page.received > 0 => {
                Ok(Some(self.layout.page_hash(list)?))
            }
            _ => Ok(None),
        }
    }

    /// Whether a response without a page means that the position is past the end of the list.
    fn is_past_the_end(&self, position: &PageRequest, response: &Response<Bytes>) -> bool {
        let status = response.status();
        if position.cursor.is_none() || !position.follows_page {
            return false;
        }
        if status == StatusCode::NO_CONTENT {
            return response.body().is_empty();
        }
        let is_not_found = matches!(status, StatusCode::NOT_FOUND | StatusCode::GONE);
        let is_refused = matches!(
            status,
            StatusCode::BAD_REQUEST
                | StatusCode::RANGE_NOT_SATISFIABLE
                | StatusCode::UNPROCESSABLE_ENTITY
        );
        if self.paging.is_past_total(position) {
            return is_not_found || is_refused;
        }
        is_not_found && self.paging.end_rules().not_found
    }

    /// The page past the end of the list that the server refused: without items, and with the cursor from which a later
    /// walk continues, if there is one.
    fn refused_page(
        &self,
        position: &PageRequest,
        response: &Response<Bytes>,
    ) -> Fetched<T, PageMetadata> {
        let text = String::from_utf8_lossy(response.body());
        let page = empty_page(PageMetadata::new(&text, None));
        Fetched {
            page: Page {
                cursor: self.paging.refused_end_cursor(position),
                ..page
            },
            next_page: NextPage::End,
            cut_lists: Vec::new(),
            fingerprint: None,
            is_refused: true,
        }
    }

    /// The body of a successful response, after checking that it is JSON with the expected value.
    fn text<'r>(&self, response: &'r Response<Bytes>) -> Result<&'r str, ErrorKind> {
        let status = response.status();
        if !status.is_success() {
            return Err(refusal(response));
        }
        let no_json = || ErrorKind::UnexpectedBody {
            status,
            found: describe(response),
        };
        let text = std::str::from_utf8(response.body()).map_err(|_| no_json())?;
        serde_json::from_str::<&RawValue>(text).map_err(|_| no_json())?;
        let Some(Expected { pointer, value }) = &self.layout.expected else {
            return Ok(text);
        };
        let found = json::find(text, pointer)?.map_or("null", RawValue::get);
        if serde_json::from_str::<String>(found).is_ok_and(|found| found == *value) {
            return Ok(text);
        }
        let mut problems = problems(response.body());
        if problems.is_empty() {
            let found: String = found.chars().take(100).collect();
            problems.push(Problem {
                property: pointer.trim_start_matches('/').into(),
                message: format!("it is `{found}`, not `{value}`"),
                ..Problem::default()
            });
        }
        Err(ErrorKind::Refused { status, problems })
    }
}

/// Logs a warning for a page that may be missing items but may also be correct.
fn warn_of_oddities(page: &PageResponse<'_>, next_page: &NextPage) {
    let size = page.position.size.map(|size| size as usize);
    let is_first_and_full = page.position.cursor.is_none() && size == Some(page.received);
    if *next_page == NextPage::End && is_first_and_full && page.total.is_none() {
        warn!(
            items = page.received,
            "the first page is full and announces no other; check where the link, cursor or flag is"
        );
    }
}

/// Logs a warning for a refused request that is taken for the end: the total that was reached may be capped.
fn warn_of_refusal(response: &Response<Bytes>) {
    if let StatusCode::BAD_REQUEST | StatusCode::UNPROCESSABLE_ENTITY = response.status() {
        warn!(
            refusal = %refusal(response),
            "the page after the announced total was refused, which is taken for the end of the list; if the API caps its total, items are missing"
        );
    }
}

/// A page without items, the last one of its list.
fn empty_page<T>(metadata: PageMetadata) -> Page<T, PageMetadata> {
    Page {
        items: Vec::new(),
        null_items: 0,
        data: metadata,
        page_info: PageInfo {
            has_next_page: Some(false),
            ..PageInfo::default()
        },
        total_count: None,
        cursor: None,
        errors: Vec::new(),
        truncated: Vec::new(),
        extensions: None,
        headers: HeaderMap::new(),
    }
}

/// Sets the field of a request body at a JSON pointer, and creates missing objects on the path.
fn set(body: &mut Value, (pointer, value): Parameter) -> Result<(), ErrorKind> {
    let mut target = body;
    for token in pointer.split('/').skip(1) {
        let key = token.replace("~1", "/").replace("~0", "~");
        if target.is_null() {
            *target = Value::Object(serde_json::Map::new());
        }
        let Some(object) = target.as_object_mut() else {
            return Err(ErrorKind::Setup {
                problem: format!("`{pointer}` does not lead through objects of the request body"),
            });
        };
        target = object.entry(key).or_insert(Value::Null);
    }
    *target = value;
    Ok(())
}

/// A value as a query parameter.
fn plain(value: Value) -> String {
    match value {
        Value::String(text) => text,
        other => other.to_string(),
    }
}
