//! Tests of the attribute keys that the other tests do not use.

use crate::both::{same_data, same_request};
use serde_json::json;

mod scalars_module {
    both!(Lend, "tests/dropin/graphql/operations.graphql", {
        response_derives = "Debug",
        custom_scalars_module = "crate::attributes::scalars"
    });
}

/// Custom scalars that the user defines.
pub(crate) mod scalars {
    pub(crate) type Date = Vec<u8>;
}

#[test]
fn custom_scalars_module_names_the_scalars() {
    use scalars_module::{ours, theirs};
    same_data::<ours::Lend, theirs::Lend>(&json!({ "lend": { "id": "1", "due": [1, 2] } }));
}

mod extern_enums {
    both!(Search, "tests/dropin/graphql/search.graphql", {
        response_derives = "Debug",
        extern_enums("Genre")
    } pub(crate) type Genre = super::Mine;);

    #[derive(Debug, Clone, serde::Serialize)]
    #[serde(rename_all = "UPPERCASE")]
    pub(crate) enum Mine {
        Fantasy,
    }
}

#[test]
fn extern_enums_are_used() {
    use extern_enums::{Mine, ours, theirs};
    let genres = Some(vec![Mine::Fantasy]);
    same_request::<ours::Search, theirs::Search>(
        ours::search::Variables {
            text: "x".into(),
            limit: Some(1),
            genres: genres.clone(),
        },
        theirs::search::Variables {
            text: "x".into(),
            limit: Some(1),
            genres,
        },
    );
}

mod other_variant {
    both!(Search, "tests/dropin/graphql/search.graphql", {
        response_derives = "Debug",
        fragments_other_variant = "true"
    });
}

#[test]
fn fragments_other_variant_keeps_unknown_types() {
    use other_variant::{ours, theirs};
    let data =
        json!({ "found": [{ "__typename": "Song" }, { "__typename": "Film" }], "newest": null });
    same_data::<ours::Search, theirs::Search>(&data);
    let found = serde_json::from_value::<ours::search::ResponseData>(data)
        .unwrap()
        .found;
    assert!(matches!(
        found[..],
        [
            ours::search::SearchFound::Unknown,
            ours::search::SearchFound::Film
        ]
    ));
}

mod own_types {
    both!(Lend, "tests/dropin/graphql/operations.graphql", {
        response_derives = "Debug",
        variable_types("unused", "unused", "crate::attributes::own_types::Filter"),
        response_type = "crate::attributes::own_types::Loan"
    } type Date = String;);

    #[derive(Debug, Clone, serde::Serialize)]
    pub(crate) struct Filter {
        pub(crate) words: Vec<&'static str>,
    }

    #[derive(Debug, serde::Deserialize)]
    pub(crate) struct Loan {
        pub(crate) id: String,
    }
}

#[test]
fn variable_types_and_response_type_are_used() {
    use own_types::{Filter, ours, theirs};
    let data = json!({ "lend": { "id": "1", "due": 5 } });
    same_data::<ours::Lend, theirs::Lend>(&data);
    let loan: own_types::Loan = serde_json::from_value::<ours::lend::ResponseData>(data)
        .unwrap()
        .lend;
    assert_eq!(loan.id, "1");
    let filter = Some(Filter { words: vec!["a"] });
    same_request::<ours::Lend, theirs::Lend>(
        ours::lend::Variables {
            book: "1".into(),
            until: Some("d".into()),
            filter: filter.clone(),
        },
        theirs::lend::Variables {
            book: "1".into(),
            until: Some("d".into()),
            filter,
        },
    );
}

mod denied {
    both!(FindBooks, "tests/dropin/graphql/operations.graphql", {
        response_derives = "Debug, Serialize",
        variables_derives = "Deserialize, PartialEq, Debug",
        normalization = "rust",
        deprecated = "deny",
        skip_serializing_none
    } type IsbnCode = String;);
}

#[test]
fn deprecated_fields_are_left_out() {
    use denied::{ours, theirs};
    let data = json!({ "book": { "isbn": null, "genre": null, "subtitle": "s" }, "books": null });
    same_data::<ours::FindBooks, theirs::FindBooks>(&data);
    let decoded: ours::find_books::ResponseData = serde_json::from_value(data).unwrap();
    let ours::find_books::FindBooksBook {
        isbn: None,
        genre: None,
    } = decoded.book.unwrap()
    else {
        panic!("null is not none")
    };
}

#[test]
fn skip_serializing_none_leaves_none_out() {
    use denied::{ours, theirs};
    let data = json!({ "book": { "isbn": null, "genre": "type" }, "books": null });
    let ours: ours::find_books::ResponseData = serde_json::from_value(data.clone()).unwrap();
    let theirs: theirs::find_books::ResponseData = serde_json::from_value(data).unwrap();
    assert_eq!(
        serde_json::to_value(ours).unwrap(),
        json!({ "book": { "genre": "type" } })
    );
    // `graphql_client` leaves out nullable lists only.
    let expected = json!({ "book": { "isbn": null, "genre": "type" } });
    assert_eq!(serde_json::to_value(theirs).unwrap(), expected);
}

#[test]
fn variables_can_be_deserialized() {
    use denied::ours::find_books::{BookFilter, Lookup, Variables};
    let filter =
        json!({ "genre": "where", "minimumPages": 2, "not": { "minimumPages": 1 }, "and": [] });
    let text = json!({ "lookup": { "id": "1" }, "filter": filter });
    let variables: Variables = serde_json::from_value(text.clone()).unwrap();
    assert_eq!(variables.lookup, Lookup::Id("1".into()));
    let not: &BookFilter = variables
        .filter
        .as_ref()
        .unwrap()
        .not
        .as_ref()
        .as_ref()
        .unwrap();
    assert_eq!(not.minimum_pages, 1);
    assert_eq!(serde_json::to_value(variables).unwrap(), text);
}
