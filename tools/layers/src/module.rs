//! The modules of a crate, with their definitions, re-exports and imports.

use std::collections::{BTreeMap, BTreeSet};

/// The names from the crate's root to a module or an item; empty for the root.
pub type ModulePath = Vec<String>;

/// All modules of a crate by path.
pub(crate) type Modules = BTreeMap<ModulePath, Module>;

/// The declarations of one module.
#[derive(Debug, Default)]
pub(crate) struct Module {
    pub(crate) children: BTreeSet<String>,
    /// The names of the items that the module defines.
    pub(crate) items: BTreeSet<String>,
    /// The names that `use` brings into the module, with their paths.
    pub(crate) used: BTreeMap<String, ModulePath>,
    /// The modules whose items are all brought in by `use module::*`.
    pub(crate) globs: Vec<ModulePath>,
    /// All paths into this crate, as written, from the root.
    pub(crate) imports: BTreeSet<ModulePath>,
}

/// The number of re-exports that are followed for one path. More indicate a loop.
const MAX_REEXPORTS: usize = 16;

/// The module that defines the item at `path`, or the module at `path`.
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
    /// The target of a re-export, from the root.
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

/// The path of a name in `module` that the module does not define itself.
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
