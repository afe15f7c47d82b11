//! Finds the connections of an operation.

use super::argument::{Arguments, Binding};
use super::view::{FieldView, Fragments, View};
use crate::document::Operation;
use crate::resolve::Fragment;
use crate::schema::{Composite, FieldDefinition, Schema, Shape};
use bluejay_core::AsIter;
use bluejay_core::definition::{FieldDefinition as _, InputValueDefinition as _, OutputType as _};

/// A connection that an operation selects, walkable or not.
pub(crate) struct Found<'v, 'a> {
    pub(crate) schema: &'a Schema<'a>,
    /// Whether it is part of a query.
    pub(crate) is_query: bool,
    /// The type of the connection.
    pub(crate) connection_type: Composite<'a>,
    /// Cursor variables of the connections inside it.
    pub(crate) inner_cursors: Vec<&'a str>,
    /// Response keys from the root.
    pub(crate) path: Vec<&'a str>,
    /// The path, with the possible types on it if another connection has the same path.
    pub(crate) name: Vec<&'a str>,
    /// The connection's field, at each of its places; never empty.
    pub(crate) views: Vec<FieldView<'v, 'a>>,
    pub(crate) arguments: Arguments<'a>,
    /// The response key of the list on the path, if there is one.
    pub(crate) list: Option<&'a str>,
    /// All fields of its parent, at each of their places.
    pub(crate) beside: Vec<FieldView<'v, 'a>>,
    /// All fields below the connection, at each of their places.
    pub(crate) fields: Vec<FieldView<'v, 'a>>,
    /// All fields of its `pageInfo`.
    pub(crate) page_info: Vec<FieldView<'v, 'a>>,
    /// All fields of its edges.
    pub(crate) edge: Vec<FieldView<'v, 'a>>,
    pub(crate) takes_forward: bool,
    pub(crate) takes_backward: bool,
}

impl<'v, 'a> Found<'v, 'a> {
    /// `repository.pullRequests`, or `node.Issue.comments` beside a `node.PullRequest.comments`.
    pub(crate) fn dotted(&self) -> String {
        self.name.join(".")
    }

    /// A field of the connection, by its name in the schema.
    pub(crate) fn field(&self, name: &str) -> Option<&FieldView<'v, 'a>> {
        named(&self.fields, name)
    }

    /// Its list of items: `nodes`, or a list of objects that is named otherwise where neither `nodes` nor the `node` of
    /// its edges is selected.
    pub(crate) fn items(&self) -> Option<&FieldView<'v, 'a>> {
        if let Some(nodes) = self.field("nodes") {
            return Some(nodes);
        }
        if named(&self.edge, "node").is_some() {
            return None;
        }
        self.fields.iter().find(|view| {
            let definition = view.field.definition;
            definition.name() != "edges"
                && is_list_of_items(self.schema, definition.name(), definition)
        })
    }

    /// Its list of items, or the `node` of its edges.
    pub(crate) fn item(&self) -> Option<&FieldView<'v, 'a>> {
        self.items().or_else(|| named(&self.edge, "node"))
    }

    /// The field that holds the number of items in the whole list.
    ///
    /// That is `totalCount`; another field under the alias `totalCount`; where the type has no `totalCount`, the only
    /// selected field that ends with `Count`, such as `issueCount` of GitHub's search; or beside a connection
    /// `dossiers` without filters, `dossiersCount`.
    pub(crate) fn total(&self) -> Option<&FieldView<'v, 'a>> {
        let field = self.views[0].field;
        let numbers: Vec<_> = self.fields.iter().filter(|view| is_number(view)).collect();
        let total = numbers
            .iter()
            .find(|view| view.field.definition.name() == "totalCount")
            .or_else(|| numbers.iter().find(|view| view.field.key == "totalCount"));
        if let Some(total) = total {
            return Some(total);
        }
        let has_total = self
            .schema
            .composite(field.definition.r#type().base_name())
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
        let beside = format!("{}Count", field.definition.name());
        self.beside.iter().find(|view| {
            view.field.definition.name() == beside
                && is_number(view)
                && view.narrowed() == self.views[0].narrowed()
        })
    }

    /// Whether the query gives the connection other arguments than those of paging.
    fn has_filters(&self) -> bool {
        self.views[0].field.nodes[0]
            .arguments()
            .into_iter()
            .flat_map(|arguments| arguments.iter())
            .any(|argument| {
                !["first", "after", "last", "before"].contains(&argument.name().as_str())
            })
    }

    pub(crate) fn cursor_variables(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        [self.arguments.after, self.arguments.before]
            .into_iter()
            .filter_map(Binding::name)
    }

    pub(crate) fn paging_variables(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.arguments
            .all()
            .into_iter()
            .filter_map(|(_, binding)| binding.name())
    }
}

fn is_number(view: &FieldView<'_, '_>) -> bool {
    let ty = view.field.definition.r#type();
    ty.base_name() == "Int" && !Shape::of_output(ty).is_list()
}

pub(crate) fn named<'f, 'v, 'a>(
    fields: &'f [FieldView<'v, 'a>],
    name: &str,
) -> Option<&'f FieldView<'v, 'a>> {
    fields
        .iter()
        .find(|view| view.field.definition.name() == name)
}

/// All connections of an operation, outer before inner.
pub(crate) fn find<'v, 'a>(
    schema: &'a Schema<'a>,
    operation: &'v Operation<'a>,
    fragments: &'v [Fragment<'a>],
) -> Vec<Found<'v, 'a>> {
    let fragments = fragments
        .iter()
        .map(|fragment| (fragment.name, fragment))
        .collect();
    let mut search = Search {
        schema,
        fragments: &fragments,
        operation,
        found: Vec::new(),
    };
    search.visit(&[View::root(&operation.selection)], &[], None);
    name_apart(&mut search.found);
    note_inner_cursors(&mut search.found);
    search.found
}

