//! The analysis of a query, and the dynamic walk that is made of it.

use graphql_paginate::dynamic::Query;
use graphql_paginate_codegen::{Analysis, ConnectionAnalysis, Source, Walkability, analyze};

use super::inner_lists::needs_types;
use super::paging::{item_list, paging_variables};
use crate::document::{ParsedDocument, Variable};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::query_input::QueryInput;
use crate::rewrite::without_added_typenames;
use crate::schema_input::SchemaInput;

/// Analyzes the operation: its selections, and how its lists are walked.
pub(crate) fn analysis(
    query: &QueryInput,
    operation: &str,
    schema: &SchemaInput,
) -> Result<Analysis, Failure> {
    let input = &query.whole;
    schema.parsed(|schema| {
        let source = Source {
            name: &input.name,
            text: &input.text,
        };
        let options = query.declared.options(100);
        analyze(schema, source, operation, &options).map_err(|diagnostics| {
            Failure::invalid(
                Exit::Usage,
                &format!("`{}`", input.name),
                query.locate(diagnostics),
            )
        })
    })
}

/// The variables of an operation, without those that only directives of its client use, which are not sent.
pub(crate) fn sent_variables(document: &ParsedDocument, analysis: &Analysis) -> Vec<Variable> {
    let mut known = document.variables(&analysis.operation);
    known.retain(|variable| {
        let mut sent = analysis.variables.iter();
        sent.any(|sent| sent.name == variable.name)
    });
    known
}

/// The query of a dynamic walk of a connection.
pub(crate) fn dynamic_query(
    connection: &ConnectionAnalysis,
    document: String,
    operation: String,
) -> Query {
    let mut query = Query::new(document, connection.path.clone()).operation(operation);
    if let Some(total) = &connection.total_count {
        query = query.total_count_at(total.clone());
    }
    if let Some(items) = &connection.items {
        query = query.items_in(item_list(items));
    }
    if let Walkability::Walkable(walk) = &connection.forward {
        query = query.forward(paging_variables(walk));
    }
    if let Walkability::Walkable(walk) = &connection.backward {
        query = query.backward(paging_variables(walk));
    }
    query
}

/// Removes `__typename` from the walk documents of a list unless the query selects it or a list inside the items needs
/// it: items contain only what the query selects.
pub(crate) fn remove_added_typenames(
    connection: &mut ConnectionAnalysis,
    connections: &[ConnectionAnalysis],
    document: &str,
) {
    if item_path(connection).is_some_and(|items| needs_types(connections, &items)) {
        return;
    }
    for way in [&mut connection.forward, &mut connection.backward] {
        // Of several parents, `__typename` shows which of them have the connection.
        if let Walkability::Walkable(walk) = way
            && walk.each_parent.is_none()
        {
            walk.document = without_added_typenames(&walk.document, document);
        }
    }
}

/// Response keys from the root to an item, if the query selects items.
pub(crate) fn item_path(connection: &ConnectionAnalysis) -> Option<Vec<String>> {
    let items = connection.items.as_ref()?;
    Some([&connection.path[..], &items.list, &items.item].concat())
}
