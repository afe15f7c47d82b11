//! The macro for methods that iterate over the items of connections.

/// Defines methods that iterate over the items of connections that were fetched, without nulls.
///
/// ```text
/// accessors! {
///     PullRequestsRepository {
///         pull_requests: Elements<'_, PullRequestsRepositoryPullRequestsNodes> =
///             |it| Elements::nullable(it.pull_requests.nodes.as_ref());
///     }
/// }
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! __accessors {
    ($($name:ident { $($method:ident: $items_type:ty = |$this:ident| $items:expr;)+ })+) => {
        $(
            #[allow(deprecated)]
            impl $name {
                $(
                    #[doc = ::core::concat!(
                        "The items of `", ::core::stringify!($method), "` that were fetched, without nulls.\n\n",
                        "Further pages of a connection inside an item are counted by `Page::truncated`."
                    )]
                    pub fn $method(&self) -> $items_type {
                        let $this = self;
                        $items
                    }
                )+
            }
        )+
    };
}
