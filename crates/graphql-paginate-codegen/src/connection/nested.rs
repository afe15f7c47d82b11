//! Connections inside the items of a connection.
//!
//! One page of the outer connection brings one page of each nested one. The rest of a nested connection can be read
//! when its parent can be asked for alone: by `node(id:)`, if the parent implements `Node` and its `id` is selected, or
//! by another root field that the user has named.
//!
//! See [Object Identification](https://relay.dev/graphql/objectidentification.htm).

use super::argument::Binding;
use super::find::{Found, named};
use super::lower::{Item, Step, steps};
use super::view::{FieldView, ViewStep};
use super::walk::Direction;
use crate::check::{Completion, Obstacle};
use crate::diagnostic::Diagnostic;
use crate::document::Operation;
use crate::lower::Responses;
use crate::module::RustType;
use crate::rest::{Refetch, RestText};
use crate::schema::{Composite, Schema};
use crate::source::Source;
use bluejay_core::definition::{FieldDefinition as _, OutputType as _};
use bluejay_parser::HasSpan;

/// A connection inside the items of a walkable one, as generated code needs it.
pub(crate) struct Nested {
    /// Response keys from the item.
    pub(crate) path: Vec<String>,
    /// From the item, and then from each list's items, to the next list; the last ones lead to the connection.
    pub(crate) levels: Vec<Vec<Step>>,
    /// Of each list on the way, whether it grows at its beginning: one of a connection that is read from its end.
    pub(crate) grows_in_front: Vec<bool>,
    /// The connection's type.
    pub(crate) ty: RustType,
    pub(crate) direction: Direction,
    /// From the connection to the flag and the cursor of its direction.
    pub(crate) more: Vec<Step>,
    pub(crate) cursor: Vec<Step>,
    /// From the connection to every place of its `pageInfo`.
    pub(crate) page_info: Vec<Vec<Step>>,
    /// From the connection to every place of its `nodes` and `edges`.
    pub(crate) lists: Vec<Vec<Step>>,
    /// How its rest is asked for, if it can be.
    pub(crate) rest: Option<Rest>,
}

/// What is wrong with the wish to complete nested connections; empty if it is granted.
pub(crate) fn incomplete(source: &Source<'_>, nesting: &Nesting<'_, '_, '_>) -> Vec<Diagnostic> {
    let walkable = nesting.found.iter().filter(|found| found.is_walkable());
    let inside: Vec<_> = walkable.flat_map(|outer| nesting.inside(outer)).collect();
    if inside.is_empty() {
        let message = format!("`{}` selects no connection inside the items of a walkable one", source.name);
        return vec![Diagnostic::general(message).help("remove `complete_nested`")];
    }
    let explain = |(nested, view): (&Found<'_, '_>, &FieldView<'_, '_>)| {
        let obstacles = nesting.obstacles(nested, view);
        (!obstacles.is_empty()).then(|| {
            let span = view.field.nodes[0].name().span().byte_range();
            Obstacle::explain(source, span, &format!("`{}` cannot be completed", nested.dotted()), obstacles)
        })
    };
    let is_parent = |refetch: &&Refetch| inside.iter().any(|(_, view)| view.parent.name() == refetch.parent);
    let useless = nesting.refetch.iter().filter(|refetch| !is_parent(refetch)).map(|refetch| {
        let message =
            format!("`refetch` names `{}`, which is the parent of no nested connection", refetch.parent);
        let mut parents: Vec<&str> = inside.iter().map(|(_, view)| view.parent.name()).collect();
        parents.dedup();
        Diagnostic::general(message).help(format!("the parents are `{}`", parents.join("`, `")))
    });
    let useless: Vec<_> = useless.collect();
    inside.into_iter().filter_map(explain).chain(useless).collect()
}

/// How the rest of a nested connection is asked for.
pub(crate) struct Rest {
    /// From the last list's item to each value that finds the parent.
    pub(crate) parent: Vec<Vec<Step>>,
    pub(crate) text: RestText,
    pub(crate) size: OwnSize,
    /// The connection's response key.
    pub(crate) key: String,
    pub(crate) is_optional: bool,
}

