//! Reads and writes variables by name, and members of input objects by path: `options.skip`, `options.paging.page`.

use serde_json::{Map, Value};

/// The value of a variable or of one of its members.
pub(crate) fn lookup<'v>(variables: &'v Map<String, Value>, name: &str) -> Option<&'v Value> {
    match name.split_once('.') {
        None => variables.get(name),
        Some((variable, member)) => lookup(variables.get(variable)?.as_object()?, member),
    }
}

/// Whether a variable, or the object that a member belongs to, is set.
pub(crate) fn is_set(variables: &Map<String, Value>, name: &str) -> bool {
    let variable = name.split('.').next().unwrap_or(name);
    variables.contains_key(variable)
}

/// Sets a variable or one of its members. A value that is not an object is replaced by one with only this member.
pub(crate) fn insert(variables: &mut Map<String, Value>, name: &str, value: Value) {
    let Some((variable, member)) = name.split_once('.') else {
        variables.insert(name.to_owned(), value);
        return;
    };
    let object = variables.entry(variable).or_insert(Value::Null);
    if !object.is_object() {
        *object = Value::Object(Map::new());
    }
    if let Value::Object(members) = object {
        insert(members, member, value);
    }
}

/// Sets a variable or one of its members that has no value yet, not even null.
pub(crate) fn insert_default(variables: &mut Map<String, Value>, name: &str, default: Value) {
    if lookup(variables, name).is_none() {
        insert(variables, name, default);
    }
}

/// Removes a variable or one of its members.
pub fn remove(variables: &mut Map<String, Value>, name: &str) {
    match name.split_once('.') {
        None => {
            variables.remove(name);
        }
        Some((variable, member)) => {
            if let Some(Value::Object(members)) = variables.get_mut(variable) {
                remove(members, member);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_member_is_set_beside_the_others_and_removed_alone() {
        let Value::Object(mut variables) = json!({ "options": { "sort": "A" }, "first": 1 }) else {
            unreachable!("it is an object");
        };
        insert(&mut variables, "options.skip", 20.into());
        insert(&mut variables, "paging.first", 5.into());
        assert_eq!(lookup(&variables, "options.skip"), Some(&json!(20)));
        assert_eq!(
            Value::Object(variables.clone()),
            json!({ "options": { "sort": "A", "skip": 20 }, "first": 1, "paging": { "first": 5 } })
        );
        remove(&mut variables, "options.skip");
        remove(&mut variables, "first");
        assert_eq!(
            Value::Object(variables),
            json!({ "options": { "sort": "A" }, "paging": { "first": 5 } })
        );
    }
    #[test]
    fn a_member_of_an_inner_object_is_set_beside_the_others() {
        let Value::Object(mut variables) =
            json!({ "options": { "sort": "A", "paging": { "page": 3, "by": "id" } } })
        else {
            unreachable!("it is an object");
        };
        assert_eq!(lookup(&variables, "options.paging.page"), Some(&json!(3)));
        assert_eq!(lookup(&variables, "options.sort.page"), None);
        remove(&mut variables, "options.paging.page");
        insert(&mut variables, "options.paging.page", 4.into());
        insert_default(&mut variables, "options.paging", json!({ "by": "name" }));
        insert_default(&mut variables, "other.paging", json!({ "by": "name" }));
        insert(&mut variables, "other.paging.page", 1.into());
        assert_eq!(
            Value::Object(variables),
            json!({
                "options": { "sort": "A", "paging": { "page": 4, "by": "id" } },
                "other": { "paging": { "page": 1, "by": "name" } },
            })
        );
    }
}
