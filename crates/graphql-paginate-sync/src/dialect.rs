//! The SQL dialects of the two databases, and quoting of names and texts.

/// The database that a statement is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    Sqlite,
    Postgres,
}

/// A text literal.
pub(crate) fn text(value: &str) -> String {
    format!("'{}'", value.replace('\'', "''"))
}

/// A quoted identifier.
pub(crate) fn name(value: &str) -> String {
    format!("\"{}\"", value.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_in_ids_stay_inside_their_literals() {
        assert_eq!(
            (text("a'b"), name("a\"b")),
            ("'a''b'".to_owned(), "\"a\"\"b\"".to_owned())
        );
    }
}
