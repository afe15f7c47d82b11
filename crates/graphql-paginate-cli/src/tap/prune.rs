//! Removes the item fields from a document that the catalog does not select.

use std::collections::BTreeSet;

use apollo_compiler::Node;
use apollo_compiler::ast::{
    Argument, Definition, Directive, Document, InlineFragment, OperationDefinition, Selection,
    Value,
};

use crate::document::fragments;

/// The document with only one operation, whose items at `path` keep the fields for which `keep` is true.
///
/// `keep` is called with the response keys from the item. Fragments on the path are inlined. Unused fragments and
/// variables are removed, as the GraphQL specification requires.
pub(crate) fn prune(
    document: &Document,
    operation: &OperationDefinition,
    path: &[String],
    keep: &dyn Fn(&[&str]) -> bool,
) -> String {
    let pruner = Pruner { document, keep };
    let mut operation = operation.clone();
    operation.selection_set = pruner.along(&operation.selection_set, path);
    let mut used = Used::default();
    used.selections(document, &operation.selection_set);
    for directive in operation.directives.iter() {
        used.arguments(&directive.arguments);
    }
    operation
        .variables
        .retain(|variable| used.variables.contains(variable.name.as_str()));
    let mut pruned = Document::new();
    pruned
        .definitions
        .push(Definition::OperationDefinition(Node::new(operation)));
    for definition in &document.definitions {
        if let Definition::FragmentDefinition(fragment) = definition
            && used.fragments.contains(fragment.name.as_str())
        {
            pruned.definitions.push(definition.clone());
        }
    }
    pruned.to_string()
}

struct Pruner<'d> {
    document: &'d Document,
    keep: &'d dyn Fn(&[&str]) -> bool,
}

impl Pruner<'_> {
    /// The selections on the path to the items, all of which are kept.
    fn along(&self, selections: &[Selection], path: &[String]) -> Vec<Selection> {
        let Some((key, rest)) = path.split_first() else {
            return self.pruned(selections, &mut Vec::new());
        };
        let mut kept = Vec::new();
        for selection in selections {
            match selection {
                Selection::Field(field) if field.response_name() == key.as_str() => {
                    let mut field = field.clone();
                    let inner = self.along(&field.selection_set, rest);
                    field.make_mut().selection_set = inner;
                    kept.push(Selection::Field(field));
                }
                Selection::Field(_) => kept.push(selection.clone()),
                _ => {
                    if let Some(fragment) = self.written_out(selection) {
                        let inner = self.along(&fragment.selection_set, path);
                        kept.extend(with_selections(fragment, inner));
                    }
                }
            }
        }
        kept
    }

    /// The kept selections of an item; `outer` holds the response keys from the item to them.
    fn pruned<'s>(&self, selections: &'s [Selection], outer: &mut Vec<&'s str>) -> Vec<Selection> {
        let mut kept = Vec::new();
        for selection in selections {
            match selection {
                Selection::Field(field) => {
                    outer.push(field.response_name().as_str());
                    if (self.keep)(outer) {
                        let inner = self.pruned(&field.selection_set, outer);
                        if field.selection_set.is_empty() || !inner.is_empty() {
                            let mut field = field.clone();
                            field.make_mut().selection_set = inner;
                            kept.push(Selection::Field(field));
                        }
                    }
                    outer.pop();
                }
                _ => {
                    if let Some(fragment) = self.written_out(selection) {
                        let mut outer: Vec<&str> = outer.clone();
                        let inner = self.pruned(&fragment.selection_set, &mut outer);
                        kept.extend(with_selections(fragment.clone(), inner));
                    }
                }
            }
        }
        kept
    }

    /// A fragment spread as an inline fragment.
    fn written_out(&self, selection: &Selection) -> Option<InlineFragment> {
        match selection {
            Selection::Field(_) => None,
            Selection::InlineFragment(fragment) => Some((**fragment).clone()),
            Selection::FragmentSpread(spread) => {
                let fragments = fragments(self.document, &spread.fragment_name);
                let fragment = fragments.first()?;
                Some(InlineFragment {
                    type_condition: Some(fragment.type_condition.clone()),
                    directives: spread.directives.clone(),
                    selection_set: fragment.selection_set.clone(),
                })
            }
        }
    }
}

