//! The schema, as the other stages ask about it.

use crate::diagnostic::Diagnostic;
use crate::text::{Folded, NO_QUERY, Source, Undefined, parse};
use crate::validate::validate_schema;
use bluejay_core::AsIter;
use bluejay_core::BuiltinScalarDefinition;
use bluejay_core::definition::{
    HasDirectives, ObjectTypeDefinition, ShallowInputTypeReference, ShallowOutputTypeReference,
    TypeDefinitionReference, UnionMemberType, prelude::*,
};
use bluejay_core::{Directive as _, OperationType};
use bluejay_parser::ast::definition::{self, DefaultContext, DefinitionDocument};
use std::collections::BTreeSet;

pub(crate) type Definition<'s> = definition::SchemaDefinition<'s, DefaultContext>;
pub(crate) type FieldDefinition<'s> = definition::FieldDefinition<'s, DefaultContext>;
pub(crate) type InputValueDefinition<'s> = definition::InputValueDefinition<'s, DefaultContext>;
pub(crate) type OutputType<'s> = definition::OutputType<'s, DefaultContext>;
pub(crate) type EnumDefinition<'s> = definition::EnumTypeDefinition<'s, DefaultContext>;
pub(crate) type InputObject<'s> = definition::InputObjectTypeDefinition<'s, DefaultContext>;
pub(crate) type TypeReference<'s> = TypeDefinitionReference<'s, Definition<'s>>;
type ObjectDefinition<'s> = definition::ObjectTypeDefinition<'s, DefaultContext>;
type InterfaceDefinition<'s> = definition::InterfaceTypeDefinition<'s, DefaultContext>;
type UnionDefinition<'s> = definition::UnionTypeDefinition<'s, DefaultContext>;

/// The text of a schema, ready to be parsed.
#[derive(Debug)]
pub struct SchemaText<'s> {
    source: Source<'s>,
    folded: Folded<'s>,
}

impl<'s> SchemaText<'s> {
    /// A schema in the GraphQL schema definition language; its `extend` definitions are folded into what they extend.
    ///
    /// # Errors
    /// One diagnostic for each extension of something that is not defined.
    pub fn new(source: Source<'s>) -> Result<Self, Vec<Diagnostic>> {
        Ok(Self {
            source,
            folded: Folded::new(source)?,
        })
    }

    /// The same for a schema with mistakes: what does not depend on them can be used.
    ///
    /// For example, a field of a type that is not defined is an error only in a document that selects the field. Only
    /// syntax errors remain for [`SchemaDocument::parse`] to report.
    #[must_use]
    pub fn repaired(source: Source<'s>) -> Self {
        Self {
            source,
            folded: Folded::repaired(source),
        }
    }
}

/// A parsed schema text; [`Schema::new`] makes a schema of it.
#[derive(Debug)]
pub struct SchemaDocument<'s> {
    text: &'s SchemaText<'s>,
    document: DefinitionDocument<'s>,
}

impl<'s> SchemaDocument<'s> {
    /// Parses a schema.
    ///
    /// # Errors
    /// One diagnostic for each syntax error.
    pub fn parse(text: &'s SchemaText<'s>) -> Result<Self, Vec<Diagnostic>> {
        let document = parse::schema_document(text.source, &text.folded)?;
        Ok(Self { text, document })
    }
}

/// A schema whose type references all resolve.
pub struct Schema<'s> {
    /// The text it was parsed from.
    pub source: Source<'s>,
    definition: Definition<'s>,
    undefined: &'s Undefined,
}

impl std::fmt::Debug for Schema<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Schema")
            .field("source", &self.source.name)
            .finish_non_exhaustive()
    }
}

