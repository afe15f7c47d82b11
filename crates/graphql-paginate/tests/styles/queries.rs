//! One typed query for each paging style.

use graphql_paginate::GraphQLQuery;

/// The derive with its usual attributes; more of them in parentheses.
macro_rules! queries {
    ($($name:ident $(($($more:tt)*))?)*) => {$(
        #[derive(GraphQLQuery)]
        #[graphql(
            schema_path = "tests/styles/schema.graphql",
            query_path = "tests/styles/queries/all.graphql",
            response_derives = "Debug, Clone",
            variables_derives = "Default, Clone"
            $(, $($more)*)?
        )]
        pub(crate) struct $name;
    )*};
}

queries! {
    Relay
    InsideInput
    FixedSize
    Token
    List
    Counted
    CountedByVariable
    Flagged
    Shelf
    ShelfFrom
    ShelfPage
    PageNumbers
    PageZero
    NextPage
    Echo
    Launches
    Orders
    FromZero
    Sorted
    SortedByVariable
    CountedByDefault
    Beside
    BesideFeatured
    FromEnd
    InfoApart
    InfoInOnePlace
    TwoEdges
    ClientDirectives
    Keys(paginate(path = "keys", style = "keyset", position = "where.id_gt"))
    InsideTwo
    InsideTwoLiteral
    Numbered
    NumberedFrom
    NumberedFromZero
    FromOne
    FromOneDeclared(paginate(path = "fromOne", style = "page", position = "page.number", first = 1))
    Listing
    Runs
    RunsInFragment
    RunPages
    RunPagesWithInfo
    RunCounts
    RunKeys(paginate(path = "runKeys", style = "keyset", position = "cursor"))
    Issues
    Chunks
    Records(paginate(path = "records", style = "token", position = "offset", next = "offset"))
    Transfers
    Titles
    TitlePage
    TitleConnection
    DeclaredSorted(paginate(path = "sorted", style = "page"))
    Unusual(paginate(
        path = "unusual",
        style = "offset",
        position = "from",
        size = "number",
        items = "found",
        has_more = "more.rest"
    ))
}