fn note_inner_cursors(found: &mut [Found<'_, '_>]) {
    for outer in 0..found.len() {
        let mut cursors = Vec::new();
        for inner in found.iter() {
            if inner.path.len() > found[outer].path.len()
                && inner.path.starts_with(&found[outer].path)
            {
                cursors.extend(inner.cursor_variables());
            }
        }
        found[outer].inner_cursors = cursors;
    }
}

/// Possible types may have a connection each at the same path.
fn name_apart(found: &mut [Found<'_, '_>]) {
    let paths: Vec<_> = found.iter().map(|found| found.path.clone()).collect();
    for found in found {
        if paths.iter().filter(|path| **path == found.path).count() > 1 {
            found.name = found.views[0].segments();
        }
    }
}

struct Search<'s, 'v, 'a> {
    schema: &'a Schema<'a>,
    fragments: &'s Fragments<'v, 'a>,
    operation: &'s Operation<'a>,
    found: Vec<Found<'v, 'a>>,
}

impl<'v, 'a> Search<'_, 'v, 'a> {
    fn visit(&mut self, object: &[View<'v, 'a>], path: &[&'a str], list: Option<&'a str>) {
        let all = self.fields(object);
        for views in by_key(all.clone()) {
            let field = views[0].field;
            let path: Vec<&str> = path.iter().copied().chain([field.key]).collect();
            let values: Vec<View<'_, '_>> = views.iter().filter_map(FieldView::value).collect();
            let below = if views[0].shape().is_list() {
                Some(field.key)
            } else {
                list
            };
            if let Some(connection_type) = connection_type(self.schema, field.definition) {
                self.add(path.clone(), connection_type, views, &all, &values, list);
            }
            self.visit(&values, &path, below);
        }
    }

    fn add(
        &mut self,
        path: Vec<&'a str>,
        connection_type: Composite<'a>,
        views: Vec<FieldView<'v, 'a>>,
        beside: &[FieldView<'v, 'a>],
        values: &[View<'v, 'a>],
        list: Option<&'a str>,
    ) {
        let fields = self.fields(values);
        let below = |name: &str| {
            let values: Vec<_> = fields
                .iter()
                .filter(|view| view.field.definition.name() == name)
                .filter_map(FieldView::value)
                .collect();
            self.fields(&values)
        };
        self.found.push(Found {
            schema: self.schema,
            name: path.clone(),
            path,
            is_query: self.operation.is_query(),
            connection_type,
            inner_cursors: Vec::new(),
            arguments: Arguments::of(
                views[0].field.nodes[0],
                &self.operation.variables,
                self.operation.source.text,
            ),
            list,
            beside: beside.to_vec(),
            page_info: below("pageInfo"),
            edge: below("edges"),
            takes_forward: takes(views[0].field.definition, ["first", "after"]),
            takes_backward: takes(views[0].field.definition, ["last", "before"]),
            fields,
            views,
        });
    }

    fn fields(&self, object: &[View<'v, 'a>]) -> Vec<FieldView<'v, 'a>> {
        object
            .iter()
            .flat_map(|view| view.fields(self.fragments))
            .collect()
    }
}

/// Groups the places of each response key; possible types keep theirs apart.
fn by_key<'v, 'a>(fields: Vec<FieldView<'v, 'a>>) -> Vec<Vec<FieldView<'v, 'a>>> {
    let mut groups: Vec<Vec<FieldView<'_, '_>>> = Vec::new();
    for view in fields {
        let same = |group: &&mut Vec<FieldView<'_, '_>>| {
            group[0].field.key == view.field.key && group[0].narrowed() == view.narrowed()
        };
        match groups.iter_mut().find(same) {
            Some(group) => group.push(view),
            None => groups.push(vec![view]),
        }
    }
    groups
}

/// The type of a field that is a connection by its structure.
pub(crate) fn connection_type<'a>(
    schema: &'a Schema<'a>,
    field: &'a FieldDefinition<'a>,
) -> Option<Composite<'a>> {
    let is_paged = takes(field, ["first", "after"]) || takes(field, ["last", "before"]);
    if !is_paged || Shape::of_output(field.r#type()).is_list() {
        return None;
    }
    let connection = schema.composite(field.r#type().base_name())?;
    let info = connection.field("pageInfo")?;
    let info = schema.composite(info.r#type().base_name())?;
    let has_flag = info.field("hasNextPage").is_some() || info.field("hasPreviousPage").is_some();
    let mut names = connection.field_names().into_iter();
    let has_items = names.any(|name| {
        connection
            .field(name)
            .is_some_and(|field| is_list_of_items(schema, name, field))
    });
    if has_flag && has_items {
        Some(connection)
    } else {
        None
    }
}

/// Whether a field of a connection can be its list of items: `nodes`, `edges`, or another list of objects.
pub(super) fn is_list_of_items<'a>(
    schema: &'a Schema<'a>,
    name: &str,
    field: &'a FieldDefinition<'a>,
) -> bool {
    Shape::of_output(field.r#type()).is_list()
        && (matches!(name, "nodes" | "edges")
            || schema.composite(field.r#type().base_name()).is_some())
}

fn takes(field: &FieldDefinition<'_>, arguments: [&str; 2]) -> bool {
    let has = |name: &&str| {
        field
            .arguments_definition()
            .is_some_and(|known| known.iter().any(|known| known.name() == *name))
    };
    arguments.iter().all(has)
}
