//! The operation of a document that is walked.

use graphql_paginate_codegen::did_you_mean;
use heck::ToUpperCamelCase;

use crate::failure::Failure;
use crate::operations::{file_name, operation_names};
use crate::text_input::TextInput;

/// The name of the operation: the requested one, or the only one.
pub(crate) fn operation_name(input: &TextInput, wanted: Option<&str>) -> Result<String, Failure> {
    let names = operation_names(input);
    match (wanted, names.as_slice()) {
        (Some(wanted), [_, ..]) if !is_among(wanted, &names) => {
            let meant = did_you_mean(wanted, names.iter().map(String::as_str));
            let message = format!("`{}` has no operation `{wanted}`{meant}", input.name);
            Err(Failure::usage(message).help(format!("its operations: {}", names.join(", "))))
        }
        (Some(wanted), _) => Ok(wanted.to_owned()),
        (None, [name]) => Ok(name.clone()),
        (None, []) => Ok(file_name(input)),
        (None, names) => Err(
            Failure::usage(format!("`{}` has several operations", input.name)).help(format!(
                "choose one with `--operation`: {}",
                names.join(", ")
            )),
        ),
    }
}

/// Whether an operation has this name, as written or in upper camel case.
fn is_among(wanted: &str, names: &[String]) -> bool {
    names
        .iter()
        .any(|name| name == wanted || name.to_upper_camel_case() == wanted)
}
