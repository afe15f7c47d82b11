//! Users, bots and organizations. Their keys end with their login.

use crate::graphql::{Object, Seed, Value};

/// The name that no user, organization or repository has.
pub(super) const MISSING: &str = "missing";

pub(super) fn user(login: &str) -> Object {
    Object::new("User", format!("~user/{login}"))
}

pub(super) fn organization(login: &str) -> Object {
    Object::new("Organization", format!("~organization/{login}"))
}

/// The owner with a login: a user if it has the form of the sandbox's users, otherwise an organization.
pub(super) fn owner(login: &str) -> Object {
    if login.starts_with("user-") {
        user(login)
    } else {
        organization(login)
    }
}

/// An author: usually a user, sometimes a bot, sometimes a deleted account.
pub(super) fn author(seed: Seed) -> Value {
    let number = 1 + seed.below(40);
    match seed.below(9) {
        0 => Value::NULL,
        1 => Value::Object(Object::new("Bot", format!("~bot/bot-{}", number % 5))),
        _ => Value::Object(user(&format!("user-{number}"))),
    }
}

/// A field that users, bots and organizations share.
pub(super) fn field(person: &Object, field: &str) -> Option<Value> {
    let login = login(person);
    Some(match field {
        "login" | "slug" => Value::json(login),
        "url" => Value::json(format!("https://github.com/{login}")),
        "resourcePath" => Value::json(format!("/{login}")),
        "avatarUrl" => Value::json(format!("https://avatars.githubusercontent.com/{login}")),
        _ => return None,
    })
}

/// The login at the end of the key, unless that is a position in a list.
fn login(person: &Object) -> String {
    match person.ordinal() {
        Some(number) => format!("user-{number}"),
        None => person.key.rsplit('/').next().unwrap_or_default().to_owned(),
    }
}
