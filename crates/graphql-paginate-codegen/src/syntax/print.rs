//! Prints a syntax tree in canonical, compact form: `query Q($n: Int) { field(first: $n) { id } }`.

use super::{
    Argument, Directive, Document, Field, FragmentDefinition, Operation, Selection, Value,
    VariableDefinition,
};
use std::fmt::{self, Display, Formatter, Write as _};

impl Display for Document {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.operation)?;
        for fragment in &self.fragments {
            write!(f, "\n{fragment}")?;
        }
        Ok(())
    }
}

impl Display for Operation {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.kind, self.name)?;
        if !self.variables.is_empty() {
            f.write_char('(')?;
            list(f, &self.variables)?;
            f.write_char(')')?;
        }
        directives(f, &self.directives)?;
        selection_set(f, &self.selections)
    }
}

impl Display for VariableDefinition {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "${}: {}", self.name, self.ty)?;
        if let Some(default) = &self.default {
            write!(f, " = {default}")?;
        }
        directives(f, &self.directives)
    }
}

impl Display for FragmentDefinition {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "fragment {} on {}", self.name, self.on)?;
        directives(f, &self.directives)?;
        selection_set(f, &self.selections)
    }
}

impl Display for Selection {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Field(field) => write!(f, "{field}"),
            Self::Inline(inline) => {
                f.write_str("...")?;
                if let Some(on) = &inline.on {
                    write!(f, " on {on}")?;
                }
                directives(f, &inline.directives)?;
                selection_set(f, &inline.selections)
            }
            Self::Spread(spread) => {
                write!(f, "...{}", spread.name)?;
                directives(f, &spread.directives)
            }
        }
    }
}

impl Display for Field {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if let Some(alias) = &self.alias {
            write!(f, "{alias}: ")?;
        }
        f.write_str(&self.name)?;
        arguments(f, &self.arguments)?;
        directives(f, &self.directives)?;
        if self.selections.is_empty() {
            return Ok(());
        }
        selection_set(f, &self.selections)
    }
}

impl Display for Argument {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.name, self.value)
    }
}

impl Display for Value {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Variable(name) => write!(f, "${name}"),
            Self::Number(text) | Self::Word(text) => f.write_str(text),
            Self::String(text) => string(f, text),
            Self::List(items) => {
                f.write_char('[')?;
                list(f, items)?;
                f.write_char(']')
            }
            Self::Object(fields) => {
                f.write_char('{')?;
                for (index, (name, value)) in fields.iter().enumerate() {
                    if index > 0 {
                        f.write_str(", ")?;
                    }
                    write!(f, "{name}: {value}")?;
                }
                f.write_char('}')
            }
        }
    }
}

fn selection_set(f: &mut Formatter<'_>, selections: &[Selection]) -> fmt::Result {
    f.write_str(" {")?;
    for selection in selections {
        write!(f, " {selection}")?;
    }
    f.write_str(" }")
}

fn arguments(f: &mut Formatter<'_>, arguments: &[Argument]) -> fmt::Result {
    if arguments.is_empty() {
        return Ok(());
    }
    f.write_char('(')?;
    list(f, arguments)?;
    f.write_char(')')
}

fn directives(f: &mut Formatter<'_>, directives: &[Directive]) -> fmt::Result {
    for directive in directives {
        write!(f, " @{}", directive.name)?;
        arguments(f, &directive.arguments)?;
    }
    Ok(())
}

fn list(f: &mut Formatter<'_>, items: &[impl Display]) -> fmt::Result {
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            f.write_str(", ")?;
        }
        write!(f, "{item}")?;
    }
    Ok(())
}

/// See [String Value](https://spec.graphql.org/October2021/#sec-String-Value).
fn string(f: &mut Formatter<'_>, text: &str) -> fmt::Result {
    f.write_char('"')?;
    for character in text.chars() {
        match character {
            '"' => f.write_str("\\\"")?,
            '\\' => f.write_str("\\\\")?,
            '\n' => f.write_str("\\n")?,
            '\r' => f.write_str("\\r")?,
            '\t' => f.write_str("\\t")?,
            control if control < ' ' || control == '\u{7f}' => {
                write!(f, "\\u{:04X}", u32::from(control))?;
            }
            other => f.write_char(other)?,
        }
    }
    f.write_char('"')
}
