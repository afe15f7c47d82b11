//! Sibling modules whose subtrees import from each other.

use std::collections::BTreeSet;
use std::fmt;

use crate::module::{ModulePath, Modules, defining_module};

/// Two modules of one folder that import each other, ordered by name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pair {
    first: ModulePath,
    second: ModulePath,
}

impl fmt::Display for Pair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} <-> {}",
            self.first.join("::"),
            self.second.join("::")
        )
    }
}

pub(crate) fn mutual_pairs(modules: &Modules) -> Vec<Pair> {
    let edges = sibling_edges(modules);
    let mut pairs = Vec::new();
    for (from, to) in &edges {
        if from < to && edges.contains(&(to.clone(), from.clone())) {
            pairs.push(Pair {
                first: from.clone(),
                second: to.clone(),
            });
        }
    }
    pairs
}

/// For each import, the two siblings under the nearest common parent that it connects.
fn sibling_edges(modules: &Modules) -> BTreeSet<(ModulePath, ModulePath)> {
    let mut edges = BTreeSet::new();
    for (importer, module) in modules {
        for import in &module.imports {
            let defining = defining_module(modules, import);
            let common = common_length(importer, &defining);
            if common < importer.len() && common < defining.len() {
                edges.insert((importer[..=common].to_vec(), defining[..=common].to_vec()));
            }
        }
    }
    edges
}

fn common_length(left: &[String], right: &[String]) -> usize {
    left.iter()
        .zip(right)
        .take_while(|(left, right)| left == right)
        .count()
}