/// How many items the main document asks for.
pub(crate) enum OwnSize {
    Unset,
    Fixed(u32),
    Variable { name: String, default: Option<u32> },
}

/// What it takes to read nested connections to their end.
pub(crate) struct Nesting<'n, 'v, 'a> {
    pub(crate) schema: &'a Schema<'a>,
    pub(crate) operation: &'n Operation<'a>,
    pub(crate) refetch: &'n [Refetch],
    pub(crate) found: &'n [Found<'v, 'a>],
}

impl<'v, 'a> Nesting<'_, 'v, 'a> {
    /// The connections inside the items of `outer`, in the order of the document.
    pub(crate) fn inside<'f>(
        &'f self,
        outer: &'f Found<'v, 'a>,
    ) -> Vec<(&'f Found<'v, 'a>, &'f FieldView<'v, 'a>)> {
        let Some(item) = outer.item() else { return Vec::new() };
        let is_inside = |view: &&FieldView<'v, 'a>| starts_with(&view.steps, &item.steps);
        let inside = |nested: &'f Found<'v, 'a>| Some((nested, nested.views.iter().find(is_inside)?));
        self.found.iter().filter(|nested| nested.path.len() > outer.path.len()).filter_map(inside).collect()
    }

    /// Whether a connection that is inside the items of a walkable one can be read to its end.
    pub(crate) fn completion(&self, nested: &Found<'v, 'a>) -> Option<Completion> {
        let walkable = self.found.iter().filter(|found| found.is_walkable());
        let mut inside = walkable.flat_map(|outer| self.inside(outer));
        let (_, view) = inside.find(|(inside, _)| std::ptr::eq(*inside, nested))?;
        let obstacles = self.obstacles(nested, view);
        if !obstacles.is_empty() {
            return Some(Completion::Blocked(obstacles));
        }
        let refetch = self.refetch_of(view.parent);
        let text = RestText::new(self.schema, self.operation, view, direction(nested), refetch);
        Some(Completion::Possible { document: text.document(1) })
    }

    /// What is in the way of reading a nested connection to its end; empty if nothing is.
    pub(crate) fn obstacles(&self, nested: &Found<'v, 'a>, view: &FieldView<'v, 'a>) -> Vec<Obstacle> {
        let mut obstacles = Vec::new();
        let mut add = |message: String, help: String| obstacles.push(Obstacle { message, help });
        if self.refetch_of(view.parent).is_none() {
            if !self.is_node(view.parent) {
                add(
                    format!(
                        "its parent `{}` does not implement `Node`, so the rest cannot be asked for by `node(id:)`",
                        view.parent.name()
                    ),
                    format!(
                        "name another root field that finds the parent: `refetch({} = \"field(argument: $field_of_the_parent)\")`",
                        view.parent.name()
                    ),
                );
            } else if self.id_of(nested, view).is_none() {
                add(
                    format!("the `id` of its parent `{}` is not selected", view.parent.name()),
                    format!("add `id` beside `{}`", view.field.key),
                );
            }
        } else if self.parent_values(nested, view).is_none() {
            add(
                "its parent lacks a field that `refetch` names".to_owned(),
                format!(
                    "select each `$field` of the `refetch` of `{}` beside `{}`",
                    view.parent.name(),
                    view.field.key
                ),
            );
        }
        let direction = direction(nested);
        let (more, cursor) = direction.flag_and_cursor();
        if named(&nested.page_info, more).is_none() || named(&nested.page_info, cursor).is_none() {
            add(
                format!("`{more}` and `{cursor}` of its `pageInfo` are not both selected"),
                format!("add `pageInfo {{ {more} {cursor} }}`"),
            );
        }
        if nested.item().is_none() {
            add("it selects no items".to_owned(), "add `nodes { … }`".to_owned());
        }
        if nested.views.len() > 1 {
            add(
                "it is selected in several places".to_owned(),
                "select it once, directly or in one fragment".to_owned(),
            );
        }
        if obstacles.is_empty() {
            obstacles.extend(self.refetch_obstacle(view, direction));
        }
        obstacles
    }

    /// What is wrong with the root field that the user has named for a parent.
    fn refetch_obstacle(&self, view: &FieldView<'v, 'a>, direction: Direction) -> Option<Obstacle> {
        let refetch = self.refetch_of(view.parent)?;
        let text = RestText::new(self.schema, self.operation, view, direction, Some(refetch));
        let problem = text.problem(self.schema)?;
        Some(Obstacle {
            message: format!("`{}` does not find its parent again: {problem}", refetch.call),
            help: format!(
                "name a root field that finds a `{}`, with arguments that it takes: `refetch({} = \"field(argument: $field_of_the_parent)\")`",
                view.parent.name(),
                view.parent.name()
            ),
        })
    }

    /// The connection lowered; `None` if its items do not even say whether there are more.
    pub(crate) fn lower(
        &self,
        outer: &Found<'v, 'a>,
        nested: &Found<'v, 'a>,
        view: &FieldView<'v, 'a>,
        responses: &Responses<'_, '_, 'a>,
    ) -> Option<Nested> {
        let item = outer.item()?;
        let relative =
            |of: &FieldView<'v, 'a>| steps(&of.steps[view.steps.len().min(of.steps.len())..], responses);
        let direction = direction(nested);
        let (more, cursor) = direction.flag_and_cursor();
        let all = |name: &str| -> Vec<Vec<Step>> {
            nested.fields.iter().filter(|field| field.field.definition.name() == name).map(relative).collect()
        };
        let levels = levels(steps(&view.steps[item.steps.len()..], responses));
        let is_complete = self.obstacles(nested, view).is_empty();
        Some(Nested {
            path: keys(&view.steps[item.steps.len()..]),
            ty: responses.field_type(view.field),
            direction,
            more: relative(named(&nested.page_info, more)?),
            cursor: relative(named(&nested.page_info, cursor)?),
            page_info: all("pageInfo"),
            lists: [all("nodes"), all("edges")].concat(),
            rest: is_complete
                .then(|| self.rest(nested, view, item.steps.len(), direction, responses))
                .flatten(),
            grows_in_front: self.grows_in_front(&view.steps, item.steps.len()),
            levels,
        })
    }

    /// For each list on the way from the item, whether its connection is read from its end.
    fn grows_in_front(&self, steps: &[ViewStep<'v, 'a>], item: usize) -> Vec<bool> {
        let lists = (item..steps.len()).filter(|place| is_list(&steps[*place]));
        let path_to = |place: usize| steps[..place].iter().filter_map(ViewStep::key).collect::<Vec<_>>();
        let is_backward = |path: Vec<&str>| {
            self.found.iter().any(|found| found.path == path && direction(found) == Direction::Backward)
        };
        lists.map(|place| is_backward(path_to(place))).collect()
    }

    fn rest(
        &self,
        nested: &Found<'v, 'a>,
        view: &FieldView<'v, 'a>,
        item: usize,
        direction: Direction,
        responses: &Responses<'_, '_, 'a>,
    ) -> Option<Rest> {
        let values = self.parent_values(nested, view)?;
        // Behind the item or the last list in it, where generated code has the value at hand.
        let from = view.steps.iter().rposition(is_list).map_or(item, |list| item.max(list + 1));
        let parent = values.iter().map(|value| steps(&value.steps[from.min(value.steps.len())..], responses));
        let refetch = self.refetch_of(view.parent);
        Some(Rest {
            parent: parent.collect(),
            text: RestText::new(self.schema, self.operation, view, direction, refetch),
            size: self.own_size(nested, direction),
            key: view.field.key.to_owned(),
            is_optional: view.field.is_conditional || view.shape().is_nullable(),
        })
    }

    fn own_size(&self, nested: &Found<'v, 'a>, direction: Direction) -> OwnSize {
        let binding = match direction {
            Direction::Forward => nested.arguments.first,
            Direction::Backward => nested.arguments.last,
        };
        match binding {
            Binding::Variable { name, .. } => {
                OwnSize::Variable { name: name.to_owned(), default: self.operation.default_size(name) }
            }
            Binding::Fixed(Some(size)) => u32::try_from(size).map_or(OwnSize::Unset, OwnSize::Fixed),
            Binding::Fixed(None) | Binding::Absent => OwnSize::Unset,
        }
    }

    /// The fields whose values find the parent, each at one of its places.
    fn parent_values<'f>(
        &self,
        nested: &'f Found<'v, 'a>,
        view: &FieldView<'v, 'a>,
    ) -> Option<Vec<&'f FieldView<'v, 'a>>> {
        match self.refetch_of(view.parent) {
            Some(refetch) => {
                let field = |name: &String| self.beside(nested, view, name);
                refetch.fields.iter().map(field).collect()
            }
            None => Some(vec![self.id_of(nested, view)?]),
        }
    }

    fn id_of<'f>(
        &self,
        nested: &'f Found<'v, 'a>,
        view: &FieldView<'v, 'a>,
    ) -> Option<&'f FieldView<'v, 'a>> {
        self.beside(nested, view, "id")
    }

    /// A field of the parent, where every value of the parent has it.
    fn beside<'f>(
        &self,
        nested: &'f Found<'v, 'a>,
        view: &FieldView<'v, 'a>,
        name: &str,
    ) -> Option<&'f FieldView<'v, 'a>> {
        let fits = |field: &&FieldView<'v, 'a>| {
            field.field.definition.name() == name
                && !field.field.is_conditional
                && !field.shape().is_nullable()
                && (field.narrowed_in(&view.steps).is_none()
                    || field.narrowed_in(&view.steps) == view.narrowed())
        };
        nested.beside.iter().find(fits)
    }

    fn refetch_of(&self, parent: Composite<'a>) -> Option<&Refetch> {
        self.refetch.iter().find(|refetch| refetch.parent == parent.name())
    }

    /// Whether `node(id:)` finds every value of a type.
    fn is_node(&self, parent: Composite<'a>) -> bool {
        let query = self.schema.root(bluejay_core::OperationType::Query);
        let node = query.and_then(|query| query.field("node"));
        let interface = node.and_then(|node| self.schema.composite(node.r#type().base_name()));
        interface.is_some_and(|interface| self.schema.covers(interface, parent))
    }
}

/// The direction in which a nested connection is selected: forward, unless its size is `last`.
fn direction(nested: &Found<'_, '_>) -> Direction {
    let is_backward = nested.arguments.first == Binding::Absent && nested.arguments.last != Binding::Absent;
    if is_backward { Direction::Backward } else { Direction::Forward }
}

/// Splits steps behind each list.
fn levels(steps: Vec<Step>) -> Vec<Vec<Step>> {
    let mut levels = vec![Vec::new()];
    for step in steps {
        let is_list = matches!(step, Step::Field { item: Item::List { .. }, .. });
        levels.last_mut().expect("there is one").push(step);
        if is_list {
            levels.push(Vec::new());
        }
    }
    levels
}

fn keys(steps: &[ViewStep<'_, '_>]) -> Vec<String> {
    steps.iter().filter_map(ViewStep::key).map(str::to_owned).collect()
}

fn is_list(step: &ViewStep<'_, '_>) -> bool {
    match step {
        ViewStep::Field { set, index } => {
            crate::schema::Shape::of_output(set.fields[*index].definition.r#type()).is_list()
        }
        ViewStep::Spread { .. } | ViewStep::Variant { .. } => false,
    }
}

fn starts_with(steps: &[ViewStep<'_, '_>], prefix: &[ViewStep<'_, '_>]) -> bool {
    steps.len() > prefix.len() && steps.iter().zip(prefix).all(|(one, other)| one.is_same(other))
}
