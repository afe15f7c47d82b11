//! Invalid queries for the schema of the diagnostics tests, each with one mistake, or with several if it says so.

/// Invalid queries: the mistake and the query.
pub(crate) const INVALID_QUERIES: [(&str, &str); 57] = [
    ("unknown field", "query Q { fiim(id: 1) { id } }"),
    (
        "unknown field, none near",
        "query Q { film(id: 1) { xyzzy } }",
    ),
    (
        "field of a possible type only",
        "query Q { named { released } }",
    ),
    ("field on a union", "query Q { thing { shoes } }"),
    (
        "several errors at once",
        "query Q($unused: Int) {\n  film(id: 1) {\n    titel\n    name { first }\n  }\n}",
    ),
    (
        "selection on a scalar",
        "query Q { film(id: 1) { name { first } } }",
    ),
    ("no selection on an object", "query Q { film(id: 1) }"),
    ("missing argument", "query Q { film { id } }"),
    (
        "missing argument, and an unknown one inside",
        "query Q { film { id(a: 1) } }",
    ),
    (
        "unknown argument",
        "query Q { film(identifier: 1, id: 1) { id } }",
    ),
    ("near argument", "query Q { film(idd: 1, id: 2) { id } }"),
    (
        "argument of a field without any",
        "query Q { thing(a: 1) { __typename } }",
    ),
    ("argument twice", "query Q { film(id: 1, id: 2) { id } }"),
    ("wrong literal", "query Q { order(by: \"ASC\") }"),
    ("unknown enum value", "query Q { order(by: ASK) }"),
    (
        "string for an integer",
        "query Q { people(first: \"ten\") { totalCount } }",
    ),
    (
        "integer out of range",
        "query Q { people(first: 3000000000) { totalCount } }",
    ),
    (
        "null for a required value",
        "query Q { film(id: null) { id } }",
    ),
    (
        "input object without a required field",
        "mutation Q { addFilm(input: {year: 1}) { id } }",
    ),
    (
        "input object with an unknown field",
        "mutation Q { addFilm(input: {title: \"a\", yaer: 1}) { id } }",
    ),
    (
        "input object with a field twice",
        "mutation Q { addFilm(input: {title: \"a\", title: \"b\"}) { id } }",
    ),
    (
        "two fields of a oneOf",
        "query Q { find(by: {id: 1, name: \"a\"}) { __typename } }",
    ),
    (
        "nullable variable in a oneOf",
        "query Q($id: ID) { find(by: {id: $id}) { __typename } }",
    ),
    ("undeclared variable", "query Q { film(id: $id) { id } }"),
    (
        "near variable",
        "query Q($films: ID!, $ident: ID!) { film(id: $idemt) { id } a: film(id: $films) { id } b: film(id: $ident) { id } }",
    ),
    (
        "unused variable",
        "query Q($id: ID) { thing { __typename } }",
    ),
    (
        "variable of another type",
        "query Q($id: Int!) { film(id: $id) { id } }",
    ),
    (
        "nullable variable where null is not allowed",
        "query Q($id: ID) { film(id: $id) { id } }",
    ),
    (
        "variable of an unknown type",
        "query Q($by: Ordr) { order(by: $by) }",
    ),
    (
        "variable of an output type",
        "query Q($by: Film) { order(by: $by) }",
    ),
    (
        "variable declared twice",
        "query Q($id: ID!, $id: ID!) { film(id: $id) { id } }",
    ),
    (
        "unknown fragment",
        "query Q { film(id: 1) { ...Film } }\nfragment Fim on Film { id }",
    ),
    (
        "unused fragment",
        "query Q { thing { __typename } }\nfragment F on Film { id }",
    ),
    (
        "fragment twice",
        "query Q { film(id: 1) { ...F } }\nfragment F on Film { id }\nfragment F on Film { name }",
    ),
    (
        "fragment cycle",
        "query Q { film(id: 1) { ...F } }\nfragment F on Film { director { films { ...F } } }",
    ),
    (
        "fragment on an unknown type",
        "query Q { film(id: 1) { ...F } }\nfragment F on Flim { id }",
    ),
    (
        "fragment on a scalar",
        "query Q { film(id: 1) { ...F } }\nfragment F on Date { id }",
    ),
    (
        "inline fragment on an unknown type",
        "query Q { thing { ... on Peson { id } } }",
    ),
    (
        "impossible fragment",
        "query Q { thing { ... on Studio { id } } }",
    ),
    (
        "impossible named fragment",
        "query Q { film(id: 1) { ...F } }\nfragment F on Person { id }",
    ),
    (
        "one key for two fields",
        "query Q { film(id: 1) { id id: name } }",
    ),
    (
        "one key with two arguments",
        "query Q { film(id: 1) { id } film(id: 2) { id } }",
    ),
    (
        "one key of two types",
        "query Q { thing { ... on Film { x: id } ... on Person { x: films { id } } } }",
    ),
    (
        "the key of the type's name for another field",
        "query Q { film(id: 1) { __typename: id } thing { ...F } }\nfragment F on Thing { ... on Film { name __typename: released } __typename: __typename }",
    ),
    (
        "unknown directive",
        "query Q { film(id: 1) @inclde(if: true) { id } }",
    ),
    (
        "directive in a wrong place",
        "query Q @once(why: \"a\") { film(id: 1) { id } }",
    ),
    (
        "directive twice",
        "query Q { film(id: 1) @skip(if: false) @skip(if: true) { id } }",
    ),
    (
        "directive without its argument",
        "query Q { film(id: 1) @include { id } }",
    ),
    (
        "no operation of the name",
        "query Other { thing { __typename } }\nquery Another { thing { __typename } }",
    ),
    (
        "no subscriptions",
        "subscription Q { thing { __typename } }",
    ),
    (
        "brace not closed",
        "query Q {\n  film(id: 1) {\n    id\n  }\n",
    ),
    (
        "string not closed",
        "query Q { film(id: \"a\\\") { id } }\n",
    ),
    (
        "block string not closed",
        "query Q {\n  film(id: \"\"\"a\\\"\"\"\") { id }\n}",
    ),
    ("unknown escape", r#"query Q { film(id: "a\d") { id } }"#),
    ("string for a name", r#"query Q { "film" }"#),
    ("stray token", "query Q { film(id: 1) { id } } }"),
    ("nothing at all", "# a comment\n"),
];
