//! The names of shared types, and which of them a query imports.

use graphql_paginate_codegen::{QueryText, Source, generate_query, with_schema};

use super::{FILES, SCHEMA, code, file, imports, messages, module, options, query, query_with};

#[test]
fn names_do_not_depend_on_the_order_of_the_files_or_on_the_query() {
    // `AB` and the field `b` of `A` want the same name.
    let files = [
        file("fragment AB on Repository { id }"),
        Source {
            name: "g.graphql",
            text: "fragment A on Query { b: repository(name: \"\") { id } }",
        },
    ];
    let reversed = [files[1], files[0]];
    assert_eq!(code(&module(&files)), code(&module(&reversed)));
    let text = query("query Q { ...A repository(name: \"\") { id } }");
    for files in [files, reversed] {
        let generated = query_with(text, &files, &options("Q"));
        assert_eq!(messages(&generated), [""; 0]);
        assert_eq!(imports(&generated), ["A", "AB_"]);
    }
}

#[test]
fn a_type_of_the_query_gives_way_to_a_shared_type_of_the_same_name() {
    let files = [file(
        "fragment Role on User { role } fragment QNode on Node { ... on User { ...Role } }",
    )];
    let text = query(
        "query Q($by: Role) { repository(name: \"\") { issues(by: $by) { nodes { id } } } node(id: 1) { ...QNode id } }",
    );
    let generated = query_with(text, &files, &options("Q"));
    assert_eq!(
        imports(&generated),
        ["QNode", "QNodeOnUser", "Role", "Role_"]
    );
    let code = code(&generated);
    assert!(code.contains("pub by: Option<Role>"), "{code}");
    assert!(code.contains("pub struct QNode_ {"), "{code}");
    let shared = self::code(&module(&files));
    assert!(shared.contains("pub enum Role {"), "{shared}");
    assert!(shared.contains("pub struct Role_ {"), "{shared}");
}

#[test]
fn a_fragment_of_the_query_itself_stays_in_its_module_unless_its_file_is_listed() {
    let text = "query Q { node(id: 1) { ...Own ...Theirs } } fragment Own on Node { id }";
    let files = [file("fragment Theirs on Node { id }")];
    let generated = query_with(query(text), &files, &options("Q"));
    assert_eq!(imports(&generated), ["Theirs", "TheirsOn"]);
    assert!(code(&generated).contains("pub struct Own {"));

    let listed = with_schema(SCHEMA, |schema| {
        let text = QueryText::new(query(text), &files).unwrap();
        let text = text.with_own_fragments_shared();
        generate_query(schema, &text, &options("Q"))
    });
    assert_eq!(
        imports(&listed.unwrap()),
        ["Own", "OwnOn", "Theirs", "TheirsOn"]
    );
}

#[test]
fn a_query_that_uses_no_shared_type_imports_nothing() {
    let text = query("query Q { node(id: 1) { id } }");
    let generated = query_with(text, &FILES, &options("Q"));
    assert_eq!(imports(&generated), [""; 0]);
    let mut alone = options("Q");
    alone.fragment_types = None;
    assert_eq!(code(&generated), code(&query_with(text, &FILES, &alone)));
}

#[test]
fn an_enum_of_the_shared_module_is_the_enum_of_all_queries() {
    let text =
        query("query Q($by: Role) { repository(name: \"\") { issues(by: $by) { nodes { id } } } }");
    assert_eq!(imports(&query_with(text, &FILES, &options("Q"))), ["Role"]);
}
