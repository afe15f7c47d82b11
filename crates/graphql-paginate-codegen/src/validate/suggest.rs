//! Suggests names similar to a misspelled one.

use std::fmt::Write;

/// The maximum number of names in a message.
const MAX_LISTED: usize = 8;

/// The known name that is most similar to a misspelled one, if any is similar enough.
pub(crate) fn nearest<'n>(
    wrong: &str,
    known: impl IntoIterator<Item = &'n str>,
) -> Option<&'n str> {
    let limit = (wrong.chars().count() / 3).max(1);
    let lower = wrong.to_lowercase();
    let mut nearest = None;
    for name in known {
        let edits = strsim::damerau_levenshtein(&lower, &name.to_lowercase());
        if edits <= limit {
            // The fewest edits first, then an exact match, then alphabetical order.
            let rank = (edits, wrong != name, name);
            if nearest.is_none_or(|known| rank < known) {
                nearest = Some(rank);
            }
        }
    }
    nearest.map(|(_, _, name)| name)
}

/// `` `a`, `b` and 12 more ``, or `None` for no names.
pub(crate) fn list<'n>(names: impl IntoIterator<Item = &'n str>) -> Option<String> {
    let names: Vec<&str> = names.into_iter().collect();
    if names.is_empty() {
        return None;
    }
    let (listed, more) = names.split_at(names.len().min(MAX_LISTED));
    let mut text = listed
        .iter()
        .map(|name| format!("`{name}`"))
        .collect::<Vec<_>>()
        .join(", ");
    if !more.is_empty() {
        let _ = write!(text, " and {} more", more.len());
    }
    Some(text)
}

/// ``; did you mean `name`?`` for the end of a message, or an empty string if no known name is similar.
#[must_use]
pub fn did_you_mean<'n>(wrong: &str, known: impl IntoIterator<Item = &'n str>) -> String {
    match nearest(wrong, known) {
        Some(name) => format!("; did you mean `{name}`?"),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn similar_names_are_suggested_and_others_are_not() {
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
    fn a_message_ends_with_the_similar_name() {
        let known = ["number", "title", "author.login", "é"];
        for (wrong, expected) in [
            ("titel", "; did you mean `title`?"),
            ("Number", "; did you mean `number`?"),
            ("authorlogin", "; did you mean `author.login`?"),
            ("e", "; did you mean `é`?"),
            ("createdAt", ""),
        ] {
            assert_eq!(did_you_mean(wrong, known), expected, "{wrong}");
        }
        assert_eq!(did_you_mean("x", [""; 0]), "");
    }

    #[test]
    fn long_lists_are_cut() {
        assert_eq!(list([]), None);
        assert_eq!(list(["a", "b"]).as_deref(), Some("`a`, `b`"));
        let many = list(["n"; 10]).expect("there are names");
        assert!(many.ends_with("`n` and 2 more"), "{many}");
    }
}
