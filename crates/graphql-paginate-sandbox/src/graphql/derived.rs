//! Derived values for fields without data: functions of the object's key and the field's name and type, the same in every
//! run.

use apollo_compiler::schema::{ExtendedType, Type};

use super::{Call, JsonValue, Object, Seed, Value, World, json, seed};

/// The derived value of a field.
///
/// One in eight nullable leaf values is null. Objects and lists are never null, so that every path can be walked.
/// Mutations always succeed: the payload repeats `clientMutationId` and has no `errors`.
pub(super) fn value(world: &dyn World, object: &Object, call: &Call<'_>) -> Value {
    let name = call.name();
    if object.type_name.ends_with("Payload") && name == "errors" {
        return Value::NULL;
    }
    if name == "clientMutationId" {
        return object
            .key
            .split_once('#')
            .map_or(Value::NULL, |(_, id)| Value::json(id));
    }
    Derived {
        world,
        object,
        name,
    }
    .of_type(&call.definition().ty, &step(call))
}

/// The part of a child's key that stands for the field. A field with different arguments returns different objects.
fn step(call: &Call<'_>) -> String {
    let mutation = call
        .argument("input")
        .and_then(|input| input.get("clientMutationId")?.as_str());
    let told: Vec<String> = call
        .arguments()
        .iter()
        .filter(|(name, value)| {
            !value.is_null() && !matches!(name.as_str(), "first" | "last" | "after" | "before")
        })
        .map(|(name, value)| format!("{}={value}", name.as_str()))
        .collect();
    match (mutation, told.is_empty()) {
        (Some(id), _) => format!("{}#{id}", call.name()),
        (None, true) => call.name().to_owned(),
        (None, false) => format!("{}-{:08x}", call.name(), seed(&[&told.join("&")]).0 >> 32),
    }
}

const MAX_OF_EACH: usize = 10;

/// The field whose value is being derived.
struct Derived<'a> {
    world: &'a dyn World,
    object: &'a Object,
    name: &'a str,
}

impl Derived<'_> {
    fn of_type(&self, ty: &Type, step: &str) -> Value {
        let key = self.object.child_key(step);
        let seed = seed(&[self.object.type_name, &key]);
        match ty {
            Type::List(item) | Type::NonNullList(item) => {
                let item = item.as_ref().clone().non_null();
                let step = |number: u64| format!("{step}/{number}");
                let every = self.every_type(&item, step);
                let few =
                    || (1..=1 + seed.below(3)).map(|number| self.of_type(&item, &step(number)));
                Value::List(every.unwrap_or_else(|| few().collect()))
            }
            Type::Named(name) => self.named(name, key, seed, true),
            Type::NonNullNamed(name) => self.named(name, key, seed, false),
        }
    }

    /// One object of each possible type, for a list of a type with few of them.
    fn every_type(&self, item: &Type, step: impl Fn(u64) -> String) -> Option<Vec<Value>> {
        let types = self
            .world
            .schema()
            .possible_types(item.inner_named_type())
            .several()?;
        if item.is_list() || types.len() > MAX_OF_EACH {
            return None;
        }
        let mut objects = Vec::new();
        for (number, name) in (1..).zip(types) {
            let key = self.object.child_key(&step(number));
            objects.push(Value::Object(Object::new(name.as_str(), key)));
        }
        Some(objects)
    }

    fn named(&self, type_name: &str, key: String, seed: Seed, nullable: bool) -> Value {
        let null = nullable && seed.below(8) == 0;
        let schema = self.world.schema();
        match &schema.schema.types[type_name] {
            ExtendedType::Scalar(_) if null => Value::NULL,
            ExtendedType::Enum(_) if null => Value::NULL,
            ExtendedType::Scalar(_) => Value::Json(self.scalar(type_name, seed)),
            ExtendedType::Enum(definition) => {
                let index = seed.below(definition.values.len() as u64) as usize;
                Value::json(
                    definition
                        .values
                        .get_index(index)
                        .map_or("", |(name, _)| name.as_str()),
                )
            }
            _ => Value::Object(Object::new(
                schema.possible_types(type_name).pick(seed.0),
                key,
            )),
        }
    }

    fn scalar(&self, scalar: &str, seed: Seed) -> JsonValue {
        match scalar {
            "Int" => json!(seed.below(1_000)),
            "Float" => json!(seed.below(100_000) as f64 / 100.0 + 0.005),
            "Boolean" => json!(seed.below(2) == 1),
            "ID" => json!(self.world.global_id(self.object)),
            "String" => json!(text(self.name, seed)),
            custom => self.world.scalar(custom, seed),
        }
    }
}

/// A string that fits the field's name, such as an address for `email`.
fn text(field: &str, seed: Seed) -> String {
    let number = seed.below(1_000);
    let field_lower = field.to_lowercase();
    match field_lower.as_str() {
        "login" => format!("user-{number}"),
        name if name.ends_with("email") => format!("user-{number}@example.org"),
        name if name.ends_with("url") => format!("https://example.org/{field}/{number}"),
        _ => format!("{field} {number}"),
    }
}
