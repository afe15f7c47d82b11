//! The content of a generated module, with all names chosen: the input of `emit`.

use crate::connection::Connection;
use crate::diagnostic::Diagnostic;
use crate::item::{EnumItem, InputItem, InputStruct, Scalar, TypeItem, VariableDefault};
use std::collections::BTreeSet;

/// Everything that the derive adds beside the struct: the module and the impls.
pub(crate) struct Module {
    /// The name of the module.
    pub(crate) name: String,
    pub(crate) operation: String,
    /// The document that is sent.
    pub(crate) query: String,
    pub(crate) variables: InputStruct,
    /// Default values of variables, in the order of the variables.
    pub(crate) defaults: Vec<VariableDefault>,
    pub(crate) inputs: Vec<InputItem>,
    /// Response types, each before the types of its fields. The first is `ResponseData`.
    pub(crate) types: Vec<TypeItem>,
    pub(crate) enums: Vec<EnumItem>,
    pub(crate) scalars: Vec<Scalar>,
    pub(crate) connections: Vec<Connection>,
    /// The reason why there is no associated function `paginate`, if there is none.
    pub(crate) no_pager: Option<Diagnostic>,
    /// The items for several connections side by side.
    pub(crate) siblings: Option<Siblings>,
    /// The names of the prelude that generated types have taken.
    pub(crate) shadows: Vec<&'static str>,
    /// The names among `Item` and `Edge` that no generated type has taken.
    pub(crate) free_names: Vec<&'static str>,
    /// The types among the above that the module imports from the module of shared fragments.
    pub(crate) shared: Option<SharedTypes>,
}

/// Types that are defined in the module of shared fragments.
pub(crate) struct SharedTypes {
    /// The path of that module.
    pub(crate) module: syn::Path,
    /// The names of the types.
    pub(crate) names: BTreeSet<String>,
    /// The fragments among them.
    pub(crate) fragments: Vec<SharedFragment>,
}

/// A fragment in the module of shared fragments.
pub(crate) struct SharedFragment {
    /// The name of its type.
    pub(crate) name: String,
    /// What the derive of the module and those of the queries must agree on.
    pub(crate) fingerprint: u64,
}

/// The module of shared fragments.
pub(crate) struct FragmentsModule {
    pub(crate) name: String,
    /// Response types, each before the types of its fields.
    pub(crate) types: Vec<TypeItem>,
    pub(crate) enums: Vec<EnumItem>,
    pub(crate) scalars: Vec<Scalar>,
    /// The names of the prelude that generated types have taken.
    pub(crate) shadows: Vec<&'static str>,
    pub(crate) fragments: Vec<SharedFragment>,
}

/// The document that requests some of several connections.
pub(crate) struct Siblings {
    /// The name of the module, inside the query's module.
    pub(crate) name: String,
    /// The variables that include the connections in a request, in the order of the connections.
    pub(crate) flags: Vec<String>,
    /// The variables of the query that the documents of the first connection do not declare.
    pub(crate) unsent: Vec<String>,
    /// The response types that differ from those of the whole document.
    pub(crate) types: Vec<TypeItem>,
    /// `None` if the connections cannot be walked together.
    pub(crate) combined: Option<CombinedWalk>,
}

/// The walk of all connections together.
pub(crate) struct CombinedWalk {
    /// The unit struct that identifies the walk.
    pub(crate) marker: String,
    /// The associated function that returns the pager.
    pub(crate) method: String,
    /// The enum of their items.
    pub(crate) item: String,
    /// Its variants, in the order of the connections.
    pub(crate) variants: Vec<String>,
    pub(crate) is_forward: bool,
}

impl Module {
    /// The names of the response types that are parts of other types.
    pub(crate) fn parts(&self) -> BTreeSet<&str> {
        let mut types: Vec<&TypeItem> = self.types.iter().collect();
        if let Some(siblings) = &self.siblings {
            types.extend(&siblings.types);
        }
        with_parts(&types, BTreeSet::new())
    }

    /// Whether the module imports a type instead of defining it.
    pub(crate) fn is_shared(&self, name: &str) -> bool {
        let shared = self.shared.as_ref();
        shared.is_some_and(|shared| shared.names.contains(name))
    }
}

impl FragmentsModule {
    /// The names of the types that are parts of other types: those of the fragments, which queries spread, too.
    pub(crate) fn parts(&self) -> BTreeSet<&str> {
        let types: Vec<&TypeItem> = self.types.iter().collect();
        let fragments = self.fragments.iter();
        with_parts(&types, fragments.map(|one| one.name.as_str()).collect())
    }
}

/// These names, and the names of the types that are parts of other types.
fn with_parts<'m>(types: &[&'m TypeItem], mut parts: BTreeSet<&'m str>) -> BTreeSet<&'m str> {
    for item in types {
        parts.extend(item.parts());
    }
    // If an alias is a part, so is the type it is an alias of, which may be an alias itself.
    loop {
        let count = parts.len();
        for item in types {
            if let TypeItem::Alias { name, to } = item
                && parts.contains(name.as_str())
            {
                parts.extend(to.name());
            }
        }
        if parts.len() == count {
            return parts;
        }
    }
}
