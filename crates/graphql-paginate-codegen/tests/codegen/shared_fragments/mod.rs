//! Fragments whose types are generated once: the shared module, and the modules of queries that import from it.

use graphql_paginate_codegen::{
    Deprecated, Diagnostic, Generated, Normalization, Options, QueryText, Scalars, Source,
    Validation, generate_fragments, generate_query, with_schema,
};

use crate::format::format;

/// A file that the tests of the runtime compile.
macro_rules! shared {
    ($name:literal) => {
        Source {
            name: $name,
            text: include_str!(concat!(
                "../../../../graphql-paginate/tests/typed/queries/shared/",
                $name
            )),
        }
    };
}

mod mistakes;
mod names;

const SCHEMA: Source<'_> = shared!("schema.graphql");

const FILES: [Source<'_>; 2] = [
    shared!("fragments/lists.graphql"),
    shared!("fragments/people.graphql"),
];

fn file(text: &str) -> Source<'_> {
    Source {
        name: "f.graphql",
        text,
    }
}

fn query(text: &str) -> Source<'_> {
    Source {
        name: "q.graphql",
        text,
    }
}

/// The options of a struct, with the module `crate::fragments`.
fn options(name: &str) -> Options {
    Options {
        fragment_types: Some(syn::parse_quote!(crate::fragments)),
        scalars: Scalars::Module(syn::parse_quote!(crate::scalars)),
        ..Options::new(quote::format_ident!("{name}"), syn::parse_quote!(pub))
    }
}

fn failed(diagnostics: Vec<Diagnostic>) -> Generated {
    Generated {
        tokens: proc_macro2::TokenStream::new(),
        diagnostics,
        scalars: Vec::new(),
    }
}

/// The code of the shared module of some files.
fn module_with(files: &[Source<'_>], options: &Options) -> Generated {
    let generated = with_schema(SCHEMA, |schema| match QueryText::of_fragments(files) {
        Ok(text) => generate_fragments(schema, &text, options),
        Err(errors) => failed(errors),
    });
    generated.expect("the schema is valid")
}

fn module(files: &[Source<'_>]) -> Generated {
    module_with(files, &options("Fragments"))
}

/// The code of a query that imports the types of some files.
fn query_with(query: Source<'_>, files: &[Source<'_>], options: &Options) -> Generated {
    let generated = with_schema(SCHEMA, |schema| match QueryText::new(query, files) {
        Ok(text) => generate_query(schema, &text, options),
        Err(errors) => failed(errors),
    });
    generated.expect("the schema is valid")
}

fn messages(generated: &Generated) -> Vec<String> {
    let diagnostics = generated.diagnostics.iter();
    diagnostics.map(ToString::to_string).collect()
}

/// The formatted code of a module without mistakes.
fn code(generated: &Generated) -> String {
    assert_eq!(messages(generated), [""; 0]);
    format(generated)
}

/// The fingerprints in generated code, in order, with the names of their types.
fn fingerprints(generated: &Generated) -> Vec<(String, String)> {
    let text = generated.tokens.to_string();
    let mut found = Vec::new();
    for part in text.split("SharedFragment < ").skip(1) {
        let (fingerprint, rest) = part.split_once(" > for ").unwrap();
        let (name, _) = rest.split_once(' ').unwrap();
        found.push((name.to_owned(), fingerprint.to_owned()));
    }
    for part in text.split("same_fragment :: < ").skip(1) {
        let (name, rest) = part.split_once(" , ").unwrap();
        let (fingerprint, _) = rest.split_once(" >").unwrap();
        found.push((name.to_owned(), fingerprint.to_owned()));
    }
    found.sort();
    found
}

/// The imports of a query from the shared module.
fn imports(generated: &Generated) -> Vec<String> {
    let text = generated.tokens.to_string();
    let Some((_, rest)) = text.split_once("pub use crate :: fragments :: {") else {
        return Vec::new();
    };
    let (names, _) = rest.split_once('}').unwrap();
    names
        .split(',')
        .map(|name| name.trim().to_owned())
        .collect()
}

#[test]
fn the_shared_module() {
    insta::assert_snapshot!("shared_module", code(&module(&FILES)));
}

#[test]
fn queries_import_the_shared_types() {
    for (name, document) in [
        ("SharedIssues", shared!("issues.graphql")),
        ("SharedPullRequests", shared!("pull_requests.graphql")),
        ("SharedAll", shared!("all.graphql")),
    ] {
        let generated = query_with(document, &FILES, &options(name));
        insta::assert_snapshot!(name, code(&generated));
    }
}

#[test]
fn a_query_and_the_module_agree_on_the_fragments_that_the_query_uses() {
    let all = fingerprints(&module(&FILES));
    let names: Vec<&str> = all.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(
        names,
        ["Author", "IssueCard", "IssueList", "Lists", "Person"]
    );
    let generated = query_with(shared!("issues.graphql"), &FILES, &options("SharedIssues"));
    let used = fingerprints(&generated);
    let names: Vec<&str> = used.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["Author", "IssueCard", "Person"]);
    for fragment in used {
        assert!(all.contains(&fragment), "{fragment:?} {all:?}");
    }
}

