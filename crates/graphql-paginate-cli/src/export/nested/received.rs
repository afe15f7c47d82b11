//! A nested connection as the server returned it.

use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::place::{Step, elements, replaced};
use crate::output::member;

/// Whether a list is missing items that the server has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cut {
    No,
    Yes,
    /// The query selects no field that shows it.
    Unknown,
}

/// The fields of a connection that were received.
pub(super) struct Received<'c> {
    value: &'c RawValue,
    /// The response key and the elements of the list that holds the items; `None` unless there is exactly one list.
    list: Option<(&'static str, Vec<&'c RawValue>)>,
    page_info: PageInfo,
    total: Option<u64>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct PageInfo {
    has_next_page: Option<bool>,
    end_cursor: Option<String>,
}

impl<'c> Received<'c> {
    pub(super) fn new(value: &'c RawValue) -> Self {
        let mut lists = Vec::new();
        for key in ["nodes", "edges"] {
            if let Some(elements) = member(value, key).and_then(elements) {
                lists.push((key, elements));
            }
        }
        let page_info = member(value, "pageInfo");
        let total = member(value, "totalCount");
        Self {
            value,
            list: if lists.len() == 1 { lists.pop() } else { None },
            page_info: page_info
                .and_then(|value| serde_json::from_str(value.get()).ok())
                .unwrap_or_default(),
            total: total.and_then(|value| serde_json::from_str(value.get()).ok()),
        }
    }

    pub(super) fn cut(&self) -> Cut {
        let count = self
            .list
            .as_ref()
            .map(|(_, elements)| elements.len() as u64);
        match (self.page_info.has_next_page, count, self.total) {
            (Some(true), ..) => Cut::Yes,
            (Some(false), ..) => Cut::No,
            (None, Some(count), Some(total)) if count < total => Cut::Yes,
            (None, Some(_), Some(_)) => Cut::No,
            _ => Cut::Unknown,
        }
    }

    /// The response key of the list and the cursor of its last item; `None` if the rest cannot be fetched.
    pub(super) fn rest(&self) -> Option<(&'static str, &str)> {
        let (key, _) = self.list.as_ref()?;
        let cursor = self.page_info.end_cursor.as_deref()?;
        Some((key, cursor))
    }

    /// The connection with more items appended and, if it has a `pageInfo`, that of the last page.
    pub(super) fn with(&self, more: &[Box<RawValue>], cursor: Option<&str>) -> Box<RawValue> {
        let Some((key, elements)) = &self.list else {
            return self.value.to_owned();
        };
        let mut texts: Vec<&str> = elements.iter().map(|element| element.get()).collect();
        texts.extend(more.iter().map(|item| item.get()));
        let list = RawValue::from_string(format!("[{}]", texts.join(",")));
        let list = list.expect("a list of JSON values is JSON");
        let mut connection = replaced(self.value, &[Step::Key((*key).to_owned())], &list);
        let end = [("hasNextPage", json!(false)), ("endCursor", cursor.into())];
        for (key, value) in end {
            let steps = ["pageInfo", key].map(|key| Step::Key(key.to_owned()));
            if value != Value::Null {
                let value = serde_json::value::to_raw_value(&value).expect("JSON stays JSON");
                connection = replaced(&connection, &steps, &value);
            }
        }
        connection
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raw(text: &str) -> Box<RawValue> {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn an_incomplete_list_is_detected_by_page_info_or_its_total() {
        for (connection, cut) in [
            (r#"{"nodes":[1],"pageInfo":{"hasNextPage":true}}"#, Cut::Yes),
            (
                r#"{"nodes":[1],"pageInfo":{"hasNextPage":false},"totalCount":5}"#,
                Cut::No,
            ),
            (r#"{"edges":[1],"totalCount":2}"#, Cut::Yes),
            (r#"{"edges":[1],"totalCount":1}"#, Cut::No),
            (r#"{"nodes":[1]}"#, Cut::Unknown),
            (r#"{"nodes":[1],"pageInfo":null}"#, Cut::Unknown),
        ] {
            assert_eq!(Received::new(&raw(connection)).cut(), cut, "{connection}");
        }
    }

    #[test]
    fn appended_items_replace_the_page_info_with_that_of_the_last_page() {
        let connection =
            raw(r#"{"totalCount":3,"nodes":[1],"pageInfo":{"hasNextPage":true,"endCursor":"a"}}"#);
        let received = Received::new(&connection);
        assert_eq!(received.rest(), Some(("nodes", "a")));
        assert_eq!(
            received.with(&[raw("2"), raw("3")], Some("c")).get(),
            r#"{"totalCount":3,"nodes":[1,2,3],"pageInfo":{"hasNextPage":false,"endCursor":"c"}}"#
        );
        let both =
            raw(r#"{"nodes":[1],"edges":[1],"pageInfo":{"hasNextPage":true,"endCursor":"a"}}"#);
        assert_eq!(Received::new(&both).rest(), None);
    }
}
