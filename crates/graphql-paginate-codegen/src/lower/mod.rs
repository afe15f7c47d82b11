//! Lowers resolved selection sets and variables to named Rust types.

mod boxes;
mod default;
mod input;
mod named_types;
mod response;
mod response_keys;
mod type_names;
mod type_scope;

use crate::document::Operation;
use crate::options::Options;
use crate::resolve::Fragment;
use crate::schema::Schema;
use crate::shared_names::SharedNames;

pub(crate) use default::defaults;
pub(crate) use input::{Inputs, objects};
pub(crate) use named_types::NamedTypes;
pub(crate) use response::Responses;

/// What lowering reads: the operation, the schema and the settings.
pub(crate) struct LoweringContext<'v, 'a> {
    pub(crate) schema: &'a Schema<'a>,
    pub(crate) options: &'v Options,
    pub(crate) operation: &'v Operation<'a>,
    pub(crate) fragments: &'v [Fragment<'a>],
    /// Variables that are the page size or the cursor of a connection.
    pub(crate) paging_variables: &'v [&'v str],
    /// The names of the types of shared fragments, if the operation uses those.
    pub(crate) shared: Option<&'v SharedNames>,
}
