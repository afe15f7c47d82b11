//! The macro for enums of the schema.

/// Defines enums of the schema, each with a variant that keeps unknown values.
///
/// ```text
/// enumeration! {
///     derive(Debug, Clone);
///     pub enum Order {
///         ASC = "ASC",
///         _ = Other,
///     }
/// }
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! __enumeration {
    (
        derive $derives:tt;
        $(pub enum $name:ident { $($variant:ident = $value:literal,)* _ = $other:ident, })+
    ) => {$(
        #[derive $derives]
        pub enum $name {
            $($variant,)*
            $other(::std::string::String),
        }

        impl $crate::__private::Serialize for $name {
            fn serialize<__S: $crate::__private::Serializer>(
                &self,
                serializer: __S,
            ) -> ::core::result::Result<__S::Ok, __S::Error> {
                serializer.serialize_str(match self {
                    $(Self::$variant => $value,)*
                    Self::$other(value) => value,
                })
            }
        }

        impl<'de> $crate::__private::Deserialize<'de> for $name {
            fn deserialize<__D: $crate::__private::Deserializer<'de>>(
                deserializer: __D,
            ) -> ::core::result::Result<Self, __D::Error> {
                struct __Visitor;

                impl $crate::__private::serde::de::Visitor<'_> for __Visitor {
                    type Value = $name;

                    fn expecting(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                        f.write_str(::core::concat!("a value of the enum `", ::core::stringify!($name), "`"))
                    }

                    fn visit_str<__E: $crate::__private::DeserializeError>(
                        self,
                        value: &str,
                    ) -> ::core::result::Result<$name, __E> {
                        ::core::result::Result::Ok(match value {
                            $($value => $name::$variant,)*
                            _ => $name::$other(::std::borrow::ToOwned::to_owned(value)),
                        })
                    }
                }

                deserializer.deserialize_str(__Visitor)
            }
        }
    )+};
}
