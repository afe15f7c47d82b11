//! Finds the files that a pattern names: `*` is any part of a name, `?` one character, and `**` any number of folders.

use std::fs;
use std::io;
use std::path::Path;

/// Whether a path has wildcards.
pub(crate) fn is_pattern(path: &str) -> bool {
    path.contains(['*', '?'])
}

/// The files that a pattern names, as paths relative to `root`, sorted.
///
/// # Errors
/// The error of a folder that cannot be read. A folder that does not exist has no files.
pub(crate) fn files(root: &Path, pattern: &str) -> io::Result<Vec<String>> {
    let parts: Vec<&str> = pattern.split('/').collect();
    let mut found = Vec::new();
    visit(root, "", &parts, &mut found)?;
    found.sort();
    found.dedup();
    Ok(found)
}

/// Adds the files of the folder `below` that the parts of a pattern name.
fn visit(root: &Path, below: &str, parts: &[&str], found: &mut Vec<String>) -> io::Result<()> {
    let Some((part, rest)) = parts.split_first() else {
        return Ok(());
    };
    if !is_pattern(part) {
        let path = joined(below, part);
        return step(root, path, rest, found);
    }
    if *part == "**" {
        visit(root, below, rest, found)?;
    }
    for name in names(&root.join(below))? {
        let path = joined(below, &name);
        if *part != "**" {
            if matches(part, &name) {
                step(root, path, rest, found)?;
            }
        } else if !name.starts_with('.') && is_folder(&root.join(&path)) {
            visit(root, &path, parts, found)?;
        }
    }
    Ok(())
}

/// Adds a file at the end of a pattern, or the files below a folder before its end.
fn step(root: &Path, path: String, rest: &[&str], found: &mut Vec<String>) -> io::Result<()> {
    if !rest.is_empty() {
        return visit(root, &path, rest, found);
    }
    if root.join(&path).is_file() {
        found.push(path);
    }
    Ok(())
}

fn joined(folder: &str, name: &str) -> String {
    match folder {
        "" => name.to_owned(),
        "/" => format!("/{name}"),
        _ => format!("{folder}/{name}"),
    }
}

/// Whether a path is a folder and not a link, which might lead back up.
fn is_folder(path: &Path) -> bool {
    path.is_dir() && !path.is_symlink()
}

/// The names of the entries of a folder, sorted. A name that is not UTF-8 matches no pattern.
fn names(folder: &Path) -> io::Result<Vec<String>> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        if let Ok(name) = entry?.file_name().into_string() {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

/// Whether a name matches a pattern. A name that starts with a dot matches only a pattern that does.
fn matches(pattern: &str, name: &str) -> bool {
    if name.starts_with('.') && !pattern.starts_with('.') {
        return false;
    }
    let (pattern, name): (Vec<char>, Vec<char>) =
        (pattern.chars().collect(), name.chars().collect());
    // For each length of the name's start: whether the part of the pattern so far matches it.
    let mut matched = vec![false; name.len() + 1];
    matched[0] = true;
    for wanted in pattern {
        let mut next = vec![false; name.len() + 1];
        next[0] = wanted == '*' && matched[0];
        for (index, character) in name.iter().enumerate() {
            next[index + 1] = match wanted {
                '*' => matched[index + 1] || next[index],
                '?' => matched[index],
                _ => matched[index] && wanted == *character,
            };
        }
        matched = next;
    }
    matched[name.len()]
}

#[cfg(test)]
mod tests {
    use super::{files, matches};
    use std::path::Path;

    #[test]
    fn a_star_is_any_part_of_a_name_and_a_question_mark_one_character() {
        for (pattern, name, expected) in [
            ("*", "a.graphql", true),
            ("*.graphql", "a.graphql", true),
            ("*.graphql", ".graphql", false),
            (".*", ".graphql", true),
            ("*.graphql", "a.graphqls", false),
            ("a*b*c", "aXbYbc", true),
            ("a*b*c", "aXbYb", false),
            ("?.graphql", "é.graphql", true),
            ("?.graphql", "ab.graphql", false),
        ] {
            assert_eq!(matches(pattern, name), expected, "{pattern} {name}");
        }
    }

    #[test]
    fn files_are_found_below_the_root_sorted_and_once() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        for (pattern, expected) in [
            ("src/gl?b.rs", &["src/glob.rs"][..]),
            ("s*/g*.rs", &["src/glob.rs"]),
            ("**/glob.rs", &["src/glob.rs"]),
            ("src/**/glob.*", &["src/glob.rs"]),
            ("src/glob.rs/*", &[]),
            ("missing/*", &[]),
            ("src/[fg]*.rs", &[]),
            (
                "src/*_source.rs",
                &["src/query_source.rs", "src/schema_source.rs"],
            ),
        ] {
            assert_eq!(files(root, pattern).unwrap(), expected, "{pattern}");
        }
    }
}
