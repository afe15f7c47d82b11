//! An owned syntax tree of one operation and its fragments.
//!
//! Documents that are derived from a query (walk documents, one page from each end, follow-up documents) are edited
//! copies of this tree, printed by [`Display`](std::fmt::Display). The parser's own tree borrows from the text and
//! cannot be edited.
//!
//! See [Document](https://spec.graphql.org/October2021/#sec-Document).

mod json;
mod merge;
mod names;
mod path;
mod print;
mod read;

pub(crate) use merge::merge;
pub(crate) use names::Names;
pub(crate) use path::rewrite_at;
pub(crate) use read::DocumentReader;

/// One operation with the fragments it uses, in source order.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Document {
    pub(crate) operation: Operation,
    pub(crate) fragments: Vec<FragmentDefinition>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Operation {
    /// `query`, `mutation` or `subscription`.
    pub(crate) kind: &'static str,
    pub(crate) name: String,
    pub(crate) variables: Vec<VariableDefinition>,
    pub(crate) directives: Vec<Directive>,
    pub(crate) selections: Vec<Selection>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct VariableDefinition {
    pub(crate) name: String,
    pub(crate) ty: String,
    pub(crate) default: Option<Value>,
    pub(crate) directives: Vec<Directive>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct FragmentDefinition {
    pub(crate) name: String,
    pub(crate) on: String,
    pub(crate) directives: Vec<Directive>,
    pub(crate) selections: Vec<Selection>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Selection {
    Field(Field),
    Inline(InlineFragment),
    Spread(FragmentSpread),
}

#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Field {
    /// Its position in the query; `None` for a field that was added.
    pub(crate) id: Option<FieldId>,
    pub(crate) alias: Option<String>,
    pub(crate) name: String,
    pub(crate) arguments: Vec<Argument>,
    pub(crate) directives: Vec<Directive>,
    pub(crate) selections: Vec<Selection>,
}

/// Identifies a field of the query by the byte offset at which it starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct FieldId(pub(crate) usize);

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct InlineFragment {
    pub(crate) on: Option<String>,
    pub(crate) directives: Vec<Directive>,
    pub(crate) selections: Vec<Selection>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct FragmentSpread {
    pub(crate) name: String,
    pub(crate) directives: Vec<Directive>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Directive {
    pub(crate) name: String,
    pub(crate) arguments: Vec<Argument>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Argument {
    pub(crate) name: String,
    pub(crate) value: Value,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    Variable(String),
    /// An integer or a float, as written in the source.
    Number(String),
    String(String),
    /// `true`, `false`, `null` or a value of an enum.
    Word(String),
    List(Vec<Value>),
    Object(Vec<(String, Value)>),
}

impl Document {
    pub(crate) fn fragment(&self, name: &str) -> Option<&FragmentDefinition> {
        self.fragments.iter().find(|fragment| fragment.name == name)
    }

    /// The field with an id.
    pub(crate) fn field(&self, id: FieldId) -> Option<&Field> {
        let fragments = self.fragments.iter();
        field_in(&self.operation.selections, id).or_else(|| {
            fragments
                .flat_map(|fragment| field_in(&fragment.selections, id))
                .next()
        })
    }

    /// Edits each selection set, outer before inner.
    pub(crate) fn for_each_selection_set(&mut self, edit: &mut dyn FnMut(&mut Vec<Selection>)) {
        for_each_set(&mut self.operation.selections, edit);
        for fragment in &mut self.fragments {
            for_each_set(&mut fragment.selections, edit);
        }
    }

    /// Removes the variables and fragments that the operation no longer uses.
    pub(crate) fn remove_unused(&mut self) {
        let used = Names::of(self, &self.operation.selections);
        let mut variables = used.variables;
        for directive in &self.operation.directives {
            Names::add_variables(&directive.arguments, &mut variables);
        }
        self.operation
            .variables
            .retain(|variable| variables.contains(&variable.name));
        self.fragments
            .retain(|fragment| used.fragments.contains(&fragment.name));
    }
}

impl Field {
    /// A field without an alias or arguments.
    pub(crate) fn added(name: &str, selections: Vec<Selection>) -> Self {
        Self {
            name: name.to_owned(),
            selections,
            ..Self::default()
        }
    }

    pub(crate) fn response_key(&self) -> &str {
        self.alias.as_deref().unwrap_or(&self.name)
    }

    /// Gives the field this response key.
    pub(crate) fn set_response_key(&mut self, key: &str) {
        self.alias = if key == self.name {
            None
        } else {
            Some(key.to_owned())
        };
    }

    pub(crate) fn remove_argument(&mut self, name: &str) {
        self.arguments.retain(|argument| argument.name != name);
    }

    pub(crate) fn set_argument(&mut self, name: &str, value: Value) {
        self.remove_argument(name);
        self.arguments.push(Argument {
            name: name.to_owned(),
            value,
        });
    }

    pub(crate) fn has_directive(&self, name: &str) -> bool {
        self.directives
            .iter()
            .any(|directive| directive.name == name)
    }
}

impl Directive {
    /// `@include(if: $variable)`
    pub(crate) fn include(variable: &str) -> Self {
        Self::condition("include", variable)
    }

    /// `@skip(if: $variable)`
    pub(crate) fn skip(variable: &str) -> Self {
        Self::condition("skip", variable)
    }

    fn condition(name: &str, variable: &str) -> Self {
        Self {
            name: name.to_owned(),
            arguments: vec![Argument {
                name: "if".to_owned(),
                value: Value::Variable(variable.to_owned()),
            }],
        }
    }
}

fn field_in(selections: &[Selection], id: FieldId) -> Option<&Field> {
    selections.iter().find_map(|selection| match selection {
        Selection::Field(field) if field.id == Some(id) => Some(field),
        Selection::Field(field) => field_in(&field.selections, id),
        Selection::Inline(inline) => field_in(&inline.selections, id),
        Selection::Spread(_) => None,
    })
}

fn for_each_set(selections: &mut Vec<Selection>, edit: &mut dyn FnMut(&mut Vec<Selection>)) {
    edit(selections);
    for selection in selections {
        match selection {
            Selection::Field(field) => for_each_set(&mut field.selections, edit),
            Selection::Inline(inline) => for_each_set(&mut inline.selections, edit),
            Selection::Spread(_) => {}
        }
    }
}
