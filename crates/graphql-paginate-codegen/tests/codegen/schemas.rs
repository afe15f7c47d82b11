//! Schemas with extensions, directives and block strings, and as introspection results.

use graphql_paginate_codegen::{Options, Source, generate, schema_from_introspection};

use crate::parsed_schema::parsed_schema;

/// The tokens for a valid query.
fn generated(sdl: &str, query: &str) -> String {
    let schema = parsed_schema(sdl);
    let options = Options::new(quote::format_ident!("Q"), syn::parse_quote!(pub));
    let generated = generate(
        &schema,
        Source {
            name: "q.graphql",
            text: query,
        },
        &options,
    );
    assert_eq!(generated.diagnostics, [], "{query}");
    generated.tokens.to_string()
}

#[test]
fn extensions_of_every_kind_are_merged() {
    let sdl = r#"
        "described" type Query implements A @a { "x { y" own: String }
        directive @a on OBJECT | SCALAR | ENUM | UNION | INPUT_OBJECT | INTERFACE | SCHEMA
        interface A { own: String }
        interface B { other: Int }
        extend type Query implements & B { other: Int } # not a comment { in the way
        extend type Query @a { film(by: By): Film node: Node day: Day order: Order }
        scalar Day
        extend scalar Day @a
        enum Order { ASC }
        extend enum Order { DESC }
        union Film
        extend union Film = | Long | Short
        type Long { minutes: Int }
        type Short { seconds: Int }
        input By { id: ID }
        extend input By { name: String = "}" }
        interface Node { id: ID }
        extend interface Node { kind: Order }
        type Thing implements Node { id: ID kind: Order }
        schema { query: Query }
        extend schema @a { mutation: Change }
        type Change { change: Int }
    "#;
    let tokens = generated(
        sdl,
        r#"query Q { own other day order film(by: {name: "a"}) { ... on Short { seconds } } node { id kind } }"#,
    );
    for expected in [
        "DESC",
        "other : Option < i64 >",
        "seconds : Option < i64 >",
        "kind : Option < Order >",
    ] {
        assert!(tokens.contains(expected), "{expected} in {tokens}");
    }
    assert!(generated(sdl, "mutation Q { change }").contains("change : Option < i64 >"));
}

#[test]
fn names_may_be_keywords_of_the_definition_language() {
    let sdl = "type Query { type: type enum: enum input(type: input): ID } type type { extend: Int } enum enum { scalar } input input { union: Int } extend type type { interface: Int }";
    let tokens = generated(sdl, "query Q { type { extend interface } enum }");
    assert!(tokens.contains("interface : Option < i64 >"), "{tokens}");
}

#[test]
fn block_strings_and_unused_directives_are_ignored() {
    let sdl = "\"\"\"\nA { type \\\"\"\" Query }\n\"\"\"\ntype Query @tag(name: \"x\") { \"\"\"b\"\"\" a: Int }\ndirective @tag(name: String!) repeatable on OBJECT";
    assert!(generated(sdl, "query Q { a }").contains("a : Option < i64 >"));
}

