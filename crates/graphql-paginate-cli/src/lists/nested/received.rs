//! A nested connection as the server returned it.

use graphql_paginate_codegen::{Direction, EndMark, InnerEnd};
use serde_json::Value;
use serde_json::value::{RawValue, to_raw_value};

use super::EndSign;
use super::follow_up::{FurtherItems, ListFields};
use super::place::{replaced, steps};
use crate::output::{elements, member, members, value_at};

/// A list of fewer elements than this is not cut by a server that returns at most so many, whatever the query requests:
/// such servers return ten or more.
const SMALLEST_CAP: u64 = 10;

/// Whether a list is missing items that the server has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cut {
    No,
    Yes,
    /// Its items are not at the end where its direction begins, so further pages would not be reliable either.
    AtWrongEnd,
    /// Its flag or its token is there twice.
    Contradictory,
    /// The query selects no field that shows it.
    Unknown,
}

/// Whether a connection lacks items, by the sign of its end.
pub(super) fn cut(connection: &RawValue, end: &EndSign) -> Cut {
    match end {
        EndSign::Flag {
            places,
            is_wrong_end,
            is_forward,
            lists,
            total,
        } => {
            if has_duplicate(connection, places) || has_duplicate(connection, is_wrong_end) {
                return Cut::Contradictory;
            }
            if !lists.is_empty() && lists.iter().all(|list| is_excluded(connection, list)) {
                return Cut::No;
            }
            let is_wrong_end = flag(connection, is_wrong_end) == Some(true);
            match flag(connection, places) {
                _ if is_wrong_end && *is_forward => Cut::AtWrongEnd,
                Some(true) => Cut::Yes,
                Some(false) if is_wrong_end => Cut::AtWrongEnd,
                Some(false) => Cut::No,
                None => cut_by_total(connection, lists.first(), total.as_deref()),
            }
        }
        EndSign::Field(end) => cut_by_field(connection, end),
        EndSign::Token(keys) if has_duplicate(connection, std::slice::from_ref(keys)) => {
            Cut::Contradictory
        }
        EndSign::Token(keys) => match value_at(connection, keys).map(RawValue::get) {
            None => Cut::Unknown,
            Some("null" | "\"\"") => Cut::No,
            Some(_) => Cut::Yes,
        },
        EndSign::Size(size) => {
            let count = elements(connection).unwrap_or_default().len() as u64;
            match size {
                _ if count == 0 => Cut::No,
                Some(size) if count < SMALLEST_CAP.min(*size) => Cut::No,
                _ => Cut::Unknown,
            }
        }
    }
}

/// Whether the response has a field that should show the end of a connection, even if it is null.
pub(super) fn has_end(connection: &RawValue, end: &EndSign) -> bool {
    let has = |keys: &[String]| {
        keys.first()
            .is_some_and(|key| member(connection, key).is_some())
    };
    match end {
        EndSign::Flag { places, total, .. } => {
            places.iter().any(|place| has(place)) || total.as_deref().is_some_and(has)
        }
        EndSign::Field(end) => has(&end.field),
        EndSign::Token(keys) => has(keys),
        EndSign::Size(_) => false,
    }
}

/// Whether a list of a page lacks items, by the field of the page that says it.
fn cut_by_field(page: &RawValue, end: &InnerEnd) -> Cut {
    if has_duplicate(page, std::slice::from_ref(&end.field)) {
        return Cut::Contradictory;
    }
    if is_excluded(page, &end.list) {
        return Cut::No;
    }
    let Some(field) = value_at(page, &end.field).map(RawValue::get) else {
        return Cut::Unknown;
    };
    match (end.mark, field) {
        (EndMark::HasMore, "true") => Cut::Yes,
        (EndMark::HasMore, "false") => Cut::No,
        (EndMark::Next, "null" | "\"\"" | "false") => Cut::No,
        (EndMark::Next, _) => Cut::Yes,
        (EndMark::Pages, _) => cut_above(field, 1),
        (EndMark::LastPage, _) => cut_above(field, end.first),
        (EndMark::Total, _) => cut_by_total(page, Some(&end.list), Some(&end.field)),
        _ => Cut::Unknown,
    }
}

/// Whether items are missing: if a number is above this one.
fn cut_above(number: &str, most: u64) -> Cut {
    match serde_json::from_str::<u64>(number) {
        Ok(number) if number > most => Cut::Yes,
        Ok(_) => Cut::No,
        Err(_) => Cut::Unknown,
    }
}

/// Whether an object on one of these paths has a key of the path twice.
fn has_duplicate(connection: &RawValue, places: &[Vec<String>]) -> bool {
    for place in places {
        let mut value = connection;
        for key in place {
            let members = members(value).unwrap_or_default();
            let mut found = members.iter().filter(|(name, _)| name == key);
            let Some((_, member)) = found.next() else {
                break;
            };
            if found.next().is_some() {
                return true;
            }
            value = member;
        }
    }
    false
}

