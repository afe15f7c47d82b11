//! Follow-up documents that find the parent of a nested connection by a declared root field instead of `node`.

use graphql_paginate_codegen::{AnalyzeOptions, Options, Refetch, Source, analyze, generate};

use crate::nested::{PAGE, generated, query, with_schema};
use crate::parsed_schema::parsed_schema;

/// The follow-up document for the comments of all issues, or why there is none, with these further root fields.
fn follow_up(root_fields: &str) -> Result<String, String> {
    let query = "{ issues(locale: \"fr\") { nodes { comments { nodes { body } } } } }";
    follow_up_of(query, root_fields)
}

/// The follow-up document for the comments inside `issues`.
fn follow_up_of(query: &str, root_fields: &str) -> Result<String, String> {
    let schema = parsed_schema(&format!(
        "type Query {{ issues(first: Int, after: String, locale: String, title: String): Issues! notes(first: Int, after: String): Notes! {root_fields} }}
        type Project {{ issues(first: Int, after: String): Issues! forks(first: Int, after: String): Projects! }}
        type Projects {{ nodes: [Project!]! pageInfo: PageInfo! }}
        type Notes {{ nodes: [Note!]! pageInfo: PageInfo! }}
        type Note {{ number: Int! comments(first: Int, after: String): Comments! }}
        scalar IssueID
        interface Node {{ id: ID! }}
        type Issues {{ nodes: [Issue!]! pageInfo: PageInfo! }}
        type Issue implements Node {{ id: ID! path: String! number: Int! title: String! comments(first: Int, after: String): Comments! }}
        type Comments {{ nodes: [Comment!]! pageInfo: PageInfo! }}
        type Comment {{ body: String! }}
        type PageInfo {{ hasNextPage: Boolean! endCursor: String }}"
    ));
    let source = Source {
        name: "q.graphql",
        text: query,
    };
    let options = AnalyzeOptions::new(100);
    let mut analysis = analyze(&schema, source, "Q", &options).expect("it is valid");
    let last = analysis.connections.pop().expect("it has connections");
    match last.nested.expect("it is nested").follow_up {
        Ok(follow_up) => Ok(follow_up.document(1)),
        Err(obstacles) => Err(obstacles[0].message.clone()),
    }
}

#[test]
fn a_nullable_id_of_the_root_field_node_finds_parents() {
    let document = follow_up("node(id: ID): Node").expect("it can be completed");
    let expected = "query QFollowUp($parentId0: ID!, $pageSize0: Int, $pageCursor0: String) {\n  \
        r0: node(id: $parentId0) { __typename ... on Issue { comments(first: $pageSize0, after: $pageCursor0) \
        { nodes { body } pageInfo { hasNextPage endCursor } } } }\n}\n";
    assert_eq!(document, expected);
    assert_eq!(follow_up("node(id: ID!): Node").as_deref(), Ok(expected));
}

/// Checks how the root field for the parents is called and what it is asked for before their comments.
fn check_root_field(root_fields: &str, variables: &str, call: &str, repeated: &str) {
    let document = follow_up(root_fields).expect("it can be completed");
    let expected = format!(
        "query QFollowUp({variables}, $pageSize0: Int, $pageCursor0: String) {{\n  \
        r0: {call} {{ {repeated} comments(first: $pageSize0, after: $pageCursor0) \
        {{ nodes {{ body }} pageInfo {{ hasNextPage endCursor }} }} }}\n}}\n"
    );
    assert_eq!(document, expected, "{root_fields}");
}

#[test]
fn a_root_field_of_the_type_of_parents_finds_them_and_repeats_their_id() {
    let (id, repeated) = ("$parentId0: ID!", "parentId: id");
    check_root_field(
        "issue(id: ID!): Issue!",
        id,
        "issue(id: $parentId0)",
        repeated,
    );
    let text = "$parentId0: String!";
    check_root_field(
        "issue(id: String!): Issue",
        text,
        "issue(id: $parentId0)",
        repeated,
    );
    let scalar = "$parentId0: IssueID!";
    check_root_field(
        "issue(id: IssueID): Issue",
        scalar,
        "issue(id: $parentId0)",
        repeated,
    );
    // Not by an optional key beside the `id`.
    let optional = "issue(id: ID, number: Int): Issue";
    check_root_field(optional, id, "issue(id: $parentId0)", repeated);
}

