//! Where a value of the response is found in the generated types.
//!
//! The fields of one JSON object are spread over a struct, the structs of its fragments, and the enum of its possible
//! types, and a response key may appear in several of them. A view is one of these places, with the steps that lead to
//! it.

use crate::member::members;
use crate::name;
use crate::resolve::{Field, Fragment, SelectionSet};
use crate::schema::Composite;
use crate::shape::Shape;
use bluejay_core::definition::FieldDefinition as _;
use std::collections::HashMap;

/// One step from a value to a value inside it.
#[derive(Clone)]
pub(crate) enum SelectionStep<'v, 'a> {
    Field {
        set: &'v SelectionSet<'a>,
        index: usize,
    },
    Spread {
        set: &'v SelectionSet<'a>,
        index: usize,
    },
    Variant {
        set: &'v SelectionSet<'a>,
        on: Composite<'a>,
    },
}

#[derive(Clone)]
pub(crate) struct View<'v, 'a> {
    pub(crate) steps: Vec<SelectionStep<'v, 'a>>,
    pub(crate) set: &'v SelectionSet<'a>,
    /// The fragment around it that spreads itself, if there is one. Its spreads of such fragments are not followed.
    pub(crate) recursive: Option<&'a str>,
}

/// A selected field at one of its places.
#[derive(Clone)]
pub(crate) struct FieldView<'v, 'a> {
    pub(crate) steps: Vec<SelectionStep<'v, 'a>>,
    pub(crate) field: &'v Field<'a>,
    /// The type on which the field is selected.
    pub(crate) parent: Composite<'a>,
    /// The fragment around it that spreads itself, if there is one.
    pub(crate) recursive: Option<&'a str>,
}

pub(crate) type Fragments<'v, 'a> = HashMap<&'a str, &'v Fragment<'a>>;

/// Whether steps lead to a place below the one that `prefix` leads to.
pub(crate) fn starts_with(
    steps: &[SelectionStep<'_, '_>],
    prefix: &[SelectionStep<'_, '_>],
) -> bool {
    steps.len() > prefix.len() && is_same_path(&steps[..prefix.len()], prefix)
}

/// Whether steps lead to the same place.
pub(crate) fn is_same_path(one: &[SelectionStep<'_, '_>], other: &[SelectionStep<'_, '_>]) -> bool {
    let mut steps = one.iter().zip(other);
    one.len() == other.len() && steps.all(|(one, other)| one.is_same(other))
}

/// Whether two paths with the same response keys may lead to the same object: they do not narrow one of the objects on
/// them to two types.
pub(crate) fn may_be_same_object(
    one: &[SelectionStep<'_, '_>],
    other: &[SelectionStep<'_, '_>],
) -> bool {
    let other = narrowings(other);
    narrowings(one).into_iter().all(|(depth, on)| {
        let mut others = other.iter();
        others.all(|(other_depth, other_on)| *other_depth != depth || *other_on == on)
    })
}

/// Whether one of the fields on a path is a list of lists.
pub(crate) fn crosses_list_of_lists(steps: &[SelectionStep<'_, '_>]) -> bool {
    steps.iter().any(|step| {
        let SelectionStep::Field { set, index } = step else {
            return false;
        };
        match Shape::of_output(set.fields[*index].definition.r#type()) {
            Shape::List { item, .. } => item.is_list(),
            Shape::Named { .. } => false,
        }
    })
}

/// The types to which steps narrow objects, each with the number of response keys before it.
pub(crate) fn narrowings<'a>(steps: &[SelectionStep<'_, 'a>]) -> Vec<(usize, &'a str)> {
    let mut depth = 0;
    let mut narrowings = Vec::new();
    for step in steps {
        match step {
            SelectionStep::Field { .. } => depth += 1,
            SelectionStep::Variant { on, .. } => narrowings.push((depth, on.name())),
            SelectionStep::Spread { .. } => {}
        }
    }
    narrowings
}

impl<'v, 'a> View<'v, 'a> {
    pub(crate) fn root(set: &'v SelectionSet<'a>) -> Self {
        Self {
            steps: Vec::new(),
            set,
            recursive: None,
        }
    }

    /// All fields of the JSON object behind this view, at each of their places.
    pub(crate) fn fields(&self, fragments: &Fragments<'v, 'a>) -> Vec<FieldView<'v, 'a>> {
        let set = self.set;
        if set.is_one_spread {
            let Some(view) = self.spread(0, fragments) else {
                return Vec::new();
            };
            // The type of the selection set is an alias of the fragment's type.
            return Self {
                steps: self.steps.clone(),
                ..view
            }
            .fields(fragments);
        }
        let own = set
            .fields
            .iter()
            .enumerate()
            .map(|(index, field)| FieldView {
                steps: self.with(SelectionStep::Field { set, index }),
                field,
                parent: set.on,
                recursive: self.recursive,
            });
        let spreads = (0..set.spreads.len()).filter_map(|index| self.spread(index, fragments));
        let variants = set.variants.iter().filter_map(|variant| {
            let steps = self.with(SelectionStep::Variant {
                set,
                on: variant.on,
            });
            Some(View {
                steps,
                set: variant.selection.as_ref()?,
                recursive: self.recursive,
            })
        });
        own.chain(
            spreads
                .chain(variants)
                .flat_map(|view| view.fields(fragments)),
        )
        .collect()
    }

