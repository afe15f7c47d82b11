//! The declarative macros that generated items are written with.
//!
//! They keep generated text small: what the derive hands to the compiler are the items themselves, annotated with
//! their response keys, and the compiler expands the impls, which it does faster than a macro that builds tokens.

/// A struct that reads keys of a JSON object, and its `Deserialize`.
#[doc(hidden)]
#[macro_export]
macro_rules! __object {
    (
        $(#[shared($($shared:literal),+)])?
        $(#[typename($typename:literal)])?
        #[derive($($derive:path),*)]
        pub struct $name:ident {
            $(#[key($key:literal $(, $conditional:ident)?)] $(#[deprecated $($note:tt)*])? pub $field:ident: $ty:ty,)*
            $(#[part] pub $part:ident: $part_ty:ty,)*
        }
    ) => {
        #[derive($($derive),*)]
        pub struct $name {
            $($(#[deprecated $($note)*])? pub $field: $ty,)*
            $(pub $part: $part_ty,)*
        }

        #[allow(deprecated)]
        const _: () = {
            #[derive(::core::default::Default)]
            pub struct __Slots {
                $($field: ::core::option::Option<$ty>,)*
                $($part: <$part_ty as $crate::__private::Part>::Slots,)*
            }

            impl $crate::__private::Part for $name {
                type Slots = __Slots;

                fn wants(key: &str) -> bool {
                    match key {
                        $($key => true,)*
                        _ => false $(|| <$part_ty as $crate::__private::Part>::wants(key))*,
                    }
                }

                fn typename<E: $crate::__private::DeserializeError>(
                    slots: &mut __Slots,
                    name: &str,
                ) -> ::core::result::Result<(), E> {
                    let _ = (&slots, name);
                    $(<$part_ty as $crate::__private::Part>::typename(&mut slots.$part, name)?;)*
                    ::core::result::Result::Ok(())
                }

                fn accept<'de, M: $crate::__private::MapAccess<'de>>(
                    slots: &mut __Slots,
                    key: &str,
                    map: &mut M,
                ) -> ::core::result::Result<bool, M::Error> {
                    let _ = (&slots, &map);
                    $($(if key == $shared {
                        let value = $crate::__private::read(map)?;
                        return __Slots::share::<M::Error>(slots, key, &value);
                    })+)?
                    match key {
                        $($key => slots.$field = ::core::option::Option::Some(map.next_value()?),)*
                        _ => {
                            return ::core::result::Result::Ok(
                                false $(|| <$part_ty as $crate::__private::Part>::accept(&mut slots.$part, key, map)?)*
                            );
                        }
                    }
                    #[allow(unreachable_code)]
                    ::core::result::Result::Ok(true)
                }

                fn finish<E: $crate::__private::DeserializeError>(
                    slots: __Slots,
                ) -> ::core::result::Result<Self, E> {
                    let _ = &slots;
                    ::core::result::Result::Ok(Self {
                        $($field: $crate::__private::required(slots.$field, $key)?,)*
                        $($part: <$part_ty as $crate::__private::Part>::finish(slots.$part)?,)*
                    })
                }
            }

            $crate::__object! { @share $name [$($($shared)+)?] [$($key $field,)*] [$($part: $part_ty,)*] }
        };

        impl<'de> $crate::__private::Deserialize<'de> for $name {
            fn deserialize<D: $crate::__private::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::__private::decode(deserializer)
            }
        }
    };
    (@share $name:ident [] $fields:tt $parts:tt) => {};
    (@share $name:ident [$($shared:literal)+] [$($key:literal $field:ident,)*] [$($part:ident: $part_ty:ty,)*]) => {
        impl __Slots {
            /// Decodes a value for the field and for every part that wants it.
            fn share<E: $crate::__private::DeserializeError>(
                slots: &mut Self,
                key: &str,
                value: &$crate::__private::serde_json::Value,
            ) -> ::core::result::Result<bool, E> {
                match key {
                    $($key => {
                        let mut map = $crate::__private::Replay::<E>::new(value);
                        slots.$field = ::core::option::Option::Some(
                            $crate::__private::MapAccess::next_value(&mut map)?,
                        );
                    })*
                    _ => {}
                }
                $(
                    let mut map = $crate::__private::Replay::<E>::new(value);
                    <$part_ty as $crate::__private::Part>::accept(&mut slots.$part, key, &mut map)?;
                )*
                ::core::result::Result::Ok(true)
            }
        }
    };
}

/// `Serialize` for the struct of the same body.
#[doc(hidden)]
#[macro_export]
macro_rules! __object_serialize {
    (
        $(#[shared($($shared:literal),+)])?
        $(#[typename($typename:literal)])?
        #[derive($($derive:path),*)]
        pub struct $name:ident {
            $(#[key($key:literal $(, $conditional:ident)?)] $(#[deprecated $($note:tt)*])? pub $field:ident: $ty:ty,)*
            $(#[part] pub $part:ident: $part_ty:ty,)*
        }
    ) => {
        #[allow(deprecated)]
        impl $crate::__private::SerializePart for $name {
            fn entries<M: $crate::__private::SerializeMap>(
                &self,
                map: &mut M,
            ) -> ::core::result::Result<(), M::Error> {
                $crate::__object_serialize! { @entries self map [$($($shared)+)?] [$($typename)?]
                    [$($key $field [$($conditional)?],)*] [$($part,)*] }
            }
        }

        $crate::__object_serialize! { @serialize $name }
    };
    (@entries $self:ident $map:ident [] [$($typename:literal)?] [$($key:literal $field:ident [$($conditional:ident)?],)*] [$($part:ident,)*]) => {{
        $($map.serialize_entry("__typename", $typename)?;)?
        $($crate::__object_serialize! { @entry $map $key $self.$field [$($conditional)?] })*
        $($crate::__private::SerializePart::entries(&$self.$part, $map)?;)*
        ::core::result::Result::Ok(())
    }};
    (@entries $self:ident $map:ident [$($shared:literal)+] [$($typename:literal)?] [$($key:literal $field:ident [$($conditional:ident)?],)*] [$($part:ident,)*]) => {{
        let mut merged = $crate::__private::Merged::default();
        $(merged.entry::<_, M::Error>("__typename", &$typename)?;)?
        $($crate::__object_serialize! { @merge merged $key $self.$field [$($conditional)?] })*
        $(merged.part::<_, M::Error>(&$self.$part)?;)*
        merged.write($map)
    }};
    (@entry $map:ident $key:literal $self:ident.$field:ident []) => {
        $map.serialize_entry($key, &$self.$field)?;
    };
    (@entry $map:ident $key:literal $self:ident.$field:ident [conditional]) => {
        if $self.$field.is_some() {
            $map.serialize_entry($key, &$self.$field)?;
        }
    };
    (@merge $merged:ident $key:literal $self:ident.$field:ident []) => {
        $merged.entry::<_, M::Error>($key, &$self.$field)?;
    };
    (@merge $merged:ident $key:literal $self:ident.$field:ident [conditional]) => {
        if $self.$field.is_some() {
            $merged.entry::<_, M::Error>($key, &$self.$field)?;
        }
    };
    (@serialize $name:ident) => {
        impl $crate::__private::Serialize for $name {
            fn serialize<S: $crate::__private::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                let mut map = serializer.serialize_map(::core::option::Option::None)?;
                $crate::__private::SerializePart::entries(self, &mut map)?;
                $crate::__private::SerializeMap::end(map)
            }
        }
    };
}

/// An enum of possible types, and its `Deserialize`.
#[doc(hidden)]
#[macro_export]
macro_rules! __variants {
    (
        #[derive($($derive:path),*)]
        pub enum $name:ident {
            $(#[typename($typename:literal)] $variant:ident $(($ty:ty))?,)*
            $(#[unknown] $unknown:ident,)?
        }
    ) => {
        #[derive($($derive),*)]
        pub enum $name {
            $($variant $(($ty))?,)*
            $($unknown,)?
        }

        const _: () = {
            pub enum __Slots {
                __Untagged($crate::__private::Pending),
                $($variant(<$crate::__variants!(@payload $($ty)?) as $crate::__private::Part>::Slots),)*
                $($unknown,)?
            }

            impl ::core::default::Default for __Slots {
                fn default() -> Self {
                    Self::__Untagged(::core::default::Default::default())
                }
            }

            impl $crate::__private::Part for $name {
                type Slots = __Slots;

                fn wants(key: &str) -> bool {
                    let _ = key;
                    false $($(|| <$ty as $crate::__private::Part>::wants(key))?)*
                }

                fn typename<E: $crate::__private::DeserializeError>(
                    slots: &mut __Slots,
                    name: &str,
                ) -> ::core::result::Result<(), E> {
                    let __Slots::__Untagged(pending) = slots else {
                        return ::core::result::Result::Ok(());
                    };
                    let pending = ::core::mem::take(pending);
                    *slots = match name {
                        $($typename => __Slots::$variant(::core::default::Default::default()),)*
                        $(_ => __Slots::$unknown,)?
                        #[allow(unreachable_patterns)]
                        _ => return ::core::result::Result::Err(
                            $crate::__private::unknown_type(name, ::core::stringify!($name)),
                        ),
                    };
                    match slots {
                        $($(__Slots::$variant(slots) => <$ty as $crate::__private::Part>::typename(slots, name)?,)?)*
                        #[allow(unreachable_patterns)]
                        _ => {}
                    }
                    for (key, value) in pending.entries() {
                        let mut map = $crate::__private::Replay::<E>::new(value);
                        <Self as $crate::__private::Part>::accept(slots, key, &mut map)?;
                    }
                    ::core::result::Result::Ok(())
                }

                fn accept<'de, M: $crate::__private::MapAccess<'de>>(
                    slots: &mut __Slots,
                    key: &str,
                    map: &mut M,
                ) -> ::core::result::Result<bool, M::Error> {
                    match slots {
                        __Slots::__Untagged(pending) => {
                            let wants = <Self as $crate::__private::Part>::wants(key);
                            if wants {
                                pending.push(key, map)?;
                            }
                            ::core::result::Result::Ok(wants)
                        }
                        $($(__Slots::$variant(slots) => <$ty as $crate::__private::Part>::accept(slots, key, map),)?)*
                        #[allow(unreachable_patterns)]
                        _ => ::core::result::Result::Ok(false),
                    }
                }

                fn finish<E: $crate::__private::DeserializeError>(
                    slots: __Slots,
                ) -> ::core::result::Result<Self, E> {
                    match slots {
                        __Slots::__Untagged(_) => ::core::result::Result::Err(
                            <E as $crate::__private::DeserializeError>::missing_field("__typename"),
                        ),
                        $(__Slots::$variant(slots) => $crate::__variants!(@build $variant slots $($ty)?),)*
                        $(__Slots::$unknown => ::core::result::Result::Ok(Self::$unknown),)?
                    }
                }
            }
        };

        impl<'de> $crate::__private::Deserialize<'de> for $name {
            fn deserialize<D: $crate::__private::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::__private::decode(deserializer)
            }
        }
    };
    (@payload) => { () };
    (@payload $ty:ty) => { $ty };
    (@build $variant:ident $slots:ident) => {{
        let () = $slots;
        ::core::result::Result::Ok(Self::$variant)
    }};
    (@build $variant:ident $slots:ident $ty:ty) => {
        ::core::result::Result::Ok(Self::$variant(<$ty as $crate::__private::Part>::finish($slots)?))
    };
}

/// `Serialize` for the enum of the same body.
#[doc(hidden)]
#[macro_export]
macro_rules! __variants_serialize {
    (
        #[derive($($derive:path),*)]
        pub enum $name:ident {
            $(#[typename($typename:literal)] $variant:ident $(($ty:ty))?,)*
            $(#[unknown] $unknown:ident,)?
        }
    ) => {
        impl $crate::__private::SerializePart for $name {
            fn entries<M: $crate::__private::SerializeMap>(
                &self,
                map: &mut M,
            ) -> ::core::result::Result<(), M::Error> {
                match self {
                    $($crate::__variants_serialize!(@pattern $variant part $($ty)?) => {
                        let mut merged = $crate::__private::Merged::default();
                        merged.entry::<_, M::Error>("__typename", &$typename)?;
                        $crate::__variants_serialize!(@part merged part $($ty)?);
                        merged.write(map)
                    })*
                    $(Self::$unknown => ::core::result::Result::Ok(()),)?
                }
            }
        }

        $crate::__object_serialize! { @serialize $name }
    };
    (@pattern $variant:ident $part:ident) => { Self::$variant };
    (@pattern $variant:ident $part:ident $ty:ty) => { Self::$variant($part) };
    (@part $merged:ident $part:ident) => {};
    (@part $merged:ident $part:ident $ty:ty) => { $merged.part::<_, M::Error>($part)?; };
}

/// An enum of the schema, with its unknown values.
#[doc(hidden)]
#[macro_export]
macro_rules! __enumeration {
    (
        #[other($other:ident)]
        #[derive($($derive:path),*)]
        pub enum $name:ident { $($variant:ident = $value:literal,)* }
    ) => {
        #[derive($($derive),*)]
        pub enum $name {
            $($variant,)*
            $other(::std::string::String),
        }

        impl $crate::__private::Serialize for $name {
            fn serialize<S: $crate::__private::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(match self {
                    $(Self::$variant => $value,)*
                    Self::$other(value) => value,
                })
            }
        }

        impl<'de> $crate::__private::Deserialize<'de> for $name {
            fn deserialize<D: $crate::__private::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                struct __Visitor;

                impl $crate::__private::serde::de::Visitor<'_> for __Visitor {
                    type Value = $name;

                    fn expecting(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                        f.write_str(::core::concat!("a value of the enum `", ::core::stringify!($name), "`"))
                    }

                    fn visit_str<E: $crate::__private::DeserializeError>(
                        self,
                        value: &str,
                    ) -> ::core::result::Result<$name, E> {
                        ::core::result::Result::Ok(match value {
                            $($value => $name::$variant,)*
                            _ => $name::$other(::std::borrow::ToOwned::to_owned(value)),
                        })
                    }
                }

                deserializer.deserialize_str(__Visitor)
            }
        }
    };
}

/// Variables or an input object, and its `Serialize`.
#[doc(hidden)]
#[macro_export]
macro_rules! __input {
    (
        #[derive($($derive:path),*)]
        pub struct $name:ident {
            $(#[key($key:literal $(, $skip_none:ident)?)] pub $field:ident: $ty:ty,)*
        }
    ) => {
        #[derive($($derive),*)]
        pub struct $name {
            $(pub $field: $ty,)*
        }

        $crate::__input! { @serialize $name $($key $field [$($skip_none)?],)* }
    };
    (
        #[derive($($derive:path),*)]
        pub struct $name:ident;
    ) => {
        #[derive($($derive),*)]
        pub struct $name;

        $crate::__input! { @serialize $name }
    };
    (@serialize $name:ident $($key:literal $field:ident [$($skip_none:ident)?],)*) => {
        impl $crate::__private::Serialize for $name {
            fn serialize<S: $crate::__private::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                #[allow(unused_mut)]
                let mut map = serializer.serialize_map(::core::option::Option::None)?;
                $($crate::__input! { @entry map $key self.$field [$($skip_none)?] })*
                $crate::__private::SerializeMap::end(map)
            }
        }
    };
    (@entry $map:ident $key:literal $self:ident.$field:ident []) => {
        $crate::__private::SerializeMap::serialize_entry(&mut $map, $key, &$self.$field)?;
    };
    (@entry $map:ident $key:literal $self:ident.$field:ident [skip_none]) => {
        if $self.$field.is_some() {
            $crate::__private::SerializeMap::serialize_entry(&mut $map, $key, &$self.$field)?;
        }
    };
}

/// `Deserialize` for the input of the same body.
#[doc(hidden)]
#[macro_export]
macro_rules! __input_deserialize {
    (
        #[derive($($derive:path),*)]
        pub struct $name:ident {
            $(#[key($key:literal $(, $skip_none:ident)?)] pub $field:ident: $ty:ty,)*
        }
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

                fn typename<E: $crate::__private::DeserializeError>(
                    _: &mut __Slots,
                    _: &str,
                ) -> ::core::result::Result<(), E> {
                    ::core::result::Result::Ok(())
                }

                fn accept<'de, M: $crate::__private::MapAccess<'de>>(
                    slots: &mut __Slots,
                    key: &str,
                    map: &mut M,
                ) -> ::core::result::Result<bool, M::Error> {
                    match key {
                        $($key => slots.$field = ::core::option::Option::Some(map.next_value()?),)*
                        _ => return ::core::result::Result::Ok(false),
                    }
                    ::core::result::Result::Ok(true)
                }

                fn finish<E: $crate::__private::DeserializeError>(
                    slots: __Slots,
                ) -> ::core::result::Result<Self, E> {
                    ::core::result::Result::Ok(Self {
                        $($field: $crate::__private::required(slots.$field, $key)?,)*
                    })
                }
            }
        };

        impl<'de> $crate::__private::Deserialize<'de> for $name {
            fn deserialize<D: $crate::__private::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::__private::decode(deserializer)
            }
        }
    };
    (
        #[derive($($derive:path),*)]
        pub struct $name:ident;
    ) => {
        impl<'de> $crate::__private::Deserialize<'de> for $name {
            fn deserialize<D: $crate::__private::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                <$crate::__private::serde::de::IgnoredAny as $crate::__private::Deserialize>::deserialize(deserializer)
                    .map(|_| Self)
            }
        }
    };
}

/// A `@oneOf` input object, and its `Serialize`.
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
            fn serialize<S: $crate::__private::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
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

/// `Deserialize` for the `@oneOf` input object of the same body.
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

                fn typename<E: $crate::__private::DeserializeError>(
                    _: &mut Self::Slots,
                    _: &str,
                ) -> ::core::result::Result<(), E> {
                    ::core::result::Result::Ok(())
                }

                fn accept<'de, M: $crate::__private::MapAccess<'de>>(
                    slots: &mut Self::Slots,
                    key: &str,
                    map: &mut M,
                ) -> ::core::result::Result<bool, M::Error> {
                    *slots = ::core::option::Option::Some(match key {
                        $($key => Self::$variant(map.next_value()?),)*
                        _ => return ::core::result::Result::Ok(false),
                    });
                    ::core::result::Result::Ok(true)
                }

                fn finish<E: $crate::__private::DeserializeError>(
                    slots: Self::Slots,
                ) -> ::core::result::Result<Self, E> {
                    slots.ok_or_else(|| {
                        <E as $crate::__private::DeserializeError>::custom("expected exactly one field to be set")
                    })
                }
            }
        };

        impl<'de> $crate::__private::Deserialize<'de> for $name {
            fn deserialize<D: $crate::__private::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::__private::decode(deserializer)
            }
        }
    };
}
