//! Renders any GraphQL schema in the canonical form of the `schemas` folder.
//!
//! Two schemas that say the same render to the same bytes, so a refresh shows exactly what an API changed.
//! The form:
//!
//! - Directive definitions first, then a `schema` block if there is one, then the types; each group sorted by name.
//! - Fields, arguments, enum values, directive locations, implemented interfaces and union members are sorted by name.
//!   Names sort by their bytes, so `COJO` stands before `Carte`.
//! - A field stands on one line with all its arguments. A blank line separates definitions.
//! - Descriptions and comments are left out.
//! - `@deprecated` is kept without its reason; all other directives are kept with their arguments, in the order
//!   written, since the specification gives that order a meaning.
//! - A directive definition is kept also when nothing uses it: it is a fact about the API like any other.
//! - Default values keep the order of their input object's fields.
//! - What is defined twice in the same way is written once. GitHub's own schema needs this.
//!
//! The input is parsed, not validated: GitHub publishes a schema that the specification calls invalid.

mod definition;
mod error;
mod member;
mod sorted;

use apollo_compiler::ast;

pub use error::Error;

/// What to render, besides the schema itself.
#[derive(Debug, Clone, Copy)]
pub struct Options<'a> {
    /// What to call the input in syntax errors, such as a file name.
    pub source_name: &'a str,
    /// The API's name for the header comment; without it there is no header.
    pub title: Option<&'a str>,
}

/// The canonical form of `sdl`, ending with a line break.
///
/// # Errors
///
/// [`Error::Syntax`] when `sdl` cannot be parsed, [`Error::Conflict`] when it defines one thing in two different
/// ways, [`Error::Extension`] and [`Error::Executable`] for what a canonical schema cannot hold.
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
