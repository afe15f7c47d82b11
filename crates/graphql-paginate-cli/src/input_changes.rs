//! Finds the values that clients of an old schema may send in variables, and that a new schema refuses.

use apollo_compiler::Schema;
use apollo_compiler::ast::Type;
use apollo_compiler::schema::{EnumType, ExtendedType, InputObjectType};

/// What the new schema refuses of the values of these types, and of the types inside them.
pub(crate) fn input_changes(old: &Schema, new: &Schema, types: Vec<String>) -> Vec<String> {
    let (mut pending, mut seen) = (types, Vec::new());
    let mut changes = Vec::new();
    while let Some(name) = pending.pop() {
        if seen.contains(&name) {
            continue;
        }
        match (old.types.get(name.as_str()), new.types.get(name.as_str())) {
            (Some(ExtendedType::InputObject(before)), Some(ExtendedType::InputObject(after))) => {
                pending.extend(
                    before
                        .fields
                        .values()
                        .map(|field| field.ty.inner_named_type().to_string()),
                );
                compare_objects(before, after, &mut changes);
            }
            (Some(ExtendedType::Enum(before)), Some(ExtendedType::Enum(after))) => {
                compare_enums(before, after, &mut changes);
            }
            (Some(before), Some(after)) if kind(before) != kind(after) => changes.push(format!(
                "`{name}`, in the values to send, was {} and is {}",
                kind(before),
                kind(after)
            )),
            // Validation reports a type that is gone.
            _ => {}
        }
        seen.push(name);
    }
    changes
}

fn compare_objects(before: &InputObjectType, after: &InputObjectType, changes: &mut Vec<String>) {
    let object = &before.name;
    for (name, field) in &before.fields {
        match after.fields.get(name) {
            None => changes.push(format!(
                "`{object}.{name}` was removed from the schema; queries that send it fail"
            )),
            Some(now) if !accepts(&now.ty, &field.ty) => changes.push(format!(
                "`{object}.{name}`, in the values to send, was `{}` and is `{}`",
                field.ty, now.ty
            )),
            Some(now) if now.is_required() && !field.is_required() => changes.push(format!(
                "`{object}.{name}`, in the values to send, is now required"
            )),
            Some(_) => {}
        }
    }
    for (name, field) in &after.fields {
        if !before.fields.contains_key(name) && field.is_required() {
            changes.push(format!(
                "`{object}.{name}`, in the values to send, is new and required"
            ));
        }
    }
}

fn compare_enums(before: &EnumType, after: &EnumType, changes: &mut Vec<String>) {
    for value in before.values.keys() {
        if !after.values.contains_key(value) {
            changes.push(format!(
                "`{}.{value}` was removed from the schema; queries that send it fail",
                before.name
            ));
        }
    }
}

fn kind(ty: &ExtendedType) -> &'static str {
    match ty {
        ExtendedType::Scalar(_) => "a scalar",
        ExtendedType::Enum(_) => "an enum",
        ExtendedType::InputObject(_) => "an input object",
        _ => "no input type",
    }
}

/// Whether every value of the type `sent` can be sent for the type `expected`. A single value is a list of one.
///
/// See [input coercion](https://spec.graphql.org/October2021/#sec-List.Input-Coercion).
fn accepts(expected: &Type, sent: &Type) -> bool {
    if expected.is_non_null() && !sent.is_non_null() {
        return false;
    }
    match (expected.is_list(), sent.is_list()) {
        (true, true) => {
            let (expected, sent) = (expected.item_type(), sent.item_type());
            // Single values are no lists inside lists.
            expected.is_list() == sent.is_list() && accepts(expected, sent)
        }
        (true, false) => accepts(expected.item_type(), &sent.clone().non_null()),
        (false, true) => false,
        (false, false) => expected.inner_named_type() == sent.inner_named_type(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changes(old: &str, new: &str) -> Vec<String> {
        let parse = |text: &str| {
            let text = format!("type Query {{ a(in: In): Int }} {text}");
            Schema::parse_and_validate(text, "schema.graphql").unwrap()
        };
        input_changes(&parse(old), &parse(new), vec!["In".to_owned()])
    }

    #[test]
    fn a_default_that_is_gone_is_a_change() {
        assert_eq!(
            changes("input In { a: Int! = 1 }", "input In { a: Int! }"),
            ["`In.a`, in the values to send, is now required"]
        );
    }

    #[test]
    fn values_that_are_refused_are_changes() {
        let old = "input In { a: Int! b: [Order!] c: In } enum Order { UP DOWN }";
        for (new, expected) in [
            (old, &[][..]),
            (
                "input In { a: Int b: [Order] c: In d: Int e: Int! = 1 } enum Order { UP DOWN AWAY }",
                &[],
            ),
            (
                "input In { b: [Order!] c: In } enum Order { UP DOWN }",
                &["`In.a` was removed from the schema; queries that send it fail"],
            ),
            (
                "input In { a: ID! b: [Order!]! c: In d: Int! } enum Order { UP DOWN }",
                &[
                    "`In.a`, in the values to send, was `Int!` and is `ID!`",
                    "`In.b`, in the values to send, was `[Order!]` and is `[Order!]!`",
                    "`In.d`, in the values to send, is new and required",
                ],
            ),
            (
                "input In { a: [Int!] b: [Order!] c: In } enum Order { UP }",
                &["`Order.DOWN` was removed from the schema; queries that send it fail"],
            ),
            (
                "input In { a: [[Int]!]! b: [[Order]!] c: [In!] } enum Order { UP DOWN }",
                &["`In.b`, in the values to send, was `[Order!]` and is `[[Order]!]`"],
            ),
            (
                "input In { a: Int! b: [Order!] c: In } input Order { by: Int }",
                &["`Order`, in the values to send, was an enum and is an input object"],
            ),
        ] {
            assert_eq!(changes(old, new), expected, "{new}");
        }
    }
}
