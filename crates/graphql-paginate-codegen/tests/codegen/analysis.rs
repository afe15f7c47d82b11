//! The analysis of queries, checked against the worked examples of GitHub's documentation.

use graphql_paginate_codegen::{
    Analysis, AnalyzeOptions, Cost, PageSize, Schema, SchemaDocument, SchemaText, Source,
    Walkability, analyze,
};

fn github(query: &str, page_size: u64) -> Analysis {
    analysis("github", query, page_size)
}

fn analysis(schema: &str, query: &str, page_size: u64) -> Analysis {
    let text = graphql_paginate_schemas::by_name(schema).expect("the schema is shipped");
    let text = SchemaText::new(Source { name: schema, text });
    let text = text.expect("the schema has no extensions");
    let document = SchemaDocument::parse(&text).expect("the schema parses");
    let schema = Schema::new(&document).expect("the schema resolves");
    analyze(
        &schema,
        Source {
            name: "q.graphql",
            text: query,
        },
        "Q",
        &AnalyzeOptions::new(page_size),
    )
    .expect("the query is valid")
}

#[test]
fn documented_examples_have_the_documented_cost() {
    let one = "query Q { viewer { repositories(first: 100) { edges { node { issues(first: 50) { edges { node { labels(first: 60) { edges { node { id } } } } } } } } } } }";
    let two = "query Q { viewer { repositories(first: 50) { edges { node { issues(first: 10) { totalCount edges { node { title } } } } } } } }";
    let three = "query Q { viewer { repositories(first: 50) { edges { node { pullRequests(first: 20) { edges { node { comments(first: 10) { edges { node { body } } } } } } issues(first: 20) { edges { node { comments(first: 10) { edges { node { body } } } } } } } } } followers(first: 10) { edges { node { login } } } } }";
    for (query, points, nodes) in [(one, 51, 305_100), (two, 1, 550), (three, 21, 22_060)] {
        assert_eq!(github(query, 100).cost, Cost { points, nodes }, "{query}");
    }
}

#[test]
fn complexity_follows_the_formula_of_demarches_simplifiees() {
    let cases = [
        ("dossiers { nodes { id } }", 103),
        (
            "dossiers { nodes { id } pageInfo { hasNextPage endCursor } }",
            106,
        ),
        ("dossiers { edges { node { id } } }", 203),
        (
            "dossiers { edges { cursor node { id } } nodes { id } }",
            404,
        ),
        ("dossiers(first: 1) { nodes { id } }", 4),
        ("dossiers(last: 50) { nodes { id } }", 53),
        ("dossiers(first: 1000) { nodes { id } }", 1003),
        ("dossiers(first: 0) { nodes { id number } }", 3),
        (
            "a: dossiers { nodes { id } } b: dossiers { nodes { id } }",
            205,
        ),
        (
            "dossiers { ...Page nodes { id } } } } fragment Page on DossierConnection { nodes { id number __typename } pageInfo { endCursor",
            305,
        ),
        (
            "dossiers(first: 2) { nodes { champs { id ... on TextChamp { stringValue } ... on DateChamp { date label id } } } }",
            11,
        ),
    ];
    for (connection, complexity) in cases {
        let query = format!("query Q {{ demarche(number: 1) {{ {connection} }} }}");
        let analysis = analysis("demarches-simplifiees", &query, 100);
        assert_eq!(analysis.complexity, complexity, "{query}");
    }
}

#[test]
fn a_page_size_variable_counts_as_the_given_size() {
    let query = "query Q($n: Int) { viewer { repositories(first: $n) { nodes { issues(first: 10) { nodes { id } } } } } }";
    assert_eq!(
        github(query, 100).cost,
        Cost {
            points: 1,
            nodes: 1_100
        }
    );
    assert_eq!(
        github(query, 10).cost,
        Cost {
            points: 1,
            nodes: 110
        }
    );
}

#[test]
fn an_analysis_describes_each_connection_and_its_walk() {
    let query = "query Q($n: Int, $after: String) { repository(owner: \"o\", name: \"r\") { pullRequests(first: $n, after: $after) { pageInfo { hasNextPage endCursor } edges { node { reviews(last: 5) { nodes { id } } } } } } }";
    let analysis = github(query, 100);
    let [outer, inner] = analysis.connections.as_slice() else {
        panic!("two connections: {analysis:?}")
    };
    assert_eq!(outer.path, ["repository", "pullRequests"]);
    assert_eq!(outer.node_type.as_deref(), Some("PullRequest"));
    assert_eq!(outer.parent_type, "Repository");
    assert_eq!(outer.connection_type, "PullRequestConnection!");
    assert_eq!(outer.page_size, PageSize::Variable("n".into()));
    let Walkability::Walkable(walk) = &outer.forward else {
        panic!("it can be walked: {outer:?}")
    };
    assert_eq!(
        walk.document,
        "query Q($n: Int, $after: String) { repository(owner: \"o\", name: \"r\") { pullRequests(first: $n, after: $after) { pageInfo { hasNextPage endCursor } edges { node { reviews(last: 5) { nodes { id } pageInfo { hasPreviousPage startCursor hasNextPage } } id } } } } }"
    );
    assert_eq!(walk.added, None);
    let Walkability::Walkable(walk) = &outer.backward else {
        panic!("the schema offers it: {outer:?}")
    };
    assert_eq!(
        walk.document,
        "query Q($last: Int, $before: String) { repository(owner: \"o\", name: \"r\") { pullRequests(last: $last, before: $before) { pageInfo { hasNextPage endCursor } edges { node { reviews(last: 5) { nodes { id } pageInfo { hasPreviousPage startCursor hasNextPage } } id } } walkPageInfo: pageInfo { hasPreviousPage startCursor hasNextPage } } } }"
    );
    assert_eq!(
        walk.has_more,
        [
            "repository",
            "pullRequests",
            "walkPageInfo",
            "hasPreviousPage"
        ]
    );
    assert_eq!(walk.left_out, ["n", "after"]);
    assert_eq!(inner.inside.as_deref(), Some("repository.pullRequests"));
    assert_eq!(inner.page_size, PageSize::Fixed(5));
    assert!(
        matches!(&inner.backward, Walkability::Blocked(obstacles) if obstacles[0].message.contains("inside the list"))
    );
}
