//! Makes small changes to a document on its syntax tree and prints it again.

use std::collections::BTreeMap;

use apollo_compiler::ast::{
    Argument, Definition, Document, Field, InlineFragment, IntValue, Selection, Value,
};
use apollo_compiler::{Name, Node, name};

/// A document to change.
#[derive(Debug, Clone)]
pub(crate) struct Rewrite(Document);

/// A fragment, and the rest of a path of response keys to follow inside it.
type Spread<'p> = (Name, &'p [String]);

impl Rewrite {
    /// Parses a document; `None` if it has syntax errors.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        Document::parse(text, "query").ok().map(Self)
    }

    /// The document as text.
    pub(crate) fn text(&self) -> String {
        self.0.to_string()
    }

    /// Adds `totalCount` to the field at these response keys.
    pub(crate) fn add_total_count(&mut self, operation: &str, path: &[String]) {
        self.add(operation, path, &[field(None, name!("totalCount"))]);
    }

    /// Adds fields under response keys of their own to the field at a path of response keys, on each of the types; `false`
    /// if a name is invalid or the path leads nowhere.
    pub(crate) fn add_fields(
        &mut self,
        operation: &str,
        path: &[String],
        types: &[String],
        fields: &[(&str, &str)],
    ) -> bool {
        let mut selections = Vec::new();
        for (key, name) in fields {
            let (Ok(key), Ok(name)) = (Name::new(key), Name::new(name)) else {
                return false;
            };
            selections.push(field(Some(key), name));
        }
        if types.is_empty() {
            return self.add(operation, path, &selections);
        }
        let mut fragments = Vec::new();
        for name in types {
            let Ok(name) = Name::new(name) else {
                return false;
            };
            fragments.push(Selection::InlineFragment(Node::new(InlineFragment {
                type_condition: Some(name),
                directives: Default::default(),
                selection_set: selections.clone(),
            })));
        }
        self.add(operation, path, &fragments)
    }

    /// Adds selections to every field at a path of response keys; `false` if it leads nowhere. Each of several fields
    /// under one key needs them, since `@include` and `@skip` may leave out the others.
    fn add(&mut self, operation: &str, path: &[String], new: &[Selection]) -> bool {
        let mut spreads = Vec::new();
        let mut is_found = false;
        for definition in &mut self.0.definitions {
            if let Definition::OperationDefinition(found) = definition
                && found.name.as_ref().is_none_or(|name| name == operation)
            {
                is_found |= add(&mut found.make_mut().selection_set, path, new, &mut spreads);
            }
        }
        // A fragment that is spread twice is changed once.
        let mut done: Vec<Spread<'_>> = Vec::new();
        while let Some(spread) = spreads.pop() {
            if done.contains(&spread) {
                continue;
            }
            let (fragment, path) = &spread;
            for definition in &mut self.0.definitions {
                if let Definition::FragmentDefinition(found) = definition
                    && found.name == *fragment
                {
                    is_found |= add(&mut found.make_mut().selection_set, path, new, &mut spreads);
                }
            }
            done.push(spread);
        }
        is_found
    }

    /// Replaces variables with numbers.
    pub(crate) fn fix_numbers(&mut self, numbers: &BTreeMap<String, i64>) {
        for definition in &mut self.0.definitions {
            match definition {
                Definition::OperationDefinition(operation) => {
                    let operation = operation.make_mut();
                    let is_kept = |name: &Name| !numbers.contains_key(name.as_str());
                    operation
                        .variables
                        .retain(|variable| is_kept(&variable.name));
                    fix_selections(&mut operation.selection_set, numbers);
                }
                Definition::FragmentDefinition(fragment) => {
                    fix_selections(&mut fragment.make_mut().selection_set, numbers);
                }
                _ => {}
            }
        }
    }
}

/// The follow-up document without the `__typename` fields that code generation added, unless the main document selects
/// `__typename`, so that items contain only what the query selects.
pub(crate) fn without_added_typenames(follow_up: &str, main: &str) -> String {
    let (Some(mut rewrite), false) = (Rewrite::parse(follow_up), main.contains("__typename"))
    else {
        return follow_up.to_owned();
    };
    for definition in &mut rewrite.0.definitions {
        match definition {
            Definition::OperationDefinition(operation) => {
                remove_typenames(&mut operation.make_mut().selection_set);
            }
            Definition::FragmentDefinition(fragment) => {
                remove_typenames(&mut fragment.make_mut().selection_set);
            }
            _ => {}
        }
    }
    rewrite.text()
}

fn remove_typenames(selections: &mut Vec<Selection>) {
    selections.retain(|selection| match selection {
        Selection::Field(field) => field.name != "__typename",
        _ => true,
    });
    for selection in selections {
        match selection {
            Selection::Field(field) => remove_typenames(&mut field.make_mut().selection_set),
            Selection::InlineFragment(fragment) => {
                remove_typenames(&mut fragment.make_mut().selection_set);
            }
            Selection::FragmentSpread(_) => {}
        }
    }
}

fn field(alias: Option<Name>, name: Name) -> Selection {
    Selection::Field(Node::new(Field {
        alias,
        name,
        arguments: Vec::new(),
        directives: Default::default(),
        selection_set: Vec::new(),
    }))
}

