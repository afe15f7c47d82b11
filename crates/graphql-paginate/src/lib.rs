//! Typed GraphQL queries whose connections page themselves.
