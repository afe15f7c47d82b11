//! Tests of lists whose paging is declared by an argument.

use serde_json::{Value, json};

use super::nested_types::exported;

const SCHEMA: &str = "
    type Query { tokens(first: Int, orderBy: String, where: Filter): [Token!]! wallets: Wallets! wallet(code: String): Wallet }
    input Filter { id_gt: ID name: String }
    type Token { id: ID! name: String }
    type Wallets { all(page: Int, size: Int): [Wallet!]! }
    type Wallet { code: String! moves(first: Int, after: String): Moves! }
    type Moves { nodes: [Token!]! pageInfo: PageInfo! }
    type PageInfo { hasNextPage: Boolean! endCursor: String }";

fn tokens(ids: std::ops::Range<u64>) -> Value {
    ids.map(|id| json!({ "id": id.to_string() })).collect()
}

fn moves(ids: std::ops::Range<u64>, has_more: bool) -> Value {
    json!({ "nodes": tokens(ids), "pageInfo": { "hasNextPage": has_more, "endCursor": "c" } })
}

#[test]
fn a_declared_key_set_is_walked() {
    let answers = [0..2, 2..3, 3..3].map(|ids| json!({ "tokens": tokens(ids) }));
    let query = "{ tokens(first: 2, orderBy: \"id\", where: { name: \"a\" }) { id } }";
    let declared = "path=tokens, style=keyset, position=where.id_gt";
    let (ran, sent) = exported(SCHEMA, query, &answers, &["--paginate", declared]);
    assert_eq!(ran.with_code(0).stdout.lines().count(), 3);
    let keys: Vec<&Value> = sent
        .iter()
        .map(|request| &request["variables"]["id_gt"])
        .collect();
    assert_eq!(keys, [&Value::Null, &json!("1"), &json!("2")]);
}

#[test]
fn a_list_that_is_not_recognized_says_how_it_is_declared() {
    let query = "{ tokens(orderBy: \"id\") { id } }";
    let (ran, _) = exported(SCHEMA, query, &[], &[]);
    ran.with_code(2).says(
        "declare a list with unusual paging arguments: `--paginate 'path=…, style=…, position=…'`",
    );
}

#[test]
fn mistakes_in_a_declaration_are_explained() {
    let query = "{ tokens { id } }";
    for (declared, expected) in [
        (
            "path=tokens",
            "a list is declared by its path and its style",
        ),
        (
            "path=token, style=keyset",
            "the query selects no field `token`, which is declared as a list",
        ),
        (
            "path=tokens, style=key",
            "expected one of `relay`, `token`, `offset`, `page`, `keyset`",
        ),
    ] {
        let (ran, sent) = exported(SCHEMA, query, &[], &["--paginate", declared]);
        ran.with_code(2).says(expected);
        assert_eq!(sent, [] as [Value; 0]);
    }
}

#[test]
fn parents_are_found_again_by_a_declared_root_field() {
    let query = "{ wallets { all(page: 1, size: 5) { code moves(first: 2) { nodes { id } } } } }";
    let wallet = json!({ "code": "w", "moves": moves(0..2, true) });
    let answers = [
        json!({ "wallets": { "all": [wallet] } }),
        json!({ "r0": { "__typename": "Wallet", "moves": moves(2..5, false), "parentCode": "w" } }),
        json!({ "wallets": { "all": [] } }),
    ];
    let refetch = ["--refetch", "Wallet=wallet(code: $code)"];
    let (ran, sent) = exported(SCHEMA, query, &answers, &refetch);
    let item: Value = serde_json::from_str(&ran.with_code(0).stdout).unwrap();
    assert_eq!(item["moves"]["nodes"], tokens(0..5), "{sent:?}");
}
