//! The modules of a crate: what each defines, re-exports and imports.

use std::collections::{BTreeMap, BTreeSet};

/// The names from the crate's root down to a module or an item; empty for the root.
pub type ModulePath = Vec<String>;

/// All modules of a crate by path.
pub(crate) type Modules = BTreeMap<ModulePath, Module>;

/// What one module declares.
#[derive(Debug, Default)]
pub(crate) struct Module {
    pub(crate) children: BTreeSet<String>,
    /// Names of the items that the module defines itself.
    pub(crate) items: BTreeSet<String>,
    /// Names that `use` brings into the module, with the path each stands for.
    pub(crate) used: BTreeMap<String, ModulePath>,
    /// Modules whose every item is brought in by `use module::*`.
    pub(crate) globs: Vec<ModulePath>,
    /// Every path into this crate, as written, from the root.
    pub(crate) imports: BTreeSet<ModulePath>,
}

/// Re-exports that are followed for one path; more are a loop.
const MAX_REEXPORTS: usize = 16;

/// The module that defines what `path` names, or the module that it names.
pub(crate) fn defining_module(modules: &Modules, path: &[String]) -> ModulePath {
    let mut path = path.to_vec();
    for _ in 0..MAX_REEXPORTS {
        match step(modules, &path) {
            Resolved::Module(module) => return module,
            Resolved::Reexport(target) => path = target,
        }
    }
    path
}

enum Resolved {
    Module(ModulePath),
    /// The path continues here, from the root.
    Reexport(ModulePath),
}

fn step(modules: &Modules, path: &[String]) -> Resolved {
    let mut current = ModulePath::new();
    for (index, name) in path.iter().enumerate() {
        let Some(module) = modules.get(&current) else {
            break;
        };
        if module.children.contains(name) {
            current.push(name.clone());
            continue;
        }
        if let Some(target) = reexported(modules, module, name) {
            return Resolved::Reexport([&target[..], &path[index + 1..]].concat());
        }
        break;
    }
    Resolved::Module(current)
}

/// The path that a name of `module` stands for, when it is not the module's own item.
fn reexported(modules: &Modules, module: &Module, name: &String) -> Option<ModulePath> {
    if module.items.contains(name) {
        return None;
    }
    if let Some(target) = module.used.get(name) {
        return Some(target.clone());
    }
    for glob in &module.globs {
        let defines = modules
            .get(glob)
            .is_some_and(|module| module.items.contains(name) || module.used.contains_key(name));
        if defines {
            return Some([&glob[..], std::slice::from_ref(name)].concat());
        }
    }
    None
}
