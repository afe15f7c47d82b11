//! Every valid document has code: random documents for the shipped schemas.

use crate::random::document;
use apollo_compiler::ExecutableDocument;
use apollo_compiler::schema::Schema as Reference;
use apollo_compiler::validation::Valid;
use graphql_paginate_codegen::{
    Options, QueryText, Scalars, Schema, SchemaDocument, SchemaText, Source, generate,
    generate_fragments, generate_query,
};
use std::collections::BTreeSet;
use syn::visit::Visit;

const DOCUMENTS: u64 = 300;

fn check_all(name: &'static str) {
    let text = graphql_paginate_schemas::by_name(name).expect("the schema is shipped");
    let reference = Reference::parse(text, name).expect("the schema parses");
    let reference = Valid::assume_valid(reference);
    let text = SchemaText::new(Source { name, text }).expect("the schema is text");
    let definitions = SchemaDocument::parse(&text).expect("the schema parses");
    let schema = Schema::new(&definitions).expect("the schema resolves");
    let mut shared = 0;
    for seed in 0..DOCUMENTS {
        let document = document(&reference, seed);
        if let Err(error) =
            ExecutableDocument::parse_and_validate(&reference, &document, "random.graphql")
        {
            panic!(
                "document {seed} is not valid:\n{document}\n{}",
                error.errors
            );
        }
        check(&schema, &document);
        if document.contains("fragment ") {
            shared += check_shared(&schema, &document);
        }
    }
    assert!(shared > 200, "{shared} shared fragments");
}

fn check(schema: &Schema<'_>, document: &str) {
    let options = Options {
        response_derives: vec![syn::parse_quote!(Serialize)],
        scalars: Scalars::Module(syn::parse_quote!(scalars)),
        deprecated: graphql_paginate_codegen::Deprecated::Allow,
        ..Options::new(syn::parse_quote!(Random), syn::parse_quote!(pub))
    };
    let generated = generate(
        schema,
        Source {
            name: "random.graphql",
            text: document,
        },
        &options,
    );
    assert_eq!(generated.diagnostics, [], "{document}");
    syn::parse2::<syn::File>(generated.tokens)
        .unwrap_or_else(|error| panic!("{error}:\n{document}"));
}

/// Checks that a query whose fragments are shared defines the types that the module of these fragments does not have, and
/// that both derives agree on the others. Returns the number of fragments that the query uses. It uses
/// none that apply to no possible type.
fn check_shared(schema: &Schema<'_>, document: &str) -> usize {
    let options = Options {
        scalars: Scalars::Module(syn::parse_quote!(scalars)),
        deprecated: graphql_paginate_codegen::Deprecated::Allow,
        ..Options::new(syn::parse_quote!(Random), syn::parse_quote!(pub))
    };
    let file = Source {
        name: "random.graphql",
        text: document,
    };
    let text = QueryText::of(file);
    let alone = Items::of(generate_query(schema, &text, &options).tokens);
    let options = Options {
        fragment_types: Some(syn::parse_quote!(shared)),
        ..options
    };
    let text = text.with_own_fragments_shared();
    let query = Items::of(generate_query(schema, &text, &options).tokens);
    let fragments = QueryText::of_fragments(&[file]).expect("the document parses");
    let module = Items::of(generate_fragments(schema, &fragments, &options).tokens);

    assert!(query.imported.is_subset(&module.defined), "{document}");
    assert!(query.imported.is_disjoint(&query.defined), "{document}");
    assert_eq!(query.count(), alone.count(), "{document}");
    assert!(
        query.fingerprints.is_subset(&module.fingerprints),
        "{document}"
    );
    query.fingerprints.len()
}

/// The types of a generated module.
#[derive(Default)]
struct Items {
    defined: BTreeSet<String>,
    imported: BTreeSet<String>,
    /// The fingerprints of the fragments, as text.
    fingerprints: BTreeSet<String>,
}

impl Items {
    fn of(tokens: proc_macro2::TokenStream) -> Self {
        let mut items = Self::default();
        items.visit_file(&syn::parse2(tokens).expect("generated code parses"));
        items
    }

    fn count(&self) -> usize {
        self.defined.len() + self.imported.len()
    }
}

