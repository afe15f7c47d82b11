//! Name clashes: Rust keywords, names of the prelude, and names that are the same in Rust.

use crate::both::round_trip;
use graphql_paginate::GraphQLQuery;
use serde_json::json;

/// A scalar with the name of a type of the standard library.
pub(crate) type File = u16;

#[derive(GraphQLQuery)]
#[graphql(
    schema_path = "tests/dropin/graphql/clashes_schema.graphql",
    query_path = "tests/dropin/graphql/clashes.graphql",
    response_derives = "Debug, Serialize, PartialEq",
    variables_derives = "Debug"
)]
struct Clashes;

/// A scalar with the name of a primitive type, which generated code uses.
#[allow(non_camel_case_types)]
pub(crate) type bool_ = String;

/// The same clashes among names in upper camel case.
mod normalized {
    use graphql_paginate::GraphQLQuery;

    type Bool = String;
    type File = u16;

    #[derive(GraphQLQuery)]
    #[graphql(
        schema_path = "tests/dropin/graphql/clashes_schema.graphql",
        query_path = "tests/dropin/graphql/clashes.graphql",
        normalization = "rust"
    )]
    pub(super) struct Clashes;
}

#[test]
fn clashing_fields_get_different_names() {
    let data = json!({
        "demarcheURL": 1, "demarcheUrl": "two", "on": true, "_": 3, "self": 4, "gen": 5,
        "String": { "Vec": ["v"], "Box": { "File": 6 } },
        "node": { "__typename": "Self", "id": "7", "on": "8", "self": false },
        "orders": [{ "__typename": "Result", "value": "Vec" }], "bool": "no", "data": "data",
    });
    round_trip::<Clashes>(&data);
    let clashes::ResponseData {
        demarche_url,
        demarche_url_,
        on,
        underscore_,
        self_,
        r#gen,
        string,
        node,
        ..
    } = serde_json::from_value(data).unwrap();
    assert_eq!(
        (demarche_url, demarche_url_.as_deref(), on),
        (Some(1), Some("two"), Some(true))
    );
    assert_eq!((underscore_, self_, r#gen), (Some(3), Some(4), Some(5)));
    assert_eq!(string.unwrap().box_.unwrap().file, Some(6));
    let node = node.unwrap();
    assert_eq!(
        (node.id.as_str(), node.e.s.id.as_str(), node.on_.as_deref()),
        ("7", "7", Some("8"))
    );
    let clashes::ClashesNodeOn::Self_(own) = node.on else {
        panic!("{node:?}")
    };
    assert_eq!((own.self_, own.m.on.as_deref()), (Some(false), Some("8")));
}

#[test]
fn clashing_variables_and_enum_values_get_different_names() {
    let variables = clashes::Variables {
        type_: Some(clashes::Option::Other_("x".into())),
        underscore_: None,
        demarche_url: Some(1),
        demarche_url_: Some(2),
        variables: clashes::Variables::default_variables(),
    };
    let expected = json!({
        "type": "x", "demarcheURL": 1, "demarcheUrl": 2, "variables": { "bool": null },
    });
    assert_eq!(serde_json::to_value(variables).unwrap(), expected);
    assert_eq!(
        serde_json::to_value(clashes::Option::Self_).unwrap(),
        "Self"
    );
    assert_eq!(
        serde_json::to_value(clashes::Option::Other).unwrap(),
        "Other"
    );
}

#[test]
fn clashing_normalized_types_get_different_names() {
    use normalized::clashes::{Order, Order_, ResponseData_, Variables, Variables_};
    let variables = Variables_ {
        by: Some(Order_::Asc),
        bool: None,
    };
    let request = normalized::Clashes::build_query(Variables {
        variables: Some(variables),
        ..Variables::new()
    });
    let sent = serde_json::to_value(request).unwrap();
    assert_eq!(
        sent["variables"]["variables"],
        json!({ "by": "asc", "bool": null })
    );
    assert_eq!(Variables::default_variables().unwrap().bool, None);
    assert_eq!(serde_json::to_value(Order::Vec).unwrap(), "Vec");
    assert_eq!(serde_json::to_value(ResponseData_::Data).unwrap(), "data");
}