    /// The fragment of a spread; `None` if following it might never end.
    fn spread(&self, index: usize, fragments: &Fragments<'v, 'a>) -> Option<Self> {
        let set = self.set;
        let fragment = fragments[set.spreads[index].fragment];
        if fragment.is_recursive && self.recursive.is_some() {
            return None;
        }
        let recursive = if fragment.is_recursive {
            Some(fragment.name)
        } else {
            self.recursive
        };
        Some(Self {
            steps: self.with(SelectionStep::Spread { set, index }),
            set: &fragment.selection,
            recursive,
        })
    }

    fn with(&self, step: SelectionStep<'v, 'a>) -> Vec<SelectionStep<'v, 'a>> {
        self.steps.iter().cloned().chain([step]).collect()
    }
}

impl<'v, 'a> FieldView<'v, 'a> {
    /// The view of the field's value, or of an item if it is a list.
    pub(crate) fn value(&self) -> Option<View<'v, 'a>> {
        Some(View {
            steps: self.steps.clone(),
            set: self.field.selection.as_ref()?,
            recursive: self.recursive,
        })
    }

    /// The response keys on the path to the field.
    pub(crate) fn keys(&self) -> Vec<&'a str> {
        self.steps.iter().filter_map(SelectionStep::key).collect()
    }

    pub(crate) fn shape(&self) -> Shape {
        Shape::of_output(self.field.definition.r#type())
    }

    /// Whether the field of this name is selected without arguments. Arguments may change what a total or a flag counts.
    pub(crate) fn is_plainly(&self, name: &str) -> bool {
        self.field.definition.name() == name && !self.field.has_arguments()
    }

    /// The response keys on the path to the field, each preceded by the object type it is narrowed to, if any.
    pub(crate) fn segments(&self) -> Vec<&'a str> {
        let segment = |step: &SelectionStep<'v, 'a>| match step {
            SelectionStep::Variant { on, .. } => Some(on.name()),
            SelectionStep::Field { .. } | SelectionStep::Spread { .. } => step.key(),
        };
        self.steps.iter().filter_map(segment).collect()
    }

    /// The object type to which this field's steps narrow its parent value, not counting the steps shared with
    /// `sibling`.
    pub(crate) fn narrowed_in(&self, sibling: &[SelectionStep<'v, 'a>]) -> Option<&'a str> {
        self.own_steps(sibling)
            .iter()
            .rev()
            .find_map(|step| match step {
                SelectionStep::Variant { on, .. } => Some(on.name()),
                SelectionStep::Field { .. } | SelectionStep::Spread { .. } => None,
            })
    }

    /// Whether a condition leaves out this field of some values that have `sibling`.
    pub(crate) fn is_conditional_beside(&self, sibling: &[SelectionStep<'v, 'a>]) -> bool {
        self.own_steps(sibling)
            .iter()
            .any(SelectionStep::is_conditional)
    }

    /// The steps after those shared with `sibling`.
    fn own_steps(&self, sibling: &[SelectionStep<'v, 'a>]) -> &[SelectionStep<'v, 'a>] {
        let mut shared = 0;
        for (one, other) in self.steps.iter().zip(sibling) {
            if !one.is_same(other) {
                break;
            }
            shared += 1;
        }
        &self.steps[shared..]
    }

    /// The object type to which the steps narrow an abstract type, if any.
    pub(crate) fn narrowed(&self) -> Option<&'a str> {
        self.steps.iter().rev().find_map(|step| match step {
            SelectionStep::Variant { on, .. } => Some(on.name()),
            SelectionStep::Field { .. } | SelectionStep::Spread { .. } => None,
        })
    }
}

impl<'a> SelectionStep<'_, 'a> {
    /// The response key, if the step enters a field.
    pub(crate) fn key(&self) -> Option<&'a str> {
        match self {
            Self::Field { set, index } => Some(set.fields[*index].key),
            Self::Spread { .. } | Self::Variant { .. } => None,
        }
    }

    /// Whether two steps lead from the same place to the same place.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (
                Self::Field { set, index },
                Self::Field {
                    set: other,
                    index: other_index,
                },
            )
            | (
                Self::Spread { set, index },
                Self::Spread {
                    set: other,
                    index: other_index,
                },
            ) => set.id == other.id && index == other_index,
            (
                Self::Variant { set, on },
                Self::Variant {
                    set: other,
                    on: other_on,
                },
            ) => set.id == other.id && on.name() == other_on.name(),
            _ => false,
        }
    }

    /// Whether the target of the step is always present (possibly null) if the value it starts from is.
    pub(crate) fn is_always(&self) -> bool {
        !self.is_conditional() && !matches!(self, Self::Variant { .. })
    }

    /// Whether `@include` or `@skip` leaves out the target of the step for some values of the variables.
    pub(crate) fn is_conditional(&self) -> bool {
        match self {
            Self::Field { set, index } => set.fields[*index].is_conditional,
            Self::Spread { set, index } => set.spreads[*index].is_conditional,
            Self::Variant { .. } => false,
        }
    }

    /// Whether the step enters a field that is selected with arguments.
    pub(crate) fn has_arguments(&self) -> bool {
        match self {
            Self::Field { set, index } => set.fields[*index].has_arguments(),
            Self::Spread { .. } | Self::Variant { .. } => false,
        }
    }

    /// The identifier of the Rust field or variant.
    pub(crate) fn ident(&self) -> String {
        match self {
            Self::Field { set, index } => members(set).fields.swap_remove(*index),
            Self::Spread { set, index } => members(set).spreads.swap_remove(*index),
            Self::Variant { on, .. } => name::identifier(on.name()),
        }
    }
}
