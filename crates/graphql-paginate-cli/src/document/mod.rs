//! A parsed GraphQL document: its variables, its response fields, and the table columns of its items.

mod items;

use apollo_compiler::Schema;
use apollo_compiler::ast::{
    Definition, Document, Field, FragmentDefinition, OperationDefinition, OperationType, Selection,
    Type, Value,
};
use apollo_compiler::schema::ExtendedType;

use crate::output::KeyTree;

/// A variable of an operation.
#[derive(Debug, Clone)]
pub(crate) struct Variable {
    pub(crate) name: String,
    pub(crate) ty: Type,
    /// Whether it must be given: its type is not nullable and it has no default.
    pub(crate) required: bool,
    /// Its default value, if that is an integer.
    pub(crate) default_number: Option<i64>,
}

/// A field of a response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ResponseField {
    /// The type that it is selected on.
    pub(crate) parent: String,
    /// Response keys, joined with dots.
    pub(crate) path: String,
    pub(crate) ty: Type,
}

impl ResponseField {
    /// Whether a client that expects the old field can read this one: the type is the same, or less nullable.
    pub(crate) fn fits(&self, old: &Self) -> bool {
        fits(&self.ty, &old.ty)
    }
}

fn fits(new: &Type, old: &Type) -> bool {
    if old.is_non_null() && !new.is_non_null() {
        return false;
    }
    match (new, old) {
        (Type::List(new) | Type::NonNullList(new), Type::List(old) | Type::NonNullList(old)) => {
            fits(new, old)
        }
        (
            Type::Named(new) | Type::NonNullNamed(new),
            Type::Named(old) | Type::NonNullNamed(old),
        ) => new == old,
        _ => false,
    }
}

/// A parsed document; it need not be valid against a schema.
#[derive(Debug, Clone)]
pub(crate) struct ParsedDocument(Document);

/// A parent type and the selections on it.
type Selected<'d> = (String, &'d [Selection]);

impl ParsedDocument {
    /// Parses a document; `None` if it has syntax errors, which validation reports.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        Some(Self(Document::parse(text, "query").ok()?))
    }

    /// The syntax tree.
    pub(crate) fn ast(&self) -> &Document {
        &self.0
    }

    /// The variables of an operation.
    pub(crate) fn variables(&self, operation: &str) -> Vec<Variable> {
        let mut variables = Vec::new();
        if let Some(operation) = self.operation(operation) {
            for variable in &operation.variables {
                variables.push(Variable {
                    name: variable.name.to_string(),
                    ty: (*variable.ty).clone(),
                    required: variable.ty.is_non_null() && variable.default_value.is_none(),
                    default_number: match variable.default_value.as_deref() {
                        Some(Value::Int(number)) => number.as_str().parse().ok(),
                        _ => None,
                    },
                });
            }
        }
        variables
    }

    /// The selections on the objects at a path of response keys.
    fn selected_at<'d>(
        &'d self,
        schema: &Schema,
        operation: &str,
        path: &[String],
    ) -> Option<Vec<Selected<'d>>> {
        let operation = self.operation(operation)?;
        let root = match operation.operation_type {
            OperationType::Query => schema.root_operation(OperationType::Query)?,
            _ => return None,
        };
        let mut selected = vec![(root.to_string(), operation.selection_set.as_slice())];
        for key in path {
            selected = inner_selections(schema, &self.fields(&selected), key)?;
        }
        Some(selected)
    }

    /// The same without what `@include` or `@skip` may leave out while the objects are there.
    fn certainly_selected_at<'d>(
        &'d self,
        schema: &Schema,
        operation: &str,
        path: &[String],
    ) -> Option<Vec<Selected<'d>>> {
        let mut selected = self.selected_at(schema, operation, &[])?;
        for key in path {
            let all = inner_selections(schema, &self.fields(&selected), key)?;
            selected = match all.len() {
                // Without this field there are no objects.
                1 => all,
                _ => inner_selections(schema, &self.certain_fields(&selected), key)?,
            };
        }
        Some(selected)
    }

    /// The response keys selected at a path of response keys.
    pub(crate) fn selected_keys(&self, operation: &str, path: &[String]) -> KeyTree {
        let mut tree = KeyTree::default();
        if let Some(operation) = self.operation(operation) {
            let selected = (String::new(), operation.selection_set.as_slice());
            self.collect_keys(&[selected], &mut tree);
        }
        for key in path {
            tree = tree.remove(key);
        }
        tree
    }

    fn collect_keys(&self, selected: &[Selected<'_>], tree: &mut KeyTree) {
        for (_, field) in self.fields(selected) {
            let inner = tree.entry(field.response_name());
            let selected = (String::new(), field.selection_set.as_slice());
            self.collect_keys(&[selected], inner);
        }
    }

    /// The fields of the response, with their types.
    pub(crate) fn response(&self, schema: &Schema, operation: &str) -> Vec<ResponseField> {
        let mut response = Vec::new();
        if let Some(operation) = self.operation(operation)
            && let Some(root) = schema.root_operation(operation.operation_type)
        {
            let selected = (root.to_string(), operation.selection_set.as_slice());
            self.collect_response("", selected, schema, &mut response);
        }
        response
    }

    fn collect_response(
        &self,
        outer: &str,
        selected: Selected<'_>,
        schema: &Schema,
        response: &mut Vec<ResponseField>,
    ) {
        for (parent, field) in self.fields(&[selected]) {
            let Some(ty) = field_type(schema, &parent, field) else {
                continue;
            };
            let path = match outer {
                "" => field.response_name().to_string(),
                outer => format!("{outer}.{}", field.response_name()),
            };
            let inner = (
                ty.inner_named_type().to_string(),
                field.selection_set.as_slice(),
            );
            let known = response
                .iter()
                .any(|known| known.path == path && known.parent == parent);
            if !known {
                response.push(ResponseField {
                    parent,
                    path: path.clone(),
                    ty,
                });
            }
            self.collect_response(&path, inner, schema, response);
        }
    }

    /// The operation with this name, or the only operation.
    pub(crate) fn operation(&self, name: &str) -> Option<&OperationDefinition> {
        let mut operations = Vec::new();
        for definition in &self.0.definitions {
            if let Definition::OperationDefinition(operation) = definition {
                if operation.name.as_ref().is_some_and(|known| known == name) {
                    return Some(operation);
                }
                operations.push(&**operation);
            }
        }
        // The operation is anonymous or was renamed.
        match operations.as_slice() {
            [operation] => Some(operation),
            _ => None,
        }
    }

    /// The fields of the selections with their parent types, including those of fragments.
    fn fields<'d>(&'d self, selected: &[Selected<'d>]) -> Vec<(String, &'d Field)> {
        self.fields_unless(selected, |_| false)
    }

    /// The same without those that `@include` or `@skip` may leave out.
    fn certain_fields<'d>(&'d self, selected: &[Selected<'d>]) -> Vec<(String, &'d Field)> {
        self.fields_unless(selected, is_conditional)
    }

    /// The fields without those in selections that are left out.
    fn fields_unless<'d>(
        &'d self,
        selected: &[Selected<'d>],
        is_left_out: fn(&Selection) -> bool,
    ) -> Vec<(String, &'d Field)> {
        let mut fields = Vec::new();
        for (parent, selections) in selected {
            for selection in *selections {
                if is_left_out(selection) {
                    continue;
                }
                match selection {
                    Selection::Field(field) => fields.push((parent.clone(), &**field)),
                    Selection::InlineFragment(fragment) => {
                        let parent = match &fragment.type_condition {
                            Some(condition) => condition.to_string(),
                            None => parent.clone(),
                        };
                        let inner = (parent, fragment.selection_set.as_slice());
                        fields.extend(self.fields_unless(&[inner], is_left_out));
                    }
                    Selection::FragmentSpread(spread) => {
                        for fragment in fragments(&self.0, &spread.fragment_name) {
                            let parent = fragment.type_condition.to_string();
                            let inner = (parent, fragment.selection_set.as_slice());
                            fields.extend(self.fields_unless(&[inner], is_left_out));
                        }
                    }
                }
            }
        }
        fields
    }

    /// The response keys of objects, each with all its selections.
    fn members<'d>(
        &'d self,
        outer: &str,
        selected: &[Selected<'d>],
        schema: &Schema,
    ) -> Vec<Member<'d>> {
        let mut members: Vec<Member<'d>> = Vec::new();
        for (parent, field) in self.fields(selected) {
            let key = field.response_name();
            let Some(ty) = field_type(schema, &parent, field) else {
                continue;
            };
            let path = match outer {
                "" => key.to_string(),
                outer => format!("{outer}.{key}"),
            };
            let inner = (
                ty.inner_named_type().to_string(),
                field.selection_set.as_slice(),
            );
            match members.iter_mut().find(|known| known.path == path) {
                Some(member) => member.selected.push(inner),
                None => members.push(Member {
                    path,
                    is_list: ty.is_list(),
                    selected: vec![inner],
                }),
            }
        }
        members
    }
}

