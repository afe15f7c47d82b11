//! Every connection of both schemas can be paged, and every reachable field has a value of its type.

mod route;

use std::cell::LazyCell;

use apollo_compiler::Schema;
use apollo_compiler::schema::{ExtendedType, FieldDefinition, ObjectType};
use apollo_compiler::validation::Valid;
use graphql_paginate_sandbox::{Endpoint, Sandbox};
use graphql_paginate_schemas::{DEMARCHES_SIMPLIFIEES, GITHUB};
use route::{Route, Routes, call};
use serde_json::Value;

use crate::support::data;

#[tokio::test]
async fn every_connection_of_github_walks_both_ways() {
    let sandbox = Sandbox::builder().pull_requests(7).start().await.unwrap();
    assert_eq!(walk_every_connection(sandbox.github(), GITHUB).await, 330);
}

#[tokio::test]
async fn every_connection_of_demarches_simplifiees_walks_both_ways() {
    let sandbox = Sandbox::builder().dossiers(7).start().await.unwrap();
    assert_eq!(
        walk_every_connection(sandbox.demarches_simplifiees(), DEMARCHES_SIMPLIFIEES).await,
        7
    );
}

#[tokio::test]
async fn every_field_of_github_has_a_value_of_its_type() {
    // Long enough to have every kind of item.
    let sandbox = Sandbox::builder()
        .connection_size("PullRequest.timelineItems", 50)
        .start()
        .await
        .unwrap();
    let unreached = select_every_field(sandbox.github(), GITHUB).await;
    assert_eq!(unreached, [""; 0]);
}

#[tokio::test]
async fn every_field_of_demarches_simplifiees_has_a_value_of_its_type() {
    let sandbox = Sandbox::start().await.unwrap();
    let unreached =
        select_every_field(sandbox.demarches_simplifiees(), DEMARCHES_SIMPLIFIEES).await;
    assert_eq!(unreached, ["ValidationError"], "mutations succeed");
}

/// The number of routes to try before a type counts as unreachable.
const ROUTES: usize = 60;

/// The number of routes that suffice for nearly every type.
fn routes(schema: &Valid<Schema>) -> Vec<LazyRoutes<'_>> {
    let lazy = |number| LazyRoutes::new(Box::new(move || Routes::new(schema, number)));
    (1..=ROUTES).map(lazy).collect()
}

type LazyRoutes<'a> = LazyCell<Routes<'a>, Box<dyn FnOnce() -> Routes<'a> + 'a>>;

/// Walks each connection field of each object and interface in pages of two. Returns the number of fields.
async fn walk_every_connection(api: &Endpoint, sdl: &str) -> usize {
    let schema = Schema::parse_and_validate(sdl, "schema.graphql").unwrap();
    let routes = routes(&schema);
    let mut count = 0;
    for (name, ty) in &schema.types {
        let fields = match ty {
            ExtendedType::Object(object) => &object.fields,
            ExtendedType::Interface(interface) => &interface.fields,
            _ => continue,
        };
        for field in fields.values() {
            let Some(connection) = connection(&schema, field) else {
                continue;
            };
            let mut ways = routes.iter().filter_map(|routes| routes.to(name));
            loop {
                let route = ways.next().unwrap_or_else(|| panic!("no way to `{name}`"));
                if walk_both_ways(api, &schema, &route, field, connection).await {
                    break;
                }
            }
            count += 1;
        }
    }
    count
}

