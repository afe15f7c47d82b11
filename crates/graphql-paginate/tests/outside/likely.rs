//! Tests of the compiler's output for the most likely mistakes, in a program that only derives and in one that uses the
//! generated code: one mistake is one error.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::process::Command;

use serde_json::Value;

use crate::project::Project;

/// A query with one mistake, and code that uses it.
struct Mistake {
    name: &'static str,
    /// Keys of the attribute besides `query_path`.
    keys: &'static str,
    /// If it is empty, no file is written.
    document: &'static str,
    /// Statements of an asynchronous function.
    uses: &'static str,
}

/// The compiler whose output is in the snapshots. Other versions word and mark their notes differently.
const COMPILER: &str = "rustc 1.95.";

const SCHEMA: &str = r#"schema_path = "queries/schema.graphql""#;

/// Code that reads one film.
const ONE: &str = r#"
    let variables = films::Variables::new("1".to_owned());
    let data = client.execute::<Films>(variables).await.unwrap();
    let film: films::FilmsFilm = data.film.unwrap();
    println!("{} {}", film.title, films::QUERY);
"#;

/// Code that reads all films.
const ALL: &str = r#"
    let variables = films::Variables { first: Some(50), ..films::Variables::new() };
    let mut items = Films::paginate(variables).page_size(50).items(&client);
    while let Some(film) = items.try_next().await.unwrap() {
        println!("{}", film.title);
    }
"#;

const fn mistake(name: &'static str, document: &'static str, uses: &'static str) -> Mistake {
    Mistake {
        name,
        keys: SCHEMA,
        document,
        uses,
    }
}

const FILM: &str = "query Films($id: ID!) { film(id: $id) { title } }";

const MISTAKES: &[Mistake] = &[
    mistake(
        "unknown_field",
        "query Films($id: ID!) { film(id: $id) { titel } }",
        ONE,
    ),
    mistake(
        "unknown_argument",
        "query Films($id: ID!) { film(ident: $id) { title } }",
        ONE,
    ),
    mistake("missing_argument", "query Films { film { title } }", ONE),
    mistake(
        "undeclared_variable",
        "query Films { film(id: $id) { title } }",
        ONE,
    ),
    mistake(
        "unused_variable",
        "query Films($id: ID!, $name: String) { film(id: $id) { title } }",
        ONE,
    ),
    mistake(
        "wrong_variable_type",
        "query Films($id: Int!) { film(id: $id) { title } }",
        ONE,
    ),
    mistake(
        "nullable_variable",
        "query Films($id: ID) { film(id: $id) { title } }",
        ONE,
    ),
    mistake(
        "no_selection",
        "query Films($id: ID!) { film(id: $id) }",
        ONE,
    ),
    mistake(
        "selection_of_a_scalar",
        "query Films($id: ID!) { film(id: $id) { title { text } } }",
        ONE,
    ),
    mistake(
        "unknown_fragment",
        "query Films($id: ID!) { film(id: $id) { ...Card } }",
        ONE,
    ),
    mistake(
        "unused_fragment",
        "query Films($id: ID!) { film(id: $id) { title } } fragment Card on Film { title }",
        ONE,
    ),
    mistake(
        "unknown_type",
        "query Films($id: ID!) { film(id: $id) { title ...Card } } fragment Card on Movie { title }",
        ONE,
    ),
    mistake(
        "unclosed_brace",
        "query Films($id: ID!) { film(id: $id) { title }",
        ONE,
    ),
    mistake(
        "wrong_enum_value",
        "query Films($first: Int, $after: String) { films(first: $first, after: $after, genre: comedy) { nodes { title } pageInfo { hasNextPage endCursor } } }",
        ALL,
    ),
    mistake(
        "other_operation_name",
        "query Movies($id: ID!) { film(id: $id) { title } }",
        ONE,
    ),
    Mistake {
        name: "misspelled_key",
        keys: r#"schema_path = "queries/schema.graphql", response_derive = "Clone""#,
        document: FILM,
        uses: ONE,
    },
    Mistake {
        name: "misspelled_schema",
        keys: r#"schema = "gihub""#,
        document: FILM,
        uses: ONE,
    },
    Mistake {
        name: "no_schema",
        keys: r#"deprecated = "warn""#,
        document: FILM,
        uses: ONE,
    },
    mistake("missing_document", "", ONE),
    mistake(
        "scalar_without_a_type",
        "query Films($id: ID!) { film(id: $id) { title released } }",
        ONE,
    ),
    mistake(
        "no_connection",
        "query Films($first: Int) { top(first: $first) { title } }",
        ALL,
    ),
    mistake(
        "connection_in_a_list",
        "query Films($first: Int, $after: String) { studios { films(first: $first, after: $after) { nodes { title } pageInfo { hasNextPage endCursor } } } }",
        ALL,
    ),
    mistake(
        "two_connections",
        "query Films($first: Int, $after: String, $next: String) { films(first: $first, after: $after) { nodes { title } pageInfo { hasNextPage endCursor } } people(first: $first, after: $next) { nodes { name } pageInfo { hasNextPage endCursor } } }",
        ALL,
    ),
    mistake(
        "mutation",
        "mutation Films($film: ID!, $first: Int, $after: String) { rate(film: $film, stars: 5) { ratings(first: $first, after: $after) { nodes { stars } pageInfo { hasNextPage endCursor } } } }",
        r#"
    let variables = films::Variables { first: Some(50), ..films::Variables::new("1".to_owned()) };
    let mut items = Films::paginate(variables).items(&client);
    while let Some(rating) = items.try_next().await.unwrap() {
        println!("{}", rating.stars);
    }
"#,
    ),
    mistake(
        "subscription",
        "subscription Films { released { title } }",
        r#"
    let mut items = Films::paginate(films::Variables::new()).items(&client);
    while let Some(film) = items.try_next().await.unwrap() {
        println!("{}", film.title);
    }
"#,
    ),
];

