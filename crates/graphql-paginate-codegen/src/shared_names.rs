//! The names in the module of shared fragments, which all queries of a crate use.
//!
//! They depend on the fragments alone, not on the operations that use them: the derive of the module and the derives of
//! the queries compute the same names from the same files.

use std::collections::BTreeMap;

/// The place of a selection set in a fragment.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct FragmentPlace {
    fragment: String,
    /// The steps from the fragment: `.key` for a field, `:Type` for a possible type.
    path: String,
}

impl FragmentPlace {
    /// The selection set of the fragment itself.
    pub(crate) fn fragment(name: &str) -> Self {
        Self {
            fragment: name.to_owned(),
            path: String::new(),
        }
    }

    /// The selection set of a field.
    pub(crate) fn field(&self, key: &str) -> Self {
        self.below(&format!(".{key}"))
    }

    /// The selections that apply to one possible type.
    pub(crate) fn on(&self, ty: &str) -> Self {
        self.below(&format!(":{ty}"))
    }

    /// The enum of the possible types.
    pub(crate) fn variants(&self) -> Self {
        self.below(":")
    }

    fn below(&self, step: &str) -> Self {
        Self {
            fragment: self.fragment.clone(),
            path: format!("{}{step}", self.path),
        }
    }
}

/// The names in the module of shared fragments.
#[derive(Debug, Default)]
pub(crate) struct SharedNames {
    /// The names of response types.
    pub(crate) types: BTreeMap<FragmentPlace, String>,
    /// The names of enums and custom scalars, by their names in the schema.
    pub(crate) named_types: BTreeMap<String, String>,
}

impl SharedNames {
    /// Whether a fragment is shared.
    pub(crate) fn has(&self, fragment: &str) -> bool {
        self.types.contains_key(&FragmentPlace::fragment(fragment))
    }

    /// The names of all types of a fragment.
    pub(crate) fn types_of(&self, fragment: &str) -> Vec<&str> {
        let mut names = Vec::new();
        for (place, name) in &self.types {
            if place.fragment == fragment {
                names.push(name.as_str());
            }
        }
        names
    }
}

#[cfg(test)]
mod tests {
    use super::{FragmentPlace, SharedNames};

    #[test]
    fn the_types_of_a_fragment_are_not_those_of_one_whose_name_starts_with_its_name() {
        let author = FragmentPlace::fragment("Author");
        let places = [
            (author.clone(), "Author"),
            (author.field("posts"), "AuthorPosts"),
            (author.on("Bot"), "AuthorOnBot"),
            (author.variants(), "AuthorOn"),
            (FragmentPlace::fragment("Author_"), "Author_"),
        ];
        let mut names = SharedNames::default();
        for (place, name) in places {
            assert_eq!(names.types.insert(place, name.to_owned()), None, "{name}");
        }
        assert_eq!(
            names.types_of("Author"),
            ["Author", "AuthorPosts", "AuthorOn", "AuthorOnBot"]
        );
        assert!(names.has("Author_") && !names.has("AuthorPosts"));
    }
}