#[test]
fn a_root_field_by_another_key_finds_parents_and_repeats_their_id_too() {
    let repeated = "parentPath: path parentId: id";
    let call = "issue(path: $parentPath0)";
    check_root_field(
        "issue(path: ID!): Issue",
        "$parentPath0: ID!",
        call,
        repeated,
    );
    let repeated = "parentNumber: number parentId: id";
    let call = "issue(number: $parentNumber0)";
    check_root_field(
        "issue(number: Int!): Issue",
        "$parentNumber0: Int!",
        call,
        repeated,
    );
}

#[test]
fn the_root_field_with_the_clearest_name_is_preferred() {
    for (fields, found) in [
        ("issueById(id: ID!): Issue issue(id: ID!): Issue", "issue"),
        (
            "latest(id: ID!): Issue issue_by_id(id: ID!): Issue",
            "issue_by_id",
        ),
        (
            "latest(id: ID!): Issue get_issue(id: ID!): Issue",
            "get_issue",
        ),
        (
            "getIssue(id: ID!): Issue issueById(id: ID!): Issue",
            "issueById",
        ),
        (
            "issue(path: ID!): Issue fetchIssue(id: ID!): Issue",
            "fetchIssue",
        ),
        (
            "latestIssue(id: ID!): Issue findIssueById(id: ID!): Issue",
            "findIssueById",
        ),
    ] {
        let call = format!("{found}(id: $parentId0)");
        check_root_field(fields, "$parentId0: ID!", &call, "parentId: id");
    }
}

#[test]
fn arguments_of_the_list_that_the_root_field_takes_keep_their_values() {
    let call = "issue(id: $parentId0, locale: \"fr\")";
    let root_field = "issue(id: ID!, locale: String): Issue";
    check_root_field(root_field, "$parentId0: ID!", call, "parentId: id");

    // A variable of the query may have the name of the key.
    let query =
        "query Q($id: String!) { issues(locale: $id) { nodes { comments { nodes { body } } } } }";
    let document = follow_up_of(query, root_field).expect("it can be completed");
    let start = "query QFollowUp($id: String!, $parentId0: ID!,";
    let call = "issue(id: $parentId0, locale: $id)";
    assert!(
        document.starts_with(start) && document.contains(call),
        "{document}"
    );
}

#[test]
fn arguments_of_a_list_around_the_list_of_parents_are_not_those_of_the_parents() {
    let schema = "project(team: String!): Project issue(id: ID!, team: String!): Issue";
    let direct = "{ project(team: \"a\") { issues { nodes { comments { nodes { body } } } } } }";
    let document = follow_up_of(direct, schema).expect("it can be completed");
    assert!(
        document.contains("issue(id: $parentId0, team: \"a\")"),
        "{document}"
    );
    let forks = "{ project(team: \"a\") { forks { nodes { issues { nodes { comments { nodes { body } } } } } } } }";
    // Neither with another value nor without one.
    for root_field in [
        "issue(id: ID!, team: String!): Issue",
        "issue(id: ID!, team: String): Issue",
    ] {
        let schema = format!("project(team: String!): Project {root_field}");
        assert!(follow_up_of(forks, &schema).is_err(), "{root_field}");
    }
    // The title of the project is not that of its issues.
    let schema = "project(title: String!): Project issue(id: ID!, title: String): Issue";
    let query = "{ project(title: \"a\") { issues { nodes { comments { nodes { body } } } } } }";
    assert!(follow_up_of(query, schema).is_err());
    // But each issue of the list has the title.
    let query = "{ issues(title: \"a\") { nodes { comments { nodes { body } } } } }";
    let document = follow_up_of(query, "issue(id: ID!, title: String): Issue");
    let document = document.expect("it can be completed");
    assert!(
        document.contains("issue(id: $parentId0, title: \"a\")"),
        "{document}"
    );
}

