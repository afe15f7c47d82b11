//! One page of a collection: its items and the URL of the next page.

use serde_json::{Map, Value, json};

use crate::rest::call::{Call, query_string};
use crate::rest::changes::Changes;

const DEFAULT_LIMIT: usize = 20;
const LIMITS: std::ops::RangeInclusive<usize> = 1..=100;

/// How a collection marks its last page.
#[derive(Debug, Clone, Copy)]
pub(super) enum End {
    Null,
    Empty,
    Absent,
}

/// A collection of items numbered from 1.
pub(super) struct Page<'a> {
    changes: &'a Changes,
    /// The number of items at the start.
    count: usize,
    end: End,
    item: Box<dyn Fn(usize) -> Value + 'a>,
    keep: Box<dyn Fn(usize) -> bool + 'a>,
}

/// The part of a collection that a request selects.
#[derive(Debug)]
pub(super) struct Window {
    /// The number of the last item of the page before.
    after: usize,
    /// If it is not 0, only items that were created or modified since the one with this number.
    since: usize,
    limit: usize,
}

impl Window {
    /// # Errors
    ///
    /// Messages by parameter name, for parameters that are invalid or out of range.
    pub(super) fn of(call: &Call) -> Result<Self, Value> {
        let mut invalid = Map::new();
        let mut number =
            |name: &str, default: usize| match call.parameter(name).map(str::parse::<usize>) {
                None => default,
                Some(Ok(value)) if name != "limit" || LIMITS.contains(&value) => value,
                Some(_) => {
                    invalid.insert(name.into(), json!("invalid value"));
                    default
                }
            };
        let limit = number("limit", DEFAULT_LIMIT);
        let after = number("pagecursor", 0);
        let since = number("since", 0);
        if invalid.is_empty() {
            Ok(Self {
                after,
                since,
                limit,
            })
        } else {
            Err(Value::Object(invalid))
        }
    }
}

impl<'a> Page<'a> {
    pub(super) fn new(
        changes: &'a Changes,
        count: usize,
        end: End,
        item: impl Fn(usize) -> Value + 'a,
    ) -> Self {
        Self {
            changes,
            count,
            end,
            item: Box::new(item),
            keep: Box::new(|_| true),
        }
    }

    pub(super) fn only(self, keep: impl Fn(usize) -> bool + 'a) -> Self {
        Self {
            keep: Box::new(keep),
            ..self
        }
    }

    pub(super) fn body(&self, call: &Call, window: &Window) -> Value {
        let is_selected = |id: &usize| {
            *id > window.after
                && self.changes.is_newer(*id, self.count, window.since)
                && (self.keep)(*id)
        };
        let mut ids = self.changes.numbers(self.count).filter(is_selected);
        let shown: Vec<usize> = ids.by_ref().take(window.limit).collect();
        let more = ids.next().is_some();
        let mut body = json!({
            "_status": "OK",
            "_self": call.path(),
            "_schema": call.path().replace("/restapi/v1", "/restapi/schemav1"),
            "items": shown.iter().map(|id| (self.item)(*id)).collect::<Vec<_>>(),
        });
        match (shown.last().filter(|_| more), self.end) {
            (Some(last), _) => body["_next"] = json!(next(call, *last)),
            (None, End::Null) => body["_next"] = Value::Null,
            (None, End::Empty) => body["_next"] = json!(""),
            (None, End::Absent) => {}
        }
        body
    }
}

/// The path of this request with the cursor after the last item of the page. The other parameters are kept.
fn next(call: &Call, last: usize) -> String {
    let cursor = last.to_string();
    let kept = call.parameters().filter(|(name, _)| *name != "pagecursor");
    format!(
        "{}?{}",
        call.path(),
        query_string(kept.chain([("pagecursor", cursor.as_str())]))
    )
}
