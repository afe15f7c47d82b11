//! Applies query options to rows.

use std::cmp::Ordering;

use serde_json::{Map, Value};

use super::filter::{at, order};
use super::{Invalid, Options};

/// The structure of a collection.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Resource {
    /// The properties that can be selected, filtered and ordered by.
    pub(crate) properties: &'static [&'static str],
    /// The relations that can be expanded.
    pub(crate) navigations: &'static [&'static str],
}

/// The rows that match `$filter`, in the requested order.
#[derive(Debug)]
pub(crate) struct Selected<'a> {
    pub(crate) rows: Vec<&'a Value>,
}

impl<'a> Selected<'a> {
    /// A page of the rows: `$skip` is applied before `$top`.
    pub(crate) fn window(&self, skip: usize, top: usize) -> &[&'a Value] {
        let from = skip.min(self.rows.len());
        &self.rows[from..(from + top).min(self.rows.len())]
    }
}

/// # Errors
///
/// If an option names a property or a relation that does not exist.
pub(crate) fn select<'a>(
    rows: impl IntoIterator<Item = &'a Value>,
    resource: Resource,
    options: &Options,
) -> Result<Selected<'a>, Invalid> {
    check(resource, options)?;
    let keep = |row: &&Value| {
        options
            .filter
            .as_ref()
            .is_none_or(|filter| filter.matches(row))
    };
    let mut rows: Vec<&Value> = rows.into_iter().filter(keep).collect();
    // The sort is stable, so equal rows keep the order of the collection, as the protocol requires.
    rows.sort_by(|left, right| compare(left, right, &options.order));
    Ok(Selected { rows })
}

/// A row in the response: the selected properties and the expanded relations.
pub(crate) fn project(row: &Value, resource: Resource, options: &Options) -> Value {
    let mut projected = Map::new();
    for (name, value) in row.as_object().into_iter().flatten() {
        if is_sent(name, resource, options) {
            projected.insert(name.clone(), value.clone());
        }
    }
    Value::Object(projected)
}

/// Whether a relation is expanded, or a property selected.
fn is_sent(name: &str, resource: Resource, options: &Options) -> bool {
    if resource.navigations.contains(&name) {
        return options.expand.iter().any(|navigation| navigation == name);
    }
    options.select.is_empty() || options.select.iter().any(|property| property == name)
}

fn check(resource: Resource, options: &Options) -> Result<(), Invalid> {
    let filtered = options.filter.iter().flat_map(|filter| filter.properties());
    let ordered = options.order.iter().map(|(property, _)| property.as_str());
    let selected = options.select.iter().map(String::as_str);
    for property in filtered.chain(ordered).chain(selected) {
        // Only the first segment of a path is checked, because the fields of complex properties are not declared.
        let root = property.split('/').next().unwrap_or(property);
        if !resource.properties.contains(&root) && !resource.navigations.contains(&root) {
            return Err(Invalid(format!(
                "Could not find a property named '{property}'."
            )));
        }
    }
    match options
        .expand
        .iter()
        .find(|name| !resource.navigations.contains(&name.as_str()))
    {
        Some(name) => Err(Invalid(format!(
            "The property '{name}' cannot be used in '$expand'."
        ))),
        None => Ok(()),
    }
}

fn compare(left: &Value, right: &Value, terms: &[(String, bool)]) -> Ordering {
    for (property, is_descending) in terms {
        let (left, right) = (at(left, property), at(right, property));
        // Null comes before every value.
        let ascending = order(left, right).unwrap_or_else(|| right.is_null().cmp(&left.is_null()));
        if ascending.is_eq() {
            continue;
        }
        return if *is_descending {
            ascending.reverse()
        } else {
            ascending
        };
    }
    Ordering::Equal
}
