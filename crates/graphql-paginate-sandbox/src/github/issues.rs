//! Pull requests, issues, reviews and comments.

use super::data::Data;
use super::dates::{created, updated_at};
use super::keys::{pull_request_key, repository_key};
use super::order::Order;
use super::people;
use super::time::{self, DAY, FIRST, MINUTE, Seconds};
use crate::graphql::{Call, Object, Seed, Value, seed};

/// The order of a list of `count` items, filtered by `states` and sorted by `orderBy`.
///
/// Lists of other objects are always in the order of creation.
pub(super) fn order(data: &Data, parent: &Object, call: &Call<'_>, count: usize) -> Order {
    let (state, updated_at): (_, fn(&Data, usize) -> Seconds) = match call.name() {
        "pullRequests" => (
            pull_request_state as fn(usize) -> &'static str,
            pull_request_updated_at,
        ),
        "issues" => (issue_state as _, |_, number| updated_at(number)),
        _ => return Order::Every(count),
    };
    let changed = (parent.type_name, call.name()) == ("Repository", "pullRequests");
    let states = call.names("states");
    let by_update = call
        .argument("orderBy")
        .and_then(|order| order.get("field")?.as_str())
        == Some("UPDATED_AT");
    if states.is_none() && !by_update && !(changed && data.has_other_pull_requests()) {
        return Order::Every(count);
    }
    let mut numbers = if changed {
        data.pull_requests(count)
    } else {
        (1..=count).collect()
    };
    numbers.retain(|number| {
        states
            .as_ref()
            .is_none_or(|states| states.contains(&state(*number)))
    });
    if !by_update {
        return Order::Chosen(numbers);
    }
    let mut dated: Vec<_> = numbers
        .into_iter()
        .map(|number| (updated_at(data, number), number))
        .collect();
    dated.sort_unstable();
    Order::Dated(dated)
}

pub(super) fn pull_request(data: &Data, pull_request: &Object, field: &str) -> Option<Value> {
    let number = pull_request.ordinal()?;
    let state = pull_request_state(number);
    let closed_at = if state == "OPEN" {
        None
    } else {
        Some(created(number) + DAY)
    };
    Some(match field {
        "state" => Value::json(state),
        "title" => Value::json(format!("Pull request {number}")),
        "updatedAt" => date(Some(pull_request_updated_at(data, number))),
        "isDraft" => Value::json(state == "OPEN" && number % 7 == 0),
        "merged" => Value::json(state == "MERGED"),
        "mergedAt" if state == "MERGED" => date(closed_at),
        "mergedAt" => date(None),
        "closed" => Value::json(state != "OPEN"),
        "closedAt" => date(closed_at),
        "baseRefName" => Value::json("main"),
        "headRefName" => Value::json(format!("branch-{number}")),
        "url" => Value::json(format!(
            "https://github.com{}",
            path(pull_request, "pull", number)
        )),
        "resourcePath" => Value::json(path(pull_request, "pull", number)),
        _ => return numbered(pull_request, number, field),
    })
}

/// A field of an issue. Issues are numbered after the `offset` pull requests of their repository.
pub(super) fn issue(issue: &Object, offset: usize, field: &str) -> Option<Value> {
    let ordinal = issue.ordinal()?;
    let number = offset + ordinal;
    let state = issue_state(ordinal);
    Some(match field {
        "number" => Value::json(number as i64),
        "state" => Value::json(state),
        "title" => Value::json(format!("Issue {number}")),
        "closed" => Value::json(state == "CLOSED"),
        "closedAt" if state == "CLOSED" => date(Some(created(ordinal) + DAY)),
        "closedAt" => date(None),
        "url" => Value::json(format!(
            "https://github.com{}",
            path(issue, "issues", number)
        )),
        "resourcePath" => Value::json(path(issue, "issues", number)),
        _ => return numbered(issue, ordinal, field),
    })
}

/// A field of a review or of a comment of any kind.
pub(super) fn written(object: &Object, field: &str) -> Option<Value> {
    let number = object.ordinal()?;
    let at = FIRST + object.seed().below(200) as i64 * DAY;
    Some(match field {
        "author" => people::author(seed(&["author", &object.key])),
        "body" | "bodyText" => Value::json(format!("{} {number}", words(object.type_name))),
        "createdAt" | "publishedAt" | "submittedAt" => date(Some(at)),
        "updatedAt" => date(Some(at + 20 * MINUTE)),
        "pullRequest" => {
            let key = pull_request_key(object)?;
            Value::Object(Object::new("PullRequest", key))
        }
        _ => return None,
    })
}

fn numbered(object: &Object, number: usize, field: &str) -> Option<Value> {
    Some(match field {
        "number" => Value::json(number as i64),
        "author" => people::author(author_seed(object, number)),
        "body" | "bodyText" => Value::json(format!("{} {number}", words(object.type_name))),
        "createdAt" | "publishedAt" => date(Some(created(number))),
        "updatedAt" => date(Some(updated_at(number))),
        _ => return None,
    })
}

/// The seed of an author. It depends on the number and not on the key, so that every repository has the same authors.
fn author_seed(object: &Object, number: usize) -> Seed {
    seed(&["author", object.type_name, &number.to_string()])
}

fn pull_request_state(number: usize) -> &'static str {
    match number % 5 {
        0 | 3 => "OPEN",
        1 => "CLOSED",
        _ => "MERGED",
    }
}

fn issue_state(number: usize) -> &'static str {
    if number.is_multiple_of(3) {
        "CLOSED"
    } else {
        "OPEN"
    }
}

fn pull_request_updated_at(data: &Data, number: usize) -> Seconds {
    data.updated_at(number)
        .unwrap_or_else(|| updated_at(number))
}

fn date(at: Option<Seconds>) -> Value {
    at.map_or(Value::NULL, |at| Value::json(time::utc(at)))
}

fn path(object: &Object, kind: &str, number: usize) -> String {
    let repository = repository_key(object).unwrap_or("owner/repository");
    format!("/{repository}/{kind}/{number}")
}

/// A type name as words: `PullRequestReview` becomes `Pull request review`.
fn words(type_name: &str) -> String {
    let mut words = String::new();
    for (index, letter) in type_name.char_indices() {
        if index > 0 && letter.is_uppercase() {
            words.push(' ');
            words.extend(letter.to_lowercase());
        } else {
            words.push(letter);
        }
    }
    words
}