/// The same schema as text and as an introspection result.
#[test]
fn an_introspection_result_is_the_schema_it_describes() {
    let json = r#"{"data": {"__schema": {
        "queryType": {"name": "Root"}, "mutationType": null, "subscriptionType": null,
        "directives": [{"name": "include", "locations": ["FIELD"], "args": []},
            {"name": "live", "locations": ["FIELD"], "args": [{"name": "every", "type": {"kind": "SCALAR", "name": "Int", "ofType": null}, "defaultValue": "1"}]}],
        "types": [
            {"kind": "OBJECT", "name": "Root", "interfaces": [], "fields": [
                {"name": "films", "args": [{"name": "by", "type": {"kind": "INPUT_OBJECT", "name": "By", "ofType": null}, "defaultValue": "{order: DESC}"}],
                 "type": {"kind": "NON_NULL", "name": null, "ofType": {"kind": "LIST", "name": null, "ofType": {"kind": "NON_NULL", "name": null, "ofType": {"kind": "INTERFACE", "name": "Film", "ofType": null}}}},
                 "isDeprecated": true, "deprecationReason": "say \"cinema\""}]},
            {"kind": "INTERFACE", "name": "Film", "fields": [{"name": "day", "args": [], "type": {"kind": "SCALAR", "name": "Day", "ofType": null}, "isDeprecated": false}], "possibleTypes": [{"name": "Long"}]},
            {"kind": "OBJECT", "name": "Long", "interfaces": [{"name": "Film"}], "fields": [{"name": "day", "args": [], "type": {"kind": "SCALAR", "name": "Day", "ofType": null}}]},
            {"kind": "UNION", "name": "Any", "possibleTypes": [{"name": "Long"}, {"name": "Root"}]},
            {"kind": "ENUM", "name": "Order", "enumValues": [{"name": "ASC"}, {"name": "DESC", "isDeprecated": true}]},
            {"kind": "INPUT_OBJECT", "name": "By", "isOneOf": true, "inputFields": [{"name": "order", "type": {"kind": "ENUM", "name": "Order", "ofType": null}, "defaultValue": null}]},
            {"kind": "SCALAR", "name": "Day"}, {"kind": "SCALAR", "name": "Int"},
            {"kind": "OBJECT", "name": "__Type", "fields": [], "interfaces": []}
        ]}}}"#;
    let sdl =
        schema_from_introspection("schema.json", json).expect("it is an introspection result");
    insta::assert_snapshot!(sdl);
    let tokens = generated(
        &sdl,
        "query Q($by: By) { films(by: $by) @live(every: 2) { day } }",
    );
    assert!(tokens.contains("films : Vec < QFilms >"), "{tokens}");
    let bare = json
        .trim_start_matches(r#"{"data": "#)
        .strip_suffix('}')
        .expect("it ends in braces");
    let marked = format!("\u{feff}{bare}");
    assert_eq!(
        schema_from_introspection("schema.json", bare),
        Ok(sdl.clone())
    );
    assert_eq!(
        schema_from_introspection("schema.json", &marked),
        Ok(sdl),
        "with a byte order mark"
    );
}

#[test]
fn json_that_is_not_a_schema_is_an_error() {
    let deep = format!("{{\"data\": {}", "[".repeat(100_000));
    let type_without_kind =
        r#"{"__schema": {"queryType": {"name": "Q"}, "types": [{"name": "Q"}]}}"#;
    for (json, expected) in [
        ("{\n  \"data\": ?}", "value expected at line 2 column 11"),
        (
            "{\"data\": {}",
            "comma or end of sequence expected at line 1 column 12",
        ),
        ("{\"data\": {}}", "`__schema` is missing or not an object"),
        ("{\"__schema\": {}}", "`types` is missing or empty"),
        ("{\"__schema\": {\"types\": true}}", "`types` is not a list"),
        (type_without_kind, "`kind` is missing or not a string"),
        (&deep, "maximal depth exceeded at line 1 column 137"),
    ] {
        let diagnostic =
            schema_from_introspection("schema.json", json).expect_err("it is not a schema");
        assert_eq!(
            diagnostic.message,
            format!("`schema.json` is not an introspection result: {expected}")
        );
        assert!(
            diagnostic.help[0].contains("introspection query"),
            "{diagnostic}"
        );
    }
}

#[test]
fn deprecated_arguments_and_enum_values_give_warnings_and_fields_do_not() {
    let sdl = "type Query { a(x: Int @deprecated, by: Order, with: In): Int @deprecated }\nenum Order { ASC DESC @deprecated(reason: \"use ASC\") }\ninput In { y: Int @deprecated z: Order }";
    let schema = parsed_schema(sdl);
    let options = Options::new(quote::format_ident!("Q"), syn::parse_quote!(pub));
    let query = "query Q { a(x: 1, by: DESC, with: {y: 1, z: DESC}) }";
    let generated = generate(
        &schema,
        Source {
            name: "q.graphql",
            text: query,
        },
        &options,
    );
    let warnings: Vec<_> = generated
        .diagnostics
        .iter()
        .map(|warning| warning.message.as_str())
        .collect();
    assert_eq!(
        warnings,
        [
            "argument `x` of `Query.a` is deprecated",
            "value `DESC` of enum `Order` is deprecated: use ASC",
            "field `y` of input `In` is deprecated",
            "value `DESC` of enum `Order` is deprecated: use ASC",
        ]
    );
    assert!(
        generated
            .tokens
            .to_string()
            .contains("# [deprecated] pub a")
    );
}
