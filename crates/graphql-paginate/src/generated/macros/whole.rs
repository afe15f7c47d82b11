//! The macro for structs of a response that do not share their JSON object with another type.

/// Defines a struct that is not part of another type and shares no keys with its own parts, and its `Deserialize`.
#[doc(hidden)]
#[macro_export]
macro_rules! __whole {
    (
        $(#[typename($typename:literal)])?
        #[derive($($derive:path),*)]
        pub struct $name:ident {
            $(#[key($key:literal $(, $mark:ident)?)] #[$read:ident = $document:literal] $(#[deprecated $($note:tt)*])? pub $field:ident: $ty:ty,)*
            $($(#[part] pub $part:ident: $part_ty:ty,)+)?
        }
    ) => {
        #[derive($($derive),*)]
        pub struct $name {
            $(#[doc = $document] $(#[deprecated $($note)*])? pub $field: $ty,)*
            $($(pub $part: $part_ty,)+)?
        }

        #[allow(deprecated)]
        impl $crate::__private::Whole for $name {
            fn read<'de, __M: $crate::__private::MapAccess<'de>>(
                mut entries: $crate::__private::Entries<__M>,
                text: &mut ::std::string::String,
            ) -> ::core::result::Result<Self, __M::Error> {
                $(let mut $field = ::core::option::Option::None;)*
                $($(let mut $part = $crate::__private::slots::<$part_ty>();)+)?
                while let ::core::option::Option::Some(key) = entries.key(text)? {
                    match key {
                        $($key => entries.$read(&mut $field),)*
                        $(
                            "__typename" => {
                                let name = entries.text(text)?;
                                $(<$part_ty as $crate::__private::Part>::typename::<__M::Error>(&mut $part, name)?;)+
                                ::core::result::Result::Ok(())
                            }
                            _ if false $(|| entries.offer::<$part_ty>(&mut $part, key)?)+ => {
                                ::core::result::Result::Ok(())
                            }
                        )?
                        _ => entries.skip(),
                    }?;
                }
                ::core::result::Result::Ok(Self {
                    $($field: $crate::__private::required($field, $key)?,)*
                    $($($part: <$part_ty as $crate::__private::Part>::finish($part)?,)+)?
                })
            }
        }

        impl<'de> $crate::__private::Deserialize<'de> for $name {
            fn deserialize<__D: $crate::__private::Deserializer<'de>>(
                deserializer: __D,
            ) -> ::core::result::Result<Self, __D::Error> {
                $crate::__private::whole(deserializer)
            }
        }
    };
}
