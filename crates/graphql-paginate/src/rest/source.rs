//! The walk of a collection, as the driver sees it.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::marker::PhantomData;
use std::sync::Arc;

use bytes::Bytes;
use http::header::ACCEPT;
use http::{HeaderMap, HeaderName, HeaderValue, Request, Response, Uri};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::envelope::Envelope;
use super::paging::style::{Answer, Ask, Style};
use super::problem::{problems, refusal};
use super::shape::Shape;
use super::{Problem, address, link};
use crate::connection::PageInfo;
use crate::driver::{Fetched, Identity, NextPage, Order, Position, Source};
use crate::error::{ErrorKind, describe};
use crate::page::Page;

/// A collection and how it is paged.
pub(super) struct CollectionSource<T> {
    pub(super) name: String,
    pub(super) endpoint: Uri,
    /// The collection's URL with the parameters of every page.
    pub(super) url: String,
    pub(super) headers: HeaderMap,
    pub(super) shape: Shape,
    pub(super) paging: Arc<dyn Style>,
    pub(super) item: PhantomData<fn() -> T>,
}

impl<T: DeserializeOwned + Send + 'static> Source for CollectionSource<T> {
    type Item = T;
    type Data = Envelope;

    fn operation(&self) -> &str {
        &self.name
    }

    fn order(&self) -> Order {
        Order::Same
    }

    fn request(&self, position: &Position) -> Result<Request<Bytes>, ErrorKind> {
        let mut request = Request::new(Bytes::new());
        *request.uri_mut() = self.address(position)?;
        let headers = request.headers_mut();
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        headers.extend(self.headers.clone());
        for (name, value) in self.paging.headers(position) {
            // Several preferences are several lines of one header: none replaces another.
            let value =
                HeaderValue::try_from(value).expect("preferences are made of visible ASCII");
            headers.append(HeaderName::from_static(name), value);
        }
        Ok(request)
    }

    fn predict_cursor(&self, cursor: Option<&str>, step: u64, total: i64) -> Option<String> {
        self.paging.predict_cursor(cursor, step, total)
    }

    fn identities(&self, body: &Bytes, count: usize) -> Option<Vec<Identity>> {
        let mut body: Value = serde_json::from_slice(body).ok()?;
        let identities = self.shape.identities(self.shape.take(&mut body).ok()?);
        (identities.len() == count).then_some(identities)
    }

    fn read(
        &self,
        position: &Position,
        response: &Response<Bytes>,
    ) -> Result<Fetched<T, Envelope>, ErrorKind> {
        let mut body = self.body(response)?;
        let total = self.shape.total(&body);
        let values = self.shape.take(&mut body)?;
        let answer = Answer {
            url: &self.address(position)?.to_string(),
            position,
            headers: response.headers(),
            body: &body,
            received: values.len(),
            total,
        };
        let onward = self.paging.onward(&answer)?;
        let cursor = match &onward {
            NextPage::At(cursor) => Some(cursor.clone()),
            _ => self.paging.end(&answer),
        };
        let page_info = PageInfo {
            has_next_page: Some(!matches!(onward, NextPage::End)),
            end_cursor: cursor.clone(),
            ..PageInfo::default()
        };
        let fingerprint = fingerprint(&values);
        let received = values.len();
        let items: Vec<T> = self.shape.decode(values)?.into_iter().flatten().collect();
        let page = Page {
            null_items: received - items.len(),
            items,
            data: Envelope {
                headers: response.headers().clone(),
                body,
            },
            page_info,
            total_count: total,
            cursor,
            errors: Vec::new(),
            truncated: Vec::new(),
        };
        Ok(Fetched {
            page,
            onward,
            fingerprint,
        })
    }
}

impl<T> CollectionSource<T> {
    fn address(&self, position: &Position) -> Result<Uri, ErrorKind> {
        match self.paging.ask(position)? {
            Ask::Parameters(parameters) => address::with_parameters(&self.url, &parameters),
            Ask::Link(next) => link::admit(&self.endpoint, &next),
        }
    }

    /// The body of a success, as JSON that says what it has to.
    fn body(&self, response: &Response<Bytes>) -> Result<Value, ErrorKind> {
        let status = response.status();
        if !status.is_success() {
            return Err(refusal(response));
        }
        let body: Value =
            serde_json::from_slice(response.body()).map_err(|_| ErrorKind::UnexpectedBody {
                status,
                found: describe(response),
            })?;
        let Some((pointer, expected)) = &self.shape.expected else {
            return Ok(body);
        };
        if body.pointer(pointer).and_then(Value::as_str) == Some(expected) {
            return Ok(body);
        }
        let found = body.pointer(pointer).unwrap_or(&Value::Null);
        let mut problems = problems(&body);
        if problems.is_empty() {
            let message = format!("it is `{found}`, not `{expected}`");
            problems.push(Problem {
                property: pointer.trim_start_matches('/').into(),
                message,
                ..Problem::default()
            });
        }
        Err(ErrorKind::Refused { status, problems })
    }
}

/// What the items hash to. Pages of plain values may be alike by nature, and so are empty ones.
fn fingerprint(values: &[Value]) -> Option<u64> {
    values.iter().any(Value::is_object).then(|| {
        let mut hasher = DefaultHasher::new();
        values.hash(&mut hasher);
        hasher.finish()
    })
}
