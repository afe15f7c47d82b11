//! The fields for which this API has data: the query fields, repositories, and the objects below them.
//!
//! The key of a repository is `owner/name`. Objects below it continue that path: `owner/name/pullRequests/7`. All other keys
//! start with `~`.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::data::{Data, size};
use super::keys::repository_key;
use super::people::{self, MISSING};
use super::time::{self, DAY, FIRST};
use super::{issues, schema};
use crate::graphql::{Call, Failure, JsonValue, Object, Seed, Value, json};

pub(super) fn field(
    data: &Data,
    object: &Object,
    call: &Call<'_>,
) -> Result<Option<Value>, Failure> {
    let name = call.name();
    let found = match object.type_name {
        "Query" => return query(data, call),
        "Repository" => return repository(data, object, call),
        "PullRequest" => issues::pull_request(data, object, name),
        "Issue" => issues::issue(object, pull_requests(data, object), name),
        "PullRequestReview" | "PullRequestReviewComment" | "IssueComment" | "DiscussionComment" => {
            issues::written(object, name)
        }
        "User" | "Bot" | "Organization" | "Mannequin" | "EnterpriseUserAccount" => {
            people::field(object, name)
        }
        _ => None,
    };
    Ok(found.or_else(|| match name {
        "id" => Some(Value::json(global_id(object))),
        "repository" => {
            let key = repository_key(object).filter(|_| is_repository(call))?;
            Some(Value::Object(Object::new("Repository", key)))
        }
        _ => None,
    }))
}

/// `base64("<length of the type's name>:<Type><key>")`.
pub(super) fn global_id(object: &Object) -> String {
    let name = object.type_name;
    STANDARD.encode(format!("{:03}:{name}{}", name.len(), object.key))
}

/// The derived value of a custom scalar.
pub(super) fn scalar(scalar: &str, seed: Seed) -> JsonValue {
    let at = FIRST + seed.below(300) as i64 * DAY;
    let number = seed.below(10_000);
    json!(match scalar {
        "DateTime" => time::utc(at),
        "PreciseDateTime" => time::formatted(at, "%Y-%m-%dT%H:%M:%S.250Z"),
        "GitTimestamp" => time::formatted(at, "%Y-%m-%dT%H:%M:%S+02:00"),
        "Date" => time::formatted(at, "%Y-%m-%d"),
        "BigInt" => number.to_string(),
        "URI" => format!("https://github.com/sandbox/{number}"),
        "HTML" => format!("<p>{number}</p>"),
        "GitObjectID" => format!(
            "{:016x}{:016x}{:08x}",
            seed.0,
            seed.0.rotate_left(17),
            seed.0 as u32
        ),
        "GitRefname" => format!("refs/heads/branch-{number}"),
        "GitSSHRemote" => format!("git@github.com:sandbox/{number}.git"),
        "Base64String" => STANDARD.encode(number.to_string()),
        _ => format!("{scalar} {number}"),
    })
}

fn query(data: &Data, call: &Call<'_>) -> Result<Option<Value>, Failure> {
    let login = || call.text("login").unwrap_or_default();
    Ok(Some(match call.name() {
        "repository" => Value::Object(find_repository(call)?),
        "user" => Value::Object(find_person("User", login(), people::user)?),
        "organization" => {
            Value::Object(find_person("Organization", login(), people::organization)?)
        }
        "repositoryOwner" if login() == MISSING => Value::NULL,
        "repositoryOwner" => Value::Object(people::owner(login())),
        "viewer" => Value::Object(people::user("viewer")),
        "relay" => Value::Object(Object::new("Query", "~")),
        "node" => Value::Object(node(data, call.text("id").unwrap_or_default())?),
        "nodes" => Value::List(
            call.names("ids")
                .unwrap_or_default()
                .into_iter()
                .map(|id| node(data, id).map_or_else(Value::Failure, Value::Object))
                .collect(),
        ),
        _ => return Ok(None),
    }))
}

fn find_repository(call: &Call<'_>) -> Result<Object, Failure> {
    let (owner, name) = (
        call.text("owner").unwrap_or_default(),
        call.text("name").unwrap_or_default(),
    );
    let exists = |part: &str| !part.is_empty() && part != MISSING && !part.contains(['/', '~']);
    if exists(owner) && exists(name) {
        return Ok(Object::new("Repository", format!("{owner}/{name}")));
    }
    Err(not_found(format!(
        "Could not resolve to a Repository with the name '{owner}/{name}'."
    )))
}

fn find_person(
    type_name: &str,
    login: &str,
    person: fn(&str) -> Object,
) -> Result<Object, Failure> {
    if login.is_empty() || login == MISSING {
        return Err(not_found(format!(
            "Could not resolve to a {type_name} with the login of '{login}'."
        )));
    }
    Ok(person(login))
}

