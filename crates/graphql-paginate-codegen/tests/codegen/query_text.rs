//! Queries with fragments of other files: what is sent, and the file that each diagnostic points into.

use graphql_paginate_codegen::{
    Options, Paginate, QueryText, Source, Validation, generate_query, with_schema,
};

const SCHEMA: &str = "
type Query { film(id: ID): Film films(first: Int, after: String): Films! }
type Film { id: ID! title: String! year: Int studio: Studio }
type Studio { name: String! films: [Film!]! page(first: Int, after: String): Films! }
type Films { nodes: [Film!]! pageInfo: PageInfo! }
type PageInfo { hasNextPage: Boolean! endCursor: String }
";

const FRAGMENTS: [Source<'_>; 2] = [
    Source {
        name: "fragments/film.graphql",
        text: "# é\n  fragment Title on Film { title } fragment Unused on Film { nothing }\nfragment Made on Film {\n  year\n  studio { ...Studio }\n}\nquery Other { film { id } }",
    },
    Source {
        name: "fragments/studio.graphql",
        text: "fragment Studio on Studio { name ...Deeper }\n\nfragment Deeper on Studio { films { ...Title } }",
    },
];

const fn query(text: &str) -> Source<'_> {
    Source {
        name: "q.graphql",
        text,
    }
}

/// The errors for a query with fragments of other files.
fn errors(text: &str, files: &[Source<'_>], paginate: Paginate) -> Vec<String> {
    let schema = Source {
        name: "schema.graphql",
        text: SCHEMA,
    };
    let options = Options {
        paginate,
        validation: Validation::Deny,
        ..Options::new(syn::parse_quote!(Q), syn::parse_quote!(pub))
    };
    let found = with_schema(schema, |schema| match QueryText::new(query(text), files) {
        Ok(text) => generate_query(schema, &text, &options).diagnostics,
        Err(errors) => errors,
    });
    let found = found.expect("the schema is valid");
    found.iter().map(ToString::to_string).collect()
}

#[test]
fn the_fragments_that_a_query_uses_are_appended_in_the_order_of_the_files() {
    let text = QueryText::new(query("query Q { film { ...Made } }"), &FRAGMENTS).unwrap();
    assert_eq!(
        text.source().text,
        "query Q { film { ...Made } }\nfragment Title on Film { title }\nfragment Made on Film {\n  year\n  studio { ...Studio }\n}\nfragment Studio on Studio { name ...Deeper }\nfragment Deeper on Studio { films { ...Title } }\n"
    );
    assert_eq!(
        errors(text.source().text, &[], Paginate::IfWalkable),
        [""; 0]
    );
}

#[test]
fn a_query_that_uses_no_fragment_is_not_changed() {
    for text in [
        "query Q { film { id } }",
        "query Q { film { ...A } } fragment A on Film { id }\n",
    ] {
        assert_eq!(
            QueryText::new(query(text), &FRAGMENTS)
                .unwrap()
                .source()
                .text,
            text
        );
    }
}

#[test]
fn an_error_in_a_fragment_points_into_its_file() {
    let wrong = [Source {
        name: "wrong.graphql",
        text: "fragment A on Film { id }\n  fragment B on Film { titel }",
    }];
    assert_eq!(
        errors(
            "query Q { film { ...B ...A } }",
            &wrong,
            Paginate::IfWalkable
        ),
        [
            "no field `titel` on type `Film`; did you mean `title`?\n --> wrong.graphql:2:24\n  |\n2 |   fragment B on Film { titel }\n  |                        ^^^^^"
        ]
    );
    assert_eq!(
        errors("query Q { film { ...A } }", &wrong, Paginate::IfWalkable),
        [""; 0]
    );
}

#[test]
fn a_position_in_a_message_names_its_file() {
    let wrong = [Source {
        name: "wrong.graphql",
        text: "\nfragment A on Film { x: title }",
    }];
    assert_eq!(
        errors(
            "query Q { film { ...A x: id } }",
            &wrong,
            Paginate::IfWalkable
        ),
        [
            "conflicting fields for response key `x`: `title` and `id`, first selected at wrong.graphql:2:22\n --> q.graphql:1:26\n  |\n1 | query Q { film { ...A x: id } }\n  |                          ^^\n  = help: give one of them an alias: `other: id`"
        ]
    );
}

#[test]
fn a_name_in_two_files_is_an_error_that_names_both_places() {
    let second = Source {
        name: "more.graphql",
        text: "fragment Title on Film { id }",
    };
    let files = [FRAGMENTS[0], FRAGMENTS[1], second];
    let expected = "duplicate fragment `Title`, first given at fragments/film.graphql:2:12\n --> more.graphql:1:10\n  |\n1 | fragment Title on Film { id }\n  |          ^^^^^\n  = help: give each fragment its own name";
    assert_eq!(
        errors("query Q { film { id } }", &files, Paginate::IfWalkable),
        [expected]
    );
    let own = "query Q { film { ...Title } } fragment Title on Film { id }";
    let found = errors(own, &FRAGMENTS, Paginate::IfWalkable);
    assert!(
        found[0].starts_with("duplicate fragment `Title`, first given at q.graphql:1:40\n --> fragments/film.graphql:2:12\n"),
        "{found:#?}"
    );
}

#[test]
fn a_syntax_error_points_into_its_file() {
    let wrong = [Source {
        name: "wrong.graphql",
        text: "fragment A on Film { id",
    }];
    let found = errors("query Q { film { id } }", &wrong, Paginate::IfWalkable);
    assert_eq!(found.len(), 1);
    assert!(found[0].contains(" --> wrong.graphql:1:"), "{}", found[0]);
}

#[test]
fn a_connection_in_a_fragment_that_cannot_be_walked_points_into_its_file() {
    let files = [Source {
        name: "list.graphql",
        text: "fragment List on Studio { page { pageInfo { endCursor } } }",
    }];
    let found = errors(
        "query Q { film { studio { ...List } } }",
        &files,
        Paginate::Required,
    );
    assert_eq!(found.len(), 1);
    assert!(
        found[0].contains(" --> list.graphql:1:27\n"),
        "{}",
        found[0]
    );
}
