//! Macros for variables and input objects.

/// Defines variables or an input object, and its `Serialize`.
///
/// A field is followed by the name of its variable, and by a mark if it is not simply sent: `skip_none` leaves `None`
/// out of the request. `new` lists the parameters of a constructor; all other fields have a mark for their initial
/// value: `skip_none` and `or_null` stand for `None`, `default(..)` has the value.
///
/// ```text
/// input! {
///     #[derive(Clone)]
///     pub struct Variables {
///         pub owner: String = "owner",
///         pub first: i64 = "first" default(20),
///         pub after: Option<String> = "after" skip_none,
///     }
///     new(owner: String);
/// }
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! __input {
    (
        #[derive($($derive:path),*)]
        pub struct $name:ident {
            $(pub $field:ident: $ty:ty = $key:literal $($mark:ident $(($initial:expr))?)?,)*
        }
        $(new $parameters:tt;)?
    ) => {
        #[derive($($derive),*)]
        pub struct $name {
            $(pub $field: $ty,)*
        }

        $crate::__input! { @serialize $name $($key $field [$($mark)?],)* }
        $crate::__input! { @new $name [$($parameters)?] $($field [$($mark $(($initial))?)?],)* }
    };
    (
        #[derive($($derive:path),*)]
        pub struct $name:ident;
        $(new $parameters:tt;)?
    ) => {
        #[derive($($derive),*)]
        pub struct $name;

        $crate::__input! { @serialize $name }
        $crate::__input! { @new $name [$($parameters)?] }
    };
    (@new $name:ident [] $($fields:tt)*) => {};
    (@new $name:ident [($($parameter:ident: $ty:ty),*)] $($field:ident $mark:tt,)*) => {
        impl $name {
            /// The variables without which the operation cannot be sent; all others are left out.
            pub fn new($($parameter: $ty),*) -> Self {
                Self { $($field: $crate::__input!(@initial $field $mark),)* }
            }
        }
    };
    (@initial $field:ident []) => { $field };
    (@initial $field:ident [default($initial:expr)]) => { $initial };
    (@initial $field:ident [$none:ident]) => { ::core::option::Option::None };
    (@serialize $name:ident $($key:literal $field:ident [$($mark:ident)?],)*) => {
        impl $crate::__private::Serialize for $name {
            fn serialize<__S: $crate::__private::Serializer>(
                &self,
                serializer: __S,
            ) -> ::core::result::Result<__S::Ok, __S::Error> {
                #[allow(unused_mut)]
                let mut map = serializer.serialize_map(::core::option::Option::None)?;
                $($crate::__input! { @entry map $key self.$field [$($mark)?] })*
                $crate::__private::SerializeMap::end(map)
            }
        }
    };
    (@entry $map:ident $key:literal $self:ident.$field:ident [skip_none]) => {
        if $self.$field.is_some() {
            $crate::__private::SerializeMap::serialize_entry(&mut $map, $key, &$self.$field)?;
        }
    };
    (@entry $map:ident $key:literal $self:ident.$field:ident [$($other:ident)?]) => {
        $crate::__private::SerializeMap::serialize_entry(&mut $map, $key, &$self.$field)?;
    };
}

/// Implements `Deserialize` for the input of the same body.
#[doc(hidden)]
#[macro_export]
macro_rules! __input_deserialize {
    (
        #[derive($($derive:path),*)]
        pub struct $name:ident {
            $(pub $field:ident: $ty:ty = $key:literal $($mark:ident $(($initial:expr))?)?,)*
        }
        $(new $parameters:tt;)?
    ) => {
        const _: () = {
            #[derive(::core::default::Default)]
            pub struct __Slots {
                $($field: ::core::option::Option<$ty>,)*
            }

            impl $crate::__private::Part for $name {
                type Slots = __Slots;

                fn wants(key: &str) -> bool {
                    ::core::matches!(key, $($key)|*)
                }

                fn typename<__E: $crate::__private::DeserializeError>(
                    _: &mut __Slots,
                    _: &str,
                ) -> ::core::result::Result<bool, __E> {
                    ::core::result::Result::Ok(false)
                }

                fn accept<'de, __M: $crate::__private::MapAccess<'de>>(
                    slots: &mut __Slots,
                    key: &str,
                    map: &mut __M,
                ) -> ::core::result::Result<bool, __M::Error> {
                    match key {
                        $($key => slots.$field = ::core::option::Option::Some(map.next_value()?),)*
                        _ => return ::core::result::Result::Ok(false),
                    }
                    ::core::result::Result::Ok(true)
                }

                fn finish<__E: $crate::__private::DeserializeError>(
                    slots: __Slots,
                ) -> ::core::result::Result<Self, __E> {
                    ::core::result::Result::Ok(Self {
                        $($field: $crate::__private::required(slots.$field, $key)?,)*
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
    (
        #[derive($($derive:path),*)]
        pub struct $name:ident;
        $(new $parameters:tt;)?
    ) => {
        impl<'de> $crate::__private::Deserialize<'de> for $name {
            fn deserialize<__D: $crate::__private::Deserializer<'de>>(
                deserializer: __D,
            ) -> ::core::result::Result<Self, __D::Error> {
                <$crate::__private::serde::de::IgnoredAny as $crate::__private::Deserialize>::deserialize(deserializer)
                    .map(|_| Self)
            }
        }
    };
}
