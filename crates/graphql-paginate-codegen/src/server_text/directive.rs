//! Finds the directives of a document that only its client evaluates.

use crate::condition;
use crate::schema::Schema;
use bluejay_core::definition::{DirectiveDefinition as _, SchemaDefinition as _};
use bluejay_core::executable::{
    ExplicitOperationDefinition as _, FragmentDefinition as _, OperationDefinition as _,
    OperationDefinitionReference,
};
use bluejay_core::{AsIter, Value as _, ValueReference};
use bluejay_parser::HasSpan;
use bluejay_parser::ast::executable::{ExecutableDocument, Selection, SelectionSet};
use bluejay_parser::ast::{
    VariableArguments, VariableDirective, VariableDirectives, VariableValue,
};
use std::collections::BTreeSet;
use std::ops::Range;

/// Directives of [Apollo Client](https://www.apollographql.com/docs/react/data/directives) and
/// [Relay](https://relay.dev/docs/api-reference/graphql/graphql-directives/) that describe how the client stores or
/// types a response. The response is the same without them.
const CLIENT_ONLY: &[&str] = &[
    "alias",
    "catch",
    "connection",
    "inline",
    "no_inline",
    "nonreactive",
    "preloadable",
    "raw_response_type",
    "refetchable",
    "relay",
    "required",
    "throwOnFieldError",
    "unmask",
    "updatable",
];

/// The variables of a fragment, which Relay replaces by those that `@arguments` gives.
const FRAGMENT_VARIABLES: &str = "argumentDefinitions";

/// The byte ranges of the directives that the schema does not define and that change nothing in a response.
pub(super) fn client_directives<'d>(
    schema: &Schema<'_>,
    document: &'d ExecutableDocument<'d>,
) -> Vec<Range<usize>> {
    let uses = directive_uses(document);
    let mut with_arguments = uses.iter().flat_map(|one| &one.directives);
    let has_arguments = with_arguments.any(|directive| directive.name().as_str() == "arguments");
    let mut ranges = Vec::new();
    for one in &uses {
        for directive in &one.directives {
            let name = directive.name().as_str();
            let is_unused =
                name == FRAGMENT_VARIABLES && !has_arguments && !one.uses_variables_of(directive);
            if (CLIENT_ONLY.contains(&name) || is_unused) && !defines(schema, name) {
                ranges.push(directive.span().byte_range());
            }
        }
    }
    ranges
}

fn defines(schema: &Schema<'_>, directive: &str) -> bool {
    let mut known = schema.definition().directive_definitions();
    known.any(|known| known.name() == directive)
}

/// The directives and variables that an operation or a fragment uses.
#[derive(Default)]
struct DirectiveUses<'d> {
    directives: Vec<&'d VariableDirective<'d>>,
    variables: BTreeSet<&'d str>,
}

fn directive_uses<'d>(document: &'d ExecutableDocument<'d>) -> Vec<DirectiveUses<'d>> {
    let mut all = Vec::new();
    for operation in document.operation_definitions() {
        let mut uses = DirectiveUses::default();
        if let OperationDefinitionReference::Explicit(explicit) = operation.as_ref() {
            uses.add_directives(explicit.directives());
        }
        uses.visit(operation.selection_set());
        all.push(uses);
    }
    for fragment in document.fragment_definitions() {
        let mut uses = DirectiveUses::default();
        uses.add_directives(fragment.directives());
        uses.visit(fragment.selection_set());
        all.push(uses);
    }
    all
}

impl<'d> DirectiveUses<'d> {
    fn visit(&mut self, set: &'d SelectionSet<'d>) {
        for selection in set.iter() {
            match selection {
                Selection::Field(field) => {
                    self.add_variables(field.arguments());
                    self.add_directives(condition::of_field(field));
                    if let Some(set) = field.selection_set() {
                        self.visit(set);
                    }
                }
                Selection::InlineFragment(inline) => {
                    self.add_directives(condition::of_inline(inline));
                    self.visit(inline.selection_set());
                }
                Selection::FragmentSpread(spread) => {
                    self.add_directives(condition::of_spread(spread));
                }
            }
        }
    }

    fn add_directives(&mut self, directives: Option<&'d VariableDirectives<'d>>) {
        for directive in directives.into_iter().flat_map(|all| all.iter()) {
            self.add_variables(bluejay_core::Directive::arguments(directive));
            self.directives.push(directive);
        }
    }

    fn add_variables(&mut self, arguments: Option<&'d VariableArguments<'d>>) {
        for argument in arguments.into_iter().flat_map(|all| all.iter()) {
            add_variables(argument.value(), &mut self.variables);
        }
    }

    /// Whether the definition uses one of the variables that `@argumentDefinitions` declares.
    fn uses_variables_of(&self, directive: &'d VariableDirective<'d>) -> bool {
        let arguments = bluejay_core::Directive::arguments(directive);
        let mut declared = arguments.into_iter().flat_map(|all| all.iter());
        declared.any(|argument| self.variables.contains(argument.name().as_str()))
    }
}

fn add_variables<'d>(value: &'d VariableValue<'d>, variables: &mut BTreeSet<&'d str>) {
    match value.as_ref() {
        ValueReference::Variable(variable) => {
            variables.insert(variable.name());
        }
        ValueReference::List(items) => {
            for item in items.iter() {
                add_variables(item, variables);
            }
        }
        ValueReference::Object(members) => {
            for (_, value) in AsIter::iter(members) {
                add_variables(value, variables);
            }
        }
        _ => {}
    }
}
