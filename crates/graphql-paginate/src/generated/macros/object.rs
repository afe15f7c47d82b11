//! Macros for the structs of a response.

/// Defines a struct that reads keys of a JSON object, and its `Deserialize`.
#[doc(hidden)]
#[macro_export]
macro_rules! __object {
    (
        $(#[shared($($shared:literal),+)])?
        #[derive($($derive:path),*)]
        $(#[typename($typename:literal)])?
        pub struct $name:ident {
            $($(#[deprecated $($note:tt)*])? pub $field:ident: $ty:ty = $read:ident($key:literal, $document:literal $(, $mark:ident)?),)*
            $(#[part] pub $part:ident: $part_ty:ty,)*
        }
    ) => {
        #[derive($($derive),*)]
        pub struct $name {
            $(#[doc = $document] $(#[deprecated $($note)*])? pub $field: $ty,)*
            $(pub $part: $part_ty,)*
        }

        #[allow(deprecated)]
        const _: () = {
            #[derive(::core::default::Default)]
            pub struct __Slots {
                $($field: ::core::option::Option<$ty>,)*
                $($part: <$part_ty as $crate::__private::Part>::Slots,)*
                $(#[doc = $typename] __typename: bool,)?
            }

            impl $crate::__private::Part for $name {
                type Slots = __Slots;

                #[inline]
                fn wants(key: &str) -> bool {
                    match key {
                        $($key => true,)*
                        _ => false $(|| <$part_ty as $crate::__private::Part>::wants(key))*,
                    }
                }

                #[inline]
                fn typename<__E: $crate::__private::DeserializeError>(
                    slots: &mut __Slots,
                    name: &str,
                ) -> ::core::result::Result<bool, __E> {
                    let _ = (&slots, name);
                    let reads = false;
                    $(let (_, reads) = ($typename, true); slots.__typename = true;)?
                    ::core::result::Result::Ok(
                        reads $(| <$part_ty as $crate::__private::Part>::typename(&mut slots.$part, name)?)*
                    )
                }

                #[inline]
                fn accept<'de, __M: $crate::__private::MapAccess<'de>>(
                    slots: &mut __Slots,
                    key: &str,
                    map: &mut __M,
                ) -> ::core::result::Result<bool, __M::Error> {
                    let _ = (&slots, &map);
                    $($(if key == $shared {
                        let value = $crate::__private::read(map)?;
                        return __Slots::share::<__M::Error>(slots, key, &value).map_err(|unfit| unfit.error);
                    })+)?
                    match key {
                        $($key => slots.$field = ::core::option::Option::Some($crate::__private::$read(map)?),)*
                        _ => {
                            return ::core::result::Result::Ok(
                                false $(|| <$part_ty as $crate::__private::Part>::accept(&mut slots.$part, key, map)?)*
                            );
                        }
                    }
                    #[allow(unreachable_code)]
                    ::core::result::Result::Ok(true)
                }

                fn share<__E: $crate::__private::DeserializeError>(
                    slots: &mut __Slots,
                    key: &str,
                    value: &str,
                ) -> ::core::result::Result<bool, $crate::__private::Unfit<__E>> {
                    let _ = (&slots, value);
                    $($(if key == $shared {
                        return __Slots::share::<__E>(slots, key, value);
                    })+)?
                    match key {
                        $($key => {
                            let mut map = $crate::__private::Replay::<__E>::new(key, value);
                            $crate::__object!(@shared slots.$field $read map [$($mark)?]);
                        })*
                        _ => {
                            return ::core::result::Result::Ok(
                                false $(|| <$part_ty as $crate::__private::Part>::share::<__E>(&mut slots.$part, key, value)?)*
                            );
                        }
                    }
                    #[allow(unreachable_code)]
                    ::core::result::Result::Ok(true)
                }

                #[inline]
                fn complete(slots: &__Slots) -> bool {
                    let _ = slots;
                    true $(&& $crate::__object!(@complete slots.$field [$($mark)?]))*
                        $(&& <$part_ty as $crate::__private::Part>::complete(&slots.$part))*
                        $(&& !$typename.is_empty() && slots.__typename)?
                }

                #[inline]
                fn finish<__E: $crate::__private::DeserializeError>(
                    slots: __Slots,
                ) -> ::core::result::Result<Self, __E> {
                    let _ = &slots;
                    ::core::result::Result::Ok(Self {
                        $($field: $crate::__private::required(slots.$field, $key)?,)*
                        $($part: <$part_ty as $crate::__private::Part>::finish(slots.$part)?,)*
                    })
                }
            }

            $crate::__object! { @share $name [$($($shared)+)?] [$($key $read $field [$($mark)?],)*] [$($part: $part_ty,)*] }
        };

        impl<'de> $crate::__private::Deserialize<'de> for $name {
            fn deserialize<__D: $crate::__private::Deserializer<'de>>(
                deserializer: __D,
            ) -> ::core::result::Result<Self, __D::Error> {
                $crate::__private::decode(deserializer)
            }
        }
    };
    (@complete $slots:ident.$field:ident [conditional]) => { true };
    (@complete $slots:ident.$field:ident [$($mark:ident)?]) => { $slots.$field.is_some() };
    // The value may be present only because another selection requests it, without the keys that this field needs.
    (@shared $slots:ident.$field:ident $read:ident $map:ident [conditional]) => {
        match $crate::__private::$read(&mut $map) {
            ::core::result::Result::Ok(value) => $slots.$field = ::core::option::Option::Some(value),
            ::core::result::Result::Err(_) if $map.lacks_a_key() => {}
            ::core::result::Result::Err(error) => return ::core::result::Result::Err($map.unfit(error)),
        }
    };
    (@shared $slots:ident.$field:ident $read:ident $map:ident [$($mark:ident)?]) => {
        match $crate::__private::$read(&mut $map) {
            ::core::result::Result::Ok(value) => $slots.$field = ::core::option::Option::Some(value),
            ::core::result::Result::Err(error) => return ::core::result::Result::Err($map.unfit(error)),
        }
    };
    (@share $name:ident [] $fields:tt $parts:tt) => {};
    (@share $name:ident [$($shared:literal)+] [$($key:literal $read:ident $field:ident [$($mark:ident)?],)*] [$($part:ident: $part_ty:ty,)*]) => {
        impl __Slots {
            /// Decodes a value for the field and for every part that requests it.
            fn share<__E: $crate::__private::DeserializeError>(
                slots: &mut Self,
                key: &str,
                value: &str,
            ) -> ::core::result::Result<bool, $crate::__private::Unfit<__E>> {
                match key {
                    $($key => {
                        let mut map = $crate::__private::Replay::<__E>::new(key, value);
                        $crate::__object!(@shared slots.$field $read map [$($mark)?]);
                    })*
                    _ => {}
                }
                $(
                    <$part_ty as $crate::__private::Part>::share::<__E>(&mut slots.$part, key, value)?;
                )*
                ::core::result::Result::Ok(true)
            }
        }
    };
}

/// Implements `Serialize` for the struct of the same body.
#[doc(hidden)]
#[macro_export]
macro_rules! __object_serialize {
    (
        $(#[shared($($shared:literal),+)])?
        #[derive($($derive:path),*)]
        $(#[typename($typename:literal)])?
        pub struct $name:ident {
            $($(#[deprecated $($note:tt)*])? pub $field:ident: $ty:ty = $read:ident($key:literal, $document:literal $(, $mark:ident)?),)*
            $(#[part] pub $part:ident: $part_ty:ty,)*
        }
    ) => {
        #[allow(deprecated)]
        impl $crate::__private::SerializePart for $name {
            fn entries<__M: $crate::__private::SerializeMap>(
                &self,
                map: &mut __M,
            ) -> ::core::result::Result<(), __M::Error> {
                $crate::__object_serialize! { @entries self map [$($($shared)+)?] [$($typename)?]
                    [$($key $field [$($mark)?],)*] [$($part,)*] }
            }
        }

        $crate::__object_serialize! { @serialize $name }
    };
    (@entries $self:ident $map:ident [] [$($typename:literal)?] [$($key:literal $field:ident [$($mark:ident)?],)*] [$($part:ident,)*]) => {{
        $($map.serialize_entry("__typename", $typename)?;)?
        $($crate::__object_serialize! { @entry $map $key $self.$field [$($mark)?] })*
        $($crate::__private::SerializePart::entries(&$self.$part, $map)?;)*
        ::core::result::Result::Ok(())
    }};
    (@entries $self:ident $map:ident [$($shared:literal)+] [$($typename:literal)?] [$($key:literal $field:ident [$($mark:ident)?],)*] [$($part:ident,)*]) => {{
        let mut merged = $crate::__private::Merged::default();
        $(merged.entry::<_, __M::Error>("__typename", &$typename)?;)?
        $($crate::__object_serialize! { @merge merged $key $self.$field [$($mark)?] })*
        $(merged.part::<_, __M::Error>(&$self.$part)?;)*
        merged.write($map)
    }};
    (@entry $map:ident $key:literal $self:ident.$field:ident []) => {
        $map.serialize_entry($key, &$self.$field)?;
    };
    (@entry $map:ident $key:literal $self:ident.$field:ident [$mark:ident]) => {
        if $self.$field.is_some() {
            $map.serialize_entry($key, &$self.$field)?;
        }
    };
    (@merge $merged:ident $key:literal $self:ident.$field:ident []) => {
        $merged.entry::<_, __M::Error>($key, &$self.$field)?;
    };
    (@merge $merged:ident $key:literal $self:ident.$field:ident [$mark:ident]) => {
        if $self.$field.is_some() {
            $merged.entry::<_, __M::Error>($key, &$self.$field)?;
        }
    };
    (@serialize $name:ident) => {
        impl $crate::__private::Serialize for $name {
            fn serialize<__S: $crate::__private::Serializer>(
                &self,
                serializer: __S,
            ) -> ::core::result::Result<__S::Ok, __S::Error> {
                let mut map = serializer.serialize_map(::core::option::Option::None)?;
                $crate::__private::SerializePart::entries(self, &mut map)?;
                $crate::__private::SerializeMap::end(map)
            }
        }
    };
}
