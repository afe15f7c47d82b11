//! Macros for enums of possible types.

/// Defines an enum of possible types, and its `Deserialize`.
#[doc(hidden)]
#[macro_export]
macro_rules! __variants {
    // No type has fields of its own, so that the enum needs `__typename` alone.
    (
        #[derive($($derive:path),*)]
        pub enum $name:ident {
            $(#[typename($typename:literal)] $variant:ident,)*
            $(#[unknown] $unknown:ident,)?
        }
    ) => {
        #[derive($($derive),*)]
        pub enum $name {
            $($variant,)*
            $($unknown,)?
        }

        impl $crate::__private::TypeName for $name {
            const ENUM: &'static str = ::core::stringify!($name);

            fn of(typename: &str) -> ::core::option::Option<Self> {
                ::core::option::Option::Some(match typename {
                    $($typename => Self::$variant,)*
                    $(_ => Self::$unknown,)?
                    #[allow(unreachable_patterns)]
                    _ => return ::core::option::Option::None,
                })
            }
        }

        $crate::__variants! { @deserialize $name }
    };
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
            // Until `__typename` is known, values that only one type has are decoded into that type, as a guess.
            #[derive(::core::default::Default)]
            pub struct __Slots {
                is_known: bool,
                pending: $crate::__private::Pending,
                of: __Of,
            }

            #[derive(::core::default::Default)]
            enum __Of {
                #[default]
                __None,
                $($variant(<$crate::__variants!(@payload $($ty)?) as $crate::__private::Part>::Slots),)*
                $($unknown,)?
            }

            impl $crate::__private::Part for $name {
                type Slots = __Slots;

                #[inline]
                fn wants(key: &str) -> bool {
                    let _ = key;
                    false $($(|| <$ty as $crate::__private::Part>::wants(key))?)*
                }

                #[inline]
                fn typename<__E: $crate::__private::DeserializeError>(
                    slots: &mut __Slots,
                    name: &str,
                ) -> ::core::result::Result<bool, __E> {
                    if slots.is_known {
                        return ::core::result::Result::Ok(true);
                    }
                    slots.is_known = true;
                    match (&slots.of, name) {
                        $((__Of::$variant(_), $typename) => {})*
                        _ => slots.of = match name {
                            $($typename => __Of::$variant(::core::default::Default::default()),)*
                            $(_ => __Of::$unknown,)?
                            #[allow(unreachable_patterns)]
                            _ => return ::core::result::Result::Err(
                                $crate::__private::unknown_type(name, ::core::stringify!($name)),
                            ),
                        },
                    }
                    match &mut slots.of {
                        $($(__Of::$variant(slots) => {
                            <$ty as $crate::__private::Part>::typename(slots, name)?;
                        })?)*
                        #[allow(unreachable_patterns)]
                        _ => {}
                    }
                    let pending = ::core::mem::take(&mut slots.pending);
                    for (key, value) in pending.entries() {
                        let mut map = $crate::__private::Replay::<__E>::new(key, value);
                        <Self as $crate::__private::Part>::accept(slots, key, &mut map)?;
                    }
                    ::core::result::Result::Ok(true)
                }

                #[inline]
                fn accept<'de, __M: $crate::__private::MapAccess<'de>>(
                    slots: &mut __Slots,
                    key: &str,
                    map: &mut __M,
                ) -> ::core::result::Result<bool, __M::Error> {
                    if !slots.is_known {
                        let _ = (key, &map);
                        let wanting = 0_usize $($(+ <$ty as $crate::__private::Part>::wants(key) as ::core::primitive::usize)?)*;
                        if wanting == 0 {
                            return ::core::result::Result::Ok(false);
                        }
                        if wanting == 1 && ::core::matches!(slots.of, __Of::__None) {
                            $($(if <$ty as $crate::__private::Part>::wants(key) {
                                slots.of = __Of::$variant(::core::default::Default::default());
                            })?)*
                        }
                        let is_guessed = wanting == 1 && match &slots.of {
                            $($(__Of::$variant(_) => <$ty as $crate::__private::Part>::wants(key),)?)*
                            #[allow(unreachable_patterns)]
                            _ => false,
                        };
                        if !is_guessed {
                            slots.pending.push(key, map)?;
                            return ::core::result::Result::Ok(true);
                        }
                    }
                    match &mut slots.of {
                        $($(__Of::$variant(slots) => <$ty as $crate::__private::Part>::accept(slots, key, map),)?)*
                        #[allow(unreachable_patterns)]
                        _ => ::core::result::Result::Ok(false),
                    }
                }

                // A shared key may be present for another selection, so it says nothing about the type of the object.
                #[inline]
                fn share<__E: $crate::__private::DeserializeError>(
                    slots: &mut __Slots,
                    key: &str,
                    value: &str,
                ) -> ::core::result::Result<bool, $crate::__private::Unfit<__E>> {
                    let mut map = $crate::__private::Replay::<__E>::new(key, value);
                    let accepted = if slots.is_known {
                        <Self as $crate::__private::Part>::accept(slots, key, &mut map)
                    } else if <Self as $crate::__private::Part>::wants(key) {
                        slots.pending.push(key, &mut map).map(|()| true)
                    } else {
                        ::core::result::Result::Ok(false)
                    };
                    accepted.map_err(|error| map.unfit(error))
                }

                #[inline]
                fn complete(slots: &__Slots) -> bool {
                    slots.is_known && match &slots.of {
                        $($(__Of::$variant(slots) => <$ty as $crate::__private::Part>::complete(slots),)?)*
                        #[allow(unreachable_patterns)]
                        _ => true,
                    }
                }

                #[inline]
                fn finish<__E: $crate::__private::DeserializeError>(
                    slots: __Slots,
                ) -> ::core::result::Result<Self, __E> {
                    match slots.of {
                        $(__Of::$variant(of) if slots.is_known => $crate::__variants!(@build $variant of $($ty)?),)*
                        $(__Of::$unknown => ::core::result::Result::Ok(Self::$unknown),)?
                        _ => ::core::result::Result::Err(
                            <__E as $crate::__private::DeserializeError>::missing_field("__typename"),
                        ),
                    }
                }
            }
        };

        $crate::__variants! { @deserialize $name }
    };
    (@deserialize $name:ident) => {
        impl<'de> $crate::__private::Deserialize<'de> for $name {
            fn deserialize<__D: $crate::__private::Deserializer<'de>>(
                deserializer: __D,
            ) -> ::core::result::Result<Self, __D::Error> {
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

/// Implements `Serialize` for the enum of the same body.
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
            fn entries<__M: $crate::__private::SerializeMap>(
                &self,
                map: &mut __M,
            ) -> ::core::result::Result<(), __M::Error> {
                match self {
                    $($crate::__variants_serialize!(@pattern $variant part $($ty)?) => {
                        let mut merged = $crate::__private::Merged::default();
                        merged.entry::<_, __M::Error>("__typename", &$typename)?;
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
    (@part $merged:ident $part:ident $ty:ty) => { $merged.part::<_, __M::Error>($part)?; };
}
