//! Problems that a REST API reports.

use std::fmt;

use crate::text::plain;

/// One problem that a server reports about a request.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Problem {
    /// The invalid parameter or property; empty if the server names none.
    pub property: String,
    /// The server's error code; empty if there is none.
    pub code: String,
    /// The server's message.
    pub message: String,
    /// The server's suggestion; empty if there is none.
    pub suggestion: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.property.is_empty() {
            write!(formatter, "`{}`: ", plain(&self.property))?;
        }
        write!(formatter, "{}", plain(&self.message))?;
        if !self.code.is_empty() {
            write!(formatter, " ({})", plain(&self.code))?;
        }
        if !self.suggestion.is_empty() {
            write!(formatter, "; {}", plain(&self.suggestion))?;
        }
        Ok(())
    }
}
