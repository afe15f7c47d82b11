//! Mistakes in shared fragments: which derive reports them, and where.

use graphql_paginate_codegen::{Scalars, Source};

use super::{FILES, file, imports, messages, module, module_with, options, query, query_with};

#[test]
fn each_mistake_in_a_fragment_is_one_error_in_its_file() {
    let wrong = file(
        "fragment Field on User { logn }\nfragment On on Nobody { id }\nfragment Spread on User { ...Autor }\nfragment Unused on User { login }",
    );
    assert_eq!(
        messages(&module(&[FILES[1], wrong])),
        [
            "no field `logn` on type `User`; did you mean `login`?\n --> f.graphql:1:26\n  |\n1 | fragment Field on User { logn }\n  |                          ^^^^",
            "no type `Nobody` in the schema\n --> f.graphql:2:16\n  |\n2 | fragment On on Nobody { id }\n  |                ^^^^^^",
            "no fragment `Autor`; did you mean `Author`?\n --> f.graphql:3:30\n  |\n3 | fragment Spread on User { ...Autor }\n  |                              ^^^^^",
        ]
    );
}

#[test]
fn a_query_does_not_report_mistakes_of_fragments_that_it_does_not_use() {
    let wrong = file("fragment Wrong on User { logn }");
    let files = [FILES[0], FILES[1], wrong];
    let generated = query_with(shared!("issues.graphql"), &files, &options("SharedIssues"));
    assert_eq!(messages(&generated), [""; 0]);
    assert_eq!(messages(&module(&files)).len(), 1);
}

#[test]
fn a_shared_fragment_cannot_spread_a_fragment_of_one_query() {
    let text = query("query Q { node(id: 1) { ...Theirs } } fragment Own on Node { id }");
    let files = [file("fragment Theirs on Node { ...Own }")];
    let generated = query_with(text, &files, &options("Q"));
    assert!(generated.tokens.is_empty());
    assert_eq!(
        messages(&generated),
        [
            "no fragment `Own`\n --> f.graphql:1:30\n  |\n1 | fragment Theirs on Node { ...Own }\n  |                              ^^^\n  = help: define it in the same file, or name its file in `fragments`"
        ]
    );
    assert_eq!(messages(&module(&files)), messages(&generated));
}

#[test]
fn a_scalar_of_the_shared_module_must_be_defined_beside_its_struct_only() {
    let mut options = options("Fragments");
    options.scalars = Scalars::BesideStruct;
    let shared = module_with(&FILES, &options);
    let missing: Vec<_> = shared
        .scalars
        .iter()
        .map(|one| one.missing.to_string())
        .collect();
    assert_eq!(
        missing,
        [
            "no Rust type for custom scalar `URI`, the type of field `homepage`\n --> fragments/people.graphql:8:5\n  |\n8 |     homepage\n  |     ^^^^^^^^\n  = help: define it beside the struct: `type URI = String;`\n  = help: or name a module that defines it: `#[graphql(custom_scalars_module = \"crate::scalars\")]`"
        ]
    );
    options.name = quote::format_ident!("SharedIssues");
    let query = query_with(shared!("issues.graphql"), &FILES, &options);
    assert!(query.scalars.is_empty());
    assert!(imports(&query).contains(&"URI".to_owned()));
}