/// Parses a schema as it is and calls a function with it.
///
/// Mistakes in the schema do not matter to documents that do not depend on them.
///
/// # Errors
/// One diagnostic for each syntax error.
pub fn with_schema<T>(
    source: Source<'_>,
    work: impl FnOnce(&Schema<'_>) -> T,
) -> Result<T, Vec<Diagnostic>> {
    if let Ok(text) = SchemaText::new(source)
        && let Ok(document) = SchemaDocument::parse(&text)
        && let Ok(schema) = Schema::trusted(&document)
    {
        return Ok(work(&schema));
    }
    let text = SchemaText::repaired(source);
    let document = SchemaDocument::parse(&text)?;
    let schema = Schema::trusted(&document)?;
    Ok(work(&schema))
}

impl<'s> Schema<'s> {
    /// Resolves the references between the types of a document, and checks the types.
    ///
    /// # Errors
    /// One diagnostic for each definition that is missing, doubled or of the wrong kind; if all resolve, one for each
    /// rule of the specification's type validation that is broken and that generated code relies on.
    pub fn new(document: &'s SchemaDocument<'s>) -> Result<Self, Vec<Diagnostic>> {
        let schema = Self::trusted(document)?;
        let errors = validate_schema(&schema, &document.text.folded);
        if errors.is_empty() {
            Ok(schema)
        } else {
            Err(errors)
        }
    }

    /// The same without checking the types, for a schema that is known to pass.
    ///
    /// Of one that does not pass, generated code may not compile, or decode other responses than the server's.
    ///
    /// # Errors
    /// One diagnostic for each definition that is missing, doubled or of the wrong kind.
    pub fn trusted(document: &'s SchemaDocument<'s>) -> Result<Self, Vec<Diagnostic>> {
        let SchemaDocument { text, document } = document;
        let definition = parse::schema_definition(text.source, &text.folded, document)?;
        Ok(Self {
            source: text.source,
            definition,
            undefined: &text.folded.undefined,
        })
    }

    pub(crate) fn definition(&'s self) -> &'s Definition<'s> {
        &self.definition
    }

    /// The root type of an operation kind, if the schema has that kind.
    pub(crate) fn root(&'s self, operation: OperationType) -> Option<Composite<'s>> {
        match operation {
            OperationType::Query => {
                let query = self.definition.query();
                if ObjectTypeDefinition::name(query) == NO_QUERY {
                    return None;
                }
                Some(query)
            }
            OperationType::Mutation => self.definition.mutation(),
            OperationType::Subscription => self.definition.subscription(),
        }
        .map(Composite::Object)
    }

    /// What is wrong with the type that a name in the parsed text stands for, if anything is.
    pub(crate) fn mistake(&self, name: &str) -> Option<&'s str> {
        self.undefined.get(name).map(String::as_str)
    }

    pub(crate) fn has_mistakes(&self) -> bool {
        !self.undefined.is_empty()
    }

    pub(crate) fn type_named(&'s self, name: &str) -> Option<TypeReference<'s>> {
        self.definition.get_type_definition(name)
    }

    pub(crate) fn composite(&'s self, name: &str) -> Option<Composite<'s>> {
        match self.type_named(name)? {
            TypeReference::Object(object) => Some(Composite::Object(object)),
            TypeReference::Interface(interface) => Some(Composite::Interface(interface)),
            TypeReference::Union(union) => Some(Composite::Union(union)),
            _ => None,
        }
    }

    /// Names of the object types that a value of a composite type can have, sorted.
    ///
    /// See [GetPossibleTypes](https://spec.graphql.org/October2021/#GetPossibleTypes()).
    pub(crate) fn possible_types(&'s self, of: Composite<'s>) -> BTreeSet<&'s str> {
        match of {
            Composite::Object(object) => BTreeSet::from([ObjectTypeDefinition::name(object)]),
            Composite::Interface(interface) => self
                .definition
                .get_interface_implementors(interface)
                .map(ObjectTypeDefinition::name)
                .collect(),
            Composite::Union(union) => union
                .union_member_types()
                .iter()
                .map(UnionMemberType::name)
                .collect(),
        }
    }

    /// Whether every value of `narrow` is a value of `wide`.
    pub(crate) fn covers(&'s self, wide: Composite<'s>, narrow: Composite<'s>) -> bool {
        wide.name() == narrow.name()
            || self
                .possible_types(narrow)
                .is_subset(&self.possible_types(wide))
    }
}

/// A type that has a selection set.
#[derive(Clone, Copy)]
pub(crate) enum Composite<'s> {
    Object(&'s ObjectDefinition<'s>),
    Interface(&'s InterfaceDefinition<'s>),
    Union(&'s UnionDefinition<'s>),
}

impl<'s> Composite<'s> {
    pub(crate) fn name(self) -> &'s str {
        match self {
            Self::Object(object) => ObjectTypeDefinition::name(object),
            Self::Interface(interface) => interface.name(),
            Self::Union(union) => union.name(),
        }
    }

    pub(crate) fn is_abstract(self) -> bool {
        !matches!(self, Self::Object(_))
    }

    pub(crate) fn field(self, name: &str) -> Option<&'s FieldDefinition<'s>> {
        match self {
            Self::Object(object) => object.fields_definition().get(name),
            Self::Interface(interface) => interface.fields_definition().get(name),
            Self::Union(union) => union.fields_definition().get(name),
        }
    }

    /// Names of its own fields, without the meta fields.
    pub(crate) fn field_names(self) -> Vec<&'s str> {
        let fields = match self {
            Self::Object(object) => object.fields_definition(),
            Self::Interface(interface) => interface.fields_definition(),
            Self::Union(_) => return Vec::new(),
        };
        fields
            .iter()
            .filter(|field| !field.is_builtin())
            .map(|field| field.name())
            .collect()
    }
}

