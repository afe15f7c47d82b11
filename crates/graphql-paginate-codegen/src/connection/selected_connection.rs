//! A connection found in an operation.

use super::detect::{
    Arguments, Binding, DirectionArguments, ListPaging, Lists, PagingArgument, Recursion,
    is_list_of_leaves,
};
use super::direction::Direction;
use super::model::Obstacle;
use super::view::{FieldView, Fragments, SelectionStep, starts_with};
use crate::schema::{Composite, Schema};
use crate::shape::Shape;
use crate::syntax::FieldId;
use bluejay_core::AsIter;
use bluejay_core::definition::{FieldDefinition as _, OutputType as _};
use std::rc::Rc;

/// A connection that an operation selects, walkable or not.
pub(crate) struct SelectedConnection<'v, 'a> {
    pub(crate) schema: &'a Schema<'a>,
    /// Whether the operation is a query.
    pub(crate) is_query: bool,
    /// The type of the connection; the type of an item, if the field is the list itself. `None` for a list of leaf values.
    pub(crate) connection_type: Option<Composite<'a>>,
    /// Cursor variables of the connections nested in it.
    pub(crate) inner_cursors: Vec<&'a str>,
    /// Variables of all paging arguments of the lists nested in it.
    pub(crate) inner_variables: Vec<&'a str>,
    /// Other fields of the query that may select the connection in the same object, in `... on` a type.
    pub(crate) same_object: Vec<FieldId>,
    pub(crate) fragments: Rc<Fragments<'v, 'a>>,
    /// Response keys from the root.
    pub(crate) path: Vec<&'a str>,
    /// The path, with possible types inserted if another connection has the same path.
    pub(crate) name: Vec<&'a str>,
    /// The connection's field, at each of its places; never empty.
    pub(crate) views: Vec<FieldView<'v, 'a>>,
    pub(crate) arguments: Arguments<'a>,
    /// The response key of the list on the path, if it crosses one.
    pub(crate) list: Option<&'a str>,
    /// Why it cannot be walked for each parent, if its path crosses a list.
    pub(crate) list_obstacles: Vec<Obstacle>,
    /// All fields of its parent, at each of their places.
    pub(crate) beside: Vec<FieldView<'v, 'a>>,
    /// All fields below the connection, at each of their places.
    pub(crate) fields: Vec<FieldView<'v, 'a>>,
    /// All fields of its `pageInfo`.
    pub(crate) page_info: Vec<FieldView<'v, 'a>>,
    /// All fields of its edges.
    pub(crate) edge: Vec<FieldView<'v, 'a>>,
    /// How its pages are requested.
    pub(crate) paging: ListPaging<'a>,
    /// The field with the paging arguments.
    pub(crate) paged: PagedField<'v, 'a>,
    /// Its relation to a fragment that spreads itself, which prevents a walk.
    pub(crate) recursion: Option<Recursion<'a>>,
}

/// The field that takes the paging arguments of a list: the list itself, or the connection or page around it.
#[derive(Clone)]
pub(crate) struct PagedField<'v, 'a> {
    /// The response keys from the root to it.
    pub(crate) path: Vec<&'a str>,
    pub(crate) views: Vec<FieldView<'v, 'a>>,
    /// All fields below it, at each of their places; empty if it is the list.
    pub(crate) fields: Vec<FieldView<'v, 'a>>,
    pub(crate) paging: ListPaging<'a>,
}

impl<'v, 'a> SelectedConnection<'v, 'a> {
    /// The dotted name: `repository.pullRequests`, or `node.Issue.comments` if there is also a
    /// `node.PullRequest.comments`.
    pub(crate) fn dotted(&self) -> String {
        self.name.join(".")
    }

    /// Whether another connection is inside this one's items.
    pub(crate) fn is_around(&self, other: &Self) -> bool {
        other.path.len() > self.path.len()
            && other.path.starts_with(&self.path)
            && !self.has_list_of_leaves()
    }

    /// Whether its list is one of leaf values, which contain nothing: other lists of its object are beside them.
    fn has_list_of_leaves(&self) -> bool {
        let Lists::Member(name) = self.paging.lists else {
            return false;
        };
        let list = self.connection_type.and_then(|of| of.field(name));
        list.is_some_and(|list| is_list_of_leaves(self.schema, list))
    }

