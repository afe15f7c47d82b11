//! Sibling modules whose subtrees import from each other, directly or through other siblings.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt;

use crate::module::{ModulePath, Modules, defining_module};

/// For each module, the siblings that its subtree imports from.
type Graph = BTreeMap<ModulePath, BTreeSet<ModulePath>>;

/// Modules of one folder, each of which imports from the next, and the last from the first.
///
/// It starts at the module whose name comes first in the alphabet.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cycle {
    modules: Vec<ModulePath>,
}

impl fmt::Display for Cycle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for module in &self.modules {
            write!(f, "{} -> ", module.join("::"))?;
        }
        f.write_str(&self.modules[0].join("::"))
    }
}

/// The shortest cycle through each module that is the first of its cycle.
pub(crate) fn cycles(modules: &Modules) -> Vec<Cycle> {
    let graph = sibling_imports(modules);
    let mut cycles = Vec::new();
    for start in graph.keys() {
        if let Some(cycle) = shortest_cycle(&graph, start)
            && cycle.modules.iter().min() == Some(start)
        {
            cycles.push(cycle);
        }
    }
    cycles
}

/// The top-level modules, each with those that it imports from.
pub(crate) fn top_level_imports(modules: &Modules) -> BTreeMap<String, BTreeSet<String>> {
    let graph = sibling_imports(modules);
    let mut imports = BTreeMap::new();
    for path in modules.keys() {
        let [name] = path.as_slice() else {
            continue;
        };
        let imported = graph.get(path).into_iter().flatten();
        imports.insert(name.clone(), imported.map(|path| path[0].clone()).collect());
    }
    imports
}

/// Breadth first, so that the first path back to `start` is the shortest.
fn shortest_cycle(graph: &Graph, start: &ModulePath) -> Option<Cycle> {
    let mut paths = VecDeque::from([vec![start.clone()]]);
    let mut visited = BTreeSet::new();
    while let Some(path) = paths.pop_front() {
        let last = path.last().expect("a path has a first module");
        for next in graph.get(last).into_iter().flatten() {
            if next == start {
                return Some(Cycle { modules: path });
            }
            if visited.insert(next.clone()) {
                let mut longer = path.clone();
                longer.push(next.clone());
                paths.push_back(longer);
            }
        }
    }
    None
}

/// Connects, for each import, the two siblings under the nearest common parent.
fn sibling_imports(modules: &Modules) -> Graph {
    let mut graph = Graph::new();
    for (importer, module) in modules {
        for import in &module.imports {
            let defining = defining_module(modules, import);
            let common = common_length(importer, &defining);
            if common < importer.len() && common < defining.len() {
                graph
                    .entry(importer[..=common].to_vec())
                    .or_default()
                    .insert(defining[..=common].to_vec());
            }
        }
    }
    graph
}

fn common_length(left: &[String], right: &[String]) -> usize {
    left.iter()
        .zip(right)
        .take_while(|(left, right)| left == right)
        .count()
}