/// Adds selections to every field at the path, and returns whether there is one. If the path continues in fragments, adds
/// these to `spreads`.
fn add<'p>(
    selections: &mut [Selection],
    path: &'p [String],
    new: &[Selection],
    spreads: &mut Vec<Spread<'p>>,
) -> bool {
    let [key, rest @ ..] = path else {
        return false;
    };
    let mut is_found = false;
    for selection in selections {
        match selection {
            Selection::Field(field) if field.response_name().as_str() == key => {
                let inner = &mut field.make_mut().selection_set;
                if rest.is_empty() {
                    inner.extend_from_slice(new);
                    is_found = true;
                } else {
                    is_found |= add(inner, rest, new, spreads);
                }
            }
            Selection::Field(_) => {}
            Selection::InlineFragment(fragment) => {
                is_found |= add(&mut fragment.make_mut().selection_set, path, new, spreads);
            }
            Selection::FragmentSpread(spread) => {
                spreads.push((spread.fragment_name.clone(), path));
            }
        }
    }
    is_found
}

fn fix_selections(selections: &mut [Selection], numbers: &BTreeMap<String, i64>) {
    for selection in selections {
        match selection {
            Selection::Field(field) => {
                let field = field.make_mut();
                fix_arguments(&mut field.arguments, numbers);
                fix_selections(&mut field.selection_set, numbers);
            }
            Selection::InlineFragment(fragment) => {
                fix_selections(&mut fragment.make_mut().selection_set, numbers);
            }
            Selection::FragmentSpread(_) => {}
        }
    }
}

fn fix_arguments(arguments: &mut [Node<Argument>], numbers: &BTreeMap<String, i64>) {
    for argument in arguments {
        fix_value(&mut argument.make_mut().value, numbers);
    }
}

fn fix_value(value: &mut Node<Value>, numbers: &BTreeMap<String, i64>) {
    match value.make_mut() {
        Value::Variable(name) => {
            if let Some(number) = numbers.get(name.as_str()) {
                *value = Node::new(Value::Int(IntValue::new_parsed(&number.to_string())));
            }
        }
        Value::List(elements) => {
            for element in elements {
                fix_value(element, numbers);
            }
        }
        Value::Object(members) => {
            for (_, member) in members {
                fix_value(member, numbers);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compact(text: &str) -> String {
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_total_is_selected_at_the_path_of_the_list() {
        let path = ["a".to_owned(), "list".to_owned()];
        for (text, expected) in [
            (
                "query Q { a { list { nodes } } }",
                "{ a { list { nodes totalCount } } }",
            ),
            (
                "query Q { ... on Query { a { ...F } } } fragment F on A { list: x { nodes } }",
                "fragment F on A { list: x { nodes totalCount } }",
            ),
            (
                "query P { a { list { n } } } query Q { a { list { m } } }",
                "query P { a { list { n } } } query Q { a { list { m totalCount } } }",
            ),
        ] {
            let mut rewrite = Rewrite::parse(text).unwrap();
            rewrite.add_total_count("Q", &path);
            let written = compact(&rewrite.text());
            assert!(written.contains(expected), "{written}");
        }
    }

    #[test]
    fn every_field_at_the_path_gets_the_fields() {
        let path = ["list".to_owned(), "nodes".to_owned()];
        let text = "query Q { list { ...A @include(if: $x) ...B nodes { c } } list { ...A } }
            fragment A on L { nodes { a } } fragment B on L { ... on L { nodes { b } } }";
        let mut rewrite = Rewrite::parse(text).unwrap();
        assert!(rewrite.add_fields("Q", &path, &[], &[("k", "id")]));
        assert_eq!(
            compact(&rewrite.text()),
            "query Q { list { ...A @include(if: $x) ...B nodes { c k: id } } list { ...A } } \
             fragment A on L { nodes { a k: id } } \
             fragment B on L { ... on L { nodes { b k: id } } }"
        );
    }

    #[test]
    fn fields_are_added_on_each_type() {
        let path = ["list".to_owned(), "nodes".to_owned()];
        for (types, expected) in [
            (&[][..], "{ list { nodes { a k: id } } }"),
            (
                &["A".to_owned(), "B".to_owned()],
                "{ list { nodes { a ... on A { k: id } ... on B { k: id } } } }",
            ),
        ] {
            let mut rewrite = Rewrite::parse("{ list { nodes { a } } }").unwrap();
            assert!(rewrite.add_fields("", &path, types, &[("k", "id")]));
            assert_eq!(compact(&rewrite.text()), expected);
        }
        let mut rewrite = Rewrite::parse("{ list { nodes { a } } }").unwrap();
        assert!(!rewrite.add_fields("", &["other".to_owned()], &[], &[("k", "id")]));
    }

    #[test]
    fn typenames_stay_if_the_query_selects_them() {
        let follow_up =
            "query R { r0: node(id: 1) { __typename ... on T { list { __typename a } } } }";
        assert_eq!(
            compact(&without_added_typenames(follow_up, "{ list { a } }")),
            "query R { r0: node(id: 1) { ... on T { list { a } } } }"
        );
        assert_eq!(
            without_added_typenames(follow_up, "{ list { a __typename } }"),
            follow_up
        );
    }

    #[test]
    fn page_size_variables_are_replaced_by_numbers() {
        let text = "query Q($n: Int = 5, $m: Int, $after: String) {
            a(first: $n, page: {size: $n, sizes: [$m]}, after: $after) { b(first: $m) } }";
        let mut rewrite = Rewrite::parse(text).unwrap();
        rewrite.fix_numbers(&BTreeMap::from([("n".to_owned(), 5), ("m".to_owned(), -1)]));
        assert_eq!(
            compact(&rewrite.text()),
            "query Q($after: String) { a(first: 5, page: {size: 5, sizes: [-1]}, after: $after) { b(first: -1) } }"
        );
    }
}
