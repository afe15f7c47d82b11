//! Random documents whose fragments spread each other: code for all of them, with types of a finite size.

use graphql_paginate_codegen::{
    Diagnostic, Options, Severity, Source, Validation, generate, with_schema,
};
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use syn::Type;
use syn::parse::{Parse, ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::visit::{self, Visit};

const SCHEMA: &str = "
type Query { tree: Tree shape: Shape trees(first: Int, after: String): Trees! }
interface Named { name: String }
type Tree implements Named { name: String left: Tree right: Tree! branches: [Tree!]! shape: Shape named: Named labels(first: Int, after: String): Trees! }
type Leaf implements Named { name: String tree: Tree! shape: Shape }
union Shape = Tree | Leaf
type Trees { nodes: [Tree!]! pageInfo: PageInfo! }
type PageInfo { hasNextPage: Boolean! endCursor: String }
";

/// The type of each random fragment.
const TYPES: [&str; 4] = ["Tree", "Tree", "Shape", "Named"];

/// What may be selected on each type: fields, and inline fragments on possible types.
const FIELDS: [(&str, &[(&str, &str)]); 4] = [
    (
        "Tree",
        &[
            ("left", "Tree"),
            ("right", "Tree"),
            ("branches", "Tree"),
            ("shape", "Shape"),
            ("named", "Named"),
            ("labels", "Trees"),
        ],
    ),
    ("Shape", &[("... on Tree", "Tree"), ("... on Leaf", "Leaf")]),
    ("Named", &[("... on Tree", "Tree"), ("... on Leaf", "Leaf")]),
    ("Leaf", &[("tree", "Tree"), ("shape", "Shape")]),
];

/// A selection set on a type, as the numbers decide.
fn selections(on: &str, depth: usize, numbers: &mut impl Iterator<Item = usize>) -> String {
    if on == "Trees" {
        return format!("nodes {{ {} }}", selections("Tree", depth, numbers));
    }
    let mut text = "__typename ".to_owned();
    let (_, fields) = FIELDS
        .iter()
        .find(|(name, _)| *name == on)
        .expect("a type of the table");
    for (field, ty) in *fields {
        match numbers.next().unwrap_or_default() % 4 {
            0 if depth > 0 => {
                text.push_str(&format!(
                    "{field} {{ {} }} ",
                    selections(ty, depth - 1, numbers)
                ));
            }
            // A fragment that spreads itself without a field in between is an error.
            1 if !field.starts_with("...") && *ty != "Trees" => {
                let fragment = numbers.next().unwrap_or_default() % TYPES.len();
                text.push_str(&format!("{field} {{ ...F{fragment} }} "));
            }
            _ => {}
        }
    }
    text
}

fn document(numbers: &[usize]) -> String {
    let mut numbers = numbers.iter().copied();
    let mut text =
        "query Q { tree { ...F0 ...F1 } shape { ...F2 ...F3 } trees { nodes { ...F1 } } }"
            .to_owned();
    for (index, on) in TYPES.iter().enumerate() {
        let selections = selections(on, 2, &mut numbers);
        text.push_str(&format!("\nfragment F{index} on {on} {{ {selections}}}"));
    }
    text
}

/// The type of a field, which is followed by how it is read unless it is a part.
struct Field(Type);

impl Parse for Field {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        input.call(syn::Attribute::parse_outer)?;
        input.parse::<syn::Visibility>()?;
        input.parse::<syn::Ident>()?;
        input.parse::<syn::Token![:]>()?;
        let ty = input.parse()?;
        while !input.is_empty() && !input.peek(syn::Token![,]) {
            input.parse::<TokenTree>()?;
        }
        Ok(Self(ty))
    }
}

/// The types that a value of each type contains, other than in a `Box` or a `Vec`.
#[derive(Default)]
struct Contents(BTreeMap<String, BTreeSet<String>>);

impl Contents {
    fn add(&mut self, name: &syn::Ident, types: Vec<&Type>) {
        let mut direct = Direct::default();
        for ty in types {
            direct.visit_type(ty);
        }
        self.0.entry(name.to_string()).or_default().extend(direct.0);
    }

    /// The definition of a struct or an enum: the tokens before its body, and its body.
    fn definition(&mut self, head: &[TokenTree], body: TokenStream) {
        let [.., keyword, TokenTree::Ident(name)] = head else {
            return;
        };
        let mut types = Vec::new();
        match keyword.to_string().as_str() {
            "struct" => {
                let fields = Punctuated::<Field, syn::Token![,]>::parse_terminated;
                for Field(ty) in fields.parse2(body).expect("fields") {
                    types.push(ty);
                }
            }
            "enum" => {
                let item = syn::parse2(quote::quote!(enum E { #body }));
                // An enum of the schema has no types in it.
                let variants = item.map_or(Punctuated::new(), |item: syn::ItemEnum| item.variants);
                for variant in variants {
                    types.extend(variant.fields.into_iter().map(|field| field.ty));
                }
            }
            _ => return,
        }
        self.add(name, types.iter().collect());
    }

    /// A type that contains itself.
    fn endless(&self) -> Option<&str> {
        self.0.keys().map(String::as_str).find(|name| {
            let mut seen = BTreeSet::new();
            let mut pending = vec![*name];
            while let Some(next) = pending.pop() {
                for below in self.0.get(next).into_iter().flatten() {
                    if below == name {
                        return true;
                    }
                    if seen.insert(below) {
                        pending.push(below);
                    }
                }
            }
            false
        })
    }
}

/// The names in a type, without those in a `Box` or a `Vec`.
#[derive(Default)]
struct Direct(BTreeSet<String>);

impl Visit<'_> for Direct {
    fn visit_path_segment(&mut self, segment: &syn::PathSegment) {
        let name = segment.ident.to_string();
        if name != "Box" && name != "Vec" {
            self.0.insert(name);
            visit::visit_path_segment(self, segment);
        }
    }
}

impl Visit<'_> for Contents {
    fn visit_item_macro(&mut self, item: &syn::ItemMacro) {
        let mut head: Vec<TokenTree> = Vec::new();
        for token in item.mac.tokens.clone() {
            if let TokenTree::Group(group) = &token
                && group.delimiter() == Delimiter::Brace
            {
                self.definition(&head, group.stream());
                head.clear();
            }
            head.push(token);
        }
    }

    fn visit_item_type(&mut self, item: &syn::ItemType) {
        self.add(&item.ident, vec![&item.ty]);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: crate::cases::cases(300), ..ProptestConfig::default() })]

    #[test]
    fn types_of_fragments_that_spread_each_other_have_a_finite_size(
        numbers in prop::collection::vec(0_usize..64, 0..80)
    ) {
        let document = document(&numbers);
        let query = Source { name: "q.graphql", text: &document };
        let options = Options {
            validation: Validation::Warn,
            ..Options::new(syn::parse_quote!(Q), syn::parse_quote!(pub))
        };
        let schema = Source { name: "schema.graphql", text: SCHEMA };
        let generated = with_schema(schema, |schema| generate(schema, query, &options));
        let generated = generated.expect("the schema is valid");
        let errors = generated.diagnostics.iter().filter(|known| known.severity == Severity::Error);
        prop_assert_eq!(errors.collect::<Vec<_>>(), Vec::<&Diagnostic>::new(), "{}", document);
        let file: syn::File = syn::parse2(generated.tokens).expect("generated code parses");
        let mut contents = Contents::default();
        contents.visit_file(&file);
        prop_assert_eq!(contents.endless(), None, "{}", document);
    }
}