/// Whether a condition of the query excludes a list: its key is absent, which a server that lacks it would send as null.
fn is_excluded(connection: &RawValue, list: &[String]) -> bool {
    let mut value = connection;
    for key in list {
        let Some(inner) = member(value, key) else {
            return members(value).is_some();
        };
        value = inner;
    }
    false
}

/// The value of a flag at the first place that has it.
fn flag(connection: &RawValue, places: &[Vec<String>]) -> Option<bool> {
    let mut values = places
        .iter()
        .filter_map(|place| value_at(connection, place));
    values.find_map(|value| serde_json::from_str(value.get()).ok())
}

fn cut_by_total(
    connection: &RawValue,
    list: Option<&Vec<String>>,
    total: Option<&[String]>,
) -> Cut {
    let (Some(list), Some(total)) = (list, total) else {
        return Cut::Unknown;
    };
    let count = value_at(connection, list).and_then(elements);
    let total = value_at(connection, total).map(|total| serde_json::from_str::<u64>(total.get()));
    match (count, total) {
        (Some(elements), Some(Ok(total))) if (elements.len() as u64) < total => Cut::Yes,
        (Some(_), Some(Ok(_))) => Cut::No,
        _ => Cut::Unknown,
    }
}

/// The cursor from which a list continues; `None` if it cannot be continued.
pub(super) fn cursor(connection: &RawValue, fields: &ListFields) -> Option<String> {
    value_at(connection, &fields.list).and_then(elements)?;
    for place in &fields.next_cursor {
        let cursor = value_at(connection, place);
        match cursor.map(|cursor| serde_json::from_str(cursor.get())) {
            Some(Ok(Value::String(text))) => return Some(text),
            Some(Ok(Value::Number(number))) => return Some(number.to_string()),
            _ => {}
        }
    }
    None
}

/// The number of items that were received of a list, nulls included.
pub(super) fn received_count(connection: &RawValue, fields: &ListFields) -> usize {
    let elements = value_at(connection, &fields.list).and_then(elements);
    elements.unwrap_or_default().len()
}

/// The items of a list that are not null.
pub(super) fn known_items(connection: &RawValue, fields: &ListFields) -> Vec<Box<RawValue>> {
    let elements = value_at(connection, &fields.list).and_then(elements);
    let mut items = Vec::new();
    for element in elements.unwrap_or_default() {
        if element.get() != "null" {
            items.push(element.to_owned());
        }
    }
    items
}

/// The connection with the further items of its list, and with the `pageInfo` of the last page that was read.
pub(super) fn with_further_items(
    connection: &RawValue,
    fields: &ListFields,
    further: &FurtherItems,
) -> Box<RawValue> {
    let Some(elements) = value_at(connection, &fields.list).and_then(elements) else {
        return connection.to_owned();
    };
    let known = elements.iter().map(|element| element.get());
    let more = further.items.iter().map(|item| item.get());
    let texts: Vec<&str> = match fields.direction {
        Direction::Forward => known.chain(more).collect(),
        Direction::Backward => more.chain(known).collect(),
    };
    let list = RawValue::from_string(format!("[{}]", texts.join(",")));
    let list = list.expect("a list of JSON values is JSON");
    let mut new = replaced(connection, &steps(&fields.list), &list);
    for place in &fields.has_more {
        new = with_value(&new, place, &Value::from(false));
    }
    if let Some(cursor) = &further.cursor {
        for place in &fields.next_cursor {
            new = with_value(&new, place, &Value::from(cursor.as_str()));
        }
    }
    new
}

