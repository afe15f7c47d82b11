//! A schema is checked once, before any document is checked against it.
//!
//! The parser sees that references resolve and have the right kind. What is checked here are the other rules of the
//! specification's type validation that generated code relies on, or that only a slip of the pen breaks:
//!
//! - nothing is there twice in one definition: `unique`
//! - types have the fields of the interfaces they implement, and no other types for them: `implementation`
//! - input objects can be written down, and `@oneOf` ones hold one field: `input`
//! - default values are of their type, and do not need themselves: `default`
//! - `__typename`, `__schema` and `__type` are what they are everywhere: `meta`
//!
//! Not everybody who uses a schema can change it. So what breaks the specification but neither the generated code nor
//! a reader's expectation is nothing at all, not even a warning:
//!
//! - Arguments of a field that differ from the interface's, and additional required ones: documents are validated with
//!   the field of the type they select on, and arguments have no part in the types of a response. Servers that take
//!   each object's fields as they are written publish such schemas.
//! - Other names that begin with `__`: older servers have an `__id` for objects, and nothing is ambiguous in it.
//! - Defaults of arguments and nullable input fields that mix up enum values and strings, or name an enum value by what
//!   it is inside the server: they come out of introspection like that, and only the server reads them.
//! - One type as the root of several kinds of operation.
//!
//! See [Type System](https://spec.graphql.org/September2025/#sec-Type-System).

mod default;
mod implementation;
mod input;
mod meta;
mod unique;

use super::finding::Finding;
use crate::diagnostic::Diagnostic;
use crate::schema::Schema;
use crate::text::parse::{Places, TOLD};
use bluejay_core::definition::SchemaDefinition as _;
use std::ops::Range;

/// What is wrong with a schema whose references resolve, in the order of the text.
pub(crate) fn validate_schema<'c>(
    schema: &'c Schema<'c>,
    places: &'c dyn Places,
) -> Vec<Diagnostic> {
    let check = Check { schema, places };
    let own: Vec<_> = schema
        .definition()
        .type_definitions()
        .filter(|ty| !ty.is_builtin())
        .collect();
    let mut findings = check.doubles(&own);
    findings.extend(check.implementations(&own));
    findings.extend(check.meta_fields(&own));
    findings.extend(check.input_objects(&own));
    findings.extend(check.defaults(&own));
    findings.sort_by_key(|finding| finding.range.start);
    findings.truncate(TOLD);
    findings
        .into_iter()
        .map(|finding| finding.diagnostic(&schema.source))
        .collect()
}

struct Check<'c> {
    schema: &'c Schema<'c>,
    places: &'c dyn Places,
}

impl<'c> Check<'c> {
    /// A finding at a name of the schema.
    fn at(&self, name: &str, message: String, help: impl Into<String>) -> Finding {
        Finding::new(self.range_of(name), message).help(help)
    }

    /// Where a name stands: names are slices of the parsed text, and the parser keeps most of their spans to itself.
    fn range_of(&self, name: &str) -> Range<usize> {
        let text = self.places.parsed();
        let start = name.as_ptr().addr().wrapping_sub(text.as_ptr().addr());
        debug_assert!(start <= text.len(), "`{name}` is a slice of the schema");
        self.places
            .original(start..start.saturating_add(name.len()))
    }
}
