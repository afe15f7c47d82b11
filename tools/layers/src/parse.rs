//! Parses a crate into its modules, starting at the root file.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use syn::{Item, ItemMod};

use crate::imports::{collect_paths, collect_uses, is_test_only};
use crate::module::{Module, ModulePath, Modules};

pub(crate) fn parse_crate(root: &Path) -> anyhow::Result<Modules> {
    let folder = root.parent().context("the root file is in a folder")?;
    let mut modules = Modules::new();
    add_module(&mut modules, ModulePath::new(), &items_of(root)?, folder)?;
    Ok(modules)
}

fn items_of(file: &Path) -> anyhow::Result<Vec<Item>> {
    let at = || file.display().to_string();
    let text = fs::read_to_string(file).with_context(at)?;
    Ok(syn::parse_file(&text).with_context(at)?.items)
}

/// Adds a module and its children. The files of the children are in `folder`.
fn add_module(
    modules: &mut Modules,
    path: ModulePath,
    items: &[Item],
    folder: &Path,
) -> anyhow::Result<()> {
    let mut module = Module::default();
    let mut children = Vec::new();
    for item in items {
        match item {
            Item::Mod(child) if is_test_only(&child.attrs) => {}
            Item::Mod(child) => {
                module.children.insert(child.ident.to_string());
                children.push(child);
            }
            item => module.items.extend(defined_name(item)),
        }
    }
    collect_uses(&mut module, &path, items);
    collect_paths(&mut module, &path, items);
    modules.insert(path.clone(), module);
    for child in children {
        let name = child.ident.to_string();
        let (items, folder) = child_items(child, folder)?;
        add_module(modules, [&path[..], &[name]].concat(), &items, &folder)?;
    }
    Ok(())
}

/// The items of a child module, and the folder with the files of its own children.
fn child_items(child: &ItemMod, folder: &Path) -> anyhow::Result<(Vec<Item>, PathBuf)> {
    let name = child.ident.to_string();
    let own_folder = folder.join(&name);
    if let Some((_, items)) = &child.content {
        return Ok((items.clone(), own_folder));
    }
    for file in [folder.join(format!("{name}.rs")), own_folder.join("mod.rs")] {
        if file.exists() {
            return Ok((items_of(&file)?, own_folder));
        }
    }
    bail!("no file for `mod {name}` in {}", folder.display())
}

fn defined_name(item: &Item) -> Option<String> {
    let ident = match item {
        Item::Const(item) => &item.ident,
        Item::Enum(item) => &item.ident,
        Item::Fn(item) => &item.sig.ident,
        Item::Macro(item) => item.ident.as_ref()?,
        Item::Static(item) => &item.ident,
        Item::Struct(item) => &item.ident,
        Item::Trait(item) => &item.ident,
        Item::TraitAlias(item) => &item.ident,
        Item::Type(item) => &item.ident,
        Item::Union(item) => &item.ident,
        _ => return None,
    };
    Some(ident.to_string())
}
