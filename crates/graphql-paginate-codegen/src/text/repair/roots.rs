//! Writes the `schema` definition of a repaired schema.

use super::NO_QUERY;
use super::definition::MergedDefinition;
use super::writer::Writer;
use crate::text::token::Token;

const OPERATIONS: [&str; 3] = ["query", "mutation", "subscription"];

/// The root type of an operation type.
struct RootType<'s> {
    operation: &'s str,
    name: &'s str,
    /// Its name in the `schema` definition, if the schema has one.
    token: Option<Token>,
}

impl<'s> Writer<'s> {
    /// Writes the root types that are defined, and an empty query type if there is none.
    pub(super) fn root_types(&mut self, definitions: &[MergedDefinition<'s>]) {
        if definitions.is_empty() {
            // The parser reports an empty text.
            return;
        }
        let explicit = definitions.iter().find(|one| one.keyword == "schema");
        let roots = match explicit {
            Some(schema) => self.declared_root_types(schema),
            None => self.default_root_types(),
        };
        let has_query = roots.iter().any(|root| root.operation == "query");
        self.insert("schema { ");
        if !has_query {
            self.insert(format!("query: {NO_QUERY} "));
        }
        for root in &roots {
            self.insert(format!("{}: ", root.operation));
            match &root.token {
                Some(token) => self.keep(token),
                None => self.insert(format!("{} ", root.name)),
            }
        }
        self.insert("}\n");
        if !has_query {
            self.insert(format!("type {NO_QUERY} {{ __empty: Boolean }}\n"));
        }
    }

    /// The root types of a `schema` definition: the first of each operation type.
    fn declared_root_types(&self, schema: &MergedDefinition<'s>) -> Vec<RootType<'s>> {
        let tokens: Vec<Token> = schema.parts.concat();
        let mut roots: Vec<RootType<'s>> = Vec::new();
        for window in tokens.windows(3) {
            let [operation, colon, token] = window else {
                continue;
            };
            let (operation, name) = (self.word(operation), self.word(token));
            if !OPERATIONS.contains(&operation) || self.word(colon) != ":" {
                continue;
            }
            let is_known = roots.iter().any(|known| known.operation == operation);
            if self.is_object(name) && !is_known {
                roots.push(RootType {
                    operation,
                    name,
                    token: Some(token.clone()),
                });
            }
        }
        roots
    }

    /// The types that are root types by their names.
    fn default_root_types(&self) -> Vec<RootType<'s>> {
        let mut roots = Vec::new();
        for (operation, name) in OPERATIONS
            .into_iter()
            .zip(["Query", "Mutation", "Subscription"])
        {
            if self.is_object(name) {
                roots.push(RootType {
                    operation,
                    name,
                    token: None,
                });
            }
        }
        roots
    }

    fn is_object(&self, name: &str) -> bool {
        self.keywords.get(name) == Some(&"type")
    }
}
