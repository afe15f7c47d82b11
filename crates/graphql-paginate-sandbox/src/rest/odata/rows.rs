//! Query options applied to rows.

use std::cmp::Ordering;

use serde_json::{Map, Value};

use super::filter::{at, order};
use super::{Invalid, Options};

/// What a collection consists of.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Resource {
    /// The properties that may be selected, filtered and ordered by.
    pub(crate) properties: &'static [&'static str],
    /// The relations that may be expanded.
    pub(crate) navigations: &'static [&'static str],
}

/// Rows that `$filter` lets through, in the order asked for.
#[derive(Debug)]
pub(crate) struct Selected<'a> {
    pub(crate) rows: Vec<&'a Value>,
}

impl<'a> Selected<'a> {
    /// A window of the rows: `$skip` comes before `$top`.
    pub(crate) fn window(&self, skip: usize, top: usize) -> &[&'a Value] {
        let from = skip.min(self.rows.len());
        &self.rows[from..(from + top).min(self.rows.len())]
    }
}

/// # Errors
///
/// When an option names a property or a relation that does not exist.
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
    // A stable sort keeps the collection's own order among equals, as the protocol asks of services.
    rows.sort_by(|left, right| compare(left, right, &options.order));
    Ok(Selected { rows })
}

/// A row as it is sent: the selected properties, and the relations expanded.
pub(crate) fn project(row: &Value, resource: Resource, options: &Options) -> Value {
    let wanted = |name: &str| {
        let selected =
            options.select.is_empty() || options.select.iter().any(|property| property == name);
        match resource.navigations.contains(&name) {
            true => options.expand.iter().any(|navigation| navigation == name),
            false => selected,
        }
    };
    let fields = row
        .as_object()
        .into_iter()
        .flatten()
        .filter(|(name, _)| wanted(name));
    Value::Object(
        fields
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect::<Map<_, _>>(),
    )
}

fn check(resource: Resource, options: &Options) -> Result<(), Invalid> {
    let filtered = options.filter.iter().flat_map(|filter| filter.properties());
    let ordered = options.order.iter().map(|(property, _)| property.as_str());
    let selected = options.select.iter().map(String::as_str);
    for property in filtered.chain(ordered).chain(selected) {
        // The first part of a path; what a complex property holds is not declared.
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
    terms
        .iter()
        .fold(Ordering::Equal, |found, (property, descending)| {
            found.then_with(|| {
                let (left, right) = (at(left, property), at(right, property));
                // Null comes before every value.
                let ascending =
                    order(left, right).unwrap_or_else(|| right.is_null().cmp(&left.is_null()));
                if *descending {
                    ascending.reverse()
                } else {
                    ascending
                }
            })
        })
}
