//! The macro for structs of a response that do not share their JSON object with another type.

/// Defines structs that are not part of another type and share no keys with their own parts, and their `Deserialize`.
///
/// A field is followed by its response key and its type in the schema, which becomes its documentation; `id` reads IDs,
/// `any` everything else. `derive(Debug), serialize;` implements `Serialize` too.
///
/// ```text
/// whole! {
///     derive(Debug);
///     pub struct FilmsFilm {
///         pub id: String = id("id", "`ID!`"),
///         pub title: Option<String> = any("title", "`String!`", conditional),
///     }
/// }
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! __whole {
    (
        derive $derives:tt;
        $(
            $(#[typename($typename:literal)])?
            pub struct $name:ident {
                $($(#[deprecated $($note:tt)*])? pub $field:ident: $ty:ty = $read:ident($key:literal, $document:literal $(, $mark:ident)?),)*
                $($(#[part] pub $part:ident: $part_ty:ty,)+)?
            }
        )*
    ) => {$(
        #[derive $derives]
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
                $(let mut $field = entries.slot();)*
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
                    $($field: entries.required($field, $key)?,)*
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
    )*};
    (
        derive $derives:tt, serialize;
        $($(#[typename($typename:literal)])? pub struct $name:ident $fields:tt)*
    ) => {
        $crate::__whole! { derive $derives; $($(#[typename($typename)])? pub struct $name $fields)* }
        $($crate::__object_serialize! { #[derive()] $(#[typename($typename)])? pub struct $name $fields })*
    };
}
