//! GraphQL schemas of GitHub and demarches-simplifiees in one canonical form.
//!
//! Each schema is a constant of the crate, so no file has to be read at run time. The crate's README lists the source,
//! the edition and the license of each.

/// GitHub's public schema, in SDL; about 340 kB.
pub const GITHUB: &str = include_str!("../github.graphql");

/// The public schema of demarches-simplifiees (demarche.numerique.gouv.fr), in SDL; about 48 kB.
pub const DEMARCHES_SIMPLIFIEES: &str = include_str!("../demarches-simplifiees.graphql");

/// The edition of [`GITHUB`]: the version of the package that it comes from.
pub const GITHUB_EDITION: &str = "@octokit/graphql-schema 15.26.1";

/// The edition of [`DEMARCHES_SIMPLIFIEES`]: the month, because the service does not number its schema.
pub const DEMARCHES_SIMPLIFIEES_EDITION: &str = "September 2026";

/// The names that [`by_name`] and [`edition`] accept, sorted.
pub const NAMES: &[&str] = &["demarches-simplifiees", "github"];

/// The schema with this name in SDL; `None` if `name` is not one of [`NAMES`].
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

/// The edition of the schema with this name, for messages about fields that it does not have; `None` if `name` is not one of
/// [`NAMES`].
///
/// ```
/// use graphql_paginate_schemas::edition;
///
/// assert_eq!(edition("demarches-simplifiees"), Some("September 2026"));
/// ```
pub fn edition(name: &str) -> Option<&'static str> {
    match name {
        "demarches-simplifiees" => Some(DEMARCHES_SIMPLIFIEES_EDITION),
        "github" => Some(GITHUB_EDITION),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{NAMES, by_name, edition};

    #[test]
    fn every_name_has_a_schema_of_its_own() {
        let schemas: Vec<&str> = NAMES.iter().filter_map(|name| by_name(name)).collect();
        assert_eq!(schemas.len(), NAMES.len());
        assert_ne!(schemas[0], schemas[1]);
    }

    #[test]
    fn every_name_has_an_edition() {
        assert!(NAMES.iter().all(|name| edition(name).is_some()));
        assert_eq!(edition("gitlab"), None);
    }
}
