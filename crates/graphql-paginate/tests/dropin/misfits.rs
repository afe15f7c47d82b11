//! Values that do not match the schema: the error names the path. That holds also for values that are buffered until
//! `__typename` is known or because several parts of a type read them.

use bytes::Bytes;
use graphql_paginate::{Client, ErrorKind, GraphQLQuery, Transport, TransportFuture};
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;
use std::collections::BTreeMap;

/// A custom scalar with an invalid value at any position.
#[derive(Debug, Deserialize, PartialEq)]
struct Code(BTreeMap<u32, Vec<bool>>);

type Date = Box<RawValue>;

#[allow(non_camel_case_types)]
type isbn_code = Code;

#[derive(GraphQLQuery)]
#[graphql(
    schema_path = "tests/dropin/graphql/library.graphql",
    query_path = "tests/dropin/graphql/misfits.graphql",
    response_derives = "Debug"
)]
struct Misfits;

use misfits::*;

/// A transport that returns the same body for each request.
struct Canned(Bytes);

impl Transport for Canned {
    fn send(&self, _: http::Request<Bytes>) -> TransportFuture<'_> {
        Box::pin(async { Ok(http::Response::new(self.0.clone())) })
    }
}

/// A book with additional entries before its own.
fn book(entries: &str) -> String {
    let given: Value = serde_json::from_str(&format!("{{{entries}}}")).unwrap();
    let whole = [
        ("title", r#""A""#),
        ("pages", "7"),
        ("genre", r#""FANTASY""#),
        ("isbn", "null"),
        ("author", r#"{"name":"n","id":"3","works":[]}"#),
        ("__typename", r#""Book""#),
    ];
    let kept = whole
        .iter()
        .filter(|(key, _)| given.get(key).is_none())
        .map(|(key, value)| format!("{key:?}:{value}"));
    let entries: Vec<String> = Some(entries.to_owned()).into_iter().chain(kept).collect();
    format!("{{{}}}", entries.join(","))
}

/// Two texts of the same person. In the first, the type of the person is known when the works are read.
fn persons(works: &str) -> [String; 2] {
    [
        format!(r#"{{"__typename":"Person","name":"n","works":{works}}}"#),
        format!(r#"{{"name":"n","works":{works},"__typename":"Person"}}"#),
    ]
}

async fn execute(node: &str) -> Result<ResponseData, graphql_paginate::Error> {
    let body = format!(r#"{{"data":{{"node":{node}}}}}"#);
    let client = Client::builder("https://example.test/graphql")
        .transport(Canned(body.into()))
        .build();
    client
        .unwrap()
        .execute::<Misfits>(Variables { id: "1".to_owned() })
        .await
}

/// Checks the error without the position in the body, which it has only if the value is not buffered.
async fn check(node: &str, expected: &str) {
    let found = misfit(node).await;
    let shown = match found.split_once(" at line 1 column ") {
        Some((shown, _)) => shown,
        None => &found,
    };
    assert_eq!(shown, expected, "{node}");
}

async fn misfit(node: &str) -> String {
    let error = execute(node).await.expect_err(node);
    let ErrorKind::Decode { path, problem } = error.kind() else {
        panic!("{error:?} for {node}")
    };
    format!("{path}: {problem}")
}

/// Checks an invalid value in a work.
async fn check_work(work: &str, path: &str, problem: &str) {
    for node in persons(&format!("[{},{work}]", book(r#""pages":1"#))) {
        check(&node, &format!("data.node.works[1]{path}: {problem}")).await;
    }
}

#[tokio::test]
async fn a_value_before_its_typename_is_named_by_its_path() {
    let string = r#"invalid type: string "x", expected i64"#;
    check_work(&book(r#""pages":"x""#), ".pages", string).await;
    check_work(
        &book(r#""genre":5"#),
        ".genre",
        "invalid type: integer `5`, expected a value of the enum `Genre`",
    )
    .await;
    check_work(
        &book(r#""isbn":{"x":[]}"#),
        ".isbn.?",
        "invalid value: expected key to be a number in quotes",
    )
    .await;
    check_work(
        &book(r#""isbn":{"7":[true,1]}"#),
        ".isbn.7[1]",
        "invalid type: integer `1`, expected a boolean",
    )
    .await;

    let null = "invalid type: null, expected a string";
    let list = r#"{"shelf":[["a"],null,["b",null]],"isbn":null,"__typename":"Book"}"#;
    check(list, &format!("data.node.shelf[2][1]: {null}")).await;
    let [_, later] = persons(&format!("[{}]", book(r#""title":null"#)));
    check(&later, &format!("data.node.works[0].title: {null}")).await;
    let [_, later] = persons("7");
    check(
        &later,
        "data.node.works: invalid type: integer `7`, expected a sequence",
    )
    .await;
}

#[tokio::test]
async fn a_value_that_several_parts_read_is_named_by_its_path() {
    for (author, path, problem) in [
        (
            r#"{"name":5,"id":"3","works":[]}"#,
            ".name",
            "invalid type: integer `5`, expected a string",
        ),
        (
            r#"{"name":"n","id":null,"works":[]}"#,
            ".id",
            "invalid type: null, expected a string",
        ),
        (r#"{"name":"n","id":"3"}"#, "", "missing field `works`"),
        ("[]", "", "invalid type: sequence, expected an object"),
        (
            r#"{"name":"n","id":"3","works":[{"__typename":"Book"},{"minutes":0.5,"__typename":"Film"}]}"#,
            ".works[1].minutes",
            "invalid type: floating point `0.5`, expected i64",
        ),
        (
            r#"{"name":"n","id":"3","works":[{"__typename":"Film","minutes":"x"}]}"#,
            ".works[0].minutes",
            r#"invalid type: string "x", expected i64"#,
        ),
    ] {
        let later = book(&format!(r#""author":{author}"#));
        let earlier = book(&format!(r#""__typename":"Book","author":{author}"#));
        for work in [earlier, later] {
            check_work(&work, &format!(".author{path}"), problem).await;
        }
    }
}

#[tokio::test]
async fn a_typename_that_is_missing_or_unknown_is_named_by_its_path() {
    let [_, later] = persons(r#"[{"title":"A"}]"#);
    check(&later, "data.node.works[0]: missing field `__typename`").await;
    let [_, later] = persons(r#"[{"title":"A","__typename":5}]"#);
    check(
        &later,
        "data.node.works[0].__typename: invalid type: integer `5`, expected a string",
    )
    .await;
    let problem = "`Song` is not among the possible types of `MisfitsNodeOnPersonWorksOn`; refresh the schema, or add \
                   `fragments_other_variant = \"true\"` to read it as `Unknown`";
    let [_, later] = persons(r#"[{"title":"A","__typename":"Song"}]"#);
    check(&later, &format!("data.node.works[0]: {problem}")).await;
}

#[tokio::test]
async fn a_value_that_is_not_buffered_has_a_column() {
    let node = r#"{"__typename":"Book","shelf":[["a"],[5]],"isbn":null}"#;
    let column = r#"{"data":{"node":"#.len() + node.find('5').unwrap() + 1;
    let problem = format!("invalid type: integer `5`, expected a string at line 1 column {column}");
    assert_eq!(
        misfit(node).await,
        format!("data.node.shelf[1][0]: {problem}")
    );
}

#[derive(GraphQLQuery)]
#[graphql(
    schema_path = "tests/dropin/graphql/library.graphql",
    query_path = "tests/dropin/graphql/shared_key.graphql",
    response_derives = "Debug, PartialEq"
)]
struct SharedKey;

/// A node of the query whose types share the key `label`.
async fn shared(node: &str) -> Result<shared_key::SharedKeyNode, String> {
    let body = format!(r#"{{"data":{{"node":{node}}}}}"#);
    let client = Client::builder("https://example.test/graphql")
        .transport(Canned(body.into()))
        .build();
    let variables = shared_key::Variables { id: "1".to_owned() };
    match client.unwrap().execute::<SharedKey>(variables).await {
        Ok(data) => Ok(data.node.expect("a node")),
        Err(error) => match error.kind() {
            ErrorKind::Decode { path, problem } => Err(format!("{path}: {problem}")),
            _ => panic!("{error:?} for {node}"),
        },
    }
}

#[tokio::test]
async fn a_value_that_several_types_have_is_decoded_for_the_type_that_follows() {
    use shared_key::{SharedKeyNode, SharedKeyNodeOnBook, SharedKeyNodeOnPerson};

    let book = || {
        SharedKeyNode::Book(SharedKeyNodeOnBook {
            label: "l\n".to_owned(),
            pages: 7,
        })
    };
    let person = || {
        SharedKeyNode::Person(SharedKeyNodeOnPerson {
            label: "l\n".to_owned(),
        })
    };
    let escaped = r#""label":"l\n""#;
    for (node, expected) in [
        (
            format!(r#"{{{escaped},"pages":7,"__typename":"Book"}}"#),
            book(),
        ),
        (
            format!(r#"{{"pages":7,{escaped},"__typename":"Book"}}"#),
            book(),
        ),
        (
            format!(r#"{{{escaped},"__typename":"Book","pages":7}}"#),
            book(),
        ),
        (format!(r#"{{{escaped},"__typename":"Person"}}"#), person()),
        // Only a book has pages, so the first guess is wrong.
        (
            format!(r#"{{"pages":7,{escaped},"__typename":"Person"}}"#),
            person(),
        ),
        (
            format!(r#"{{{escaped},"pages":7,"__typename":"Person"}}"#),
            person(),
        ),
        // The last one of duplicate keys counts.
        (
            format!(r#"{{"label":"x",{escaped},"__typename":"Person"}}"#),
            person(),
        ),
        (
            format!(r#"{{"pages":1,"pages":7,{escaped},"__typename":"Book"}}"#),
            book(),
        ),
    ] {
        assert_eq!(shared(&node).await, Ok(expected), "{node}");
    }
    assert_eq!(
        shared(r#"{"label":5,"pages":7,"__typename":"Book"}"#).await,
        Err("data.node.label: invalid type: integer `5`, expected a string".to_owned())
    );
    assert_eq!(
        shared(r#"{"pages":7,"label":"l"}"#).await,
        Err("data.node: missing field `__typename` at line 1 column 39".to_owned())
    );
}

#[derive(GraphQLQuery)]
#[graphql(
    schema_path = "tests/dropin/graphql/owners.graphql",
    query_path = "tests/dropin/graphql/shared_object.graphql",
    response_derives = "Debug, PartialEq"
)]
struct SharedObject;

#[tokio::test]
async fn an_object_that_a_fragment_shares_with_one_type_does_not_decide_the_type() {
    use shared_object::SharedObjectNodeOn;

    for (node, is_book) in [
        (r#"{"owner":{"name":"n"},"__typename":"Film"}"#, false),
        (r#"{"__typename":"Film","owner":{"name":"n"}}"#, false),
        (
            r#"{"owner":{"name":"n","login":"l"},"__typename":"Book"}"#,
            true,
        ),
    ] {
        let body = format!(r#"{{"data":{{"node":{node}}}}}"#);
        let client = Client::builder("https://example.test/graphql")
            .transport(Canned(body.into()))
            .build();
        let data = client
            .unwrap()
            .execute::<SharedObject>(shared_object::Variables {})
            .await;
        let found = data.unwrap().node.expect("a node");
        assert_eq!(found.named.owner.name, "n");
        assert_eq!(
            matches!(found.on, SharedObjectNodeOn::Book(_)),
            is_book,
            "{node}"
        );
    }
}

#[tokio::test]
async fn scalars_are_decoded_alike_with_and_without_buffering() {
    let scalars = r#""published":{"b":[1,{"a":0.10}]},"isbn":{"7":[true],"8":[]}"#;
    for work in [
        book(scalars),
        book(&format!(r#""__typename":"Book",{scalars}"#)),
    ] {
        for node in persons(&format!("[{work}]")) {
            let data = execute(&node).await.unwrap();
            let Some(MisfitsNode::Person(person)) = data.node else {
                panic!("{node}")
            };
            let work = &person.works[0];
            let MisfitsNodeOnPersonWorksOn::Book(book) = &work.on else {
                panic!("{node}")
            };
            let published: Value =
                serde_json::from_str(work.published.as_ref().unwrap().get()).unwrap();
            assert_eq!(published, serde_json::json!({ "b": [1, { "a": 0.1 }] }));
            let code = Some(Code(BTreeMap::from([(7, vec![true]), (8, vec![])])));
            assert_eq!((&book.isbn, &book.authored.isbn), (&code, &code));
        }
    }
}
