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

        impl $crate::__private::SchemaEnum for $name {
            const NAME: &'static str = ::core::stringify!($name);

            fn of(value: &str) -> Self {
                match value {
                    $($value => Self::$variant,)*
                    _ => Self::$other(::std::borrow::ToOwned::to_owned(value)),
                }
            }

            fn value(&self) -> &str {
                match self {
                    $(Self::$variant => $value,)*
                    Self::$other(value) => value,
                }
            }
        }

        impl $crate::__private::Serialize for $name {
            fn serialize<__S: $crate::__private::Serializer>(
                &self,
                serializer: __S,
            ) -> ::core::result::Result<__S::Ok, __S::Error> {
                serializer.serialize_str($crate::__private::SchemaEnum::value(self))
            }
        }

        impl<'de> $crate::__private::Deserialize<'de> for $name {
            fn deserialize<__D: $crate::__private::Deserializer<'de>>(
                deserializer: __D,
            ) -> ::core::result::Result<Self, __D::Error> {
                $crate::__private::schema_enum(deserializer)
            }
        }
    )+};
}