impl Visit<'_> for Items {
    fn visit_item_mod(&mut self, item: &syn::ItemMod) {
        // Modules inside the module repeat some of its types.
        let (_, items) = item.content.as_ref().expect("generated modules are inline");
        for item in items {
            if !matches!(item, syn::Item::Mod(_)) {
                self.visit_item(item);
            }
        }
    }

    /// The types inside an invocation of a macro: `pub struct Name`.
    fn visit_macro(&mut self, invocation: &syn::Macro) {
        let text = invocation.tokens.to_string();
        // The module `siblings` repeats some of the types.
        let (text, _) = text.split_once("pub mod ").unwrap_or((&text, ""));
        for keyword in ["pub struct ", "pub enum "] {
            for part in text.split(keyword).skip(1) {
                let (name, _) = part
                    .split_once(' ')
                    .expect("a name is followed by its fields");
                self.defined.insert(name.to_owned());
            }
        }
    }

    fn visit_item_type(&mut self, item: &syn::ItemType) {
        if item.ident != "Item" && item.ident != "Edge" {
            self.defined.insert(item.ident.to_string());
        }
    }

    fn visit_use_name(&mut self, name: &syn::UseName) {
        if !["Box", "Option", "String", "Vec"].contains(&name.ident.to_string().as_str()) {
            self.imported.insert(name.ident.to_string());
        }
    }

    fn visit_expr_call(&mut self, call: &syn::ExprCall) {
        let path = quote::quote!(#call).to_string();
        if let Some((_, rest)) = path.split_once("same_fragment :: < ") {
            let (name, rest) = rest.split_once(" , ").expect("a type and its fingerprint");
            let (fingerprint, _) = rest.split_once(" >").expect("the end of the arguments");
            self.fingerprints.insert(format!("{name} {fingerprint}"));
        }
    }

    fn visit_item_impl(&mut self, item: &syn::ItemImpl) {
        let Some((_, path, _)) = &item.trait_ else {
            return;
        };
        let (path, ty) = (quote::quote!(#path).to_string(), &item.self_ty);
        if let Some((_, rest)) = path.split_once("SharedFragment < ") {
            let (fingerprint, _) = rest.split_once(" >").expect("the end of the arguments");
            let name = quote::quote!(#ty);
            self.fingerprints.insert(format!("{name} {fingerprint}"));
        }
    }
}

/// Documents that the tests of the runtime compile, and whose responses they decode, named by their seeds.
///
/// Their variables have types for which a test can invent values. They select no dossier, whose number the test would
/// have to know.
fn sample(name: &'static str) -> Vec<(String, String)> {
    let text = graphql_paginate_schemas::by_name(name).expect("the schema is shipped");
    let reference = Reference::parse(text, name).expect("the schema parses");
    let is_simple = |document: &str| {
        let header = document.split('{').next().unwrap_or_default();
        let mut types = header
            .split(", ")
            .filter_map(|variable| variable.split_once(": "))
            .map(|(_, ty)| ty);
        let is_known = |ty: &str| {
            let ty = ty.trim_end_matches(|character: char| !character.is_ascii_alphanumeric());
            ["Boolean", "Int", "ID", "String"].contains(&ty)
        };
        types.all(is_known)
    };
    let documents =
        (0..DOCUMENTS).map(|seed| (format!("{name}_{seed}"), document(&reference, seed)));
    let rich = documents.filter(|(_, text)| {
        (900..3000).contains(&text.len())
            && text.contains("fragment ")
            && !text.contains("dossier(")
    });
    rich.filter(|(_, text)| is_simple(text)).take(6).collect()
}

/// Writes the documents if `UPDATE_SAMPLE` is set in the environment.
#[test]
fn committed_documents_match_their_seeds() {
    let folder = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../graphql-paginate/tests/dropin/random"
    );
    for (name, document) in graphql_paginate_schemas::NAMES
        .iter()
        .flat_map(|name| sample(name))
    {
        let path = format!("{folder}/{name}.graphql");
        if std::env::var_os("UPDATE_SAMPLE").is_some() {
            std::fs::write(&path, &document).expect("the folder is there");
        }
        assert_eq!(
            std::fs::read_to_string(&path).unwrap_or_default(),
            document,
            "{path}"
        );
    }
}

#[test]
fn valid_documents_of_demarches_simplifiees_have_code() {
    check_all("demarches-simplifiees");
}

#[test]
fn valid_documents_of_github_have_code() {
    check_all("github");
}
