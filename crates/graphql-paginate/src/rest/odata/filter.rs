//! `$filter` expressions, written as Rust.

use std::fmt;

/// Returns a property to compare, such as `numero`, or a path to one, such as `adresse/ville`.
pub fn field(path: impl Into<String>) -> Field {
    Field(path.into())
}

/// A property in a filter, created by [`field`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "a field does nothing until it is compared"]
pub struct Field(String);

/// A condition on rows; `Display` writes it as OData.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "a filter does nothing until it is given to a collection"]
pub struct Filter {
    text: String,
    binding: Binding,
}

/// A literal in a filter, in OData syntax: text is quoted, and quotes in it are doubled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Literal(String);

/// The precedence of the outermost operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Binding {
    Or,
    And,
    Term,
}

impl Field {
    /// Equal.
    pub fn eq(&self, value: impl Into<Literal>) -> Filter {
        self.compare("eq", &value.into())
    }

    /// Not equal; also true for null.
    pub fn ne(&self, value: impl Into<Literal>) -> Filter {
        self.compare("ne", &value.into())
    }

    /// Greater.
    pub fn gt(&self, value: impl Into<Literal>) -> Filter {
        self.compare("gt", &value.into())
    }

    /// Greater or equal.
    pub fn ge(&self, value: impl Into<Literal>) -> Filter {
        self.compare("ge", &value.into())
    }

    /// Less.
    pub fn lt(&self, value: impl Into<Literal>) -> Filter {
        self.compare("lt", &value.into())
    }

    /// Less or equal.
    pub fn le(&self, value: impl Into<Literal>) -> Filter {
        self.compare("le", &value.into())
    }

    /// Text that begins with this.
    pub fn starts_with(&self, text: &str) -> Filter {
        self.test("startswith", text)
    }

    /// Text that ends with this.
    pub fn ends_with(&self, text: &str) -> Filter {
        self.test("endswith", text)
    }

    /// Text that contains this.
    pub fn contains(&self, text: &str) -> Filter {
        self.test("contains", text)
    }

    fn compare(&self, operator: &str, literal: &Literal) -> Filter {
        Filter {
            text: format!("{} {operator} {}", self.0, literal.0),
            binding: Binding::Term,
        }
    }

    fn test(&self, function: &str, text: &str) -> Filter {
        Filter {
            text: format!("{function}({},{})", self.0, Literal::from(text).0),
            binding: Binding::Term,
        }
    }
}

impl Filter {
    /// An expression in OData syntax; it is neither checked nor escaped.
    pub fn raw(text: impl Into<String>) -> Self {
        // The lowest precedence, so that it gets parentheses wherever it is combined.
        Self {
            text: text.into(),
            binding: Binding::Or,
        }
    }

    /// Both conditions hold.
    pub fn and(self, other: Self) -> Self {
        self.joined("and", Binding::And, &other)
    }

    /// At least one of the conditions holds.
    pub fn or(self, other: Self) -> Self {
        self.joined("or", Binding::Or, &other)
    }

    fn joined(self, operator: &str, binding: Binding, other: &Self) -> Self {
        Self {
            text: format!(
                "{} {operator} {}",
                self.within(binding),
                other.within(binding)
            ),
            binding,
        }
    }

    fn within(&self, binding: Binding) -> String {
        if self.binding < binding {
            format!("({})", self.text)
        } else {
            self.text.clone()
        }
    }
}

impl fmt::Display for Filter {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

impl Literal {
    /// A literal in OData syntax, sent as it is: a date (`2024-01-31`), an instant (`2024-01-31T12:00:00Z`), a GUID.
    pub fn raw(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// Null.
    pub fn null() -> Self {
        Self("null".to_owned())
    }
}

impl From<&str> for Literal {
    fn from(text: &str) -> Self {
        Self(format!("'{}'", text.replace('\'', "''")))
    }
}

impl From<String> for Literal {
    fn from(text: String) -> Self {
        Self::from(text.as_str())
    }
}

macro_rules! spelled_alike {
    ($($number:ty),*) => {
        $(impl From<$number> for Literal {
            fn from(value: $number) -> Self {
                Self(value.to_string())
            }
        })*
    };
}

spelled_alike!(bool, i32, i64, u32, u64);

impl From<f64> for Literal {
    fn from(value: f64) -> Self {
        // Three values are spelled differently in Rust.
        let text = match value {
            value if value.is_nan() => "NaN".to_owned(),
            f64::INFINITY => "INF".to_owned(),
            f64::NEG_INFINITY => "-INF".to_owned(),
            value => value.to_string(),
        };
        Self(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_are_spelled_as_odata() {
        let check = |filter: Filter, expected: &str| assert_eq!(filter.to_string(), expected);
        let (a, b, c) = (field("a").eq(1), field("b").ne("x"), field("c/d").le(1.5));
        check(
            a.clone().and(b.clone()).or(c.clone()),
            "a eq 1 and b ne 'x' or c/d le 1.5",
        );
        check(
            a.clone().or(b.clone()).and(c),
            "(a eq 1 or b ne 'x') and c/d le 1.5",
        );
        check(a.and(b.clone().or(b)), "a eq 1 and (b ne 'x' or b ne 'x')");
        check(
            Filter::raw("x or y").and(field("z").eq(true)),
            "(x or y) and z eq true",
        );
        check(field("n").eq("l'été"), "n eq 'l''été'");
        check(
            field("n").contains("' or 1 eq 1 or '"),
            "contains(n,''' or 1 eq 1 or ''')",
        );
        check(field("d").ge(Literal::raw("2024-01-31")), "d ge 2024-01-31");
        check(field("d").eq(Literal::null()), "d eq null");
        check(field("f").lt(f64::INFINITY), "f lt INF");
    }
}