#[test]
fn each_option_that_changes_types_changes_the_fingerprints() {
    let fragment = file("fragment F on User { login role node: name }");
    let other = file("fragment F on Actor { login ... on User { role } }");
    let change = |files: &[Source<'_>], set: &dyn Fn(&mut Options)| {
        let mut changed = options("Fragments");
        set(&mut changed);
        fingerprints(&module_with(files, &changed)) != fingerprints(&module(files))
    };
    assert!(change(&[fragment], &|options| options.normalization =
        Normalization::Rust));
    assert!(change(&[fragment], &|options| options.extern_enums =
        vec!["Role".to_owned()]));
    assert!(change(&[other], &|options| options
        .fragments_other_variant =
        true));
    assert!(!change(&[other], &|options| {
        options.skip_serializing_none = Some(true);
        options.deprecated = Deprecated::Allow;
        options.accessors = false;
        options.response_derives = vec![syn::parse_quote!(Clone)];
    }));
    let longer = file("fragment F on User { login role node: name id }");
    assert_ne!(
        fingerprints(&module(&[fragment])),
        fingerprints(&module(&[longer]))
    );
}

#[test]
fn fragments_that_spread_themselves_are_boxed_in_the_shared_module() {
    let text = "fragment Thread on Issue { number author { ... on User { id } } }";
    assert_eq!(messages(&module(&[file(text)])), [""; 0]);
    let schema = "type Query { comment: Comment } type Comment { text: String! parent: Comment }";
    let cyclic = [file(
        "fragment Comment on Comment { text parent { ...Comment } }",
    )];
    let mut options = options("Fragments");
    options.validation = Validation::Warn;
    let schema = Source {
        name: "schema.graphql",
        text: schema,
    };
    let (shared, query) = with_schema(schema, |schema| {
        let text = QueryText::of_fragments(&cyclic).unwrap();
        let shared = generate_fragments(schema, &text, &options);
        let text = QueryText::new(query("query Q { comment { ...Comment } }"), &cyclic).unwrap();
        options.name = quote::format_ident!("Q");
        (shared, generate_query(schema, &text, &options))
    })
    .unwrap();
    assert_eq!(shared.diagnostics.len(), 1, "{:#?}", messages(&shared));
    assert!(
        shared
            .tokens
            .to_string()
            .contains("pub parent : Option < Box < CommentParent > >"),
        "{}",
        shared.tokens
    );
    assert_eq!(fingerprints(&query), fingerprints(&shared));
    assert_eq!(imports(&query), ["Comment", "CommentParent"]);
}

#[test]
fn accessors_of_shared_types_are_in_the_shared_module_only() {
    let shared = code(&module(&FILES));
    let query = query_with(shared!("issues.graphql"), &FILES, &options("SharedIssues"));
    let query = code(&query);
    assert!(shared.contains("labels: IssueCardLabelsNodes = labels.nodes;"));
    assert!(
        !query.contains(": IssueCardLabelsNodes =") && query.contains("SharedIssuesRepository {")
    );
}
