//! Users, bots and organisations; their keys end in their login.

use crate::graphql::{Object, Seed, Value};

/// The name that no user, organisation or repository has.
pub(super) const MISSING: &str = "missing";

pub(super) fn user(login: &str) -> Object {
    Object::new("User", format!("~user/{login}"))
}

pub(super) fn organization(login: &str) -> Object {
    Object::new("Organization", format!("~organization/{login}"))
}

/// Owners are organisations unless they are called like the sandbox's users.
pub(super) fn owner(login: &str) -> Object {
    if login.starts_with("user-") {
        user(login)
    } else {
        organization(login)
    }
}

/// Who wrote something: mostly a user, sometimes a bot, sometimes an account that is gone.
pub(super) fn author(seed: Seed) -> Value {
    let number = 1 + seed.below(40);
    match seed.below(9) {
        0 => Value::NULL,
        1 => Value::Object(Object::new("Bot", format!("~bot/bot-{}", number % 5))),
        _ => Value::Object(user(&format!("user-{number}"))),
    }
}

/// Fields that people of all kinds have.
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

/// The end of the key, unless it is the person's place in a list.
fn login(person: &Object) -> String {
    match person.ordinal() {
        Some(number) => format!("user-{number}"),
        None => person.key.rsplit('/').next().unwrap_or_default().to_owned(),
    }
}
