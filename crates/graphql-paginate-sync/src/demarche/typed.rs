//! The values of answers in typed columns.

use chrono::NaiveDate;

use super::big_int::BigInt;
use super::query::{Answer, AnswerColumnsOn};
use crate::value::Value;

/// The value of an answer in the typed columns of the table `champ`; at most one is not null.
pub(super) struct Typed {
    pub(super) integer: Value,
    pub(super) real: Value,
    pub(super) boolean: Value,
    pub(super) date: Value,
    pub(super) timestamp: Value,
}

impl Typed {
    /// The value of the answer's first column, which is the answer itself; further columns are details, such as the
    /// parts of an address. If the types of that column and the field differ, the answer's text is parsed.
    pub(super) fn of(answer: &Answer) -> Self {
        let mut typed = Self {
            integer: Value::Null,
            real: Value::Null,
            boolean: Value::Null,
            date: Value::Null,
            timestamp: Value::Null,
        };
        let text = answer.string_value.as_deref().unwrap_or_default();
        let first = answer.columns.first().map(|column| &column.on);
        match (answer.kind.as_str(), first) {
            (_, Some(AnswerColumnsOn::IntegerColumn(column))) => {
                typed.integer = optional(column.integer.as_ref().and_then(BigInt::number));
            }
            (_, Some(AnswerColumnsOn::DecimalColumn(column))) => {
                typed.real = column.decimal.map_or(Value::Null, Value::Real);
            }
            (_, Some(AnswerColumnsOn::BooleanColumn(column))) => {
                typed.boolean = optional(column.boolean);
            }
            (_, Some(AnswerColumnsOn::DateColumn(column))) => {
                typed.date = Value::optional_text(column.date.as_ref());
            }
            (_, Some(AnswerColumnsOn::DateTimeColumn(column))) => {
                typed.timestamp = moment(column.date_time.as_deref().unwrap_or_default());
            }
            ("IntegerNumberChamp", _) => typed.integer = optional(text.parse::<i64>().ok()),
            ("DecimalNumberChamp", _) => typed.real = real(text),
            ("CheckboxChamp" | "YesNoChamp", _) => {
                typed.boolean = optional(text.parse::<bool>().ok())
            }
            ("DateChamp" | "DatetimeChamp", _) => match text.parse::<NaiveDate>() {
                Ok(_) => typed.date = Value::from(text),
                Err(_) => typed.timestamp = moment(text),
            },
            _ => {}
        }
        typed
    }
}

fn optional<T: Into<Value>>(value: Option<T>) -> Value {
    value.map_or(Value::Null, Into::into)
}

fn real(text: &str) -> Value {
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() => Value::Real(number),
        _ => Value::Null,
    }
}

fn moment(text: &str) -> Value {
    match Value::timestamp(text) {
        Value::Timestamp(moment) => Value::Timestamp(moment),
        _ => Value::Null,
    }
}
