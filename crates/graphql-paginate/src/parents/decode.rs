//! Decodes the items and the data of responses.

use std::sync::Arc;

use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use crate::connection::{Child, Parent, Unfilled};
use crate::error::{ErrorKind, Misfit};
use crate::nested::decode_answer;

/// The request that a response answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answered {
    Query,
    FollowUp,
}

/// Decodes an item; for generated code.
pub fn child<T: DeserializeOwned>(
    parent: Arc<Parent>,
    item: &RawValue,
) -> Result<Child<T>, Unfilled> {
    let item = decode_answer(item)?;
    Ok(Child { parent, item })
}

/// The data of a response of generated types: that of the query, or none on further pages.
pub(crate) fn typed_data<D: DeserializeOwned>(
    data: &RawValue,
    kind: Answered,
) -> Result<D, ErrorKind> {
    let text = match kind {
        Answered::Query => data.get(),
        Answered::FollowUp => "null",
    };
    serde_json::from_str(text).map_err(|error| {
        let misfit = Misfit::find::<D>(&mut serde_json::Deserializer::from_str(text));
        let Misfit { path, problem } = misfit.unwrap_or(Misfit {
            path: String::new(),
            problem: error.to_string(),
        });
        let Misfit { path, problem } = Misfit { path, problem }.below("data");
        ErrorKind::Decode { path, problem }
    })
}

/// The data as received.
pub(crate) fn raw_data(data: &RawValue, _: Answered) -> Result<Box<RawValue>, ErrorKind> {
    Ok(data.to_owned())
}