/// How a type wraps its named type in lists and nullability.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Shape {
    Named { nullable: bool },
    List { nullable: bool, item: Box<Shape> },
}

impl Shape {
    pub(crate) fn is_nullable(&self) -> bool {
        match self {
            Self::Named { nullable } | Self::List { nullable, .. } => *nullable,
        }
    }

    pub(crate) fn is_list(&self) -> bool {
        matches!(self, Self::List { .. })
    }

    /// The same with the outermost level not nullable.
    pub(crate) fn required(&self) -> Self {
        match self {
            Self::Named { .. } => Self::Named { nullable: false },
            Self::List { item, .. } => Self::List {
                nullable: false,
                item: item.clone(),
            },
        }
    }

    pub(crate) fn of_output<'s>(ty: &'s definition::OutputType<'s, DefaultContext>) -> Self {
        match ty.as_shallow_ref() {
            ShallowOutputTypeReference::Base(_, required) => Self::Named {
                nullable: !required,
            },
            ShallowOutputTypeReference::List(item, required) => Self::List {
                nullable: !required,
                item: Box::new(Self::of_output(item)),
            },
        }
    }

    pub(crate) fn of_input<'s>(ty: &'s definition::InputType<'s, DefaultContext>) -> Self {
        match ty.as_shallow_ref() {
            ShallowInputTypeReference::Base(_, required) => Self::Named {
                nullable: !required,
            },
            ShallowInputTypeReference::List(item, required) => Self::List {
                nullable: !required,
                item: Box::new(Self::of_input(item)),
            },
        }
    }
}

/// The named type inside an input type's lists.
pub(crate) fn input_base_name<'s>(ty: &'s definition::InputType<'s, DefaultContext>) -> &'s str {
    match ty.as_shallow_ref() {
        ShallowInputTypeReference::Base(name, _) => name,
        ShallowInputTypeReference::List(item, _) => input_base_name(item),
    }
}

/// The built-in scalar of a name.
pub(crate) fn builtin_scalar(name: &str) -> Option<BuiltinScalarDefinition> {
    match name {
        "Int" => Some(BuiltinScalarDefinition::Int),
        "Float" => Some(BuiltinScalarDefinition::Float),
        "String" => Some(BuiltinScalarDefinition::String),
        "Boolean" => Some(BuiltinScalarDefinition::Boolean),
        "ID" => Some(BuiltinScalarDefinition::ID),
        _ => None,
    }
}

/// Whether exactly one of the fields of an input object is set.
pub(crate) fn is_one_of(input: &InputObject<'_>) -> bool {
    input.directives().is_some_and(|directives| {
        directives
            .iter()
            .any(|directive| directive.name() == "oneOf")
    })
}

/// The reason of a `@deprecated` directive: the outer `None` without one, the inner without a reason.
pub(crate) fn deprecation<'s, T>(of: &'s T) -> Option<Option<String>>
where
    T: HasDirectives<Directives = definition::Directives<'s, DefaultContext>>,
{
    let directive = of
        .directives()?
        .iter()
        .find(|directive| directive.name() == "deprecated")?;
    let reason = directive.arguments().and_then(|arguments| {
        arguments
            .iter()
            .find(|argument| argument.name().as_ref() == "reason")
            .and_then(
                |argument| match bluejay_core::Value::as_ref(argument.value()) {
                    bluejay_core::ValueReference::String(reason) => Some(reason.to_owned()),
                    _ => None,
                },
            )
    });
    Some(reason)
}