#[test]
fn one_mistake_is_one_error() {
    let project = Project::new("likely");
    project.copy("tests/ui/queries/schema.graphql", "queries/schema.graphql");
    for mistake in MISTAKES {
        let Mistake {
            name,
            document,
            uses,
            ..
        } = mistake;
        if !document.is_empty() {
            project.write(format!("queries/{name}.graphql"), format!("{document}\n"));
        }
        project.write(format!("src/bin/{name}.rs"), mistake.program(""));
        project.write(format!("src/bin/{name}_used.rs"), mistake.program(uses));
    }
    let checked = project.cargo(&["check", "--bins", "--keep-going", "--message-format=json"]);
    let printed = errors(&String::from_utf8(checked.stdout).unwrap());
    let is_known_compiler = compiler().starts_with(COMPILER);
    let mut wrong = Vec::new();
    insta::with_settings!({ snapshot_path => "../ui/mistakes", prepend_module_to_snapshot => false, omit_expression => true }, {
        for mistake in MISTAKES {
            let name = mistake.name;
            let used = printed.get(&format!("{name}_used")).map_or(&[][..], Vec::as_slice);
            let derived = printed.get(name).map_or(&[][..], Vec::as_slice);
            if used.len() != 1 || derived.len() > 1 {
                wrong.push(format!("{name}: {} errors, {} with its use", derived.len(), used.len()));
            }
            if is_known_compiler {
                insta::assert_snapshot!(name, both(derived, used));
            }
        }
    });
    assert!(wrong.is_empty(), "{wrong:#?}");
}

impl Mistake {
    fn program(&self, uses: &str) -> String {
        let Mistake { name, keys, .. } = self;
        let client = if uses.is_empty() { "_client" } else { "client" };
        format!(
            "use graphql_paginate::GraphQLQuery;\n\n#[derive(GraphQLQuery)]\n#[graphql({keys}, query_path = \"queries/{name}.graphql\")]\nstruct Films;\n\nasync fn print({client}: graphql_paginate::Client) {{{uses}}}\n\nfn main() {{\n    let _ = print;\n}}\n"
        )
    }
}

fn both(derived: &[String], used: &[String]) -> String {
    if derived == used {
        return format!("# Derived, and used\n\n{}", derived.concat());
    }
    let mut text = String::new();
    for (title, errors) in [("Derived", derived), ("Used", used)] {
        let errors = if errors.is_empty() {
            "no error\n".to_owned()
        } else {
            errors.concat()
        };
        writeln!(text, "# {title}\n\n{errors}").unwrap();
    }
    text
}

/// The output of the compiler for the errors of each target, without the names of its files.
fn errors(stdout: &str) -> BTreeMap<String, Vec<String>> {
    let mut errors = BTreeMap::<String, Vec<String>>::new();
    for line in stdout.lines() {
        let event: Value = serde_json::from_str(line).unwrap();
        let message = &event["message"];
        let is_placed = message["spans"]
            .as_array()
            .is_some_and(|spans| !spans.is_empty());
        if message["level"] == "error" && is_placed {
            let target = event["target"]["name"].as_str().unwrap().to_owned();
            let text = message["rendered"].as_str().unwrap();
            let text = text.replace(&format!("src/bin/{target}.rs"), "src/main.rs");
            errors.entry(target).or_default().push(text);
        }
    }
    errors
}

fn compiler() -> String {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(rustc).arg("--version").output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}
