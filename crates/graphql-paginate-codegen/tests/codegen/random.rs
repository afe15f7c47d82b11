//! Random valid documents for a schema. The same seed gives the same document.
//!
//! A response key has the same field name, type and arguments wherever it is used, so that all selections can be merged.

use crate::reach::{fields, possible_types, targets};
use apollo_compiler::ast::{FieldDefinition, Type};
use apollo_compiler::schema::{ExtendedType, Schema};
use std::collections::{BTreeMap, BTreeSet};

/// A generator of pseudorandom numbers: splitmix64.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % bound.max(1) as u64).expect("a small number")
    }

    fn one_in(&mut self, number: usize) -> bool {
        self.below(number) == 0
    }

    fn pick<'c, T>(&mut self, choices: &'c [T]) -> Option<&'c T> {
        choices.get(self.below(choices.len()))
    }
}

/// The document of a seed: one query called `Random`, and fragments.
pub(crate) fn document(schema: &Schema, seed: u64) -> String {
    let mut writer = Writer {
        schema,
        dice: Dice(seed),
        names: BTreeMap::new(),
        fragments: Vec::new(),
        variables: BTreeMap::new(),
        budget: 40,
    };
    let root = schema
        .schema_definition
        .query
        .as_ref()
        .expect("the schema has queries")
        .as_str();
    let body = writer.selection_set(root, 0);
    let variables: Vec<_> = writer
        .variables
        .iter()
        .map(|(name, ty)| format!("${name}: {ty}"))
        .collect();
    let variables = if variables.is_empty() {
        String::new()
    } else {
        format!("({})", variables.join(", "))
    };
    let fragments: String = writer
        .fragments
        .iter()
        .map(|(name, on, body)| format!("\nfragment {name} on {on} {body}\n"))
        .collect();
    format!("query Random{variables} {body}\n{fragments}")
}

struct Writer<'s> {
    schema: &'s Schema,
    dice: Dice,
    /// The response keys, by field name, type and arguments.
    names: BTreeMap<(String, String, String), String>,
    /// The name, type and body of each fragment. A body spreads only fragments before its own.
    fragments: Vec<(String, &'s str, String)>,
    variables: BTreeMap<String, String>,
    /// The number of selections that may still be written.
    budget: usize,
}

impl<'s> Writer<'s> {
    fn selection_set(&mut self, on: &'s str, depth: usize) -> String {
        let wanted = 1 + self.dice.below(4);
        let mut selections = Vec::new();
        for _ in 0..wanted {
            self.budget = self.budget.saturating_sub(1);
            selections.extend(self.selection(on, depth));
        }
        if !selections.iter().any(|selection| is_always(selection)) {
            selections.push("__typename".to_owned());
        }
        format!("{{ {} }}", selections.join(" "))
    }

    fn selection(&mut self, on: &'s str, depth: usize) -> Option<String> {
        match self.dice.below(10) {
            0 => Some("__typename".to_owned()),
            1 | 2 if depth < 6 => self.inline(on, depth),
            3 if depth < 6 => self.spread(on, depth),
            _ => self.field(on, depth),
        }
    }

    fn field(&mut self, on: &'s str, depth: usize) -> Option<String> {
        let may_nest = depth < 5 && self.budget > 0;
        let schema = self.schema;
        let is_leaf =
            |field: &&FieldDefinition| targets(schema, field.ty.inner_named_type()).is_empty();
        let mut choices = fields(schema, on);
        let wants_leaf = !may_nest || self.dice.one_in(2);
        if wants_leaf && choices.iter().any(is_leaf) || !may_nest {
            choices.retain(is_leaf);
        }
        let field = *self.dice.pick(&choices)?;
        let arguments = self.arguments(field)?;
        let key = self.key(field, &arguments);
        let alias = if key == field.name.as_str() {
            String::new()
        } else {
            format!("{key}: ")
        };
        let condition = self.condition();
        let below = if targets(schema, field.ty.inner_named_type()).is_empty() {
            String::new()
        } else {
            format!(
                " {}",
                self.selection_set(field.ty.inner_named_type(), depth + 1)
            )
        };
        Some(format!(
            "{alias}{}{arguments}{condition}{below}",
            field.name
        ))
    }

