//! The macro for the walk of all connections of a query together.

/// Implements [`Connection`](crate::Connection) for the walk of all connections together; the lines `all` of
/// `connections`.
///
/// ```text
/// all Demarche {
///     item: demarche::AnyItem;
///     variant Dossiers = "demarche.dossiers";
///     variant DeletedDossiers = "demarche.deletedDossiers";
///     paginate: "Walks all connections at once.", paginate_all;
///     abilities: WalksForward;
/// }
/// ```
///
/// - `variant` has the variant of a connection's items and its name, for each connection in their order.
/// - `paging` has further settings of [`Paging`](crate::Paging).
/// - `nested: of_each` says that there are connections inside the items.
/// - `paginate` has the documentation and the names of the functions that start a walk.
#[doc(hidden)]
#[macro_export]
macro_rules! __all_connections {
    ([$query:ty] [$variables:ty] [$data:ty] [$($single:ty),+] $all:ty {
        item: $item:ty;
        $(variant $variant:ident = $name:literal;)+
        $(paging: $(.$setting:ident $value:tt)+;)?
        $(nested: $nested:ident;)?
        paginate: $document:literal, $($method:ident),+;
        abilities: $($ability:ident),*;
    }) => {
        impl $crate::Connection for $all {
            type Query = $query;
            type Variables = $variables;
            type Data = $data;
            type Item = $item;

            #[allow(unused_imports)]
            const PAGING: $crate::Paging = {
                use $crate::Direction;
                $crate::Paging::new(&[]) $($(.$setting $value)+)?
            };

            const SIBLINGS: &'static [$crate::__private::Sibling] =
                &[$($crate::__private::Sibling::of::<$single>($name)),+];

            fn take(data: &mut $data) -> $crate::Taken<$item> {
                let together = $crate::__private::CombinedConnections::default();
                $(let together = together.with::<$single>(data, <$item>::$variant);)+
                ::core::result::Result::Ok(together.connected())
            }

            $crate::__all_connections! { @nested [$($nested)?] $item { $($variant $single,)+ } }
        }

        $(impl $crate::$ability for $all {})*

        $crate::__connections! { @paginate [$query] [$variables] [$all] $document, $($method),+ }
    };
    (@nested [] $($all:tt)*) => {};
    (@nested [of_each] $item:ty { $($variant:ident $single:ty,)+ }) => {
        const NESTED: &'static [$crate::__private::Nested] = {
            const COUNT: ::core::primitive::usize = 0 $(+ <$single as $crate::Connection>::NESTED.len())+;
            const ALL: [$crate::__private::Nested; COUNT] =
                $crate::__private::Nested::concat(&[$(<$single as $crate::Connection>::NESTED),+]);
            &ALL
        };

        fn pending(item: &$item, pending: &mut ::std::vec::Vec<$crate::__private::PendingPages>) {
            type __Item = $item;
            let start = 0;
            $(
                if let __Item::$variant(item) = item {
                    $crate::__private::pending_from(start, pending, |pending| {
                        <$single as $crate::Connection>::pending(item, pending);
                    });
                }
                let start = start + <$single as $crate::Connection>::NESTED.len();
            )+
            let _ = start;
        }

        fn fill(
            item: &mut $item,
            pages: &$crate::__private::PendingPages,
            answer: &$crate::__private::RawValue,
        ) -> ::core::result::Result<(), $crate::__private::Unfilled> {
            type __Item = $item;
            let start = 0;
            $(
                let end = start + <$single as $crate::Connection>::NESTED.len();
                if (start..end).contains(&pages.nested) {
                    if let __Item::$variant(item) = item {
                        return <$single as $crate::Connection>::fill(item, &pages.counted_from(start), answer);
                    }
                }
                let start = end;
            )+
            let _ = start;
            ::core::result::Result::Err($crate::__private::Unfilled::Gone)
        }
    };
}
