//! The public model of an analyzed operation, and the settings of an analysis.

use super::cost::Cost;
use crate::connection::{Completion, Direction, InnerEnd, Obstacle, RequiredVariable, Walk};
use crate::list_declaration::ListDeclaration;
use crate::refetch::Refetch;
use crate::style::Style;

/// The analysis of an operation: its variables, its connections, and how each of them is walked.
///
/// All of it is owned data. The derive generates code from the same analysis; use it directly to send the documents
/// with your own client:
///
/// 1. Choose a [connection](ConnectionAnalysis) and a [walk](Walk) of it, and check its
///    [conditions](ConnectionAnalysis::conditions).
/// 2. Send [`Walk::document`] with the caller's variables except [`Walk::left_out`], and with the variables of
///    [`Walk::size`] and, after the first page, [`Walk::cursor`].
/// 3. Read the items at [`ConnectionAnalysis::items`], and continue according to [`Walk::style`]: in a Relay
///    connection, with the cursor at [`Walk::next_cursor`] until the flag at [`Walk::has_more`] is false.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Analysis {
    /// The operation's name; for an anonymous operation, the requested name.
    pub operation: String,
    /// Whether it is a query. Only queries can be walked.
    pub is_query: bool,
    /// Its variables, in order.
    pub variables: Vec<VariableAnalysis>,
    /// The document for a single request: as written, with `__typename` added to each abstract type.
    pub document: String,
    /// Its connections, outer before inner; empty if it selects none.
    pub connections: Vec<ConnectionAnalysis>,
    /// The document in which each walkable connection can be requested without the others; `None` if there is only one,
    /// or if they cannot be separated.
    pub reduced: Option<String>,
    /// The cost of one request by GitHub's formulas, if every page is full.
    pub cost: Cost,
    /// The complexity of one request by the formula of demarches-simplifiees, which refuses more than 60,000. Pages
    /// count with the requested size, fields under `@include` and `@skip` as selected.
    pub complexity: u64,
}

/// A variable of an operation.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct VariableAnalysis {
    /// Its name, without `$`.
    pub name: String,
    /// Its type as declared, `[String!]!`.
    pub ty: String,
    /// Its default value as GraphQL text.
    pub default: Option<String>,
}

/// One connection of an operation.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ConnectionAnalysis {
    /// Response keys from `data` to the connection.
    pub path: Vec<String>,
    /// The path, with possible types inserted if another connection has the same path: `node.Issue.comments`.
    pub name: Vec<String>,
    /// The type that has the connection.
    pub parent_type: String,
    /// The field's name in the schema.
    pub field: String,
    /// The type of the connection itself, with its nullability.
    pub connection_type: String,
    /// The type of its items, if they are selected.
    pub node_type: Option<String>,
    /// Where the items are; `None` if they are not selected.
    pub items: Option<ItemsPath>,
    /// Whether its items are scalars or enum values. Beside a list of objects, it is rarely what a query is about.
    pub has_leaf_items: bool,
    /// How its pages are requested.
    pub style: Style,
    /// Response keys from `data` to the number of items in all pages, if it is selected: `totalCount`, or
    /// `dossiersCount` next to `dossiers`.
    pub total_count: Option<Vec<String>>,
    /// How it is walked from its first item on.
    pub forward: Walkability,
    /// How it is walked from its last item back.
    pub backward: Walkability,
    /// The direction whose arguments the query uses, if it can be walked; otherwise the one that can.
    pub default_direction: Direction,
    /// Where the page size comes from.
    pub page_size: PageSize,
    /// Conditions under which the connection and its items are in the response.
    pub conditions: Vec<RequiredVariable>,
    /// The list or connection that contains it, if it is nested.
    pub inside: Option<String>,
    /// What says whether it is complete, if it is a list of another style inside the items of a walkable connection.
    pub inner_end: Option<InnerEnd>,
    /// How it is read to its end, if it is a Relay connection nested in the items of a walkable connection.
    pub nested: Option<Completion>,
}

/// Where the items of a connection are.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ItemsPath {
    /// Response keys from the connection to the list; empty if the connection is the list.
    pub list: Vec<String>,
    /// Response keys from an element of the list to the item; empty if the element is the item.
    pub item: Vec<String>,
}

/// Whether and how a direction can be walked.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(
    clippy::large_enum_variant,
    reason = "there are two for each connection"
)]
pub enum Walkability {
    /// It can be walked.
    Walkable(Walk),
    /// It cannot be walked, for these reasons.
    Blocked(Vec<Obstacle>),
    /// The field takes no arguments for this direction.
    NotOffered,
}

/// Where the page size comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PageSize {
    /// A variable of this name, or a member of one, such as `options.first`.
    Variable(String),
    /// A number in the document.
    Fixed(u64),
    /// The query does not set it; the server uses a default, or refuses.
    Unset,
}

/// The settings of [`analyze`](super::analyze).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnalyzeOptions {
    /// The page size, in items, that is assumed in the cost where the size is a variable or unset.
    pub page_size: u64,
    /// Root fields that find parents of nested connections again; entries for other types are ignored. Empty by
    /// default.
    pub refetch: Vec<Refetch>,
    /// Lists whose style cannot be detected from their structure. Empty by default.
    pub lists: Vec<ListDeclaration>,
}

impl AnalyzeOptions {
    /// Options with this page size, and no root field besides `node(id:)`.
    #[must_use]
    pub fn new(page_size: u64) -> Self {
        Self {
            page_size,
            refetch: Vec::new(),
            lists: Vec::new(),
        }
    }
}