/// Whether a route leads to a connection that is not empty. Also compares the walks of that connection with each other.
async fn walk_both_ways(
    api: &Endpoint,
    schema: &Schema,
    route: &Route,
    field: &FieldDefinition,
    connection: &ObjectType,
) -> bool {
    let total = if connection.fields.contains_key("totalCount") {
        "totalCount"
    } else {
        ""
    };
    let ask = async |paging: String| {
        let field = call(schema, field, &paging);
        let query = route.around(&format!(
            "found: {field} {{ {total} edges {{ cursor node {{ __typename }} }} nodes {{ __typename }} \
             pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }} }}"
        ));
        find(&data(api, &query, Value::Null).await, "found").cloned()
    };
    let forward = walk(&ask, "first", "after", "hasNextPage", "endCursor")
        .await
        .unwrap_or_default();
    if forward.concat().is_empty() {
        return false;
    }
    let backward = walk(&ask, "last", "before", "hasPreviousPage", "startCursor").await;
    let backward: Vec<Vec<String>> = backward.unwrap().into_iter().rev().collect();
    assert_eq!(forward.concat(), backward.concat(), "{}", field.name);
    true
}

/// The cursors of each page of a walk, checked against `nodes` and `totalCount`; `None` if the connection is empty.
async fn walk(
    ask: &impl AsyncFn(String) -> Option<Value>,
    size: &str,
    cursor: &str,
    more: &str,
    next: &str,
) -> Option<Vec<Vec<String>>> {
    let (mut pages, mut paging) = (vec![], format!("{size}: 2"));
    loop {
        let page = ask(paging).await?;
        let edges = page["edges"].as_array().unwrap();
        let of = |name: &str| {
            edges
                .iter()
                .map(|edge| edge[name].clone())
                .collect::<Vec<_>>()
        };
        assert_eq!(page["nodes"], Value::Array(of("node")));
        assert!(edges.len() <= 2);
        pages.push(
            of("cursor")
                .iter()
                .map(|cursor| cursor.as_str().unwrap().to_owned())
                .collect(),
        );
        if page["pageInfo"][more] == false {
            let all: usize = pages.iter().map(Vec::len).sum();
            assert!(page.get("totalCount").is_none_or(|total| *total == all));
            return Some(pages);
        }
        paging = format!("{size}: 2, {cursor}: {}", page["pageInfo"][next]);
    }
}

/// Selects every field without required arguments on every object type, with one query each. Returns the unreachable
/// types.
async fn select_every_field(api: &Endpoint, sdl: &str) -> Vec<String> {
    let schema = Schema::parse_and_validate(sdl, "schema.graphql").unwrap();
    let routes = routes(&schema);
    let mut unreached = vec![];
    'types: for object in routes[0]
        .objects()
        .filter(|object| object.name != "Mutation")
    {
        let selections = format!("found: __typename {}", selections(&schema, object));
        for route in routes.iter().filter_map(|routes| routes.to(&object.name)) {
            let answer = data(api, &route.around(&selections), Value::Null).await;
            if find(&answer, "found").is_some_and(|found| found == object.name.as_str()) {
                continue 'types;
            }
        }
        unreached.push(object.name.to_string());
    }
    unreached
}

fn selections(schema: &Schema, object: &ObjectType) -> String {
    let free = object.fields.values().filter(|field| {
        field
            .arguments
            .iter()
            .all(|argument| !argument.is_required())
    });
    let selected = free.map(|field| match &schema.types[field.ty.inner_named_type()] {
        ty if ty.is_leaf() => field.name.to_string(),
        _ => format!("{} {{ __typename }}", call(schema, field, "")),
    });
    selected.collect::<Vec<_>>().join(" ")
}

/// The connection type of a field, recognized by its structure.
fn connection<'a>(schema: &'a Schema, field: &FieldDefinition) -> Option<&'a ObjectType> {
    let object = schema.get_object(field.ty.inner_named_type())?;
    let pages = object.fields.contains_key("pageInfo") && !field.ty.is_list();
    (pages && field.argument_by_name("first").is_some()).then_some(object)
}

/// The first value of a key, in a depth-first search.
fn find<'a>(value: &'a Value, name: &str) -> Option<&'a Value> {
    match value {
        Value::Object(fields) => fields
            .get(name)
            .or_else(|| fields.values().find_map(|value| find(value, name))),
        Value::Array(items) => items.iter().find_map(|item| find(item, name)),
        _ => None,
    }
}