    fn inline(&mut self, on: &'s str, depth: usize) -> Option<String> {
        let to = self.narrowed(on)?;
        let condition = self.condition();
        let on = if to == on && self.dice.one_in(2) {
            String::new()
        } else {
            format!(" on {to}")
        };
        Some(format!(
            "...{on}{condition} {}",
            self.selection_set(to, depth + 1)
        ))
    }

    fn spread(&mut self, on: &'s str, depth: usize) -> Option<String> {
        let possible = possible_types(self.schema, on);
        let fits: Vec<String> = self
            .fragments
            .iter()
            .filter(|(_, to, _)| !possible_types(self.schema, to).is_disjoint(&possible))
            .map(|(name, ..)| name.clone())
            .collect();
        let known = if self.dice.one_in(2) {
            self.dice.pick(&fits).cloned()
        } else {
            None
        };
        let name = match known {
            Some(name) => name,
            None => {
                let to = self.narrowed(on)?;
                let body = self.selection_set(to, depth + 1);
                let name = format!("Fragment{}", self.fragments.len());
                self.fragments.push((name.clone(), to, body));
                name
            }
        };
        Some(format!("...{name}{}", self.condition()))
    }

    /// A type that some values of `on` have: `on` itself, an interface or a possible type.
    fn narrowed(&mut self, on: &'s str) -> Option<&'s str> {
        let interfaces: Vec<&str> = match &self.schema.types[on] {
            ExtendedType::Object(object) => object
                .implements_interfaces
                .iter()
                .map(|name| name.as_str())
                .collect(),
            _ => Vec::new(),
        };
        let choices: BTreeSet<&str> = targets(self.schema, on)
            .into_iter()
            .chain(interfaces)
            .collect();
        self.dice
            .pick(&choices.into_iter().collect::<Vec<_>>())
            .copied()
    }

    fn condition(&mut self) -> String {
        match self.dice.below(16) {
            0..2 => {
                let directive = if self.dice.one_in(2) {
                    "include"
                } else {
                    "skip"
                };
                let variable = format!("flag{}", self.dice.below(3));
                self.variables
                    .insert(variable.clone(), "Boolean!".to_owned());
                format!(" @{directive}(if: ${variable})")
            }
            2 => " @include(if: true)".to_owned(),
            _ => String::new(),
        }
    }

    /// The required arguments, and page sizes, which GitHub requires. `None` if a value cannot be written.
    fn arguments(&mut self, field: &FieldDefinition) -> Option<String> {
        let mut arguments = Vec::new();
        for argument in &field.arguments {
            if argument.is_required() || argument.name == "first" {
                arguments.push(format!("{}: {}", argument.name, self.value(&argument.ty)?));
            }
        }
        Some(if arguments.is_empty() {
            String::new()
        } else {
            format!("({})", arguments.join(", "))
        })
    }

    fn value(&mut self, ty: &Type) -> Option<String> {
        let literal = match ty.inner_named_type().as_str() {
            "Int" => "3",
            "Boolean" => "true",
            "ID" | "String" => "\"text\"",
            name => match &self.schema.types[name] {
                ExtendedType::Enum(definition) => definition.values.keys().next()?.as_str(),
                _ => "",
            },
        };
        if !literal.is_empty() && !ty.is_list() && self.dice.one_in(2) {
            return Some(literal.to_owned());
        }
        let variable = format!(
            "of{}",
            ty.to_string()
                .replace('!', "Required")
                .replace(['[', ']'], "List")
        );
        self.variables.insert(variable.clone(), ty.to_string());
        Some(format!("${variable}"))
    }

    fn key(&mut self, field: &FieldDefinition, arguments: &str) -> String {
        let name = field.name.to_string();
        let count = self
            .names
            .keys()
            .filter(|(known, ..)| *known == name)
            .count();
        let place = (name.clone(), field.ty.to_string(), arguments.to_owned());
        let alias = if count == 0 && !self.dice.one_in(5) {
            name
        } else {
            format!("{name}Alias{count}")
        };
        self.names.entry(place).or_insert(alias).clone()
    }
}

fn is_always(selection: &str) -> bool {
    !selection.contains('@') || selection.contains("@include(if: true)")
}
