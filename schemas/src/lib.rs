//! GraphQL schemas of GitHub and demarches-simplifiees in one canonical form.
//!
//! The texts are part of this crate, so they are there wherever the crate is. Where they come from, and under
//! which licence, is in the crate's README.

/// GitHub's public schema, in SDL; about 340 kB.
pub const GITHUB: &str = include_str!("../github.graphql");

/// The public schema of demarches-simplifiees (demarche.numerique.gouv.fr), in SDL; about 40 kB.
pub const DEMARCHES_SIMPLIFIEES: &str = include_str!("../demarches-simplifiees.graphql");

/// Every name that [`by_name`] knows, sorted.
pub const NAMES: &[&str] = &["demarches-simplifiees", "github"];

/// The schema of that name in SDL, or `None` when `name` is not one of [`NAMES`].
///
/// ```
/// use graphql_paginate_schemas::{GITHUB, by_name};
///
/// assert_eq!(by_name("github"), Some(GITHUB));
/// assert_eq!(by_name("GitHub"), None);
/// ```
pub fn by_name(name: &str) -> Option<&'static str> {
    match name {
        "demarches-simplifiees" => Some(DEMARCHES_SIMPLIFIEES),
        "github" => Some(GITHUB),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{NAMES, by_name};

    #[test]
    fn every_name_has_a_schema_of_its_own() {
        let schemas: Vec<&str> = NAMES.iter().filter_map(|name| by_name(name)).collect();
        assert_eq!(schemas.len(), NAMES.len());
        assert_ne!(schemas[0], schemas[1]);
    }
}