/// A response key of an object.
struct Member<'d> {
    /// Response keys from the item, joined with dots.
    path: String,
    is_list: bool,
    /// The selections below it.
    selected: Vec<Selected<'d>>,
}

impl Member<'_> {
    fn is_leaf(&self) -> bool {
        self.selected
            .iter()
            .all(|(_, selections)| selections.is_empty())
    }
}

/// The selections of the fields with this response key.
fn inner_selections<'d>(
    schema: &Schema,
    fields: &[(String, &'d Field)],
    key: &str,
) -> Option<Vec<Selected<'d>>> {
    let mut inner = Vec::new();
    for (parent, field) in fields {
        if field.response_name() == key {
            let ty = field_type(schema, parent, field)?;
            inner.push((
                ty.inner_named_type().to_string(),
                field.selection_set.as_slice(),
            ));
        }
    }
    Some(inner)
}

/// The fragments of a document with a name: one, or more in a document that validation refuses.
pub(crate) fn fragments<'d>(document: &'d Document, name: &str) -> Vec<&'d FragmentDefinition> {
    let mut fragments = Vec::new();
    for definition in &document.definitions {
        if let Definition::FragmentDefinition(fragment) = definition
            && fragment.name == name
        {
            fragments.push(&**fragment);
        }
    }
    fragments
}

/// Whether `@include` or `@skip` may leave out a selection.
pub(crate) fn is_conditional(selection: &Selection) -> bool {
    let directives = match selection {
        Selection::Field(field) => &field.directives,
        Selection::InlineFragment(fragment) => &fragment.directives,
        Selection::FragmentSpread(spread) => &spread.directives,
    };
    directives.has("include") || directives.has("skip")
}

fn field_type(schema: &Schema, parent: &str, field: &Field) -> Option<Type> {
    if field.name == "__typename" {
        return Type::parse("String!", "built-in").ok();
    }
    let definition = match schema.types.get(parent)? {
        ExtendedType::Object(object) => object.fields.get(&field.name)?,
        ExtendedType::Interface(interface) => interface.fields.get(&field.name)?,
        _ => return None,
    };
    Some(definition.ty.clone())
}
