//! Macros for the impls of the connection traits.

/// Implements [`Connection`](crate::Connection) for each connection of a query and the traits for the ways in which it
/// can be walked, and defines the functions of the query that start a walk.
///
/// ```text
/// connections! {
///     query: PullRequests(pull_requests::Variables) -> pull_requests::ResponseData;
///     impl PullRequests {
///         item: pull_requests::PullRequestsRepositoryPullRequestsNodes;
///         path: "repository", "pullRequests";
///         forward: "query …", by("first", "after").default_variables();
///         take: |it| it.repository.mut_at(&["repository"])?.pull_requests;
///         connected: |list| list.with_next(it.page_info.has_next_page, it.page_info.end_cursor.clone());
///         items: it.nodes, ["repository", "pullRequests", "nodes"];
///         paginate: "Walks `repository.pullRequests` page by page.", paginate;
///         abilities: WalksForward, SizedPages;
///     }
/// }
/// ```
///
/// - `query` has the types of its variables and of the data of a response.
/// - `documents` are those that several connections share, as `FORWARD` and `BACKWARD`; `flag` is the index of a
///   connection's variable in them.
/// - `forward` and `backward` have the document of a direction, and its variables as
///   [`PageDocument`](crate::PageDocument). `paging` has further settings of [`Paging`](crate::Paging).
/// - `take` is the place of the connection in `it`, the data of a response. In the lines after it, `it` is the connection.
///   `connected` adds its `pageInfo`, and `items` is its list of items, with the response keys of the value that is null where
///   the list is missing.
/// - `edges` has the type of an edge and the list of edges; `node` and `cursor` are those of an edge. The nodes are the
///   items if there is no line `items`.
/// - `each_parent` is how a connection inside a list is walked for each element of that list.
/// - `nested` is the type with the functions for the connections inside the items.
/// - `paginate` has the documentation and the names of the functions that start a walk.
/// - `both_ends` has the document for both ends, and the response key of the last items.
/// - `all` is the walk of all connections together, see `all_connections`.
///
/// The expressions can use the types of this crate that they need, such as `Paging`, without a path.
#[doc(hidden)]
#[macro_export]
macro_rules! __connections {
    (
        query: $query:ident($variables:ty) -> $data:ty;
        $(impl $connection:ty { $($lines:tt)* })+
    ) => {
        $($crate::__connections! { @one [$query] [$variables] [$data] {} $connection { $($lines)* } })+
    };
    (
        query: $query:ident($variables:ty) -> $data:ty;
        documents: $documents:tt;
        $(impl $connection:ty { $($lines:tt)* })+
    ) => {
        $($crate::__connections! { @one [$query] [$variables] [$data] $documents $connection { $($lines)* } })+
    };
    (
        query: $query:ident($variables:ty) -> $data:ty;
        documents: $documents:tt;
        $(impl $connection:ty { $($lines:tt)* })+
        all $all:ty { $($all_lines:tt)* }
    ) => {
        $($crate::__connections! { @one [$query] [$variables] [$data] $documents $connection { $($lines)* } })+
        $crate::__all_connections! { [$query] [$variables] [$data] [$($connection),+] $all { $($all_lines)* } }
    };
    (@one [$query:ty] [$variables:ty] [$data:ty]
        {
            $(forward: $forward_text:literal;)?
            $(backward: $backward_text:literal;)?
            $(leave_out: $($left_out:literal),+;)?
            $(flags: $($flag:literal),+;)?
        }
        $connection:ty {
            item: $item:ty;
            path: $($key:literal),+;
            $(forward: $forward_document:expr, $forward:expr;)?
            $(backward: $backward_document:expr, $backward:expr;)?
            $(paging: $(.$setting:ident $value:tt)+;)?
            $(flag: $own_flag:literal;)?
            $(both_ends: $ends_query:literal, $back_key:literal;)?
            $(
                take: |$it:ident| $place:expr;
                connected: |$list:ident| $connected:expr;
                $(items: $items:expr, $no_items:tt;)?
                $(
                    edges: $edge:ty = $edges:expr, $no_edges:tt;
                    $(
                        node: |$one:ident| $node:expr;
                        $(cursor: $cursor:expr;)?
                    )?
                )?
            )?
            $(each_parent: $each_parent:expr;)?
            $(nested: $nested:tt;)?
            $(paginate: $document:literal, $($method:ident),+;)?
            abilities: $($ability:ident),*;
        }
    ) => {
        #[allow(deprecated)]
        impl $crate::Connection for $connection {
            type Query = $query;
            type Variables = $variables;

            // Not every connection uses all of the documents and imports.
            #[allow(dead_code, unused_imports)]
            const PAGING: $crate::Paging = {
                use $crate::__private::by;
                use $crate::{Direction, EndMark, PageDefault, PageDocument, Paging};
                $(const FORWARD: &str = $forward_text;)?
                $(const BACKWARD: &str = $backward_text;)?
                $(const FLAGS: &[&str] = &[$($flag),+];)?
                Paging::new(&[$($key),+])
                    $(.forward($forward.of($forward_document)))?
                    $(.backward($backward.of($backward_document)))?
                    $(.leave_out(&[$($left_out),+]))?
                    $($(.$setting $value)+)?
                    $(.flags(FLAGS, $own_flag))?
            };

            $(
                type Data = $data;
                type Item = $item;

                fn take(data: &mut $data) -> $crate::Taken<$item> {
                    #[allow(unused_imports)]
                    use $crate::{OrNullAt as _, __private::cursor_text};
                    let $it = data;
                    #[allow(unused_variables)]
                    let $it = &mut $place;
                    $(let items = $crate::__connections!(@list $item, $items, $no_items);)?
                    $($(
                        let edges: ::std::vec::Vec<::core::option::Option<$edge>> =
                            $crate::__connections!(@list $edge, $edges, $no_edges);
                        let node = |$one: $edge| -> ::core::option::Option<$item> { $node };
                        let items = edges.into_iter().map(|edge| edge.and_then(node)).collect();
                    )?)?
                    let $list = $crate::Connected::nullable(items);
                    ::core::result::Result::Ok($connected)
                }
            )?

            $(
                type Data = ::core::option::Option<$data>;
                type Item = $crate::Child<$item>;

                const EACH_PARENT: ::core::option::Option<$crate::__private::EachParent> = {
                    #[allow(unused_imports)]
                    use $crate::__private::{EachParent, FollowUp, FurtherPages, OwnSize};
                    ::core::option::Option::Some($each_parent)
                };

                fn take(_: &mut Self::Data) -> $crate::Taken<Self::Item> {
                    // Items are read from JSON instead, one parent after the other.
                    ::core::result::Result::Err($crate::NullAt::at(Self::PAGING.path()))
                }

                fn child(
                    parent: ::std::sync::Arc<$crate::Parent>,
                    item: &$crate::__private::RawValue,
                ) -> ::core::result::Result<Self::Item, $crate::__private::Unfilled> {
                    $crate::__private::child(parent, item)
                }
            )?

            $($crate::__connections! { @nested $nested })?
        }

        $($(
            #[allow(deprecated)]
            impl $crate::HasEdges for $connection {
                type Edge = $edge;

                fn take_edges(data: &mut $data) -> $crate::Taken<$edge> {
                    #[allow(unused_imports)]
                    use $crate::{OrNullAt as _, __private::cursor_text};
                    let $it = data;
                    #[allow(unused_variables)]
                    let $it = &mut $place;
                    let $list = $crate::Connected::nullable($crate::__connections!(@list $edge, $edges, $no_edges));
                    ::core::result::Result::Ok($connected)
                }
            }

            $($(
                #[allow(deprecated)]
                impl $crate::EdgeCursors for $connection {
                    fn edge_cursor($one: &$edge) -> ::core::option::Option<&str> {
                        $cursor
                    }

                    fn into_node($one: $edge) -> ::core::option::Option<$item> {
                        $node
                    }
                }
            )?)?
        )?)?

        $(impl $crate::$ability for $connection {})*

        $(
            impl $crate::PairedEnds for $connection {
                const ENDS_QUERY: &'static str = $ends_query;
                const BACK_KEY: &'static str = $back_key;
            }
        )?

        $($crate::__connections! { @paginate [$query] [$variables] [$connection] $document, $($method),+ })?
    };
    (@list $item:ty, $list:expr, [$($key:literal),+]) => {
        $crate::__private::List::<$item>::take(&mut $list).ok_or($crate::NullAt::at(&[$($key),+]))?
    };
    (@paginate [$query:ty] [$variables:ty] [$connection:ty] $document:literal, $($method:ident),+) => {
        impl $query {
            $(
                #[doc = $document]
                pub fn $method(variables: $variables) -> $crate::Paginator<$connection> {
                    $crate::Paginator::new(variables)
                }
            )+
        }
    };
    (@nested ($($nested:ident)::+)) => {
        const NESTED: &'static [$crate::__private::Nested] = $($nested::)+NESTED;

        fn pending(item: &Self::Item, pending: &mut ::std::vec::Vec<$crate::__private::PendingPages>) {
            $($nested::)+pending(item, pending);
        }

        fn fill(
            item: &mut Self::Item,
            pending: &$crate::__private::PendingPages,
            answer: &$crate::__private::RawValue,
        ) -> ::core::result::Result<(), $crate::__private::Unfilled> {
            $($nested::)+fill(item, pending, answer)
        }
    };
}