/// The connection with a value in place of the one at these keys, if it has one.
fn with_value(connection: &RawValue, keys: &[String], value: &Value) -> Box<RawValue> {
    let Some(known) = value_at(connection, keys) else {
        return connection.to_owned();
    };
    let value = match (value, serde_json::from_str(known.get())) {
        // A cursor that is a number stays one.
        (Value::String(text), Ok(Value::Number(_))) => RawValue::from_string(text.clone()).ok(),
        _ => to_raw_value(value).ok(),
    };
    match value {
        Some(value) => replaced(connection, &steps(keys), &value),
        None => connection.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raw(text: &str) -> Box<RawValue> {
        serde_json::from_str(text).unwrap()
    }

    fn keys(path: &str) -> Vec<String> {
        path.split('.').map(str::to_owned).collect()
    }

    #[test]
    fn an_incomplete_list_is_detected_by_a_flag_or_its_total() {
        for (connection, expected) in [
            (r#"{"nodes":[1],"info":{"more":true}}"#, Cut::Yes),
            (r#"{"nodes":[1],"info":{"more":false},"total":5}"#, Cut::No),
            (r#"{"nodes":[1],"walk":{"more":true},"total":1}"#, Cut::Yes),
            (
                r#"{"nodes":[1],"info":{"more":false,"later":true}}"#,
                Cut::AtWrongEnd,
            ),
            (
                r#"{"nodes":[1],"info":{"more":true,"later":true}}"#,
                Cut::Yes,
            ),
            (r#"{"nodes":[1],"total":2}"#, Cut::Yes),
            (r#"{"nodes":[1],"total":1}"#, Cut::No),
            (r#"{"nodes":[1]}"#, Cut::Unknown),
            (r#"{"nodes":[1],"info":null}"#, Cut::Unknown),
            (
                r#"{"nodes":[1],"info":{"more":true},"info":{"more":false}}"#,
                Cut::Contradictory,
            ),
            (
                r#"{"nodes":[1],"info":{"more":true,"more":false}}"#,
                Cut::Contradictory,
            ),
            (
                r#"{"nodes":[1],"info":{"later":false,"more":false,"later":true}}"#,
                Cut::Contradictory,
            ),
            // A condition excludes the items.
            (r#"{"total":2,"info":{"more":true}}"#, Cut::No),
            (r#"{"nodes":null,"info":{"more":true}}"#, Cut::Yes),
            (r#"{"edges":[1],"info":{"more":true}}"#, Cut::Yes),
        ] {
            let end = EndSign::Flag {
                places: vec![keys("info.more"), keys("walk.more")],
                is_wrong_end: vec![keys("info.later")],
                is_forward: false,
                lists: vec![keys("nodes"), keys("edges")],
                total: Some(keys("total")),
            };
            assert_eq!(cut(&raw(connection), &end), expected, "{connection}");
        }
    }

    #[test]
    fn a_cut_list_without_page_info_is_told_by_its_token_or_by_its_size() {
        let token = || EndSign::Token(keys("meta.next"));
        for (list, end, expected) in [
            (r#"{"items":[1],"meta":{"next":"t"}}"#, token(), Cut::Yes),
            (r#"{"items":[1],"meta":{"next":null}}"#, token(), Cut::No),
            (r#"{"items":[1],"meta":{"next":""}}"#, token(), Cut::No),
            (r#"{"items":[1],"meta":null}"#, token(), Cut::Unknown),
            (
                r#"{"items":[1],"meta":{"next":"t","next":null}}"#,
                token(),
                Cut::Contradictory,
            ),
            ("[1,2]", EndSign::Size(Some(3)), Cut::No),
            ("[1,2,3]", EndSign::Size(Some(3)), Cut::Unknown),
            ("[1,2,3,4,5,6,7,8,9]", EndSign::Size(Some(1_000)), Cut::No),
            (
                "[1,2,3,4,5,6,7,8,9,10]",
                EndSign::Size(Some(1_000)),
                Cut::Unknown,
            ),
            ("[1]", EndSign::Size(None), Cut::Unknown),
            ("[]", EndSign::Size(None), Cut::No),
        ] {
            assert_eq!(cut(&raw(list), &end), expected, "{list}");
        }
    }

    fn fields(direction: Direction) -> ListFields {
        ListFields {
            list: keys("items"),
            direction,
            has_more: vec![keys("info.more"), keys("absent.more")],
            next_cursor: vec![keys("walk.cursor"), keys("info.cursor")],
        }
    }

    #[test]
    fn the_rest_comes_behind_a_list_or_before_it_and_its_page_info_is_that_of_its_last_page() {
        let connection = raw(r#"{"total":3,"items":[1],"info":{"more":true,"cursor":"a"}}"#);
        let further = FurtherItems {
            items: vec![raw("2"), raw("3")],
            cursor: Some("c".to_owned()),
            is_cut: false,
            errors: Vec::new(),
            null_items: 0,
        };
        for (direction, list) in [
            (Direction::Forward, "[1,2,3]"),
            (Direction::Backward, "[2,3,1]"),
        ] {
            let fields = fields(direction);
            assert_eq!(cursor(&connection, &fields).as_deref(), Some("a"));
            assert_eq!(
                with_further_items(&connection, &fields, &further).get(),
                format!(r#"{{"total":3,"items":{list},"info":{{"more":false,"cursor":"c"}}}}"#)
            );
        }
    }

    #[test]
    fn numbers_are_cursors_and_a_list_that_is_null_has_no_rest() {
        let fields = fields(Direction::Forward);
        let connection = raw(r#"{"items":[],"walk":{"cursor":7}}"#);
        assert_eq!(cursor(&connection, &fields).as_deref(), Some("7"));
        let further = FurtherItems {
            items: Vec::new(),
            cursor: Some("9".to_owned()),
            is_cut: false,
            errors: Vec::new(),
            null_items: 0,
        };
        let expected = r#"{"items":[],"walk":{"cursor":9}}"#;
        assert_eq!(
            with_further_items(&connection, &fields, &further).get(),
            expected
        );
        let connection = raw(r#"{"items":null,"walk":{"cursor":"7"}}"#);
        assert_eq!(cursor(&connection, &fields), None);
    }
}
