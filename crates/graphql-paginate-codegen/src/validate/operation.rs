//! Errors in operations: duplicate names, anonymous operations, unsupported operation types.

use super::{Explain, Violation};
use crate::diagnostic::Diagnostic;
use bluejay_core::OperationType;
use bluejay_parser::HasSpan;
use bluejay_parser::ast::executable::ExplicitOperationDefinition;
use bluejay_validator::executable::document::Error as E;

impl<'a> Explain<'a> {
    pub(super) fn operation(&self, violation: &Violation<'a>) -> Diagnostic {
        match violation {
            E::NonUniqueOperationNames { name, operations } => {
                let names = operations.iter().filter_map(|operation| operation.name());
                let spans: Vec<_> = names.map(|name| *name.span()).collect();
                self.duplicate(
                    &spans,
                    format!("operation `{name}`"),
                    "give each operation its own name",
                )
            }
            E::NotLoneAnonymousOperation {
                anonymous_operations,
            } => {
                let span = anonymous_operations[0].span();
                self.error(
                    span,
                    "an anonymous operation must be the only one in its file",
                )
                .help("give it a name: `query Name { … }`")
            }
            E::SubscriptionRootNotSingleField { operation } => {
                let message = "a subscription must select exactly one root field";
                self.error(operation.selection_set().span(), message)
                    .help("split it into several subscriptions")
            }
            E::OperationTypeNotDefined { operation } => {
                let kind = match OperationType::from(operation.operation_type()) {
                    OperationType::Query => "queries",
                    OperationType::Mutation => "mutations",
                    OperationType::Subscription => "subscriptions",
                };
                self.error(
                    ExplicitOperationDefinition::operation_type(operation).span(),
                    format!("the schema `{}` has no {kind}", self.schema.source.name),
                )
            }
            _ => unreachable!("`explain` passes the rules about operations only"),
        }
    }
}
