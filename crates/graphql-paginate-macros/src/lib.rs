//! The derive macro of graphql-paginate.
