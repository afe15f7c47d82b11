//! Code generation of graphql-paginate: GraphQL text in, Rust tokens and diagnostics out.
