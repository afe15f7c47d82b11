//! Steps by which generated code gets from a value to a value inside it.

use super::view::SelectionStep;
use crate::lower::Responses;
use crate::shape::Shape;
use bluejay_core::definition::FieldDefinition as _;

/// One step from a value to a value inside it, in generated code.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum RustStep {
    Field {
        ident: String,
        key: String,
        optional: bool,
        multiplicity: Multiplicity,
    },
    Part {
        ident: String,
        optional: bool,
    },
    /// An enum variant; the enum is either the value itself or its field `on`.
    Variant {
        enumeration: String,
        ident: String,
        is_field: bool,
    },
}

/// The kind of a field's value, as far as it matters for steps.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Multiplicity {
    One,
    List { nullable_items: bool },
}

pub(crate) fn steps(
    steps: &[SelectionStep<'_, '_>],
    responses: &Responses<'_, '_, '_>,
) -> Vec<RustStep> {
    let step = |step: &SelectionStep<'_, '_>| match step {
        SelectionStep::Field { set, index } => {
            let field = &set.fields[*index];
            let shape = Shape::of_output(field.definition.r#type());
            RustStep::Field {
                ident: step.ident(),
                key: field.key.to_owned(),
                optional: field.is_conditional || shape.is_nullable(),
                multiplicity: match &shape {
                    Shape::List { item, .. } => Multiplicity::List {
                        nullable_items: item.is_nullable(),
                    },
                    Shape::Named { .. } => Multiplicity::One,
                },
            }
        }
        SelectionStep::Spread { set, index } => RustStep::Part {
            ident: step.ident(),
            optional: set.spreads[*index].is_conditional,
        },
        SelectionStep::Variant { set, .. } => RustStep::Variant {
            enumeration: responses.names.variants_of(set).to_owned(),
            ident: step.ident(),
            is_field: !set.fields.is_empty() || !set.spreads.is_empty(),
        },
    };
    steps.iter().map(step).collect()
}
