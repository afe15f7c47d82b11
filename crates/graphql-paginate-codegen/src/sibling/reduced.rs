//! The reduced document: the query with an `@include` at each connection that has a pager.

use crate::connection::SelectedConnection;
use crate::document::Operation;
use crate::name::{self, Scope};
use crate::syntax::{Directive, Document, FieldId, InlineFragment, Selection, VariableDefinition};

/// A document with an `@include` at each of its connections.
pub(crate) struct Reduced {
    pub(crate) text: String,
    /// The variable of each connection's `@include`, by the connection's name.
    flags: Vec<(Vec<String>, String)>,
}

impl Reduced {
    /// Returns `None` if the connections cannot be requested one by one.
    pub(crate) fn new(
        operation: &Operation<'_>,
        connections: &[&SelectedConnection<'_, '_>],
    ) -> Option<Self> {
        if connections.len() < 2 || has_overlap(connections) {
            return None;
        }
        let mut document = operation.tree.clone();
        // The resulting types are compared with those of the query as written.
        document.for_each_selection_set(&mut |selections| {
            selections.retain(|selection| !is_added_typename(selection));
        });
        let variables = document.operation.variables.iter();
        let mut scope = Scope::with(variables.map(|known| known.name.clone()));
        let mut flags = Vec::new();
        for found in connections {
            let camel: String = found.name.iter().map(|key| name::segment(key)).collect();
            let flag = scope.claim(format!("walk{camel}"));
            include(&mut document, &found.ids(), &flag);
            document.operation.variables.push(VariableDefinition {
                name: flag.clone(),
                ty: "Boolean!".to_owned(),
                default: None,
                directives: Vec::new(),
            });
            let name = found.name.iter().map(|key| (*key).to_owned());
            flags.push((name.collect(), flag));
        }
        Some(Self {
            text: document.to_string(),
            flags,
        })
    }

    /// The variable that includes a connection.
    pub(crate) fn flag(&self, name: &[String]) -> &str {
        let known = self.flags.iter().find(|(known, _)| known == name);
        known
            .map(|(_, flag)| flag)
            .expect("each connection with a pager has a flag")
    }
}

fn is_added_typename(selection: &Selection) -> bool {
    matches!(selection, Selection::Field(field) if field.id.is_none() && field.name == "__typename")
}

/// Whether a connection is inside a list or another one or shares its field with another one, requires a page size, or
/// is not paged by separate Relay arguments.
fn has_overlap(connections: &[&SelectedConnection<'_, '_>]) -> bool {
    for (index, one) in connections.iter().enumerate() {
        if one.requires_size() || !one.paging.is_flat_relay() || one.list.is_some() {
            return true;
        }
        for (other_index, other) in connections.iter().enumerate() {
            if index == other_index {
                continue;
            }
            let is_inside = one.path.len() > other.path.len() && one.path.starts_with(&other.path);
            let others = other.ids();
            if is_inside || one.ids().iter().any(|id| others.contains(id)) {
                return true;
            }
        }
    }
    false
}

/// Adds an `@include` on a variable to fields. A field that has one already is wrapped, as a directive may appear only
/// once.
fn include(document: &mut Document, ids: &[FieldId], flag: &str) {
    document.for_each_selection_set(&mut |selections| {
        for selection in selections {
            let Selection::Field(field) = selection else {
                continue;
            };
            // A field that is wrapped below is visited again inside the wrapper, without an id.
            let Some(id) = field.id else { continue };
            if !ids.contains(&id) {
                continue;
            }
            if !field.has_directive("include") {
                field.directives.insert(0, Directive::include(flag));
                continue;
            }
            field.id = None;
            let inner = Selection::Field(field.clone());
            *selection = Selection::Inline(InlineFragment {
                on: None,
                directives: vec![Directive::include(flag)],
                selections: vec![inner],
            });
        }
    });
}
