//! Each rule of the canonical form, and each refusal, on a schema of a few words.

use render_schema::{Error, Options, render};

#[track_caller]
fn check(sdl: &str, expected: &str) {
    let options = Options {
        source_name: "input.graphql",
        title: None,
    };
    let canonical = render(sdl, &options).expect("the input has a canonical form");
    assert_eq!(canonical, expected);
    assert_eq!(
        render(&canonical, &options).expect("it still has"),
        expected,
        "rendering twice changes it"
    );
}

#[track_caller]
fn check_refused(sdl: &str, expected: &str) {
    let options = Options {
        source_name: "input.graphql",
        title: None,
    };
    let refusal = render(sdl, &options).expect_err("the input has no canonical form");
    assert_eq!(refusal.to_string(), expected);
}

#[test]
fn directives_then_the_schema_block_then_types_each_by_name() {
    check(
        "scalar b schema { mutation: M query: Q } type Q { a: b } scalar B type M { a: b }
         directive @z on FIELD directive @a on OBJECT",
        "directive @a on OBJECT\n\ndirective @z on FIELD\n\nschema {\n  query: Q\n  mutation: M\n}\n\n\
         scalar B\n\ntype M {\n  a: b\n}\n\ntype Q {\n  a: b\n}\n\nscalar b\n",
    );
}

#[test]
fn fields_and_arguments_are_sorted_one_line_each_field() {
    check(
        "type Film { title(z: Int = 1\n a: [ID!]!): String\n id: ID! }",
        "type Film {\n  id: ID!\n  title(a: [ID!]!, z: Int = 1): String\n}\n",
    );
}

#[test]
fn names_sort_by_their_bytes() {
    check(
        "type Carte { id: ID } type COJO { id: ID }",
        "type COJO {\n  id: ID\n}\n\ntype Carte {\n  id: ID\n}\n",
    );
}

#[test]
fn a_name_sorts_before_the_longer_names_it_starts() {
    check(
        "type T { a1(b1: Int b: Int): Int a: Int }",
        "type T {\n  a: Int\n  a1(b: Int, b1: Int): Int\n}\n",
    );
}

#[test]
fn enum_values_interfaces_members_and_locations_are_sorted() {
    check("enum E { b A }", "enum E {\n  A\n  b\n}\n");
    check(
        "type T implements Node & Media { id: ID }",
        "type T implements Media & Node {\n  id: ID\n}\n",
    );
    check(
        "interface I implements Node & Media { id: ID }",
        "interface I implements Media & Node {\n  id: ID\n}\n",
    );
    check("union U = | User | Bot", "union U = Bot | User\n");
    check(
        "directive @d repeatable on OBJECT | FIELD",
        "directive @d repeatable on FIELD | OBJECT\n",
    );
}

#[test]
fn input_objects_keep_their_defaults_as_written() {
    check(
        "input I { order: O = { field: LOGIN, direction: ASC } ids: [ID!] = [\"a\", \"b\"] on: Boolean! = true }",
        "input I {\n  ids: [ID!] = [\"a\", \"b\"]\n  on: Boolean! = true\n  order: O = {field: LOGIN, direction: ASC}\n}\n",
    );
}

#[test]
fn descriptions_and_comments_are_left_out() {
    check(
        "# a comment\n\"\"\"A film.\"\"\" type Film { \"Its title.\" title(\"How many.\" first: Int): String }
         \"A colour.\" enum Colour { \"Like blood.\" RED }",
        "enum Colour {\n  RED\n}\n\ntype Film {\n  title(first: Int): String\n}\n",
    );
}

#[test]
fn deprecated_is_kept_without_its_reason() {
    check(
        "type T { a(b: Int @deprecated(reason: \"no\")): Int @deprecated(reason: \"gone\") @x }
         enum E { A @deprecated } input I { a: Int @deprecated(reason: \"old\") }",
        "enum E {\n  A @deprecated\n}\n\ninput I {\n  a: Int @deprecated\n}\n\n\
         type T {\n  a(b: Int @deprecated): Int @deprecated @x\n}\n",
    );
}

#[test]
fn other_directives_keep_their_order_and_sort_their_arguments() {
    check(
        "scalar Date @z @specifiedBy(url: \"https://example.org\") @a(c: 1, b: {d: null})",
        "scalar Date @z @specifiedBy(url: \"https://example.org\") @a(b: {d: null}, c: 1)\n",
    );
    check(
        "input I @oneOf { a: Int }",
        "input I @oneOf {\n  a: Int\n}\n",
    );
}

#[test]
fn an_unused_directive_definition_is_kept() {
    check(
        "directive @unused(b: Int, a: [String!]) on ENUM",
        "directive @unused(a: [String!], b: Int) on ENUM\n",
    );
}

#[test]
fn a_type_without_members_has_no_braces() {
    check("type T implements Node", "type T implements Node\n");
    check("union U", "union U\n");
}

#[test]
fn identical_duplicates_are_written_once() {
    check(
        "type T { a: Int \"again\" a: Int }",
        "type T {\n  a: Int\n}\n",
    );
    check("scalar S scalar S", "scalar S\n");
    check("union U = A | A", "union U = A\n");
}

#[test]
fn differing_duplicates_are_refused() {
    let refusal = |name, owner| {
        format!("`{name}` is defined twice in `{owner}`, in two different ways; keep one of them")
    };
    check_refused("type T { a: Int a: Int! }", &refusal("a", "T"));
    check_refused("type T { a(b: Int, b: ID): Int }", &refusal("b", "T.a"));
    check_refused("directive @d(b: Int, b: ID) on FIELD", &refusal("b", "@d"));
    check_refused("input I { a: Int = 1 a: Int }", &refusal("a", "I"));
    check_refused("enum E { A A @deprecated }", &refusal("A", "E"));
    check_refused("scalar S enum S { A }", &refusal("S", "schema"));
    check_refused(
        "directive @d on FIELD directive @d on ENUM",
        &refusal("@d", "schema"),
    );
}

#[test]
fn extensions_are_refused() {
    let refusal = |name| {
        format!(
            "`extend` of `{name}` has no canonical form; write its content into the definition of `{name}`"
        )
    };
    check_refused("type T { a: Int } extend type T { b: Int }", &refusal("T"));
    check_refused("extend schema @link", &refusal("schema"));
}

#[test]
fn operations_and_fragments_are_refused() {
    let refusal =
        |name| format!("`{name}` is an operation or a fragment, not part of a schema; remove it");
    check_refused("query Films { films }", &refusal("Films"));
    check_refused("{ films }", &refusal("query"));
    check_refused("fragment F on Film { id }", &refusal("F"));
}

#[test]
fn a_syntax_error_says_where() {
    let options = Options {
        source_name: "input.graphql",
        title: None,
    };
    let refusal =
        render("type Film {\n  title String\n}", &options).expect_err("a colon is missing");
    let Error::Syntax { diagnostics } = refusal else {
        panic!("not a syntax error: {refusal}")
    };
    assert!(diagnostics.contains("input.graphql:2:"), "{diagnostics}");
}

#[test]
fn the_title_makes_a_header() {
    let options = Options {
        source_name: "input.graphql",
        title: Some("Film API"),
    };
    assert_eq!(
        render("scalar S", &options).expect("the input has a canonical form"),
        "# Film API. Canonical rendering by `cargo run -p render-schema`; see schemas/README.md.\n\nscalar S\n"
    );
}
