//! The name that a mistyped one was meant to be.

/// The end of a message about an unknown name: "; did you mean …?" if a known name is close to it.
pub(crate) fn did_you_mean<N: AsRef<str>>(name: &str, known: &[N]) -> String {
    // Two letters in the wrong order are two changes.
    let most = name.chars().count().div_ceil(3);
    let mut nearest = None;
    for known in known {
        let distance = distance(name, known.as_ref());
        if distance <= most && nearest.is_none_or(|(least, _)| distance < least) {
            nearest = Some((distance, known.as_ref()));
        }
    }
    match nearest {
        Some((_, known)) => format!("; did you mean `{known}`?"),
        None => String::new(),
    }
}

/// The Levenshtein distance: how many characters have to be inserted, deleted or replaced.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.to_lowercase().chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (line, character) in one.to_lowercase().chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = line + 1;
        for (column, known) in other.iter().enumerate() {
            let replaced = diagonal + usize::from(character != *known);
            diagonal = row[column + 1];
            row[column + 1] = replaced.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row[other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_of_the_known_names_is_meant_if_it_is_near() {
        let known = ["number", "title", "author.login", "é"];
        for (name, expected) in [
            ("titel", "; did you mean `title`?"),
            ("Number", "; did you mean `number`?"),
            ("authorlogin", "; did you mean `author.login`?"),
            ("e", "; did you mean `é`?"),
            ("createdAt", ""),
        ] {
            assert_eq!(did_you_mean(name, &known), expected, "{name}");
        }
        assert_eq!(did_you_mean("x", &[""; 0]), "");
    }
}
