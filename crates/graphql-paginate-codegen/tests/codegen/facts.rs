//! Reads facts about the walkable connections of a query from generated tokens.

use quote::ToTokens;
use std::collections::{BTreeMap, BTreeSet};
use syn::visit::{self, Visit};

/// The facts about one walkable connection.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Walk {
    pub(crate) path: Vec<String>,
    /// The Rust type of a node.
    pub(crate) item: String,
    pub(crate) forward: bool,
    pub(crate) backward: bool,
    pub(crate) sized: bool,
    pub(crate) edges: bool,
    pub(crate) total_count: bool,
    /// The paths at which a null ends the walk.
    pub(crate) nulls: BTreeSet<String>,
}

#[derive(Default)]
pub(crate) struct Facts {
    pub(crate) walks: Vec<(String, Walk)>,
    /// The parameters of `Variables::new`.
    pub(crate) required: Vec<String>,
    /// The object types of the response types.
    types: BTreeMap<String, BTreeSet<String>>,
}

impl Facts {
    pub(crate) fn of(tokens: &proc_macro2::TokenStream) -> Self {
        let file: syn::File = syn::parse2(tokens.clone()).expect("generated code parses");
        let mut facts = Self::default();
        facts.visit_file(&file);
        facts
    }

    /// The object types of a generated type.
    pub(crate) fn typenames(&self, rust: &str) -> BTreeSet<&str> {
        self.types[rust].iter().map(String::as_str).collect()
    }

    fn walk(&mut self, subject: &str) -> &mut Walk {
        let place = self
            .walks
            .iter()
            .position(|(known, _)| known == subject)
            .unwrap_or_else(|| {
                self.walks.push((subject.to_owned(), Walk::default()));
                self.walks.len() - 1
            });
        &mut self.walks[place].1
    }
}

impl Visit<'_> for Facts {
    fn visit_item_impl(&mut self, item: &syn::ItemImpl) {
        let subject = item.self_ty.to_token_stream().to_string();
        let Some((_, path, _)) = &item.trait_ else {
            return visit::visit_item_impl(self, item);
        };
        let walk = match path
            .segments
            .last()
            .expect("a path has a segment")
            .ident
            .to_string()
            .as_str()
        {
            "Connection" => {
                let text = item.to_token_stream().to_string();
                let walk = self.walk(&subject);
                walk.path = strings(between(&text, "Paging :: new (& [", "]"));
                walk.item = between(&text, "type Item = ", " ;")
                    .rsplit(':')
                    .next()
                    .unwrap_or_default()
                    .trim()
                    .to_owned();
                walk.total_count = text.contains("connection . total_count");
                walk.nulls = text
                    .match_indices("NullAt :: at (& [")
                    .map(|(at, found)| strings(between(&text[at..], found, "]")).join("."))
                    .collect();
                return;
            }
            "WalksForward" => &mut self.walk(&subject).forward,
            "WalksBackward" => &mut self.walk(&subject).backward,
            "SizedPages" => &mut self.walk(&subject).sized,
            "HasEdges" => &mut self.walk(&subject).edges,
            _ => return,
        };
        *walk = true;
    }

    fn visit_item_macro(&mut self, item: &syn::ItemMacro) {
        if item
            .mac
            .path
            .segments
            .last()
            .is_some_and(|last| last.ident == "impl_query")
        {
            return;
        }
        let text = item.mac.tokens.to_string();
        let name = ["pub struct ", "pub enum "]
            .iter()
            .find_map(|start| Some(text.split_once(start)?.1));
        let name = name
            .and_then(|rest| rest.split(' ').next())
            .expect("a macro defines a type");
        let found = text
            .match_indices("[typename (\"")
            .map(|(at, found)| between(&text[at..], found, "\"").to_owned());
        self.types.insert(name.to_owned(), found.collect());
    }

    fn visit_impl_item_fn(&mut self, function: &syn::ImplItemFn) {
        if function.sig.ident == "new" {
            let names = function
                .sig
                .inputs
                .iter()
                .map(|input| input.to_token_stream().to_string());
            self.required = names
                .map(|input| input.split(" :").next().unwrap_or_default().to_owned())
                .collect();
        }
    }
}

fn between<'t>(text: &'t str, start: &str, end: &str) -> &'t str {
    let from = text.find(start).expect("the impl has the constant") + start.len();
    &text[from..from + text[from..].find(end).expect("the list ends")]
}

fn strings(list: &str) -> Vec<String> {
    list.split(',')
        .map(|text| text.trim().trim_matches('"').to_owned())
        .filter(|text| !text.is_empty())
        .collect()
}
