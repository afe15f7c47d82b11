//! The macro for connections inside the items of a connection.

/// Defines a type with the functions for the connections inside an item: what they are, which of them have pending pages,
/// and how the data of a follow-up request is added.
///
/// ```text
/// nested! {
///     pub struct __Nested0(item: IssuesNodes);
///     __Kind0 = 0 {
///         path: "comments", "nodes", "reactions";
///         cursor: "endCursor";
///         each: Some(item) in item.comments.nodes.as_ref()?;
///         pending: |it| &item.reactions, it.page_info.has_next_page, it.page_info.end_cursor.clone();
///         parent: Some(item.id.clone());
///         operation: "IssuesFollowUp";
///         pieces: "node(id: $parentId", ") { … reactions(first: $pageSize", ", after: $pageCursor", ") { … } }";
///         own: ("parentId", "ID!"), ("pageSize", "Int"), ("pageCursor", "String");
///         size: OwnSize::by("reactions").or(10);
///         place: |at| &mut item.comments.nodes.as_mut()?.get_mut(*at.get(0)?)?.as_mut()?.reactions;
///         connection: IssuesNodesCommentsNodesReactions = "reactions";
///         lists: nodes;
///         page_info: page_info;
///     }
/// }
/// ```
///
/// - Each kind of connection has a type and its index. `path` has its response keys from the item, and `cursor` is a field
///   of its `pageInfo`. `excludable` has the response keys from it to each of its lists, if all of them may be absent.
///   `unselected` is where the JSON has what the types do not have, see
///   [`Unselected`](crate::__private::Unselected).
/// - `each` is a list on the path, the outermost first; `in_front` after it means that it grows at the front. In the line
///   below it, `item` is an element. `pending` has the connection, its flag and its cursor, and `parent` the values that
///   identify the connection's parent.
/// - `operation`, `pieces`, `variables`, `own`, `size`, `fragments` and `repeated` are the follow-up document, see
///   [`FollowUp`](crate::__private::FollowUp).
/// - `place` finds the connection in the item by its index in each of the lists. `connection` has its type and its response
///   key, and `nullable` if it is; `lists` and `page_info` are its fields to which another page is added. If several
///   fragments select the connection, these lines are repeated for the copy in each of them.
#[doc(hidden)]
#[macro_export]
macro_rules! __nested {
    (
        pub struct $name:ident($item:ident: $item_ty:ty);
        $($kind:ident = $index:literal { $($lines:tt)* })+
    ) => {
        #[doc(hidden)]
        pub struct $name;

        #[allow(deprecated, unused_variables)]
        const _: () = {
            impl $name {
                pub const NESTED: &'static [$crate::__private::Nested] = &[$($kind::NESTED),+];

                pub fn pending(item: &$item_ty, pending: &mut ::std::vec::Vec<$crate::__private::PendingPages>) {
                    $($kind::pending(item, $index, pending);)+
                }

                pub fn fill(
                    item: &mut $item_ty,
                    pages: &$crate::__private::PendingPages,
                    answer: &$crate::__private::RawValue,
                ) -> ::core::result::Result<(), $crate::__private::Unfilled> {
                    match pages.nested {
                        $($index => $kind::fill(item, pages, answer),)+
                        _ => ::core::result::Result::Err($crate::__private::Unfilled::Gone),
                    }
                }
            }

            $(
                struct $kind;

                impl $kind {
                    $crate::__nested! { @kind $item [$item_ty] $($lines)* }
                }
            )+
        };
    };
    (@kind $item:ident [$item_ty:ty]
        path: $($key:literal),+;
        cursor: $cursor_field:literal;
        $(excludable: $($excludable:expr),+;)?
        $(unselected: $unselected:expr;)?
        $(
            $(each: $element:pat in $list:expr $(, $front:ident)?;)*
            pending: |$it:ident| $connection:expr, $more:expr, $cursor:expr;
            $(parent: $($parent:expr),+;)?
        )?
        $(
            operation: $operation:literal;
            pieces: $($piece:literal),+;
            $(variables: $($variable:tt),+;)?
            own: $($own:tt),+;
            $(size: $size:expr;)?
            $(fragments: $fragments:literal;)?
            $(repeated: $($repeated:literal),+;)?
            $(
                place: |$at:ident| $place:expr;
                connection: $ty:ty = $response_key:literal $(, $nullable:ident)?;
                $(lists: $($($to:ident).+),+;)?
                $(page_info: $($($page_info:ident).+),+;)?
            )+
        )?
    ) => {
        const NESTED: $crate::__private::Nested = {
            #[allow(unused_imports)]
            use $crate::__private::{Above, Nested, OwnSize, FollowUp, Unselected};
            Nested {
                path: &[$($key),+],
                cursor: $cursor_field,
                $(excludable_lists: &[$($excludable),+],)?
                $(unselected: ::core::option::Option::Some($unselected),)?
                $(follow_up: ::core::option::Option::Some(FollowUp {
                    operation: $operation,
                    pieces: &[$($piece),+],
                    $(variables: &[$($variable),+],)?
                    own: &[$($own),+],
                    $(size: $size,)?
                    $(fragments: $fragments,)?
                    $(repeated: &[$($repeated),+],)?
                    ..FollowUp::NONE
                }),)?
                ..Nested::NONE
            }
        };

        fn pending(
            $item: &$item_ty,
            index: ::core::primitive::usize,
            pending: &mut ::std::vec::Vec<$crate::__private::PendingPages>,
        ) {
            $(
                $crate::__nested! { @each [$([$element, $list, $($front)?])*] [] [] {
                    [index, pending] |$it| $connection, $more, $cursor;
                    $($($parent),+)?
                }}
            )?
        }

        fn fill(
            item: &mut $item_ty,
            pages: &$crate::__private::PendingPages,
            answer: &$crate::__private::RawValue,
        ) -> ::core::result::Result<(), $crate::__private::Unfilled> {
            $(
                $crate::__nested! { @fill [item, pages, answer]
                    $([
                        ($item: $item_ty) |$at| $place;
                        $ty = $response_key $(, $nullable)?;
                        $($($($to).+),+)?;
                        $($($($page_info).+),+)?;
                    ])+
                }
                return ::core::result::Result::Ok(());
            )?
            #[allow(unreachable_code)]
            ::core::result::Result::Err($crate::__private::Unfilled::Gone)
        }
    };
    // Decodes the page for each copy and checks it, then adds it to all of them, so that they stay unchanged if one of
    // them cannot be filled.
    (@fill [$object:ident, $pages:ident, $answer:ident]) => {};
    (@fill [$object:ident, $pages:ident, $answer:ident]
        [
            ($item:ident: $item_ty:ty) |$at:ident| $place:expr;
            $ty:ty = $response_key:literal $(, $nullable:ident)?;
            $($($to:ident).+),*;
            $($($page_info:ident).+),*;
        ]
        $($copies:tt)*
    ) => {{
        fn place<'i>(
            $item: &'i mut $item_ty,
            $at: &[::core::primitive::usize],
        ) -> ::core::option::Option<&'i mut $ty> {
            ::core::option::Option::Some($place)
        }

        let page: $crate::__nested!(@answer $($nullable)? $ty) =
            $crate::__private::decode_connection($answer, $response_key)?;
        let page = $crate::__nested!(@required $($nullable)? page);
        let connection = place($object, &$pages.list_indices).ok_or($crate::__private::Unfilled::Gone)?;
        $crate::__private::check_lists(
            &[$((
                $crate::__private::PageList::is_null(&connection.$($to).+),
                $crate::__private::PageList::is_null(&page.$($to).+),
            )),*],
            Self::NESTED.path,
        )?;
        $crate::__nested! { @fill [$object, $pages, $answer] $($copies)* }
        let connection = place($object, &$pages.list_indices).ok_or($crate::__private::Unfilled::Gone)?;
        $($crate::__private::PageList::extend(&mut connection.$($to).+, page.$($to).+, Self::NESTED.is_backward());)*
        $(connection.$($page_info).+ = page.$($page_info).+;)*
    }};
    (@each [] [$($at:ident)*] [$($stable:ident)*] {
        [$index:ident, $pending:ident] |$it:ident| $connection:expr, $more:expr, $cursor:expr;
        $($parent:expr),*
    }) => {
        if let ::core::option::Option::Some($it) = (|| ::core::option::Option::Some($connection))() {
            if $crate::__private::has_more($more) {
                $pending.push($crate::__private::PendingPages {
                    nested: $index,
                    list_indices: ::std::vec![$($at),*],
                    stable_indices: ::std::vec![$($stable),*],
                    parent: $crate::__nested!(@parent $($parent),*),
                    cursor: ::core::convert::Into::into($cursor),
                });
            }
        }
    };
    (@each [[$element:pat, $list:expr, $($front:ident)?] $($more:tt)*] [$($at:ident)*] [$($stable:ident)*] $body:tt) => {
        if let ::core::option::Option::Some(list) = (|| ::core::option::Option::Some($list))() {
            for (at, element) in list.iter().enumerate() {
                #[allow(irrefutable_let_patterns)]
                let $element = element else { continue };
                let stable_index = $crate::__nested!(@stable_index list at $($front)?);
                $crate::__nested! { @each [$($more)*] [$($at)* at] [$($stable)* stable_index] $body }
            }
        }
    };
    (@stable_index $list:ident $at:ident) => { $at };
    (@stable_index $list:ident $at:ident in_front) => { $list.len() - $at };
    (@parent) => { ::core::option::Option::None };
    (@parent $($parent:expr),+) => { [$($crate::__private::value($parent)),+].into_iter().collect() };
    (@answer nullable $ty:ty) => { ::core::option::Option<$ty> };
    (@answer $ty:ty) => { $ty };
    (@required nullable $page:ident) => { $page.ok_or($crate::__private::Unfilled::Null(Self::NESTED.path))? };
    (@required $page:ident) => { $page };
}
