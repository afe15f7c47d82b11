//! In-process servers that imitate the APIs graphql-paginate pages through.
