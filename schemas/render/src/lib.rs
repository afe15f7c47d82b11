//! Renders a GraphQL schema in the canonical form of the `schemas` folder.
//!
//! Equivalent schemas render to the same bytes, so a refresh shows exactly what an API changed.
//! The form:
//!
//! - Directive definitions first, then a `schema` block if there is one, then the types; each group sorted by name.
//! - Fields, arguments, enum values, directive locations, implemented interfaces and union members are sorted by name.
//!   Names are sorted by their bytes, so `COJO` comes before `Carte`.
//! - A field and its arguments are on one line. Definitions are separated by a blank line.
//! - Descriptions and comments are omitted.
//! - `@deprecated` is kept without its reason. All other directives are kept with their arguments and in their order, because
//!   the specification gives that order a meaning.
//! - Directive definitions are kept even if they are not used.
//! - Default values keep the order of their input object's fields.
//! - Identical duplicate definitions are written once. GitHub's own schema has some.
//!
//! The input is parsed but not validated, because GitHub publishes a schema that is invalid by the specification.

mod definition;
mod error;
mod member;
mod sorted;

use apollo_compiler::ast;

pub use error::Error;

/// Options of [`render`].
#[derive(Debug, Clone, Copy)]
pub struct Options<'a> {
    /// The name of the input in syntax errors, such as a file name.
    pub source_name: &'a str,
    /// The name of the API in the header comment; `None` for no header.
    pub title: Option<&'a str>,
}

/// Renders `sdl` in canonical form, with a trailing line break.
///
/// # Errors
///
/// [`Error::Syntax`] if `sdl` cannot be parsed, [`Error::Conflict`] if it has two different definitions of one name,
/// [`Error::Extension`] and [`Error::Executable`] if it has extensions, operations or fragments.
///
/// ```
/// use render_schema::{Options, render};
///
/// let options = Options { source_name: "film.graphql", title: None };
/// let canonical = render("type Film { title: String, id: ID! }", &options)?;
/// assert_eq!(canonical, "type Film {\n  id: ID!\n  title: String\n}\n");
/// # Ok::<(), render_schema::Error>(())
/// ```
pub fn render(sdl: &str, options: &Options<'_>) -> Result<String, Error> {
    let document =
        ast::Document::parse(sdl, options.source_name).map_err(|failure| Error::Syntax {
            diagnostics: failure.errors.to_string(),
        })?;
    let definitions = sorted::sorted(
        "schema",
        document.definitions.iter().map(definition::definition),
    )?;
    let blocks: Vec<String> = options
        .title
        .map(header)
        .into_iter()
        .chain(definitions)
        .collect();
    Ok(blocks.join("\n\n") + "\n")
}

fn header(title: &str) -> String {
    format!(
        "# {title}. Canonical rendering by `cargo run -p render-schema`; see schemas/README.md."
    )
}
