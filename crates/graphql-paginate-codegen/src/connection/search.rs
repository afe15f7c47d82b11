//! Finds the connections of an operation.

use super::detect::{
    Arguments, DeclarationError, ListPaging, Lists, declared, is_list_of_objects, list_paging,
    recursion,
};
use super::obstacle::note_list_obstacles;
use super::relations::{name_apart, note_inner_variables, note_same_object, note_shared_ends};
use super::selected_connection::{PagedField, SelectedConnection};
use super::view::{FieldView, Fragments, View};
use crate::diagnostic::Diagnostic;
use crate::document::Operation;
use crate::list_declaration::ListDeclaration;
use crate::refetch::Refetch;
use crate::resolve::Fragment;
use crate::schema::Schema;
use crate::source::Source;
use bluejay_core::definition::{FieldDefinition as _, OutputType as _};
use bluejay_parser::HasSpan;
use bluejay_parser::ast::executable::VariableDefinition;
use std::rc::Rc;

/// All connections of an operation, outer before inner.
///
/// # Errors
/// Invalid declarations.
pub(crate) fn find<'v, 'a>(
    schema: &'a Schema<'a>,
    operation: &'v Operation<'a>,
    fragments: &'v [Fragment<'a>],
    declarations: &[ListDeclaration],
    refetch: &[Refetch],
) -> Result<Vec<SelectedConnection<'v, 'a>>, Vec<Diagnostic>> {
    let fragments = fragments.iter();
    let fragments = Rc::new(
        fragments
            .map(|fragment| (fragment.name, fragment))
            .collect(),
    );
    let mut search = Search {
        schema,
        fragments: &fragments,
        source: operation.source,
        variables: &operation.variables,
        is_query: operation.is_query(),
        declarations,
        used: Vec::new(),
        problems: Vec::new(),
        found: Vec::new(),
    };
    search.visit(&[View::root(&operation.selection)], &[], None, None);
    search.note_unused();
    if !search.problems.is_empty() {
        return Err(search.problems);
    }
    name_apart(&mut search.found);
    note_same_object(&mut search.found);
    note_inner_variables(&mut search.found);
    note_list_obstacles(schema, operation, refetch, &mut search.found);
    note_shared_ends(&mut search.found);
    Ok(search.found)
}

/// The connections in each fragment, which no operation need use.
pub(crate) fn find_in_fragments<'v, 'a>(
    schema: &'a Schema<'a>,
    source: Source<'a>,
    fragments: &'v [Fragment<'a>],
) -> Vec<Vec<SelectedConnection<'v, 'a>>> {
    let mut known = Fragments::new();
    for fragment in fragments {
        known.insert(fragment.name, fragment);
    }
    let known = Rc::new(known);
    let mut all = Vec::new();
    for fragment in fragments {
        let mut search = Search {
            schema,
            fragments: &known,
            source,
            variables: &[],
            is_query: true,
            declarations: &[],
            used: Vec::new(),
            problems: Vec::new(),
            found: Vec::new(),
        };
        let mut root = View::root(&fragment.selection);
        if fragment.is_recursive {
            root.recursive = Some(fragment.name);
        }
        search.visit(&[root], &[], None, None);
        all.push(search.found);
    }
    all
}

struct Search<'s, 'v, 'a> {
    schema: &'a Schema<'a>,
    fragments: &'s Rc<Fragments<'v, 'a>>,
    source: Source<'a>,
    variables: &'s [&'a VariableDefinition<'a>],
    is_query: bool,
    declarations: &'s [ListDeclaration],
    /// Paths of the declared lists whose field is selected.
    used: Vec<String>,
    problems: Vec<Diagnostic>,
    found: Vec<SelectedConnection<'v, 'a>>,
}

