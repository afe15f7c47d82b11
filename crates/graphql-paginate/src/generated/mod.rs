//! Runtime support for generated types: traits, functions and macros that generated code uses.
//!
//! A response type reads some of the keys of one JSON object. The types of the fragments spread into it, and the enum
//! of its possible types, read the same object: they are its *parts*. Decoding reads the object once, from start to
//! end: each key is passed to the type that has it, and no value is buffered, except as JSON text
//!
//! - a value that several parts have, which is decoded for each, and
//! - a value that several possible types have and that comes before `__typename`.
//!
//! The usual alternative, `#[serde(flatten)]`, buffers every value of the object.

mod capture;
mod cursor;
mod decode;
mod elements;
mod encode;
mod id;
mod macros;
mod replay;
mod schema_enum;
mod shared;
mod variants;
mod whole;

pub use self::capture::read;
pub use self::cursor::cursor_text;
pub(crate) use self::decode::Text;
pub use self::decode::{Part, decode, required};
pub use self::elements::{Elements, List};
pub use self::encode::{Merged, SerializePart};
pub use self::id::{any, id};
pub use self::replay::{Replay, Unfit};
pub use self::schema_enum::{SchemaEnum, schema_enum};
pub use self::shared::{SharedFragment, same_fragment};
pub use self::variants::{Pending, TypeName, unknown_type};
pub use self::whole::{Entries, Whole, slots, whole};
pub use crate::{
    __accessors as accessors, __any_item as any_item, __connections as connections,
    __edge_accessors as edge_accessors, __enumeration as enumeration, __impl_query as impl_query,
    __input as input, __input_deserialize as input_deserialize, __markers as markers,
    __nested as nested, __object as object, __object_serialize as object_serialize,
    __one_of as one_of, __one_of_deserialize as one_of_deserialize, __siblings as siblings,
    __variants as variants, __variants_serialize as variants_serialize, __whole as whole,
};
/// The types of the prelude that generated types consist of, in case the surrounding module has other ones.
pub mod std {
    pub use ::std::boxed::Box;
    pub use ::std::option::Option;
    pub use ::std::string::String;
    pub use ::std::vec::Vec;
}

pub use serde::de::{Deserialize, Deserializer, Error as DeserializeError, MapAccess};
pub use serde::ser::{Serialize, SerializeMap, Serializer};