#[test]
fn a_root_field_that_may_return_another_object_does_not_find_parents() {
    for root_fields in [
        "latestIssue(id: ID!): Issue",
        "issueParent(id: ID!): Issue",
        "issue(title: String!): Issue",
        "issue(slug: ID!): Issue",
        "issue(id: ID!, revision: Int!): Issue",
        "issue(id: Int!): Issue",
        "issue(ids: [ID!]!): Issue",
        "issue(id: ID!): Node",
        "issueById(id: ID!): [Issue!]!",
        "issue: Issue",
    ] {
        let found = follow_up(root_fields);
        assert!(found.is_err(), "{root_fields}: {found:?}");
    }
}

#[test]
fn parents_without_an_id_are_not_found_by_a_guess() {
    let found = follow_up_of(
        "{ notes { nodes { comments { nodes { body } } } } }",
        "note(number: Int!): Note",
    );
    assert!(found.is_err(), "{found:?}");
}

#[test]
fn a_repeated_value_has_another_key_than_the_connection() {
    let query = "{ issues { nodes { parentId: comments { nodes { body } } } } }";
    let document = follow_up_of(query, "issue(id: ID!): Issue").expect("it can be completed");
    let part = "issue(id: $parentId0) { parentId_: id parentId: comments(";
    assert!(document.contains(part), "{document}");
}

#[test]
fn a_schema_without_the_root_field_node_is_the_reason_why_there_is_no_follow_up() {
    assert_eq!(
        follow_up("").unwrap_err(),
        "the schema has no `node(id:)`, and no root field is known to find an object of its parent's type `Issue`"
    );
}

#[test]
fn parents_found_by_another_root_field() {
    let item = "section number comments(first: 5) { PAGE nodes { body } }";
    let refetch = [("Draft", "draft(inSection: $section, number: $number)")];
    let (diagnostics, tokens) = generated("drafts", item, "", &refetch);
    assert_eq!(diagnostics, []);
    for part in [
        "\"draft(inSection: $parentSection\"",
        "\", number: $parentNumber\"",
        "\") { parentSection: section parentNumber: number comments(first: $pageSize\"",
        "(\"parentSection\" , \"String!\") , (\"parentNumber\" , \"Int!\")",
    ] {
        assert!(tokens.contains(part), "{part} in {tokens}");
    }
}

#[test]
fn a_root_field_that_finds_other_types_is_narrowed_by_a_fragment() {
    let item = "number comments(first: 5) { PAGE nodes { body } }";
    let (diagnostics, tokens) =
        generated("drafts", item, "", &[("Draft", "entry(number: $number)")]);
    assert_eq!(diagnostics, []);
    assert!(
        tokens.contains(
            "\") { __typename ... on Draft { parentNumber: number comments(first: $pageSize\""
        ),
        "{tokens}"
    );
}

#[test]
fn an_analysis_with_a_refetch_has_the_follow_up_document() {
    let text = query(
        "",
        "drafts",
        "number section comments(first: 5) { PAGE nodes { body } }",
        "",
    );
    let text = text.replace("PAGE", PAGE);
    let completion = |options: &AnalyzeOptions| {
        let report = with_schema(|schema| {
            analyze(
                schema,
                Source {
                    name: "q.graphql",
                    text: &text,
                },
                "Q",
                options,
            )
        });
        let nested = report.expect("it is valid").connections.remove(1).nested;
        nested.expect("it is nested").follow_up
    };
    let without = completion(&AnalyzeOptions::new(100));
    assert!(without.is_err(), "{without:?}");
    let call = "draft(inSection: $section, number: $number)";
    let refetch = vec![Refetch::new("Draft".into(), call.into())];
    let with = completion(&AnalyzeOptions {
        refetch,
        ..AnalyzeOptions::new(100)
    });
    let expected = "query QFollowUp($parentSection0: String!, $parentNumber0: Int!, $pageSize0: Int, $pageCursor0: String) {\n  \
        r0: draft(inSection: $parentSection0, number: $parentNumber0) { parentSection: section parentNumber: number \
        comments(first: $pageSize0, after: $pageCursor0) { pageInfo { hasNextPage endCursor } nodes { body } } }\n}\n";
    assert_eq!(with.expect("it can").document(1), expected);
    let refetch = vec![Refetch::new(
        "Draft".into(),
        "draft(number: $number)".into(),
    )];
    let wrong = completion(&AnalyzeOptions {
        refetch,
        ..AnalyzeOptions::new(100)
    });
    assert!(wrong.is_err(), "{wrong:?}");
}

