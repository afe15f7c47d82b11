//! Tokens that the parser did not expect, and the slips of the pen they give away.

use super::piece::KEYWORDS;

/// A token that the parser did not expect, with the text around it.
pub(crate) struct Unexpected<'s> {
    pub(crate) before: &'s str,
    /// Empty at the end of the text.
    pub(crate) token: &'s str,
    pub(crate) after: &'s str,
}

impl Unexpected<'_> {
    /// The slip that this token and the parser's complaint give away, and the way out, if it is a known one.
    pub(crate) fn slip(&self, complaint: &str) -> Option<(String, Option<String>)> {
        let (message, help) = self
            .string(complaint)
            .or_else(|| self.nothing())
            .or_else(|| self.interfaces())
            .or_else(|| self.no_body())?;
        Some((message, Some(help)))
    }

    /// A string that does not end, or has a wrong escape in it.
    fn string(&self, complaint: &str) -> Option<(String, String)> {
        if self.token != "\"" {
            return None;
        }
        let is_closed = match self.after.strip_prefix("\"\"") {
            Some(block) => block.replace("\\\"\"\"", "").contains("\"\"\""),
            None => {
                let line = self.after.lines().next().unwrap_or_default();
                line.replace("\\\\", "").replace("\\\"", "").contains('"')
            }
        };
        let (message, help) = if !is_closed {
            let help = "strings end on their line, those that start with `\"\"\"` with the same";
            ("the string is not closed", help)
        } else if complaint == "String value invalid" {
            let help = "escapes are `\\\"`, `\\\\`, `\\/`, `\\b`, `\\f`, `\\n`, `\\r`, `\\t` and `\\u` with four hexadecimal digits, or two such for one character";
            ("the string has an unknown escape", help)
        } else {
            return None;
        };
        Some((message.to_owned(), help.to_owned()))
    }

    /// Braces or parentheses around nothing.
    fn nothing(&self) -> Option<(String, String)> {
        let before = self
            .before
            .trim_end_matches(|character: char| character.is_whitespace() || character == ',');
        let (what, help) = match (before.chars().next_back()?, self.token) {
            ('{', "}") => ("braces", "write at least one field, or value, between them"),
            ('(', ")") => (
                "parentheses",
                "write at least one argument between them, or leave them out",
            ),
            _ => return None,
        };
        Some((
            format!("there is nothing between the {what}"),
            help.to_owned(),
        ))
    }

    /// Interfaces as they were separated before the specification of 2018: by white space or commas.
    fn interfaces(&self) -> Option<(String, String)> {
        if !self.token.starts_with(is_name) || KEYWORDS.contains(&self.token) {
            return None;
        }
        let line = self
            .before
            .rfind(['{', '}', '@', ':', '=', '"', '#'])
            .map_or(0, |end| end + 1);
        let mut before = words(&self.before[line..])
            .skip_while(|word| *word != "implements")
            .skip(1)
            .peekable();
        before.peek()?;
        let end = self
            .after
            .find(|next| !is_name(next) && !", &".contains(next))
            .unwrap_or(self.after.len());
        let after = &self.after[..end];
        let names: Vec<&str> = before.chain([self.token]).chain(words(after)).collect();
        let help = format!("write `implements {}`", names.join(" & "));
        Some(("interfaces are separated by `&`".to_owned(), help))
    }

    /// A definition that ends behind its name.
    fn no_body(&self) -> Option<(String, String)> {
        let ends =
            self.token.is_empty() || KEYWORDS.contains(&self.token) || self.token == "extend";
        let before = self.before.trim_end();
        let line = &before[before
            .rfind(['\n', '\r', '{', '}', '"', '#'])
            .map_or(0, |end| end + 1)..];
        let mut words = words(line).rev();
        let (name, keyword) = (words.next()?, words.next()?);
        let (wants, body) = match keyword {
            "type" | "interface" | "input" => ("fields", " { … }"),
            "enum" => ("values", " { … }"),
            "union" => ("members", " = …"),
            _ => return None,
        };
        ends.then(|| {
            let help = format!("write `{keyword} {name}{body}` with at least one, or remove it");
            (format!("`{keyword} {name}` has no {wants}"), help)
        })
    }
}

fn is_name(character: char) -> bool {
    character.is_ascii_alphanumeric() || character == '_'
}

fn words(text: &str) -> impl DoubleEndedIterator<Item = &str> {
    text.split(|character| !is_name(character))
        .filter(|word| !word.is_empty())
}
