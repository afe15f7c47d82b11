//! Reads facts about the walkable connections of a query from generated tokens.

use proc_macro2::{TokenStream, TokenTree};
use std::collections::{BTreeMap, BTreeSet};
use syn::visit::Visit;

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
    /// The paths to objects at which a null ends the walk.
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
    pub(crate) fn of(tokens: &TokenStream) -> Self {
        let file: syn::File = syn::parse2(tokens.clone()).expect("generated code parses");
        let mut facts = Self::default();
        facts.visit_file(&file);
        facts
    }

    /// The object types of a generated type.
    pub(crate) fn typenames(&self, rust: &str) -> BTreeSet<&str> {
        self.types[rust].iter().map(String::as_str).collect()
    }

    /// The block of one connection: `impl Name { … }`.
    fn connection(&mut self, head: &str, body: &str) {
        let Some((_, subject)) = head.split_once("impl ") else {
            return;
        };
        let walk = self.walk(subject.trim());
        walk.path = strings(between(body, "path : ", " ;"));
        walk.item = between(body, "item : ", " ;")
            .rsplit(':')
            .next()
            .unwrap_or_default()
            .trim()
            .to_owned();
        let (own, edges) = match body.split_once("edges : ") {
            Some((own, _)) => (own, true),
            None => (body, false),
        };
        walk.edges = edges;
        walk.total_count = own.contains(". with_total (it");
        walk.nulls = own
            .match_indices("_at (& [")
            .map(|(at, found)| strings(between(&own[at..], found, "]")).join("."))
            .collect();
        for ability in between(body, "abilities : ", " ;").split(',') {
            match ability.trim() {
                "WalksForward" => walk.forward = true,
                "WalksBackward" => walk.backward = true,
                "SizedPages" => walk.sized = true,
                _ => {}
            }
        }
    }

    /// The definition of a type.
    fn definition(&mut self, head: &str, body: &str) {
        let Some((_, name)) = ["struct ", "enum "]
            .iter()
            .find_map(|start| head.split_once(start))
        else {
            return;
        };
        let text = format!("{head} {body}");
        let found = text
            .match_indices("[typename (\"")
            .map(|(at, found)| between(&text[at..], found, "\"").to_owned());
        self.types.insert(name.trim().to_owned(), found.collect());
    }

    /// The line `new(…);` with the parameters of a constructor.
    fn constructor(&mut self, tokens: &TokenStream) {
        let mut tokens = tokens.clone().into_iter();
        if !tokens.any(|token| matches!(token, TokenTree::Ident(name) if name == "new")) {
            return;
        }
        let parameters = tokens.next().expect("it has parameters").to_string();
        for parameter in parameters.trim_matches(['(', ')']).split(',') {
            if let Some((name, _)) = parameter.split_once(':') {
                self.required.push(name.trim().to_owned());
            }
        }
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
    fn visit_item_macro(&mut self, item: &syn::ItemMacro) {
        let name = item.mac.path.segments.last().map(|last| &last.ident);
        let name = name.expect("a path has a segment").to_string();
        self.constructor(&item.mac.tokens);
        for (head, body) in blocks(&item.mac.tokens) {
            match name.as_str() {
                "connections" => self.connection(&head, &body),
                "accessors" => {}
                _ => self.definition(&head, &body),
            }
        }
    }
}

/// The blocks in braces, each with the text before it.
fn blocks(tokens: &TokenStream) -> Vec<(String, String)> {
    let mut blocks = Vec::new();
    let mut head = TokenStream::new();
    for token in tokens.clone() {
        match &token {
            TokenTree::Group(group) if group.delimiter() == proc_macro2::Delimiter::Brace => {
                blocks.push((head.to_string(), group.stream().to_string()));
                head = TokenStream::new();
            }
            _ => head.extend([token]),
        }
    }
    blocks
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