/// The number of a parent is appended to the names: `parentId` with 11 is not `parentId1` with 1.
#[test]
fn variables_of_parents_differ_with_every_number() {
    let schema = parsed_schema(
        "type Query { pairs(first: Int, after: String): Pairs! pair(of: ID!, and: ID!): Pair }
        type Pairs { nodes: [Pair!]! pageInfo: PageInfo! }
        type Pair { id: ID! id1: ID! others(first: Int, after: String): Pairs! }
        type PageInfo { hasNextPage: Boolean! endCursor: String }",
    );
    let source = Source {
        name: "q.graphql",
        text: "query Q { pairs { nodes { others { nodes { id } } } } }",
    };
    for call in ["pair(of: $id, and: $id1)", "pair(of: $id1, and: $id)"] {
        let mut options = AnalyzeOptions::new(100);
        options.refetch = vec![Refetch::new("Pair".to_owned(), call.to_owned())];
        let analysis = analyze(&schema, source, "Q", &options).expect("it is valid");
        let nested = analysis.connections[1].nested.as_ref();
        let follow_up = nested.expect("it is nested").follow_up.as_ref();
        let document = follow_up.expect("it can be completed").document(12);
        let (declared, _) = document.split_once(") {").expect("it has variables");
        let mut names = Vec::new();
        for variable in declared.split('$').skip(1) {
            let (name, _) = variable.split_once(':').expect("it has a type");
            assert!(!names.contains(&name), "{name} in {document}");
            names.push(name);
        }
        assert_eq!(names.len(), 12 * 4);
    }
}

/// The type of a custom scalar may write its values in another form than the server, so they are read from JSON.
#[test]
fn a_parent_is_found_by_an_id_of_a_custom_scalar() {
    let fields = "id: UUID! tasks(first: Int, after: String): Projects!";
    let page = "scalar UUID
        type Projects { nodes: [Project!]! pageInfo: PageInfo! }
        type PageInfo { hasNextPage: Boolean! endCursor: String }";
    let projects = "projects(first: Int, after: String): Projects!";
    for (schema, call) in [
        (
            format!(
                "{page} type Query {{ {projects} project(id: UUID!): Project }} type Project {{ {fields} }}"
            ),
            "project(id: $parentId",
        ),
        (
            format!(
                "{page} type Query {{ {projects} node(id: UUID!): Node }} interface Node {{ id: UUID! }} type Project implements Node {{ {fields} }}"
            ),
            "node(id: $parentId",
        ),
    ] {
        let page_info = "pageInfo { hasNextPage endCursor }";
        let text = format!(
            "query Q {{ projects(first: 5) {{ nodes {{ id tasks(first: 2) {{ nodes {{ id }} {page_info} }} }} {page_info} }} }}"
        );
        let source = Source {
            name: "q.graphql",
            text: &text,
        };
        let options = Options {
            complete_nested: true,
            ..Options::new(syn::parse_quote!(Q), syn::parse_quote!(pub))
        };
        let generated = generate(&parsed_schema(&schema), source, &options);
        assert_eq!(generated.diagnostics, [], "{schema}");
        let code = generated.tokens.to_string();
        for expected in [call, "parent : & [& [\"id\"]]", "CompletesNested"] {
            assert!(code.contains(expected), "{expected} in {code}");
        }
    }
}
