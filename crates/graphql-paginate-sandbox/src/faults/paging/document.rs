//! Reads page sizes and cursors of a GraphQL request, from arguments named `first`, `last`, `after` and `before`.

use apollo_compiler::{Name, Node, ast};
use serde_json::Value;

use super::Paging;

pub(super) fn paging(document: &ast::Document, body: &Value) -> Paging {
    let Some(operation) = operation(document, body["operationName"].as_str()) else {
        return Paging::default();
    };
    let mut reader = Reader {
        document,
        operation,
        body,
        within: vec![],
        found: Paging::default(),
    };
    reader.set(&operation.selection_set, None);
    reader.found
}

/// The variables to which `after` and `before` are bound, anywhere in the document.
pub(super) fn cursor_variables(document: &ast::Document) -> Vec<Name> {
    let mut found = vec![];
    for definition in &document.definitions {
        match definition {
            ast::Definition::OperationDefinition(operation) => {
                collect(&operation.selection_set, &mut found)
            }
            ast::Definition::FragmentDefinition(fragment) => {
                collect(&fragment.selection_set, &mut found)
            }
            _ => {}
        }
    }
    found
}

fn collect(selections: &[ast::Selection], found: &mut Vec<Name>) {
    for selection in selections {
        match selection {
            ast::Selection::Field(field) => {
                let cursors = field
                    .arguments
                    .iter()
                    .filter(|argument| is_cursor(&argument.name));
                found.extend(cursors.filter_map(|argument| argument.value.as_variable().cloned()));
                collect(&field.selection_set, found);
            }
            ast::Selection::InlineFragment(inline) => collect(&inline.selection_set, found),
            ast::Selection::FragmentSpread(_) => {}
        }
    }
}

fn is_cursor(argument: &Name) -> bool {
    ["after", "before"].contains(&argument.as_str())
}

fn operation<'a>(
    document: &'a ast::Document,
    name: Option<&str>,
) -> Option<&'a Node<ast::OperationDefinition>> {
    let mut operations = document
        .definitions
        .iter()
        .filter_map(ast::Definition::as_operation_definition);
    operations.find(|operation| name.is_none() || operation.name.as_deref() == name)
}

struct Reader<'a> {
    document: &'a ast::Document,
    operation: &'a ast::OperationDefinition,
    body: &'a Value,
    /// The fragments that are being read, to stop at one that contains itself; documents are not validated here.
    within: Vec<&'a Name>,
    found: Paging,
}

impl<'a> Reader<'a> {
    /// `around` is the number of objects that the selections apply to, if they are within a connection.
    fn set(&mut self, selections: &'a [ast::Selection], around: Option<u64>) {
        for selection in selections {
            match selection {
                ast::Selection::Field(field) if self.included(&field.directives) => {
                    let objects = self.field(field, around);
                    self.set(&field.selection_set, objects.or(around));
                }
                ast::Selection::InlineFragment(inline) if self.included(&inline.directives) => {
                    self.set(&inline.selection_set, around);
                }
                ast::Selection::FragmentSpread(spread) if self.included(&spread.directives) => {
                    self.fragment(&spread.fragment_name, around);
                }
                _ => {}
            }
        }
    }

    fn fragment(&mut self, name: &'a Name, around: Option<u64>) {
        let mut fragments = self
            .document
            .definitions
            .iter()
            .filter_map(ast::Definition::as_fragment_definition);
        let Some(fragment) = fragments.find(|fragment| fragment.name == *name) else {
            return;
        };
        if !self.within.contains(&name) {
            self.within.push(name);
            self.set(&fragment.selection_set, around);
            self.within.pop();
        }
    }

    /// The number of objects that a field with paging arguments may return; `None` for other fields.
    fn field(&mut self, field: &ast::Field, around: Option<u64>) -> Option<u64> {
        let argument = |name: &str| {
            let argument = field
                .arguments
                .iter()
                .find(|argument| argument.name == name)?;
            self.value(&argument.value)
        };
        let (first, last) = (argument("first"), argument("last"));
        let (after, before) = (argument("after"), argument("before"));
        let size = first.as_ref().or(last.as_ref()).and_then(Value::as_u64);
        let cursor = after
            .or(before.clone())
            .and_then(|cursor| cursor.as_str().map(str::to_owned));
        if size.is_none() && cursor.is_none() {
            return None;
        }
        let objects = size.map(|size| size.saturating_mul(around.unwrap_or(1)));
        self.found.nodes = self.found.nodes.saturating_add(objects.unwrap_or_default());
        if around.is_none() {
            self.found.page_size = self.found.page_size.max(size);
            self.found.cursor = self.found.cursor.take().or(cursor);
            self.found.backward |= last.is_some() || before.is_some();
        }
        objects
    }

    /// The JSON value of a number, a string, a boolean, or a variable with such a value.
    fn value(&self, value: &ast::Value) -> Option<Value> {
        let Some(variable) = value.as_variable() else {
            let number = value.to_i32().map(Value::from);
            return number
                .or(value.as_str().map(Value::from))
                .or(value.to_bool().map(Value::from));
        };
        match self.body["variables"].get(variable.as_str()) {
            Some(value) => Some(value.clone()).filter(|value| !value.is_null()),
            None => {
                let mut definitions = self.operation.variables.iter();
                let definition = definitions.find(|definition| definition.name == *variable)?;
                self.value(definition.default_value.as_ref()?)
            }
        }
    }

    fn included(&self, directives: &ast::DirectiveList) -> bool {
        let condition = |directive: &str| {
            let value = directives
                .get(directive)?
                .specified_argument_by_name("if")?;
            self.value(value)?.as_bool()
        };
        condition("include") != Some(false) && condition("skip") != Some(true)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn sizes_and_cursors_are_those_of_the_outermost_connections() {
        let nested = "query Q($n: Int = 7, $c: String, $m: Int) { a { list(first: $n, after: $c) { nodes { ...F } } } } \
                      fragment F on T { inner(last: $m) { nodes { id } } }";
        let siblings = "query ($on: Boolean!) { x(first: 100) @include(if: $on) { nodes { id } } \
                        y(last: 20, before: \"b\") { nodes { id } } }";
        let endless = "{ ...F } fragment F on T { list(first: 1) { ...F } }";
        let cases = [
            (nested, json!({ "m": 3 }), Some(7), 28, None, false),
            (
                nested,
                json!({ "n": 50, "c": "x", "m": null }),
                Some(50),
                50,
                Some("x"),
                false,
            ),
            (
                siblings,
                json!({ "on": true }),
                Some(100),
                120,
                Some("b"),
                true,
            ),
            (
                siblings,
                json!({ "on": false }),
                Some(20),
                20,
                Some("b"),
                true,
            ),
            ("{ a { id } }", json!({}), None, 0, None, false),
            (endless, json!({}), Some(1), 1, None, false),
        ];
        for (query, variables, page_size, nodes, cursor, backward) in cases {
            let document = ast::Document::parse(query, "query.graphql").unwrap();
            let cursor = cursor.map(str::to_owned);
            let expected = Paging {
                page_size,
                nodes,
                cursor,
                backward,
            };
            assert_eq!(
                paging(&document, &json!({ "variables": variables })),
                expected,
                "{query}"
            );
        }
    }

    #[test]
    fn cursor_variables_are_found_in_fragments_too() {
        let query = "query ($a: String, $b: String, $c: Int) { x(after: $a, first: $c) { id } } \
                     fragment F on T { ... on U { y(before: $b) { id } } }";
        let document = ast::Document::parse(query, "query.graphql").unwrap();
        assert_eq!(cursor_variables(&document), ["a", "b"]);
    }
}
