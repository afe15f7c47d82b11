//! The macros for methods that iterate over the items of connections.

/// Defines methods that iterate over the items of connections that were fetched, without nulls.
///
/// A line has the name of a method, the type of the items, and the fields that lead to the list of items. Objects that may
/// be null follow after `in`, the outermost first, and the fields start at the last one.
///
/// ```text
/// accessors! {
///     PullRequestsRepository {
///         pull_requests: PullRequestsRepositoryPullRequestsNodes = pull_requests.nodes;
///         labels: PullRequestsRepositoryLabelsNodes = nodes in labels;
///     }
/// }
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! __accessors {
    ($($name:ident { $($method:ident: $item:ty = $($list:ident).+ $(in $($($optional:ident).+),+)?;)+ })*) => {
        $(
            #[allow(deprecated)]
            impl $name {
                $(
                    #[doc = $crate::__accessors!(@document $method)]
                    pub fn $method(&self) -> $crate::__private::Elements<'_, $item> {
                        let it = self;
                        $($(
                            let ::core::option::Option::Some(it) = &it$(.$optional)+ else {
                                return ::core::default::Default::default();
                            };
                        )+)?
                        $crate::__private::List::elements(&it$(.$list)+)
                    }
                )+
            }
        )*
    };
    (@document $method:ident) => {
        ::core::concat!(
            "The items of `", ::core::stringify!($method), "` that were fetched, without nulls.\n\n",
            "Further pages of a connection inside an item are counted by `Page::truncated`."
        )
    };
}

/// The same as `accessors`, for connections whose items are the nodes of their edges.
///
/// ```text
/// edge_accessors! {
///     Issue {
///         assignees: IssueAssigneesEdgesNode = assignees.edges, |edge: IssueAssigneesEdges| edge.node.as_ref();
///     }
/// }
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! __edge_accessors {
    ($($name:ident {
        $($method:ident: $item:ty = $($list:ident).+ $(in $($($optional:ident).+),+)?, |$edge:ident: $edge_type:ty| $node:expr;)+
    })+) => {
        $(
            #[allow(deprecated)]
            impl $name {
                $(
                    #[doc = $crate::__accessors!(@document $method)]
                    pub fn $method(&self) -> impl ::core::iter::Iterator<Item = &$item> {
                        let edges = || {
                            let it = self;
                            $($(let it = it$(.$optional)+.as_ref()?;)+)?
                            ::core::option::Option::Some($crate::__private::List::<$edge_type>::elements(&it$(.$list)+))
                        };
                        ::core::iter::Iterator::filter_map(edges().unwrap_or_default(), |$edge| $node)
                    }
                )+
            }
        )+
    };
}
