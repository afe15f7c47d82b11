//! Resolves selection sets: merges their fields, as CollectFields of the specification does.
//!
//! A resolved selection set has the structure of the generated types:
//!
//! - the fields of the set, including those of inline fragments that apply to every value,
//! - the fragments spread into it,
//! - on an interface or union, the selection that applies to each possible object type only.
//!
//! A response key that is selected several times on one level is one field with the merged selections. For example,
//! `{ film { title } film { year } }` resolves to the one field `film { title year }`.
//!
//! See [CollectFields](https://spec.graphql.org/October2021/#CollectFields()).

mod collect;
mod collected;
mod resolver;

use crate::condition::InclusionCondition;
use crate::schema::{Composite, FieldDefinition};
use bluejay_core::AsIter;
use bluejay_parser::ast::executable as ast;
pub(crate) use resolver::{Resolver, spread_names};

/// Identifies a selection set among those of one [`Resolver`], which numbers them in the order in which it resolves them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct SelectionSetId(usize);

/// The selection on one type at one path of the response.
pub(crate) struct SelectionSet<'a> {
    pub(crate) id: SelectionSetId,
    pub(crate) on: Composite<'a>,
    /// One field for each response key, in the order of first appearance.
    pub(crate) fields: Vec<Field<'a>>,
    /// Fragment spreads that apply to every value of the type.
    pub(crate) spreads: Vec<Spread<'a>>,
    /// On an interface or union: the possible types sorted by name, with the selections that apply to them only.
    pub(crate) variants: Vec<Variant<'a>>,
    /// Whether `__typename` is selected without an alias and a condition.
    pub(crate) typename: bool,
    /// Whether the selection set consists of one unconditional spread.
    pub(crate) is_one_spread: bool,
}

impl SelectionSet<'_> {
    /// Whether the selection set consists of one field.
    pub(crate) fn is_one_field(&self) -> bool {
        self.fields.len() == 1 && self.spreads.is_empty() && self.variants.is_empty()
    }
}

/// A selected field, merged from all its occurrences.
pub(crate) struct Field<'a> {
    /// The response key.
    pub(crate) key: &'a str,
    pub(crate) definition: &'a FieldDefinition<'a>,
    /// The occurrences in the document.
    pub(crate) nodes: Vec<&'a ast::Field<'a>>,
    /// The condition of each occurrence, given that the field is in the response.
    pub(crate) conditions: Vec<InclusionCondition<'a>>,
    /// Whether the field is left out of the response for some values of the variables.
    pub(crate) is_conditional: bool,
    /// The condition that all occurrences have in common.
    pub(crate) condition: InclusionCondition<'a>,
    /// `None` for scalars and enums.
    pub(crate) selection: Option<SelectionSet<'a>>,
}

impl Field<'_> {
    /// Whether the query gives it arguments. All of its occurrences have the same ones.
    pub(crate) fn has_arguments(&self) -> bool {
        let mut arguments = self.nodes[0].arguments().into_iter();
        arguments.any(|arguments| arguments.iter().next().is_some())
    }
}

/// A spread of a named fragment.
pub(crate) struct Spread<'a> {
    pub(crate) fragment: &'a str,
    pub(crate) is_conditional: bool,
    pub(crate) condition: InclusionCondition<'a>,
}

/// A possible object type of an interface or union.
pub(crate) struct Variant<'a> {
    pub(crate) on: Composite<'a>,
    /// The selection that applies to this type only; `None` if there is none.
    pub(crate) selection: Option<SelectionSet<'a>>,
}

/// A named fragment, resolved on its type condition.
pub(crate) struct Fragment<'a> {
    pub(crate) name: &'a str,
    /// Whether it spreads itself, directly or through other fragments.
    pub(crate) is_recursive: bool,
    pub(crate) selection: SelectionSet<'a>,
}
