//! The query option `$filter`: a subset that is evaluated exactly; everything else is refused with 400.
//!
//! Supported: `eq ne gt ge lt le` between a property path and a literal, `startswith`, `endswith` and `contains`, `and`, `or`
//! and parentheses. Not supported: `not`, arithmetic, lambdas, and other functions.

use std::cmp::Ordering;

use serde_json::Value;

use super::Invalid;
use super::token::{Token, tokens};

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Filter {
    Or(Box<Filter>, Box<Filter>),
    And(Box<Filter>, Box<Filter>),
    Compare {
        property: String,
        operator: Operator,
        literal: Value,
    },
    Text {
        test: TextTest,
        property: String,
        text: String,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operator {
    Eq,
    Ne,
    Gt,
    Ge,
    Lt,
    Le,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TextTest {
    StartsWith,
    EndsWith,
    Contains,
}

impl Filter {
    pub(crate) fn parse(text: &str) -> Result<Self, Invalid> {
        let tokens = tokens(text)?;
        let mut parser = Parser {
            tokens: tokens.into_iter().peekable(),
        };
        let filter = parser.or()?;
        match parser.tokens.next() {
            None => Ok(filter),
            Some(token) => Err(unexpected(Some(&token))),
        }
    }

    pub(crate) fn matches(&self, row: &Value) -> bool {
        match self {
            Self::Or(left, right) => left.matches(row) || right.matches(row),
            Self::And(left, right) => left.matches(row) && right.matches(row),
            Self::Compare {
                property,
                operator,
                literal,
            } => compare(at(row, property), *operator, literal),
            Self::Text {
                test,
                property,
                text,
            } => at(row, property).as_str().is_some_and(|value| match test {
                TextTest::StartsWith => value.starts_with(text),
                TextTest::EndsWith => value.ends_with(text),
                TextTest::Contains => value.contains(text),
            }),
        }
    }

    /// The properties of the filter, so that the service can check that they exist.
    pub(crate) fn properties(&self) -> Vec<&str> {
        match self {
            Self::Or(left, right) | Self::And(left, right) => left
                .properties()
                .into_iter()
                .chain(right.properties())
                .collect(),
            Self::Compare { property, .. } | Self::Text { property, .. } => vec![property],
        }
    }
}

/// The value at a property path such as `adresse/ville`; null if there is none.
pub(crate) fn at<'a>(row: &'a Value, property: &str) -> &'a Value {
    let mut value = row;
    for key in property.split('/') {
        value = &value[key];
    }
    value
}

/// Compares two values of the same type; `None` for null and for different types, for which every comparison is false.
pub(crate) fn order(left: &Value, right: &Value) -> Option<Ordering> {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => left.as_f64()?.partial_cmp(&right.as_f64()?),
        (Value::String(left), Value::String(right)) => Some(left.cmp(right)),
        (Value::Bool(left), Value::Bool(right)) => Some(left.cmp(right)),
        _ => None,
    }
}

fn compare(value: &Value, operator: Operator, literal: &Value) -> bool {
    match operator {
        Operator::Eq => value == literal || order(value, literal) == Some(Ordering::Equal),
        Operator::Ne => !compare(value, Operator::Eq, literal),
        Operator::Gt => order(value, literal) == Some(Ordering::Greater),
        Operator::Ge => order(value, literal).is_some_and(Ordering::is_ge),
        Operator::Lt => order(value, literal) == Some(Ordering::Less),
        Operator::Le => order(value, literal).is_some_and(Ordering::is_le),
    }
}

struct Parser {
    tokens: std::iter::Peekable<std::vec::IntoIter<Token>>,
}

impl Parser {
    fn or(&mut self) -> Result<Filter, Invalid> {
        let mut filter = self.and()?;
        while self.takes("or") {
            filter = Filter::Or(Box::new(filter), Box::new(self.and()?));
        }
        Ok(filter)
    }

    fn and(&mut self) -> Result<Filter, Invalid> {
        let mut filter = self.term()?;
        while self.takes("and") {
            filter = Filter::And(Box::new(filter), Box::new(self.term()?));
        }
        Ok(filter)
    }

    fn term(&mut self) -> Result<Filter, Invalid> {
        match self.tokens.next() {
            Some(Token::Open) => {
                let filter = self.or()?;
                self.expect(&Token::Close)?;
                Ok(filter)
            }
            Some(Token::Name(name)) if self.tokens.peek() == Some(&Token::Open) => {
                self.function(&name)
            }
            Some(Token::Name(property)) => self.comparison(property),
            token => Err(unexpected(token.as_ref())),
        }
    }

    fn comparison(&mut self, property: String) -> Result<Filter, Invalid> {
        let operator = match self.name()?.as_str() {
            "eq" => Operator::Eq,
            "ne" => Operator::Ne,
            "gt" => Operator::Gt,
            "ge" => Operator::Ge,
            "lt" => Operator::Lt,
            "le" => Operator::Le,
            other => return Err(unsupported(other)),
        };
        match self.tokens.next() {
            Some(Token::Literal(literal)) => Ok(Filter::Compare {
                property,
                operator,
                literal,
            }),
            token => Err(unexpected(token.as_ref())),
        }
    }

    fn function(&mut self, name: &str) -> Result<Filter, Invalid> {
        let test = match name {
            "startswith" => TextTest::StartsWith,
            "endswith" => TextTest::EndsWith,
            "contains" => TextTest::Contains,
            other => return Err(unsupported(other)),
        };
        self.expect(&Token::Open)?;
        let property = self.name()?;
        self.expect(&Token::Comma)?;
        let Some(Token::Literal(Value::String(text))) = self.tokens.next() else {
            return Err(Invalid(format!(
                "The second argument of '{name}' must be text in quotes."
            )));
        };
        self.expect(&Token::Close)?;
        Ok(Filter::Text {
            test,
            property,
            text,
        })
    }

    fn takes(&mut self, word: &str) -> bool {
        self.tokens
            .next_if(|token| matches!(token, Token::Name(name) if name == word))
            .is_some()
    }

    fn name(&mut self) -> Result<String, Invalid> {
        match self.tokens.next() {
            Some(Token::Name(name)) => Ok(name),
            token => Err(unexpected(token.as_ref())),
        }
    }

    fn expect(&mut self, expected: &Token) -> Result<(), Invalid> {
        match self.tokens.next() {
            Some(token) if token == *expected => Ok(()),
            token => Err(unexpected(token.as_ref())),
        }
    }
}

fn unexpected(token: Option<&Token>) -> Invalid {
    match token {
        Some(token) => Invalid(format!("Unexpected {token:?} in the filter.")),
        None => Invalid("The filter ends too early.".into()),
    }
}

fn unsupported(name: &str) -> Invalid {
    Invalid(format!("'{name}' is not supported in filters."))
}
