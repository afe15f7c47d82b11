//! Collects the paths into its own crate that a module uses.

use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};
use syn::{Attribute, Item, ItemMod, Path, UseTree, Visibility};

use crate::module::{Module, ModulePath};

/// Collects the names that `use` items bring into `module`.
///
/// All child modules must be known: a path may start with the name of one.
pub(crate) fn collect_uses(module: &mut Module, own: &ModulePath, items: &[Item]) {
    for item in items {
        if let Item::Use(item) = item
            && !is_test_only(&item.attrs)
            && item.leading_colon.is_none()
        {
            collect_tree(module, own, &mut Vec::new(), &item.tree);
        }
    }
}

/// Collects the paths in all other items, except child modules.
pub(crate) fn collect_paths(module: &mut Module, own: &ModulePath, items: &[Item]) {
    let mut collector = Collector { module, own };
    for item in items {
        collector.visit_item(item);
    }
}

/// Whether an item is compiled only for tests.
pub(crate) fn is_test_only(attributes: &[Attribute]) -> bool {
    let mut found = false;
    for attribute in attributes {
        if attribute.path().is_ident("cfg") {
            // An attribute that cannot be parsed here is not `cfg(test)`.
            let _ = attribute.parse_nested_meta(|meta| {
                found |= meta.path.is_ident("test");
                Ok(())
            });
        }
    }
    found
}

fn collect_tree(module: &mut Module, own: &ModulePath, prefix: &mut Vec<String>, tree: &UseTree) {
    match tree {
        UseTree::Path(path) => {
            prefix.push(path.ident.to_string());
            collect_tree(module, own, prefix, &path.tree);
            prefix.pop();
        }
        UseTree::Group(group) => {
            for tree in &group.items {
                collect_tree(module, own, prefix, tree);
            }
        }
        UseTree::Name(name) => {
            let name = name.ident.to_string();
            if name == "self" {
                let alias = prefix.last().cloned().unwrap_or_default();
                collect_name(module, own, prefix.clone(), alias);
            } else {
                let written = [&prefix[..], std::slice::from_ref(&name)].concat();
                collect_name(module, own, written, name);
            }
        }
        UseTree::Rename(rename) => {
            let mut written = prefix.clone();
            if rename.ident != "self" {
                written.push(rename.ident.to_string());
            }
            collect_name(module, own, written, rename.rename.to_string());
        }
        UseTree::Glob(_) => {
            if let Some(path) = from_root(module, own, prefix) {
                module.imports.insert(path.clone());
                module.globs.push(path);
            }
        }
    }
}

fn collect_name(module: &mut Module, own: &ModulePath, written: Vec<String>, alias: String) {
    if let Some(path) = from_root(module, own, &written) {
        module.imports.insert(path.clone());
        module.used.insert(alias, path);
    }
}

/// The path from the crate's root; `None` if it is outside the crate or a local name.
fn from_root(module: &Module, own: &ModulePath, written: &[String]) -> Option<ModulePath> {
    let (first, mut rest) = written.split_first()?;
    let mut base = match first.as_str() {
        "crate" => ModulePath::new(),
        "self" => own.clone(),
        "super" => parent(own)?,
        child if module.children.contains(child) => {
            [&own[..], std::slice::from_ref(first)].concat()
        }
        _ => return None,
    };
    while let Some((first, after)) = rest.split_first()
        && first == "super"
    {
        base = parent(&base)?;
        rest = after;
    }
    base.extend_from_slice(rest);
    Some(base)
}

fn parent(path: &ModulePath) -> Option<ModulePath> {
    let (_, parent) = path.split_last()?;
    Some(parent.to_vec())
}

struct Collector<'a> {
    module: &'a mut Module,
    own: &'a ModulePath,
}

impl Collector<'_> {
    fn add(&mut self, written: &[String]) {
        if written.len() > 1
            && let Some(path) = from_root(self.module, self.own, written)
        {
            self.module.imports.insert(path);
        }
    }

    /// Adds the paths in the tokens of a macro call that start with a keyword.
    fn add_tokens(&mut self, tokens: TokenStream) {
        let mut written: Vec<String> = Vec::new();
        for token in tokens {
            match token {
                TokenTree::Ident(ident) => written.push(ident.to_string()),
                TokenTree::Punct(punct) if punct.as_char() == ':' && !written.is_empty() => {}
                TokenTree::Group(group) => {
                    self.add_tokens(group.stream());
                    self.add_keyword_path(&mut written);
                }
                _ => self.add_keyword_path(&mut written),
            }
        }
        self.add_keyword_path(&mut written);
    }

    fn add_keyword_path(&mut self, written: &mut Vec<String>) {
        if let Some(start) = written
            .iter()
            .position(|name| ["crate", "super"].contains(&name.as_str()))
        {
            self.add(&written[start..]);
        }
        written.clear();
    }
}

impl<'ast> Visit<'ast> for Collector<'_> {
    fn visit_item(&mut self, item: &'ast Item) {
        let attributes = match item {
            Item::Fn(item) => &item.attrs,
            Item::Impl(item) => &item.attrs,
            Item::Struct(item) => &item.attrs,
            Item::Enum(item) => &item.attrs,
            Item::Const(item) => &item.attrs,
            Item::Static(item) => &item.attrs,
            Item::Trait(item) => &item.attrs,
            Item::Type(item) => &item.attrs,
            // Paths in the body of a macro are resolved where it is called.
            Item::Macro(item) if item.ident.is_some() => return,
            Item::Use(_) => return,
            _ => return visit::visit_item(self, item),
        };
        if !is_test_only(attributes) {
            visit::visit_item(self, item);
        }
    }

    fn visit_item_mod(&mut self, _: &'ast ItemMod) {}

    fn visit_attribute(&mut self, _: &'ast Attribute) {}

    /// Skips `pub(super)` and `pub(in crate::client)`, which import nothing.
    fn visit_visibility(&mut self, _: &'ast Visibility) {}

    fn visit_path(&mut self, path: &'ast Path) {
        if path.leading_colon.is_none() {
            let written: Vec<String> = path
                .segments
                .iter()
                .map(|segment| segment.ident.to_string())
                .collect();
            self.add(&written);
        }
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        self.visit_path(&call.path);
        self.add_tokens(call.tokens.clone());
    }
}