    /// A field of the connection, by its name in the schema.
    pub(crate) fn field(&self, name: &str) -> Option<&FieldView<'v, 'a>> {
        self.named(&self.fields, name)
    }

    /// The first place of a field of this name that each response with the connection has, or else the first place.
    pub(crate) fn named<'f>(
        &self,
        fields: &'f [FieldView<'v, 'a>],
        name: &str,
    ) -> Option<&'f FieldView<'v, 'a>> {
        let shared = self.shared_steps();
        let mut places = fields
            .iter()
            .filter(|view| view.field.definition.name() == name);
        let first = places.clone().next();
        let always = places.find(|view| {
            let mut steps = view.steps.iter().skip(shared);
            steps.all(|step| self.is_always(step))
        });
        always.or(first)
    }

    /// The number of steps from the root that all places of the connection share.
    pub(crate) fn shared_steps(&self) -> usize {
        let (first, others) = self.views.split_first().expect("a connection has a place");
        let is_shared = |index: &usize| {
            others.iter().all(|other| {
                let step = other.steps.get(*index);
                step.is_some_and(|step| step.is_same(&first.steps[*index]))
            })
        };
        (0..first.steps.len()).take_while(is_shared).count()
    }

    /// Whether the target of a step below the connection is always present, given that the response is a page.
    pub(crate) fn is_always(&self, step: &SelectionStep<'v, 'a>) -> bool {
        match (step, self.paging.on) {
            (SelectionStep::Variant { on, .. }, Some(page)) => on.name() == page.name(),
            _ => step.is_always(),
        }
    }

    /// Its list of items, unless they are the `node` of its edges.
    pub(crate) fn items(&self) -> Option<&FieldView<'v, 'a>> {
        match self.paging.lists {
            Lists::Itself => self.views.first(),
            Lists::Nodes { plain } => {
                if let Some(nodes) = self.field("nodes") {
                    return Some(nodes);
                }
                if self.named(&self.edge, "node").is_some() {
                    return None;
                }
                self.field(plain?)
            }
            Lists::Member("edges") if self.node().is_some() => None,
            Lists::Member(name) => self.field(name),
            Lists::Unclear | Lists::Each => None,
        }
    }

    /// Its list of items, or the `node` of its edges.
    pub(crate) fn item(&self) -> Option<&FieldView<'v, 'a>> {
        self.items().or_else(|| self.node())
    }

    /// All places of a field of the connection or of its edges, or of the connection itself.
    pub(crate) fn places(&self, of: &FieldView<'v, 'a>) -> Vec<&FieldView<'v, 'a>> {
        let keys = of.keys();
        let mut places: Vec<_> = self.views.iter().collect();
        places.extend(&self.fields);
        places.extend(&self.edge);
        places.retain(|view| view.keys() == keys);
        places
    }

    /// Whether its items are scalars or enum values.
    pub(crate) fn has_leaf_items(&self) -> bool {
        let item = self.item();
        item.is_some_and(|item| {
            let ty = item.field.definition.r#type().base_name();
            self.schema.is_leaf(ty)
        })
    }

    /// Its edges, at the place with their `node` if that is selected.
    pub(crate) fn edges(&self) -> Option<&FieldView<'v, 'a>> {
        let Some(node) = self.node() else {
            return self.field("edges");
        };
        let mut fields = self.fields.iter();
        fields.find(|view| {
            view.field.definition.name() == "edges" && starts_with(&node.steps, &view.steps)
        })
    }

    /// The `node` of its edges, unless its items are known to be in another list.
    pub(crate) fn node(&self) -> Option<&FieldView<'v, 'a>> {
        match self.paging.lists {
            Lists::Member("nodes" | "edges") | Lists::Nodes { .. } => {
                self.named(&self.edge, "node")
            }
            Lists::Member(_) | Lists::Itself | Lists::Unclear | Lists::Each => None,
        }
    }

    /// Its edges and their `node`, if that is selected on every type of an edge.
    pub(crate) fn node_of_each_edge(&self) -> Option<(&FieldView<'v, 'a>, &FieldView<'v, 'a>)> {
        let (edges, node) = (self.edges()?, self.node()?);
        let mut steps = node.steps[edges.steps.len()..].iter();
        if steps.any(|step| matches!(step, SelectionStep::Variant { .. })) {
            return None;
        }
        Some((edges, node))
    }

    /// Whether the query selects a list of it, or a page size.
    pub(crate) fn selects_page(&self) -> bool {
        let has_size = !self.arguments.first.is_absent() || !self.arguments.last.is_absent();
        has_size || self.fields.iter().any(|view| view.shape().is_list())
    }

    /// The names of the lists that may hold its items.
    pub(crate) fn list_names(&self) -> Vec<&'a str> {
        match self.paging.lists {
            Lists::Nodes { plain } => ["nodes", "edges"].into_iter().chain(plain).collect(),
            Lists::Member(name) => vec![name],
            Lists::Itself | Lists::Unclear | Lists::Each => Vec::new(),
        }
    }

    /// All fields of a field's value, at each of their places.
    pub(crate) fn below(&self, view: &FieldView<'v, 'a>) -> Vec<FieldView<'v, 'a>> {
        match view.value() {
            Some(value) => value.fields(&self.fragments),
            None => Vec::new(),
        }
    }

    /// The field that holds the number of items in the whole list.
    ///
    /// That is `totalCount`; another field under the alias `totalCount`; the only selected field that ends with `Count`
    /// if the type has no `totalCount`, such as `issueCount` in GitHub's search; or, next to a connection `dossiers`
    /// without filters, `dossiersCount`.
    pub(crate) fn total(&self) -> Option<&FieldView<'v, 'a>> {
        let numbers: Vec<_> = self.fields.iter().filter(|view| is_total(view)).collect();
        let total = numbers
            .iter()
            .find(|view| view.field.definition.name() == "totalCount")
            .or_else(|| numbers.iter().find(|view| view.field.key == "totalCount"));
        if let Some(total) = total {
            return Some(total);
        }
        let has_total = self
            .connection_type
            .is_some_and(|connection| connection.field("totalCount").is_some());
        if has_total {
            return None;
        }
        let mut counts = numbers.into_iter().filter(|view| {
            let name = view.field.definition.name();
            name.ends_with("Count") || name == "count"
        });
        if let Some(count) = counts.next() {
            let is_only = counts.all(|other| other.field.key == count.field.key);
            return if is_only { Some(count) } else { None };
        }
        if self.has_filters() {
            return None;
        }
        let beside = format!("{}Count", self.views[0].field.definition.name());
        self.beside.iter().find(|view| {
            view.field.definition.name() == beside
                && is_total(view)
                && view.narrowed() == self.views[0].narrowed()
        })
    }

    /// Whether the query gives the connection arguments other than the paging arguments.
    fn has_filters(&self) -> bool {
        self.views[0].field.nodes[0]
            .arguments()
            .into_iter()
            .flat_map(|arguments| arguments.iter())
            .any(|given| {
                let mut arguments = self.paging_arguments();
                !arguments.any(|argument| argument.field_argument == given.name().as_str())
            })
    }

    /// The number of the first page, or of the first item, in a counted list.
    pub(crate) fn first_number(&self) -> Option<u64> {
        if self.paging.style.is_counted() {
            return Some(self.paging.first);
        }
        None
    }

    /// Every paging argument of the field.
    pub(crate) fn paging_arguments(&self) -> impl Iterator<Item = &PagingArgument<'a>> {
        let ListPaging {
            forward, backward, ..
        } = &self.paging;
        forward
            .iter()
            .chain(backward)
            .flat_map(DirectionArguments::all)
    }

    /// The paging arguments of a direction, if the field supports it.
    pub(crate) fn arguments_of(&self, direction: Direction) -> Option<&DirectionArguments<'a>> {
        match direction {
            Direction::Forward => self.paging.forward.as_ref(),
            Direction::Backward => self.paging.backward.as_ref(),
        }
    }

    pub(crate) fn cursor_variables(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        [self.arguments.after, self.arguments.before]
            .into_iter()
            .filter_map(Binding::name)
    }

    pub(crate) fn paging_variables(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.arguments.all().into_iter().filter_map(Binding::name)
    }
}

/// Whether a field is a number, and of no part of the list that its arguments choose.
fn is_total(view: &FieldView<'_, '_>) -> bool {
    let ty = view.field.definition.r#type();
    ty.base_name() == "Int" && !Shape::of_output(ty).is_list() && !view.field.has_arguments()
}
