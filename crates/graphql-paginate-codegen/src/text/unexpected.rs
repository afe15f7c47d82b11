//! Explains common syntax mistakes from the token that the parser did not expect.

use super::definition_start::KEYWORDS;

/// A token that the parser did not expect, with the text around it.
pub(super) struct Unexpected<'s> {
    pub(super) before: &'s str,
    /// Empty at the end of the text.
    pub(super) token: &'s str,
    pub(super) after: &'s str,
}

/// An error message and how to fix the mistake.
pub(super) struct Explanation {
    pub(super) message: String,
    pub(super) help: Option<String>,
}

impl Explanation {
    fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            help: Some(help.into()),
        }
    }
}

impl Unexpected<'_> {
    /// The mistake behind the token and the parser's message, if it is a known one.
    pub(super) fn explain(&self, parser_message: &str) -> Option<Explanation> {
        self.wrong_string(parser_message)
            .or_else(|| self.empty_brackets())
            .or_else(|| self.separated_interfaces())
            .or_else(|| self.missing_body())
    }

    /// An unterminated string, or one with an invalid escape sequence.
    fn wrong_string(&self, parser_message: &str) -> Option<Explanation> {
        if self.token != "\"" {
            return None;
        }
        if let Some(block) = self.after.strip_prefix("\"\"") {
            if !block.replace("\\\"\"\"", "").contains("\"\"\"") {
                let message = "unterminated block string";
                return Some(Explanation::new(message, "close it with `\"\"\"`"));
            }
        } else {
            let line = self.after.lines().next().unwrap_or_default();
            if !line.replace("\\\\", "").replace("\\\"", "").contains('"') {
                let help = "close it on this line, or use a block string `\"\"\"…\"\"\"`";
                return Some(Explanation::new("unterminated string", help));
            }
        }
        if parser_message != "String value invalid" {
            return None;
        }
        let help = "valid escapes are `\\\"`, `\\\\`, `\\/`, `\\b`, `\\f`, `\\n`, `\\r`, `\\t` and `\\u` with four hexadecimal digits; write a character above `\\uFFFF` as two of those";
        Some(Explanation::new("invalid escape in a string", help))
    }

    /// Braces or parentheses with nothing between them.
    fn empty_brackets(&self) -> Option<Explanation> {
        let before = self
            .before
            .trim_end_matches(|character: char| character.is_whitespace() || character == ',');
        match (before.chars().next_back()?, self.token) {
            ('{', "}") => Some(Explanation::new(
                "nothing between the braces",
                "add at least one field or value",
            )),
            ('(', ")") => Some(Explanation::new(
                "nothing between the parentheses",
                "add at least one argument, or remove the parentheses",
            )),
            _ => None,
        }
    }

    /// Interfaces separated by white space or commas, as before the specification of 2018.
    fn separated_interfaces(&self) -> Option<Explanation> {
        if !self.token.starts_with(is_name) || KEYWORDS.contains(&self.token) {
            return None;
        }
        let line = after_last(&['{', '}', '@', ':', '=', '"', '#'], self.before);
        let mut names: Vec<&str> = words(line)
            .skip_while(|word| *word != "implements")
            .skip(1)
            .collect();
        if names.is_empty() {
            return None;
        }
        let end = self
            .after
            .find(|next| !is_name(next) && !", &".contains(next))
            .unwrap_or(self.after.len());
        names.push(self.token);
        names.extend(words(&self.after[..end]));
        let help = format!("write `implements {}`", names.join(" & "));
        Some(Explanation::new("interfaces are separated by `&`", help))
    }

    /// A definition that ends after its name.
    fn missing_body(&self) -> Option<Explanation> {
        let ends =
            self.token.is_empty() || KEYWORDS.contains(&self.token) || self.token == "extend";
        if !ends {
            return None;
        }
        let line = after_last(&['\n', '\r', '{', '}', '"', '#'], self.before.trim_end());
        let mut words = words(line).rev();
        let (name, keyword) = (words.next()?, words.next()?);
        let (members, body) = match keyword {
            "type" | "interface" | "input" => ("fields", " { … }"),
            "enum" => ("values", " { … }"),
            "union" => ("members", " = …"),
            _ => return None,
        };
        let message = format!("`{keyword} {name}` has no {members}");
        let help = format!("add at least one: `{keyword} {name}{body}`, or remove the definition");
        Some(Explanation::new(message, help))
    }
}

/// The text after the last of some characters.
fn after_last<'t>(characters: &[char], text: &'t str) -> &'t str {
    match text.rfind(characters) {
        Some(at) => &text[at + 1..],
        None => text,
    }
}

fn is_name(character: char) -> bool {
    character.is_ascii_alphanumeric() || character == '_'
}

fn words(text: &str) -> impl DoubleEndedIterator<Item = &str> {
    text.split(|character| !is_name(character))
        .filter(|word| !word.is_empty())
}
