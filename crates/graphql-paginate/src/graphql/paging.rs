//! The variables of one request of a walk, and the settings that the caller's variables imply.

use serde_json::{Map, Value};

use super::member::{insert, insert_default, is_set, lookup, remove};
use crate::connection::{
    Direction, Keys, NextPageRule, PageArguments, PageDefault, PageDocument, Paging,
};
use crate::error::ErrorKind;
use crate::json::{whole, whole_signed};

impl Paging {
    /// The document of a direction; `None` if the connection cannot be walked in it.
    pub(crate) fn document(&self, direction: Direction) -> Option<&PageDocument> {
        match direction {
            Direction::Forward => self.forward.as_ref(),
            Direction::Backward => self.backward.as_ref(),
        }
    }

    /// Whether pages have offsets or numbers.
    pub(crate) fn is_counted(&self, direction: Direction) -> bool {
        self.document(direction)
            .is_some_and(|document| document.next_page.numbering().is_some())
    }

    /// The page size that the query and the caller's variables imply.
    pub(crate) fn size(&self, caller: &Map<String, Value>, direction: Direction) -> Option<i64> {
        let default = self.document(direction)?.default_size;
        match value(default, caller)? {
            size @ Value::Number(_) => whole_signed(&size),
            Value::String(size) => size.parse().ok(),
            _ => None,
        }
    }

    /// The cursor that the query and the caller's variables imply as the start; never empty.
    pub(crate) fn cursor(
        &self,
        caller: &Map<String, Value>,
        direction: Direction,
    ) -> Option<String> {
        let document = self.document(direction)?;
        let text = cursor_text(&value(document.default_cursor, caller)?)?;
        // The first page is the start of the list, which needs no cursor.
        match document.first() {
            Some(first) if text == first.to_string() => None,
            _ => Some(text),
        }
    }

    /// The variable of the cursor, and the value that the query and the caller's variables imply for the first page.
    pub(crate) fn start(
        &self,
        caller: &Map<String, Value>,
        direction: Direction,
    ) -> Option<(String, Value)> {
        let document = self.document(direction)?;
        let cursor = self.cursor(caller, direction)?;
        Some((document.cursor.to_owned(), document.cursor_value(&cursor)))
    }

    /// The error for a connection that the document's own `@include` or `@skip` leaves out.
    pub(crate) fn exclusion_error(&self, caller: &Map<String, Value>) -> Option<ErrorKind> {
        for (variable, default, wanted) in self.conditions.iter().copied() {
            let set = match caller.get(variable) {
                Some(Value::Bool(set)) => Some(*set),
                _ => default,
            };
            if set != Some(wanted) {
                return Some(ErrorKind::ExcludedConnection {
                    path: self.path,
                    variable,
                    required: wanted,
                });
            }
        }
        None
    }

    /// Removes the caller's variables that are not sent in a direction: page sizes, cursors. Objects in which members are
    /// set get their defaults before.
    pub(crate) fn remove_unsent(&self, variables: &mut Map<String, Value>, direction: Direction) {
        if let Some(document) = self.document(direction) {
            for (name, default) in document.object_defaults {
                if let Ok(default) = serde_json::from_str(default) {
                    insert_default(variables, name, default);
                }
            }
            for name in document.unsent_variables {
                remove(variables, name);
            }
        }
    }

    /// The variables of a request for one page.
    pub(crate) fn variables(
        &self,
        caller: &Map<String, Value>,
        at: &PageArguments,
    ) -> Map<String, Value> {
        let mut variables = caller.clone();
        self.remove_unsent(&mut variables, at.direction);
        if let Some(document) = self.document(at.direction) {
            document.insert_arguments(&mut variables, at);
        }
        for (index, flag) in self.flags.iter().enumerate() {
            variables.insert((*flag).to_owned(), Value::Bool(index == self.flag));
        }
        variables
    }
}

impl PageDocument {
    /// The number of the first page or item, in a list with page numbers or offsets.
    pub(crate) fn first(&self) -> Option<u64> {
        Some(self.next_page.numbering()?.first)
    }

    /// Sets the page size and the cursor of a page.
    pub(crate) fn insert_arguments(&self, variables: &mut Map<String, Value>, at: &PageArguments) {
        if let (Some(name), Some(size)) = (self.size, at.size) {
            insert(variables, name, size.into());
        }
        let cursor = at.cursor.as_deref();
        let value = self.next_page.cursor_value(cursor, self.is_cursor_integer);
        if let Ok(Some(value)) = value {
            insert(variables, self.cursor, value);
        }
    }

    /// A cursor as the value of its variable.
    fn cursor_value(&self, cursor: &str) -> Value {
        cursor_value(cursor, self.is_cursor_integer)
    }
}

impl<P: Keys> NextPageRule<P> {
    /// The value of the cursor's variable for a page; `None` if the first page needs none.
    ///
    /// # Errors
    ///
    /// Those of positions in an unknown form.
    pub(crate) fn cursor_value(
        &self,
        cursor: Option<&str>,
        is_integer: bool,
    ) -> Result<Option<Value>, ErrorKind> {
        if let Some(numbering) = self.numbering() {
            let counted = numbering.read_cursor(cursor, None)?;
            return Ok(Some(counted.number.into()));
        }
        Ok(cursor.map(|cursor| cursor_value(cursor, is_integer)))
    }
}

/// A cursor as the value of its variable: some servers use numbers.
pub(crate) fn cursor_value(cursor: &str, is_integer: bool) -> Value {
    match cursor.parse::<i64>() {
        Ok(number) if is_integer => number.into(),
        _ => Value::String(cursor.to_owned()),
    }
}

/// Reduces page sizes among the variables to a largest one.
pub(crate) fn reduce_sizes<N: AsRef<str>>(
    variables: &mut Map<String, Value>,
    names: &[N],
    largest: Option<u32>,
) {
    let Some(largest) = largest else { return };
    for name in names {
        if let Some(size) = variables.get_mut(name.as_ref())
            && whole_signed(size).is_some_and(|size| size > i64::from(largest))
        {
            *size = largest.into();
        }
    }
}

/// A cursor as text; `None` if it is null or empty.
pub(crate) fn cursor_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        // A variable of type `Float` may hold `20.0`.
        Value::Number(number) => match whole(number) {
            Some(number) => Some(number.to_string()),
            None => Some(number.to_string()),
        },
        _ => None,
    }
}

fn value(default: PageDefault, caller: &Map<String, Value>) -> Option<Value> {
    match default {
        PageDefault::None => None,
        PageDefault::Literal(text) => Some(Value::String(text.to_owned())),
        PageDefault::Variable(name) => lookup(caller, name).cloned(),
        PageDefault::VariableOr(name, default) => {
            if is_set(caller, name) {
                lookup(caller, name).cloned()
            } else {
                Some(Value::String(default.to_owned()))
            }
        }
    }
}
