//! The impl of the trait `GraphQLQuery`.

/// Implements the trait of `graphql_client` for a struct, with the types and the document of its module.
///
/// ```text
/// impl_query!(PullRequests, pull_requests);
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! __impl_query {
    ($query:ident, $module:ident) => {
        impl $crate::__private::graphql_client::GraphQLQuery for $query {
            type Variables = $module::Variables;
            type ResponseData = $module::ResponseData;

            fn build_query(
                variables: Self::Variables,
            ) -> $crate::__private::graphql_client::QueryBody<Self::Variables> {
                $crate::__private::graphql_client::QueryBody {
                    variables,
                    query: $module::QUERY,
                    operation_name: $module::OPERATION_NAME,
                }
            }
        }
    };
}