fn with_selections(mut fragment: InlineFragment, inner: Vec<Selection>) -> Option<Selection> {
    if inner.is_empty() {
        return None;
    }
    fragment.selection_set = inner;
    Some(Selection::InlineFragment(Node::new(fragment)))
}

/// The fragments and variables that selections use.
#[derive(Default)]
struct Used {
    variables: BTreeSet<String>,
    fragments: BTreeSet<String>,
}

impl Used {
    fn selections(&mut self, document: &Document, selections: &[Selection]) {
        for selection in selections {
            match selection {
                Selection::Field(field) => {
                    self.arguments(&field.arguments);
                    self.directives(&field.directives);
                    self.selections(document, &field.selection_set);
                }
                Selection::InlineFragment(fragment) => {
                    self.directives(&fragment.directives);
                    self.selections(document, &fragment.selection_set);
                }
                Selection::FragmentSpread(spread) => {
                    self.directives(&spread.directives);
                    let name = spread.fragment_name.as_str();
                    if self.fragments.insert(name.to_owned()) {
                        self.fragment(document, name);
                    }
                }
            }
        }
    }

    fn fragment(&mut self, document: &Document, name: &str) {
        for fragment in fragments(document, name) {
            self.directives(&fragment.directives);
            self.selections(document, &fragment.selection_set);
        }
    }

    fn directives(&mut self, directives: &[Node<Directive>]) {
        for directive in directives {
            self.arguments(&directive.arguments);
        }
    }

    fn arguments(&mut self, arguments: &[Node<Argument>]) {
        for argument in arguments {
            self.value(&argument.value);
        }
    }

    fn value(&mut self, value: &Value) {
        match value {
            Value::Variable(name) => {
                self.variables.insert(name.to_string());
            }
            Value::List(values) => {
                for value in values {
                    self.value(value);
                }
            }
            Value::Object(fields) => {
                for (_, value) in fields {
                    self.value(value);
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, keep: &[&str], expected: &str) {
        let document = Document::parse(text, "q").unwrap();
        let Definition::OperationDefinition(operation) = &document.definitions[0] else {
            panic!("no operation")
        };
        let path = ["list", "nodes"].map(str::to_owned);
        let pruned = prune(&document, operation, &path, &|path| {
            keep.contains(&path.join(".").as_str())
        });
        let words: Vec<&str> = pruned.split_whitespace().collect();
        assert_eq!(words.join(" "), expected);
    }

    #[test]
    fn unselected_fields_and_their_fragments_and_variables_are_removed() {
        check(
            "query Q($a: Int, $b: Int, $c: [Int]) {
               other(x: {y: [$c]})
               list(first: $a) { pageInfo { endCursor } nodes { id name(size: $b) by { login ...U } ...F } }
             }
             fragment F on Item { extra ...G }
             fragment G on Item { more }
             fragment U on User { email }",
            &["id", "by", "by.email", "extra"],
            "query Q($a: Int, $c: [Int]) { other(x: {y: [$c]}) list(first: $a) { \
             pageInfo { endCursor } nodes { id by { ... on User { email } } ... on Item { extra } } } }",
        );
    }

    #[test]
    fn fragments_on_the_way_to_the_items_are_written_out() {
        check(
            "query Q { ...L } fragment L on Query { list { ...P nodes { id name } } }
             fragment P on Items { pageInfo { endCursor } }",
            &["name"],
            "query Q { ... on Query { list { ... on Items { pageInfo { endCursor } } nodes { name } } } }",
        );
    }
}