fn node(data: &Data, id: &str) -> Result<Object, Failure> {
    identified(data, id).ok_or_else(|| {
        not_found(format!(
            "Could not resolve to a node with the global id of '{id}'"
        ))
    })
}

/// The object of an id; `None` if it is a pull request or issue that its repository does not have.
fn identified(data: &Data, id: &str) -> Option<Object> {
    let decoded = String::from_utf8(STANDARD.decode(id).ok()?).ok()?;
    let (length, rest) = decoded.split_once(':')?;
    let (type_name, key) = rest.split_at_checked(length.parse().ok()?)?;
    if key.is_empty() || !schema().possible_types("Node").contains(type_name) {
        return None;
    }
    let object = Object::new(schema().name(type_name), key);
    let listed = match (type_name, repository_key(&object)) {
        ("PullRequest", Some(repository)) => Some((repository, "pullRequests")),
        ("Issue", Some(repository)) => Some((repository, "issues")),
        _ => None,
    };
    let exists = listed.is_none_or(|(repository, field)| {
        let repository = Object::new("Repository", repository);
        object
            .ordinal()
            .is_some_and(|number| exists(data, &repository, field, number))
    });
    if !exists || data.absences.is_gone(&object) {
        return None;
    }
    Some(object)
}

fn not_found(message: String) -> Failure {
    Failure::with_kind("NOT_FOUND", message)
}

fn repository(data: &Data, repository: &Object, call: &Call<'_>) -> Result<Option<Value>, Failure> {
    let (owner, name) = owner_and_name(repository);
    let asked = || call.integer("number").unwrap_or_default();
    Ok(Some(match call.name() {
        "id" => Value::json(global_id(repository)),
        "name" => Value::json(name),
        "nameWithOwner" => Value::json(format!("{owner}/{name}")),
        "owner" => Value::Object(people::owner(&owner)),
        "url" => Value::json(format!("https://github.com/{owner}/{name}")),
        "resourcePath" => Value::json(format!("/{owner}/{name}")),
        "isFork" | "isPrivate" | "isArchived" => Value::json(false),
        "pullRequest" => Value::Object(numbered(data, repository, "PullRequest", asked())?),
        "issue" => Value::Object(numbered(data, repository, "Issue", asked())?),
        "issueOrPullRequest" => {
            let number = asked();
            let is_pull_request = usize::try_from(number)
                .is_ok_and(|number| data.has_pull_request(pull_requests(data, repository), number));
            let kind = if is_pull_request {
                "PullRequest"
            } else {
                "Issue"
            };
            Value::Object(numbered(data, repository, kind, number)?)
        }
        _ => return Ok(None),
    }))
}

/// A field of a repository, from the key `owner/name`. Repositories in lists have derived names.
fn owner_and_name(repository: &Object) -> (String, String) {
    match repository.key.split_once('/') {
        Some((owner, name)) if !owner.starts_with('~') && !name.contains('/') => {
            (owner.into(), name.into())
        }
        _ => {
            let number = repository.ordinal().unwrap_or(1);
            (
                format!("user-{}", 1 + repository.seed().below(40)),
                format!("repository-{number}"),
            )
        }
    }
}

/// The pull request or issue with a number. They share one sequence, in which pull requests come first.
fn numbered(
    data: &Data,
    repository: &Object,
    type_name: &'static str,
    number: i64,
) -> Result<Object, Failure> {
    let (field, offset) = match type_name {
        "PullRequest" => ("pullRequests", 0),
        _ => ("issues", pull_requests(data, repository) as i64),
    };
    let ordinal = number - offset;
    if usize::try_from(ordinal).is_ok_and(|ordinal| exists(data, repository, field, ordinal)) {
        return Ok(Object::new(
            type_name,
            repository.child_key(&format!("{field}/{ordinal}")),
        ));
    }
    let message = format!("Could not resolve to a {type_name} with the number of {number}.");
    Err(not_found(message))
}

/// Whether a repository has a pull request or an issue with this number in its list.
fn exists(data: &Data, repository: &Object, field: &str, number: usize) -> bool {
    let count = size(data, repository, field);
    match field {
        "pullRequests" => data.has_pull_request(count, number),
        _ => (1..=count).contains(&number),
    }
}

/// The number of pull requests that the repository of an object had at the start.
fn pull_requests(data: &Data, object: &Object) -> usize {
    let key = repository_key(object).unwrap_or(&object.key);
    size(data, &Object::new("Repository", key), "pullRequests")
}

fn is_repository(call: &Call<'_>) -> bool {
    call.definition().ty.inner_named_type() == "Repository"
}
