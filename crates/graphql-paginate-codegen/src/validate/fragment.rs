//! Errors in fragments and their spreads.

use super::suggest::{did_you_mean, list};
use super::{Broken, Explain};
use crate::diagnostic::Diagnostic;
use crate::schema::TypeReference;
use bluejay_parser::ast::executable::TypeCondition;
use bluejay_parser::{HasSpan, Span};
use bluejay_validator::executable::document::Error as E;

impl<'a> Explain<'a> {
    pub(super) fn fragment(&self, broken: &Broken<'a>) -> Diagnostic {
        match broken {
            E::NonUniqueFragmentDefinitionNames {
                name,
                fragment_definitions,
            } => {
                let spans: Vec<_> = fragment_definitions
                    .iter()
                    .map(|known| *known.name().span())
                    .collect();
                self.duplicate(
                    &spans,
                    format!("fragment `{name}`"),
                    "give each fragment its own name",
                )
            }
            E::FragmentDefinitionTargetTypeDoesNotExist {
                fragment_definition,
            } => self.unknown_type(fragment_definition.type_condition()),
            E::InlineFragmentTargetTypeDoesNotExist { inline_fragment } => self.unknown_type(
                inline_fragment
                    .type_condition()
                    .expect("an unknown type is given"),
            ),
            E::FragmentDefinitionTargetTypeNotComposite {
                fragment_definition,
            } => self.not_composite(fragment_definition.type_condition()),
            E::InlineFragmentTargetTypeNotComposite { inline_fragment } => self.not_composite(
                inline_fragment
                    .type_condition()
                    .expect("a type without fields is given"),
            ),
            E::FragmentDefinitionUnused {
                fragment_definition,
            } => {
                let name = fragment_definition.name();
                self.error(
                    name.span(),
                    format!("fragment `{}` is never used", name.as_str()),
                )
                .help(format!("spread it: `...{}`, or remove it", name.as_str()))
            }
            E::FragmentSpreadTargetUndefined { fragment_spread } => {
                let name = fragment_spread.name();
                let known = self
                    .document
                    .fragment_definitions()
                    .iter()
                    .map(|known| known.name().as_str());
                let nearest = did_you_mean(name.as_str(), known);
                let diagnostic = self.error(
                    name.span(),
                    format!("no fragment `{}`{nearest}", name.as_str()),
                );
                if nearest.is_empty() {
                    diagnostic.help("define it in the same file")
                } else {
                    diagnostic
                }
            }
            E::FragmentSpreadCycle {
                fragment_definition,
                fragment_spread,
            } => {
                let name = fragment_definition.name().as_str();
                self.error(
                    fragment_spread.name().span(),
                    format!("fragment `{name}` spreads itself"),
                )
                .help("replace the spread by nested selections, as deep as you need them")
            }
            E::FragmentSpreadIsNotPossible {
                fragment_spread,
                parent_type,
            } => {
                let name = fragment_spread.name().as_str();
                let fragments = self.document.fragment_definitions();
                let fragment = fragments
                    .iter()
                    .find(|fragment| fragment.name().as_str() == name);
                let to = fragment.map_or("", |fragment| {
                    fragment.type_condition().named_type().as_str()
                });
                self.impossible(fragment_spread.name().span(), to, parent_type.name())
            }
            E::InlineFragmentSpreadIsNotPossible {
                inline_fragment,
                parent_type,
            } => match inline_fragment.type_condition() {
                Some(condition) => self.impossible(
                    condition.named_type().span(),
                    condition.named_type().as_str(),
                    parent_type.name(),
                ),
                None => self.impossible(
                    inline_fragment.span(),
                    parent_type.name(),
                    parent_type.name(),
                ),
            },
            _ => unreachable!("`explain` passes the rules about fragments only"),
        }
    }

    fn unknown_type(&self, condition: &'a TypeCondition<'a>) -> Diagnostic {
        let name = condition.named_type();
        let nearest = self.nearest_type(name.as_str(), is_composite);
        self.error(
            name.span(),
            format!("no type `{}` in the schema{nearest}", name.as_str()),
        )
    }

    fn not_composite(&self, condition: &'a TypeCondition<'a>) -> Diagnostic {
        let name = condition.named_type();
        let message = format!(
            "`{}` is not an object, interface or union, so no fields can be selected on it",
            name.as_str()
        );
        self.error(name.span(), message)
    }

    fn impossible(&self, span: &Span, to: &str, parent: &str) -> Diagnostic {
        let message = format!("impossible fragment: a `{parent}` is never a `{to}`");
        let diagnostic = self.error(span, message);
        let possible = self
            .schema
            .composite(parent)
            .filter(|parent| parent.is_abstract());
        match possible.and_then(|parent| list(self.schema.possible_types(parent))) {
            Some(types) => diagnostic.help(format!("the possible types of `{parent}` are {types}")),
            None => diagnostic,
        }
    }
}

pub(super) fn is_composite(ty: TypeReference<'_>) -> bool {
    matches!(
        ty,
        TypeReference::Object(_) | TypeReference::Interface(_) | TypeReference::Union(_)
    )
}
