//! Macros for the impls of the connection traits.

/// Implements [`Connection`](crate::Connection) for each connection of a query and the traits for the ways in which it
/// can be walked, and defines the functions of the query that start a walk.
///
/// ```text
/// connections! {
///     query: PullRequests;
///     variables: pull_requests::Variables;
///     documents: {};
///     impl PullRequests {
///         data: pull_requests::ResponseData;
///         item: pull_requests::PullRequestsRepositoryPullRequestsNodes;
///         paging: Paging::new(&["repository", "pullRequests"]).forward(PageDocument::new("query …", "after").size("first"));
///         take: |data| {
///             let connection = &mut data.repository.mut_at(&["repository"])?.pull_requests;
///             let items = connection.nodes.take_at(&["repository", "pullRequests", "nodes"])?;
///             Connected::nullable(items).next(connection.page_info.has_next_page, connection.page_info.end_cursor.clone())
///         };
///         paginate: "Walks `repository.pullRequests` page by page.", paginate;
///         abilities: WalksForward, SizedPages;
///     }
/// }
/// ```
///
/// - `documents` are constants that the values of `paging` use.
/// - `take` takes the items out of a response. A connection inside a list has `each_parent` instead, and all connections
///   together have `together`: each with the variant of its items, its type and its name.
/// - `edges` has the type of an edge, and how the edges are taken; `edge` the cursor and the node of an edge.
/// - `nested` is the module with the code for the connections inside the items, or that code itself.
/// - `paginate` has the documentation and the names of the functions that start a walk.
/// - `both_ends` has the document for both ends, and the response key of the last items.
///
/// The expressions can use the types of this crate that they need, such as `Paging`, without a path.
#[doc(hidden)]
#[macro_export]
macro_rules! __connections {
    (
        query: $query:ty;
        variables: $variables:ty;
        documents: $documents:tt;
        $(impl $connection:ty {
            data: $data:ty;
            item: $item:ty;
            paging: $paging:expr;
            $(take: |$response:ident| $take:block;)?
            $(each_parent: $each_parent:expr;)?
            $(together: { $($variant:ident = $single:ty, $name:literal;)+ };)?
            $(edges: $edge:ty, |$edges_response:ident| $take_edges:block;)?
            $(edge: |$an_edge:ident| $cursor:expr, $node:expr;)?
            $(nested: $nested:tt;)?
            $(paginate: $document:literal, $($method:ident),+;)?
            abilities: $($ability:ident),*;
            $(both_ends: $ends_query:literal, $tail_key:literal;)?
        })+
    ) => {$(
        #[allow(deprecated)]
        impl $crate::Connection for $connection {
            type Query = $query;
            type Variables = $variables;
            type Data = $data;
            type Item = $item;

            // Not every connection uses all of the documents and imports.
            #[allow(dead_code, unused_imports)]
            const PAGING: $crate::Paging = $crate::__connections!(@paging $documents $paging);

            $(
                fn take(data: &mut Self::Data) -> $crate::Taken<Self::Item> {
                    $crate::__connections!(@take $response, data, $take)
                }
            )?

            $($crate::__connections! { @each_parent $each_parent })?

            $(
                fn take(data: &mut Self::Data) -> $crate::Taken<Self::Item> {
                    let together = $crate::__private::Together::default();
                    $(let together = together.with::<$single>(data, <$item>::$variant);)+
                    ::core::result::Result::Ok(together.connected())
                }

                const SIBLINGS: &'static [$crate::__private::Sibling] =
                    &[$($crate::__private::Sibling::of::<$single>($name)),+];
            )?

            $($crate::__connections! { @nested $nested })?
        }

        $(
            #[allow(deprecated)]
            impl $crate::HasEdges for $connection {
                type Edge = $edge;

                fn take_edges(data: &mut Self::Data) -> $crate::Taken<Self::Edge> {
                    $crate::__connections!(@take $edges_response, data, $take_edges)
                }
            }
        )?

        $(
            #[allow(deprecated)]
            impl $crate::EdgeCursors for $connection {
                fn edge_cursor($an_edge: &Self::Edge) -> ::core::option::Option<&str> {
                    $cursor
                }

                fn into_node($an_edge: Self::Edge) -> ::core::option::Option<Self::Item> {
                    $node
                }
            }
        )?

        $(impl $crate::$ability for $connection {})*

        $(
            impl $crate::PairedEnds for $connection {
                const ENDS_QUERY: &'static str = $ends_query;
                const TAIL_KEY: &'static str = $tail_key;
            }
        )?

        $(
            impl $query {
                $(
                    #[doc = $document]
                    pub fn $method(variables: $variables) -> $crate::Paginator<$connection> {
                        $crate::Paginator::new(variables)
                    }
                )+
            }
        )?
    )+};
    (@paging { $($documents:tt)* } $paging:expr) => {{
        use $crate::{Direction, EndMark, PageDefault, PageDocument, Paging};
        $($documents)*
        $paging
    }};
    (@take $response:ident, $data:ident, $take:block) => {{
        #[allow(unused_imports)]
        use $crate::{Connected, OrNullAt as _};
        let $response = $data;
        ::core::result::Result::Ok($take)
    }};
    (@each_parent $each_parent:expr) => {
        const EACH_PARENT: ::core::option::Option<$crate::__private::EachParent> = {
            #[allow(unused_imports)]
            use $crate::__private::{Continuation, EachParent, OwnSize, Rest};
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
    };
    (@nested ($($module:ident)::+)) => {
        const NESTED: &'static [$crate::__private::Nested] = $($module::)+NESTED;

        fn pending(item: &Self::Item, pending: &mut ::std::vec::Vec<$crate::__private::PendingPages>) {
            $($module::)+pending(item, pending);
        }

        fn fill(
            item: &mut Self::Item,
            gap: &$crate::__private::PendingPages,
            answer: &$crate::__private::RawValue,
        ) -> ::core::result::Result<(), $crate::__private::Unfilled> {
            $($module::)+fill(item, gap, answer)
        }
    };
    (@nested { $($items:tt)* }) => { $($items)* };
}

/// Defines types that stand for connections. Each is followed by what it stands for.
///
/// ```text
/// markers! { pub DemarcheDossiersConnection = "The connection `demarche.dossiers`."; }
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! __markers {
    ($($visibility:vis $name:ident = $document:literal;)+) => {
        $(
            #[doc = $document]
            #[derive(::core::fmt::Debug, ::core::clone::Clone, ::core::marker::Copy)]
            $visibility struct $name;
        )+
    };
}
