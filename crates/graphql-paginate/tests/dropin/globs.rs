//! Glob imports of names that generated code uses.

use graphql_paginate::GraphQLQuery;

#[allow(dead_code, unreachable_pub)]
mod taken {
    pub mod __private {}
    pub mod serde {}
    pub mod core {}
    pub mod std {}
    pub struct Box;
    pub struct Option;
    pub struct Result;
    pub struct String;
    pub struct Vec;
    pub trait Clone {}
    pub trait Debug {}
    pub trait Default {}
    pub trait Deserialize {}
    pub trait Serialize {}
    #[allow(non_snake_case)]
    pub fn Ok() {}
    #[allow(non_snake_case)]
    pub fn Some() {}
}

#[allow(unused_imports)]
use taken::*;

#[derive(GraphQLQuery)]
#[graphql(
    schema_path = "tests/dropin/graphql/library.graphql",
    query_path = "tests/dropin/graphql/ids.graphql"
)]
struct Ids;

#[test]
fn generated_code_ignores_glob_imports() {
    let variables = ids::Variables::new("1".to_owned());
    let body = Ids::build_query(variables);
    assert_eq!(body.variables.id, "1");
}
