//! Loads a schema: text → document → schema, checked.

use crate::diagnostic::Diagnostic;
use crate::schema::Schema;
use crate::source::Source;
use crate::text::{PreparedText, fold_extensions, parse, repaired};
use crate::validate::validate_schema;
use bluejay_parser::ast::definition::DefinitionDocument;

/// The text of a schema, ready to be parsed.
#[derive(Debug)]
pub struct SchemaText<'s> {
    source: Source<'s>,
    prepared: PreparedText<'s>,
}

impl<'s> SchemaText<'s> {
    /// A schema in the GraphQL schema definition language. `extend` definitions are merged into what they extend.
    ///
    /// # Errors
    /// One diagnostic for each extension of something that is not defined.
    pub fn new(source: Source<'s>) -> Result<Self, Vec<Diagnostic>> {
        Ok(Self {
            source,
            prepared: fold_extensions(source)?,
        })
    }

    /// A schema that is known to have no `extend` definitions and no definitions of built-in types: its text is not
    /// searched for them.
    #[must_use]
    pub fn without_extensions(source: Source<'s>) -> Self {
        Self {
            source,
            prepared: PreparedText::unchanged(source),
        }
    }

    /// A schema that may have mistakes. Everything that does not depend on them can be used.
    ///
    /// For example, a field whose type is not defined is an error only in a document that selects the field. Only
    /// syntax errors are left for [`SchemaDocument::parse`] to report.
    #[must_use]
    pub fn repaired(source: Source<'s>) -> Self {
        Self {
            source,
            prepared: repaired(source),
        }
    }
}

/// A parsed schema text. [`Schema::new`] makes a schema of it.
#[derive(Debug)]
pub struct SchemaDocument<'s> {
    text: &'s SchemaText<'s>,
    document: DefinitionDocument<'s>,
}

impl<'s> SchemaDocument<'s> {
    /// Parses a schema.
    ///
    /// # Errors
    /// One diagnostic for each syntax error.
    pub fn parse(text: &'s SchemaText<'s>) -> Result<Self, Vec<Diagnostic>> {
        let document = parse::schema_document(text.source, &text.prepared)?;
        Ok(Self { text, document })
    }
}

impl<'s> Schema<'s> {
    /// Resolves the references between the types of a document, and validates the types.
    ///
    /// # Errors
    /// One diagnostic for each definition that is missing, duplicate or of the wrong kind. If all references resolve,
    /// one for each violation of the specification's type validation rules that generated code relies on.
    pub fn new(document: &'s SchemaDocument<'s>) -> Result<Self, Vec<Diagnostic>> {
        let schema = Self::trusted(document)?;
        let errors = validate_schema(&schema, &document.text.prepared);
        if errors.is_empty() {
            Ok(schema)
        } else {
            Err(errors)
        }
    }

    /// Resolves the references without validating the types, for a schema that is known to be valid.
    ///
    /// For an invalid schema, generated code may not compile, or may not decode the server's responses.
    ///
    /// # Errors
    /// One diagnostic for each definition that is missing, duplicate or of the wrong kind.
    pub fn trusted(document: &'s SchemaDocument<'s>) -> Result<Self, Vec<Diagnostic>> {
        let SchemaDocument { text, document } = document;
        let definition = parse::schema_definition(text.source, &text.prepared, document)?;
        Ok(Self::from_definition(
            text.source,
            definition,
            &text.prepared.undefined,
        ))
    }
}

/// Parses a schema that may have mistakes and calls a function with it.
///
/// A mistake in the schema is an error only in the documents that depend on it.
///
/// # Errors
/// One diagnostic for each syntax error.
pub fn with_schema<T>(
    source: Source<'_>,
    work: impl FnOnce(&Schema<'_>) -> T,
) -> Result<T, Vec<Diagnostic>> {
    if let Ok(text) = SchemaText::new(source)
        && let Ok(document) = SchemaDocument::parse(&text)
        && let Ok(schema) = Schema::trusted(&document)
    {
        return Ok(work(&schema));
    }
    let text = SchemaText::repaired(source);
    let document = SchemaDocument::parse(&text)?;
    let schema = Schema::trusted(&document)?;
    Ok(work(&schema))
}
