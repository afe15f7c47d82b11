//! Names that the writer may have meant.

use std::fmt::Write;

/// How many names a message lists.
const LISTED: usize = 8;

/// The known name that is nearest to a wrong one, if one is near.
pub(crate) fn nearest<'n>(
    wrong: &str,
    known: impl IntoIterator<Item = &'n str>,
) -> Option<&'n str> {
    let limit = (wrong.chars().count() / 3).max(1);
    let distance = |name: &str| {
        let letters = strsim::damerau_levenshtein(&wrong.to_lowercase(), &name.to_lowercase());
        (letters, usize::from(wrong != name))
    };
    let near = known.into_iter().map(|name| (distance(name), name));
    near.filter(|((letters, _), _)| *letters <= limit)
        .min()
        .map(|(_, name)| name)
}

/// `` `a`, `b` and 12 more ``, or nothing for no names.
pub(crate) fn list<'n>(names: impl IntoIterator<Item = &'n str>) -> Option<String> {
    let names: Vec<&str> = names.into_iter().collect();
    let (listed, more) = names.split_at(names.len().min(LISTED));
    let mut text = listed
        .iter()
        .map(|name| format!("`{name}`"))
        .collect::<Vec<_>>()
        .join(", ");
    if !more.is_empty() {
        let _ = write!(text, " and {} more", more.len());
    }
    (!names.is_empty()).then_some(text)
}

/// `; did you mean …?` for a message, or nothing.
#[must_use]
pub fn did_you_mean<'n>(wrong: &str, known: impl IntoIterator<Item = &'n str>) -> String {
    nearest(wrong, known).map_or_else(String::new, |name| format!("; did you mean `{name}`?"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_names_are_found_and_far_ones_are_not() {
        let known = ["film", "films", "person", "pullRequests"];
        for (wrong, expected) in [
            ("fiim", Some("film")),
            ("Film", Some("film")),
            ("pullrequest", Some("pullRequests")),
            ("pullReqeusts", Some("pullRequests")),
            ("dog", None),
        ] {
            assert_eq!(nearest(wrong, known), expected, "{wrong}");
        }
    }

    #[test]
    fn long_lists_are_cut() {
        assert_eq!(list([]), None);
        assert_eq!(list(["a", "b"]).as_deref(), Some("`a`, `b`"));
        let many = list(["n"; 10]).expect("there are names");
        assert!(many.ends_with("`n` and 2 more"), "{many}");
    }
}
