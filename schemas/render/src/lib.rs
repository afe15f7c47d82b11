//! Renders any GraphQL schema in the canonical form of the schemas folder.
