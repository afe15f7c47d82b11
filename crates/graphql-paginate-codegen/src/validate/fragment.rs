//! Errors in fragments and their spreads.

use super::suggest::{did_you_mean, list};
use super::{Explain, Validation, Violation};
use crate::diagnostic::Diagnostic;
use crate::recursion::Cycle;
use crate::schema::TypeReference;
use bluejay_parser::ast::executable::{FragmentSpread, TypeCondition};
use bluejay_parser::{HasSpan, Span};
use bluejay_validator::executable::document::Error as E;

impl<'a> Explain<'a> {
    pub(super) fn fragment(&self, violation: &Violation<'a>) -> Diagnostic {
        match violation {
            E::NonUniqueFragmentDefinitionNames {
                name,
                fragment_definitions,
            } => {
                let definitions = fragment_definitions.iter();
                let spans: Vec<_> = definitions.map(|known| *known.name().span()).collect();
                let help = "give each fragment its own name";
                self.duplicate(&spans, format!("fragment `{name}`"), help)
            }
            E::FragmentDefinitionTargetTypeDoesNotExist {
                fragment_definition,
            } => self.unknown_type(fragment_definition.type_condition()),
            E::InlineFragmentTargetTypeDoesNotExist { inline_fragment } => {
                let condition = inline_fragment.type_condition();
                self.unknown_type(condition.expect("an unknown type is given"))
            }
            E::FragmentDefinitionTargetTypeNotComposite {
                fragment_definition,
            } => self.not_composite(fragment_definition.type_condition()),
            E::InlineFragmentTargetTypeNotComposite { inline_fragment } => {
                let condition = inline_fragment.type_condition();
                self.not_composite(condition.expect("a type without fields is given"))
            }
            E::FragmentDefinitionUnused {
                fragment_definition,
            } => {
                let name = fragment_definition.name();
                let message = format!("fragment `{}` is never used", name.as_str());
                let help = format!("spread it: `...{}`, or remove it", name.as_str());
                self.error(name.span(), message).help(help)
            }
            E::FragmentSpreadTargetUndefined { fragment_spread } => {
                self.unknown_fragment(fragment_spread)
            }
            E::FragmentSpreadIsNotPossible {
                fragment_spread,
                parent_type,
            } => self.impossible_spread(fragment_spread, parent_type.name()),
            E::InlineFragmentSpreadIsNotPossible {
                inline_fragment,
                parent_type,
            } => {
                let parent = parent_type.name();
                match inline_fragment.type_condition() {
                    Some(condition) => {
                        let to = condition.named_type();
                        self.impossible(to.span(), to.as_str(), parent)
                    }
                    None => self.impossible(inline_fragment.span(), parent, parent),
                }
            }
            _ => unreachable!("`explain` passes the rules about fragments only"),
        }
    }

    /// A fragment that spreads itself, at the spread that leads back to it.
    pub(super) fn cycle(&self, cycle: &Cycle<'a>, validation: Validation) -> Diagnostic {
        let [(name, _), through @ ..] = cycle.way.as_slice() else {
            unreachable!("a cycle has a fragment");
        };
        let mut message = format!("fragment `{name}` spreads itself");
        if !through.is_empty() {
            let names: Vec<_> = through
                .iter()
                .map(|(name, _)| format!("`{name}`"))
                .collect();
            message = format!("{message} through {}", names.join(" and "));
        }
        let (_, back) = cycle.way[cycle.way.len() - 1];
        let diagnostic = self.error(back.name().span(), message);
        if !cycle.has_fields {
            return diagnostic.help("remove the spread: it selects nothing more");
        }
        let diagnostic =
            diagnostic.help("replace the spread by nested selections, as deep as you need them");
        match validation {
            Validation::Deny => {
                diagnostic.help("or, if the server accepts it, add `validation = \"warn\"`")
            }
            Validation::Warn => diagnostic.into_warning(),
        }
    }

    fn unknown_fragment(&self, spread: &'a FragmentSpread<'a>) -> Diagnostic {
        let name = spread.name();
        let known = self.document.fragment_definitions().iter();
        let nearest = did_you_mean(name.as_str(), known.map(|known| known.name().as_str()));
        let message = format!("no fragment `{}`{nearest}", name.as_str());
        let diagnostic = self.error(name.span(), message);
        if nearest.is_empty() {
            diagnostic.help("define it in the same file, or name its file in `fragments`")
        } else {
            diagnostic
        }
    }

    fn impossible_spread(&self, spread: &'a FragmentSpread<'a>, parent: &str) -> Diagnostic {
        let name = spread.name();
        let mut known = self.document.fragment_definitions().iter();
        let fragment = known.find(|known| known.name().as_str() == name.as_str());
        let to = match fragment {
            Some(fragment) => fragment.type_condition().named_type().as_str(),
            None => "",
        };
        self.impossible(name.span(), to, parent)
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
