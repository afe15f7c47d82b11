//! A small query with a connection, and the implementations that the derive would generate.

use graphql_paginate::{
    Connected, Connection, EdgeCursors, GraphQLQuery, HasEdges, NullAt, PageDefault, PageDocument,
    PageInfo, Paging, SizedPages, WalksBackward, WalksForward,
};
use serde::{Deserialize, Serialize};

/// `shelf(number:) { label widgets(first:, after:, last:, before:) { totalCount pageInfo { .. } nodes { name } edges { cursor node { name } } } }`
#[derive(Debug)]
pub(crate) struct Widgets;

const PAGING_VARIABLES: &[&str] = &["first", "after", "last", "before"];

#[derive(Debug, Clone, Default, Serialize)]
pub(crate) struct Variables {
    pub(crate) number: i64,
    pub(crate) first: Option<i64>,
    pub(crate) after: Option<String>,
    pub(crate) last: Option<i64>,
    pub(crate) before: Option<String>,
    /// The size of a connection inside the nodes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) parts: Option<i64>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Data {
    pub(crate) shelf: Option<Shelf>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Shelf {
    pub(crate) label: Option<String>,
    widgets: Option<WidgetConnection>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct WidgetConnection {
    total_count: Option<i64>,
    page_info: WidgetPageInfo,
    nodes: Option<Vec<Option<Widget>>>,
    edges: Option<Vec<Option<Edge>>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct WidgetPageInfo {
    has_next_page: Option<bool>,
    has_previous_page: Option<bool>,
    start_cursor: Option<String>,
    end_cursor: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(crate) struct Widget {
    pub(crate) name: String,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(crate) struct Edge {
    pub(crate) cursor: Option<String>,
    pub(crate) node: Option<Widget>,
}

/// A mutation with the same response.
#[derive(Debug)]
pub(crate) struct ChangeWidgets;

impl GraphQLQuery for ChangeWidgets {
    type Variables = Variables;
    type ResponseData = Data;

    fn build_query(variables: Variables) -> graphql_client::QueryBody<Variables> {
        graphql_client::QueryBody {
            variables,
            query: "mutation ChangeWidgets { .. }",
            operation_name: "ChangeWidgets",
        }
    }
}

impl GraphQLQuery for Widgets {
    type Variables = Variables;
    type ResponseData = Data;

    fn build_query(variables: Variables) -> graphql_client::QueryBody<Variables> {
        graphql_client::QueryBody {
            variables,
            query: "query Widgets { .. }",
            operation_name: "Widgets",
        }
    }
}

impl Connection for Widgets {
    type Query = Self;
    type Variables = Variables;
    type Data = Data;
    type Item = Widget;

    const PAGING: Paging = Paging::new(&["shelf", "widgets"])
        .forward(
            PageDocument::new("query Widgets { .. }", "after")
                .size("first")
                .default_size(PageDefault::Variable("first"))
                .default_cursor(PageDefault::Variable("after"))
                .leave_out(PAGING_VARIABLES),
        )
        .backward(
            PageDocument::new("query Widgets { .. }", "before")
                .size("last")
                .default_size(PageDefault::Variable("last"))
                .default_cursor(PageDefault::Variable("before"))
                .leave_out(PAGING_VARIABLES),
        )
        .nested_sizes(&["parts"]);

    fn take(data: &mut Data) -> Result<Connected<Widget>, NullAt> {
        let connection = connection(data)?;
        let nodes = connection.nodes.take().ok_or(NullAt {
            path: &["shelf", "widgets", "nodes"],
        })?;
        Ok(connected(connection, nodes))
    }
}

/// The same connection in a document with a fixed page size, where the walk sets only the cursor.
#[derive(Debug)]
pub(crate) struct FixedWidgets;

impl Connection for FixedWidgets {
    type Query = Widgets;
    type Variables = Variables;
    type Data = Data;
    type Item = Widget;

    const PAGING: Paging = Paging::new(&["shelf", "widgets"]).forward(
        PageDocument::new("query Widgets { .. }", "after")
            .default_cursor(PageDefault::Variable("after"))
            .leave_out(&["after"]),
    );

    fn take(data: &mut Data) -> Result<Connected<Widget>, NullAt> {
        Widgets::take(data)
    }
}

impl WalksForward for Widgets {}
impl WalksBackward for Widgets {}
impl SizedPages for Widgets {}

impl HasEdges for Widgets {
    type Edge = Edge;

    fn take_edges(data: &mut Data) -> Result<Connected<Edge>, NullAt> {
        let connection = connection(data)?;
        let edges = connection.edges.take().ok_or(NullAt {
            path: &["shelf", "widgets", "edges"],
        })?;
        Ok(connected(connection, edges))
    }
}

impl EdgeCursors for Widgets {
    fn edge_cursor(edge: &Edge) -> Option<&str> {
        edge.cursor.as_deref()
    }

    fn into_node(edge: Edge) -> Option<Widget> {
        edge.node
    }
}

fn connection(data: &mut Data) -> Result<&mut WidgetConnection, NullAt> {
    let shelf = data.shelf.as_mut().ok_or(NullAt { path: &["shelf"] })?;
    shelf.widgets.as_mut().ok_or(NullAt {
        path: &["shelf", "widgets"],
    })
}

fn connected<T>(connection: &mut WidgetConnection, items: Vec<Option<T>>) -> Connected<T> {
    let WidgetPageInfo {
        has_next_page,
        has_previous_page,
        start_cursor,
        end_cursor,
    } = &mut connection.page_info;
    let page_info = PageInfo::default()
        .with_next(*has_next_page, end_cursor.take())
        .with_previous(*has_previous_page, start_cursor.take());
    Connected::new(items, page_info, connection.total_count)
}
