//! Writes a constant value as JSON, the form in which variables are sent.

use super::Value;

impl Value {
    /// The value as JSON; values of enums become strings.
    pub(crate) fn to_json(&self) -> String {
        match self {
            Self::Number(text) => text.clone(),
            Self::String(text) => string(text),
            Self::Word(word) if matches!(word.as_str(), "true" | "false" | "null") => word.clone(),
            Self::Word(name) => string(name),
            Self::List(items) => {
                let items: Vec<String> = items.iter().map(Self::to_json).collect();
                format!("[{}]", items.join(","))
            }
            Self::Object(members) => {
                let mut written = Vec::new();
                for (name, value) in members {
                    written.push(format!("{}:{}", string(name), value.to_json()));
                }
                format!("{{{}}}", written.join(","))
            }
            Self::Variable(_) => unreachable!("constants contain no variables"),
        }
    }
}

fn string(text: &str) -> String {
    let mut written = String::from("\"");
    for character in text.chars() {
        match character {
            '"' | '\\' => written.extend(['\\', character]),
            '\0'..='\x1f' => written.push_str(&format!("\\u{:04x}", u32::from(character))),
            _ => written.push(character),
        }
    }
    written.push('"');
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_constant_is_written_as_the_value_of_a_variable() {
        let word = |word: &str| Value::Word(word.to_owned());
        let value = Value::Object(vec![
            ("sort".to_owned(), word("NAME")),
            ("active".to_owned(), word("true")),
            (
                "list".to_owned(),
                Value::List(vec![word("null"), Value::Number("-1.5e3".to_owned())]),
            ),
            ("text".to_owned(), Value::String("a\"\\\né".to_owned())),
        ]);
        assert_eq!(
            value.to_json(),
            r#"{"sort":"NAME","active":true,"list":[null,-1.5e3],"text":"a\"\\\u000aé"}"#
        );
    }
}