impl<'v, 'a> Search<'_, 'v, 'a> {
    fn visit(
        &mut self,
        object: &[View<'v, 'a>],
        path: &[&'a str],
        list: Option<&'a str>,
        around: Option<&PagedField<'v, 'a>>,
    ) {
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
            let mut inside = None;
            if let Some(paging) = self.paging(&path, &views[0], list.is_some()) {
                let paged = PagedField {
                    path: path.clone(),
                    fields: match paging.lists {
                        Lists::Itself => Vec::new(),
                        _ => self.fields(&values),
                    },
                    views: views.clone(),
                    paging,
                };
                match paged.paging.lists {
                    Lists::Each => inside = Some(paged),
                    _ => {
                        self.add(path.clone(), paged, views, &all, list);
                    }
                }
            } else if let Some(around) = around
                && is_list_of_objects(self.schema, field.definition)
            {
                let mut paged = around.clone();
                paged.paging.lists = Lists::Itself;
                self.add(path.clone(), paged, views, &all, list);
            }
            self.visit(&values, &path, below, inside.as_ref());
        }
    }

    /// How the field at a path is paged: as declared, otherwise by its structure.
    fn paging(
        &mut self,
        path: &[&str],
        view: &FieldView<'v, 'a>,
        is_in_list: bool,
    ) -> Option<ListPaging<'a>> {
        let dotted = path.join(".");
        let mut declarations = self.declarations.iter();
        let Some(declaration) = declarations.find(|known| known.path == dotted) else {
            return list_paging(self.schema, view.field, is_in_list);
        };
        self.used.push(dotted);
        match declared(self.schema, view.field, declaration) {
            Ok(paging) => Some(paging),
            Err(DeclarationError { message, help }) => {
                let place = view.field.nodes[0].name().span().byte_range();
                let path = &declaration.path;
                let message = format!("`{path}` is not paged as declared: {message}");
                let problem = Diagnostic::error(&self.source, place, message);
                self.problems.push(problem.help(help));
                None
            }
        }
    }

    /// Reports declarations of fields that the query does not select.
    fn note_unused(&mut self) {
        for declaration in self.declarations {
            let path = &declaration.path;
            if self.used.contains(path) {
                continue;
            }
            let message =
                format!("the query selects no field `{path}`, which is declared as a list");
            let help = "name the response keys from the root to the field that takes the paging arguments, such as `shop.products`";
            self.problems.push(Diagnostic::general(message).help(help));
        }
    }

    fn add(
        &mut self,
        path: Vec<&'a str>,
        mut paged: PagedField<'v, 'a>,
        views: Vec<FieldView<'v, 'a>>,
        beside: &[FieldView<'v, 'a>],
        list: Option<&'a str>,
    ) {
        let fields = match paged.paging.lists {
            Lists::Itself => Vec::new(),
            _ => paged.fields.clone(),
        };
        let below = |name: &str| {
            let values: Vec<_> = fields
                .iter()
                .filter(|view| view.field.definition.name() == name)
                .filter_map(FieldView::value)
                .collect();
            self.fields(&values)
        };
        let ty = views[0].field.definition.r#type().base_name();
        let connection_type = paged.paging.on.or_else(|| self.schema.composite(ty));
        let arguments = Arguments::of(
            paged.views[0].field.nodes[0],
            self.variables,
            self.source.text,
            &paged.paging,
        );
        paged
            .paging
            .note_first_page(arguments.after, self.variables);
        self.found.push(SelectedConnection {
            schema: self.schema,
            name: path.clone(),
            path,
            is_query: self.is_query,
            connection_type,
            inner_cursors: Vec::new(),
            inner_variables: Vec::new(),
            same_object: Vec::new(),
            fragments: Rc::clone(self.fragments),
            arguments,
            list,
            list_obstacles: Vec::new(),
            beside: beside.to_vec(),
            page_info: below("pageInfo"),
            edge: below("edges"),
            paging: paged.paging.clone(),
            paged,
            fields,
            recursion: recursion(self.schema, &views, self.fragments),
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

/// Groups places by response key; fields of different possible types stay separate.
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
