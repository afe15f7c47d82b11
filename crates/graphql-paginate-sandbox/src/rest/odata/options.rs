//! The system query options of a request.

use super::Invalid;
use super::filter::Filter;
use crate::rest::call::Call;

/// The values of `$filter`, `$select`, `$expand`, `$orderby`, `$top`, `$skip` and `$count`.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Options {
    pub(crate) filter: Option<Filter>,
    /// The selected properties; empty for all of them.
    pub(crate) select: Vec<String>,
    pub(crate) expand: Vec<String>,
    /// Property paths in order of priority, and whether each is descending.
    pub(crate) order: Vec<(String, bool)>,
    pub(crate) top: Option<usize>,
    pub(crate) skip: usize,
    pub(crate) count: bool,
}

impl Options {
    /// # Errors
    ///
    /// For duplicate options, unknown options, and invalid values.
    pub(crate) fn parse(call: &Call) -> Result<Self, Invalid> {
        let mut options = Self::default();
        let mut seen: Vec<&str> = Vec::new();
        for (name, value) in call.parameters().filter(|(name, _)| name.starts_with('$')) {
            if seen.contains(&name) {
                return Err(Invalid(format!(
                    "Query option '{name}' was specified more than once."
                )));
            }
            seen.push(name);
            options.read(name, value)?;
        }
        Ok(options)
    }

    fn read(&mut self, name: &str, value: &str) -> Result<(), Invalid> {
        match name {
            "$filter" => self.filter = Some(Filter::parse(value)?),
            "$select" => self.select = list(value),
            "$expand" => self.expand = list(value),
            "$orderby" => {
                self.order = list(value)
                    .iter()
                    .map(|term| order(term))
                    .collect::<Result<_, _>>()?
            }
            "$top" => self.top = Some(number(name, value)?),
            "$skip" => self.skip = number(name, value)?,
            "$count" => self.count = boolean(name, value)?,
            "$skiptoken" | "$deltatoken" => {}
            _ => {
                return Err(Invalid(format!(
                    "The query option '{name}' is not supported."
                )));
            }
        }
        Ok(())
    }
}

fn list(value: &str) -> Vec<String> {
    value
        .split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect()
}

fn order(term: &str) -> Result<(String, bool), Invalid> {
    match term.split_whitespace().collect::<Vec<_>>().as_slice() {
        [property] | [property, "asc"] => Ok(((*property).to_owned(), false)),
        [property, "desc"] => Ok(((*property).to_owned(), true)),
        _ => Err(Invalid(format!("Syntax error at '{term}' in '$orderby'."))),
    }
}

fn number(name: &str, value: &str) -> Result<usize, Invalid> {
    value.parse().map_err(|_| {
        Invalid(format!(
            "Invalid value '{value}' for '{name}': a whole number from 0 is expected."
        ))
    })
}

fn boolean(name: &str, value: &str) -> Result<bool, Invalid> {
    value.parse().map_err(|_| {
        Invalid(format!(
            "Invalid value '{value}' for '{name}': true or false is expected."
        ))
    })
}
