//! Suggests the known name that is closest to a misspelled one.

/// `` (Did you mean `name`?)`` with a leading space; empty if no name is close.
pub(super) fn did_you_mean<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    let nearest = known
        .into_iter()
        .map(|name| (distance(wrong, name), name))
        .min();
    match nearest {
        Some((distance, name)) if distance <= 1 + wrong.len() / 5 => {
            format!(" (Did you mean `{name}`?)")
        }
        _ => String::new(),
    }
}

/// The Levenshtein distance in bytes; GraphQL names are ASCII.
fn distance(left: &str, right: &str) -> usize {
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (line, left) in left.bytes().enumerate() {
        let mut diagonal = row[0];
        row[0] = line + 1;
        for (column, right) in right.bytes().enumerate() {
            let replaced = diagonal + usize::from(left != right);
            diagonal = row[column + 1];
            row[column + 1] = replaced.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row[right.len()]
}

#[cfg(test)]
mod tests {
    use super::{did_you_mean, distance};

    #[test]
    fn near_names_are_suggested_and_far_ones_are_not() {
        let known = ["id", "number", "title"];
        assert_eq!(did_you_mean("idd", known), " (Did you mean `id`?)");
        assert_eq!(did_you_mean("titel", known), " (Did you mean `title`?)");
        assert_eq!(did_you_mean("dossiers", known), "");
        assert_eq!(did_you_mean("x", []), "");
    }

    #[test]
    fn distance_counts_edits() {
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("", "abc"), 3);
    }
}
