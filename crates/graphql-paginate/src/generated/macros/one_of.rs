//! Macros for `@oneOf` input objects.

/// Defines a `@oneOf` input object, and its `Serialize`.
#[doc(hidden)]
#[macro_export]
macro_rules! __one_of {
    (
        #[derive($($derive:path),*)]
        pub enum $name:ident { $(#[key($key:literal)] $variant:ident($ty:ty),)* }
    ) => {
        #[derive($($derive),*)]
        pub enum $name {
            $($variant($ty),)*
        }

        impl $crate::__private::Serialize for $name {
            fn serialize<__S: $crate::__private::Serializer>(
                &self,
                serializer: __S,
            ) -> ::core::result::Result<__S::Ok, __S::Error> {
                let mut map = serializer.serialize_map(::core::option::Option::Some(1))?;
                match self {
                    $(Self::$variant(value) => {
                        $crate::__private::SerializeMap::serialize_entry(&mut map, $key, value)?;
                    })*
                }
                $crate::__private::SerializeMap::end(map)
            }
        }
    };
}

/// Implements `Deserialize` for the `@oneOf` input object of the same body.
#[doc(hidden)]
#[macro_export]
macro_rules! __one_of_deserialize {
    (
        #[derive($($derive:path),*)]
        pub enum $name:ident { $(#[key($key:literal)] $variant:ident($ty:ty),)* }
    ) => {
        const _: () = {
            impl $crate::__private::Part for $name {
                type Slots = ::core::option::Option<$name>;

                fn wants(key: &str) -> bool {
                    ::core::matches!(key, $($key)|*)
                }

                fn typename<__E: $crate::__private::DeserializeError>(
                    _: &mut Self::Slots,
                    _: &str,
                ) -> ::core::result::Result<bool, __E> {
                    ::core::result::Result::Ok(false)
                }

                fn accept<'de, __M: $crate::__private::MapAccess<'de>>(
                    slots: &mut Self::Slots,
                    key: &str,
                    map: &mut __M,
                ) -> ::core::result::Result<bool, __M::Error> {
                    *slots = ::core::option::Option::Some(match key {
                        $($key => Self::$variant(map.next_value()?),)*
                        _ => return ::core::result::Result::Ok(false),
                    });
                    ::core::result::Result::Ok(true)
                }

                fn finish<__E: $crate::__private::DeserializeError>(
                    slots: Self::Slots,
                ) -> ::core::result::Result<Self, __E> {
                    slots.ok_or_else(|| {
                        <__E as $crate::__private::DeserializeError>::custom("expected exactly one field to be set")
                    })
                }
            }
        };

        impl<'de> $crate::__private::Deserialize<'de> for $name {
            fn deserialize<__D: $crate::__private::Deserializer<'de>>(
                deserializer: __D,
            ) -> ::core::result::Result<Self, __D::Error> {
                $crate::__private::decode(deserializer)
            }
        }
    };
}
