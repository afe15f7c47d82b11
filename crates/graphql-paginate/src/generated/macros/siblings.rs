//! The macros for the types of a query with several connections, which can be requested one by one.

/// Defines structs, and the same structs in a module, where the fields that are marked with `sibling` are optional: a
/// response to a request for some of the connections does not have the others.
///
/// The mark is `nullable_sibling` if the field is optional in any case. The methods that follow `impl` iterate over the
/// items of such a field, see `accessors`. The module can have further items, which differ in other ways. See `whole` for
/// the rest of the syntax.
///
/// ```text
/// siblings! {
///     derive(Debug);
///     pub struct Demarche {
///         pub title: String = any("title", "`String!`"),
///         pub dossiers: DemarcheDossiers = any("dossiers", "`DossierConnection!`") sibling,
///     }
///     impl Demarche {
///         dossiers: DemarcheDossiersNodes = dossiers.nodes;
///     }
///     pub mod siblings {}
/// }
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! __siblings {
    (
        derive $derives:tt $(, $serialize:ident)?;
        $(
            $(#[typename($typename:literal)])?
            pub struct $name:ident {
                $(
                    $(#[deprecated $($note:tt)*])?
                    pub $field:ident: $ty:ty = $read:ident($key:literal, $document:literal $(, $mark:ident)?) $($sibling:ident)?,
                )*
                $($(#[part] pub $part:ident: $part_ty:ty,)+)?
            }
        )*
        $(impl $owner:ident { $($method:ident: $item:ty = $first:ident.$($list:ident).+;)+ })*
        pub mod $module:ident { $($items:item)* }
    ) => {
        $crate::__whole! {
            derive $derives $(, $serialize)?;
            $(
                $(#[typename($typename)])?
                pub struct $name {
                    $($(#[deprecated $($note)*])? pub $field: $ty = $read($key, $document $(, $mark)?),)*
                    $($(#[part] pub $part: $part_ty,)+)?
                }
            )*
        }

        $crate::__accessors! { $($owner { $($method: $item = $first.$($list).+;)+ })* }

        /// The types of a response to a request for some of the connections.
        pub mod $module {
            pub use super::*;

            $crate::__whole! {
                derive $derives $(, $serialize)?;
                $(
                    $(#[typename($typename)])?
                    pub struct $name {
                        $(
                            $(#[deprecated $($note)*])?
                            pub $field: $crate::__siblings!(@type $($sibling)? $ty)
                                = $read($key, $document $(, $mark)? $(, $sibling)?),
                        )*
                        $($(#[part] pub $part: $part_ty,)+)?
                    }
                )*
            }

            $crate::__accessors! { $($owner { $($method: $item = $($list).+ in $first;)+ })* }

            $($items)*
        }
    };
    (@type sibling $ty:ty) => { ::core::option::Option<$ty> };
    (@type nullable_sibling $ty:ty) => { $ty };
    (@type $ty:ty) => { $ty };
}

/// Defines the enum for items of any of the connections. Each variant is followed by the path of its connection.
///
/// ```text
/// any_item! {
///     #[derive(Debug)]
///     pub enum AnyItem {
///         Dossiers(DemarcheDossiersNodes) = "demarche.dossiers",
///     }
/// }
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! __any_item {
    (
        $(#[$attribute:meta])*
        pub enum $name:ident { $($variant:ident($item:ty) = $path:literal,)+ }
    ) => {
        /// An item of one of the connections.
        $(#[$attribute])*
        pub enum $name {
            $(
                #[doc = ::core::concat!(" An item of `", $path, "`.")]
                $variant($item),
            )+
        }
    };
}
