//! Validates a schema, once, before any document is validated against it.
//!
//! The parser checks that references resolve and have the right kind. The modules here check the other rules of the
//! specification's type validation that generated code relies on, or whose violation is certainly a mistake:
//!
//! - `unique`: no duplicate names in a definition
//! - `implementation`: types have the fields of the interfaces they implement, with valid types
//! - `input`: input objects have finite values, and the fields of `@oneOf` ones are optional
//! - `default`: default values have the right type and do not require themselves
//! - `meta`: `__typename`, `__schema` and `__type` are not redefined
//!
//! Many users cannot change their schema. So a violation that affects neither generated code nor its readers is not
//! reported, not even as a warning:
//!
//! - Arguments of a field that differ from those of the interface's field, and additional required arguments. Documents
//!   are validated against the field of the type they select on, and arguments do not affect the types of a response.
//!   Servers that take the fields of each object from code publish such schemas.
//! - Other names that begin with `__`. Older servers have an `__id` on objects, which is not ambiguous.
//! - Defaults of arguments and nullable input fields that confuse enum values and strings, or that give an enum value by
//!   its representation inside the server. Introspection prints them that way, and only the server reads them.
//! - One type as the root of several operation types.
//!
//! See [Type System](https://spec.graphql.org/October2021/#sec-Type-System).

mod default;
mod implementation;
mod input;
mod meta;
mod unique;

use super::finding::Finding;
use crate::diagnostic::Diagnostic;
use crate::schema::Schema;
use crate::text::SourceMap;
use crate::text::parse::MAX_ERRORS;
use bluejay_core::definition::SchemaDefinition as _;
use std::ops::Range;

/// The errors in a schema whose references resolve, in the order of the text.
pub(crate) fn validate_schema<'c>(
    schema: &'c Schema<'c>,
    map: &'c dyn SourceMap,
) -> Vec<Diagnostic> {
    let check = Check { schema, map };
    let own: Vec<_> = schema
        .definition()
        .type_definitions()
        .filter(|ty| !ty.is_builtin())
        .collect();
    let mut findings = check.duplicates(&own);
    findings.extend(check.implementations(&own));
    findings.extend(check.meta_fields(&own));
    findings.extend(check.input_objects(&own));
    findings.extend(check.defaults(&own));
    findings.sort_by_key(|finding| finding.range.start);
    findings.truncate(MAX_ERRORS);
    findings
        .into_iter()
        .map(|finding| finding.diagnostic(&schema.source))
        .collect()
}

struct Check<'c> {
    schema: &'c Schema<'c>,
    map: &'c dyn SourceMap,
}

impl<'c> Check<'c> {
    /// A finding at a name of the schema.
    fn at(&self, name: &str, message: String, help: impl Into<String>) -> Finding {
        Finding::new(self.range_of(name), message).help(help)
    }

    /// The range of a name in the user's text.
    ///
    /// The parser does not expose the spans of most names, but names are slices of the parsed text.
    fn range_of(&self, name: &str) -> Range<usize> {
        let text = self.map.parsed();
        let start = name.as_ptr().addr().wrapping_sub(text.as_ptr().addr());
        debug_assert!(start <= text.len(), "`{name}` is a slice of the schema");
        self.map.original(start..start.saturating_add(name.len()))
    }
}
