//! The macro `both!`, which compiles one program with this derive and with that of `graphql_client`.

use graphql_paginate::GraphQLQuery;
use serde_json::Value;
use std::fmt::Debug;

/// Defines the modules `ours` and `theirs`: the same items, and a struct of the same name with one of the two derives.
macro_rules! both {
    ($name:ident, $query:tt, { $($attribute:tt)* } $($item:item)*) => {
        both!($name, "tests/dropin/graphql/library.graphql", $query, { $($attribute)* } $($item)*);
    };
    ($name:ident, $schema:tt, $query:tt, { $($attribute:tt)* } $($item:item)*) => {
        pub(crate) mod ours {
            use graphql_paginate::GraphQLQuery;
            $($item)*
            #[derive(GraphQLQuery)]
            #[graphql(schema_path = $schema, query_path = $query, $($attribute)*)]
            pub(crate) struct $name;
        }

        #[allow(warnings)]
        pub(crate) mod theirs {
            use graphql_client::GraphQLQuery;
            $($item)*
            #[derive(GraphQLQuery)]
            #[graphql(schema_path = $schema, query_path = $query, $($attribute)*)]
            pub(crate) struct $name;
        }
    };
}

/// Checks that both derives decode the same values from the same data.
pub(crate) fn same_data<Ours, Theirs>(data: &Value)
where
    Ours: GraphQLQuery<ResponseData: Debug>,
    Theirs: GraphQLQuery<ResponseData: Debug>,
{
    let text = data.to_string();
    let ours: Ours::ResponseData = serde_json::from_str(&text).expect("ours decodes");
    let theirs: Theirs::ResponseData = serde_json::from_str(&text).expect("theirs decodes");
    assert_eq!(format!("{ours:#?}"), format!("{theirs:#?}"));
    let ours: Ours::ResponseData =
        serde_json::from_value(data.clone()).expect("ours decodes values");
    assert_eq!(format!("{ours:#?}"), format!("{theirs:#?}"));
}

/// Checks that both derives send the same request.
pub(crate) fn same_request<Ours: GraphQLQuery, Theirs: GraphQLQuery>(
    ours: Ours::Variables,
    theirs: Theirs::Variables,
) {
    let ours = serde_json::to_value(Ours::build_query(ours)).expect("ours encodes");
    let theirs = serde_json::to_value(Theirs::build_query(theirs)).expect("theirs encodes");
    assert_eq!(ours, theirs);
}

/// Checks that data that is decoded and encoded again is unchanged.
pub(crate) fn round_trip<Q: GraphQLQuery<ResponseData: serde::Serialize>>(data: &Value) {
    let decoded: Q::ResponseData =
        serde_json::from_str(&data.to_string()).expect("the data decodes");
    assert_eq!(
        serde_json::to_value(decoded).expect("the data encodes"),
        *data
    );
}
