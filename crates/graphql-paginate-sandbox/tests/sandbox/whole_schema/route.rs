//! Routes from the root of a schema to each type, as the text around a selection.
//!
//! Several objects lead to the same type, and the objects of an interface differ between them. The number of a route selects
//! one of them.

use std::collections::{HashMap, VecDeque};

use apollo_compiler::Schema;
use apollo_compiler::ast::Type;
use apollo_compiler::schema::{ExtendedType, FieldDefinition, ObjectType};
use apollo_compiler::validation::Valid;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// The routes to all reachable object types.
pub(crate) struct Routes<'a> {
    pub(crate) schema: &'a Valid<Schema>,
    number: usize,
    routes: HashMap<String, Route>,
}

/// The text before and after a selection on a type.
#[derive(Debug, Clone)]
pub(crate) struct Route {
    prefix: String,
    suffix: String,
}

impl<'a> Routes<'a> {
    pub(crate) fn new(schema: &'a Valid<Schema>, number: usize) -> Self {
        let mut routes = Self {
            schema,
            number,
            routes: HashMap::new(),
        };
        let mut waiting = VecDeque::new();
        for (ty, route) in routes.starts() {
            routes.reach(ty, route, &mut waiting);
        }
        while let Some(ty) = waiting.pop_front() {
            for (inner, route) in routes.steps(&ty) {
                routes.reach(inner, route, &mut waiting);
            }
        }
        routes
    }

    /// The route to a type. A route to an interface passes through one of its objects.
    pub(crate) fn to(&self, ty: &str) -> Option<Route> {
        self.routes
            .get(ty)
            .cloned()
            .or_else(|| self.to_interface(ty))
    }

    fn to_interface(&self, interface: &str) -> Option<Route> {
        let over = self.objects().find(|object| {
            object.implements_interfaces.contains(interface)
                && self.routes.contains_key(object.name.as_str())
        })?;
        Some(
            self.to(&over.name)?
                .then(&format!("... on {interface} {{"), "}"),
        )
    }

    pub(crate) fn objects(&self) -> impl Iterator<Item = &ObjectType> {
        self.schema
            .types
            .values()
            .filter(|ty| !ty.is_built_in())
            .filter_map(|ty| ty.as_object())
    }

    fn reach(&mut self, ty: String, route: Route, waiting: &mut VecDeque<String>) {
        if !self.routes.contains_key(&ty) {
            self.routes.insert(ty.clone(), route);
            waiting.push_back(ty);
        }
    }

    /// The starting points: the root types, and every type that `node(id:)` finds.
    fn starts(&self) -> Vec<(String, Route)> {
        let start = |prefix: &str, suffix: &str| Route {
            prefix: prefix.into(),
            suffix: suffix.into(),
        };
        let roots = [
            ("Query", start("{", "}")),
            ("Mutation", start("mutation {", "}")),
        ];
        let nodes = self
            .objects()
            .filter(|object| object.implements_interfaces.contains("Node"))
            .map(|object| {
                let name = object.name.as_str();
                let id = STANDARD.encode(format!("{:03}:{name}{}", name.len(), self.key(name)));
                let prefix = format!("{{ node(id: {id:?}) {{ ... on {name} {{");
                (name.to_owned(), start(&prefix, "} } }"))
            });
        roots
            .map(|(ty, route)| (ty.to_owned(), route))
            .into_iter()
            .chain(nodes)
            .collect()
    }

    /// Extends a route by one field: to its object type, or to each object type of its interface or union.
    fn steps(&self, from: &str) -> Vec<(String, Route)> {
        let route = &self.routes[from];
        let object = self.schema.get_object(from).unwrap();
        let mut steps = vec![];
        // An id may name an object that does not exist, so ids are only used in `starts`.
        let by_id = |field: &FieldDefinition| from == "Query" && field.name.starts_with("node");
        let mut fields: Vec<&FieldDefinition> = object
            .fields
            .values()
            .map(|field| &***field)
            .filter(|field| !by_id(field))
            .collect();
        // Routes alternate between `annotations` and `champs`.
        if self.number.is_multiple_of(2) {
            fields.reverse();
        }
        for field in fields {
            let field_call =
                call(self.schema, field, "").replace("dossier(number: 1)", &self.dossier());
            let route = route.then(&format!("{field_call} {{"), "}");
            match &self.schema.types[field.ty.inner_named_type()] {
                ExtendedType::Object(ty) => steps.push((ty.name.to_string(), route)),
                ty @ (ExtendedType::Interface(_) | ExtendedType::Union(_)) => {
                    for object in self.objects().filter(|object| self.stands_for(ty, object)) {
                        let on = route.then(&format!("... on {} {{", object.name), "}");
                        steps.push((object.name.to_string(), on));
                    }
                }
                _ => {}
            }
        }
        steps
    }

    fn dossier(&self) -> String {
        format!("dossier(number: {})", 10_000 + self.number)
    }

    /// Pull requests and issues are found only within their repository.
    fn key(&self, ty: &str) -> String {
        match ty {
            "Repository" => format!("o/r{}", self.number),
            "PullRequest" => format!("o/r/pullRequests/{}", self.number),
            "Issue" => format!("o/r/issues/{}", self.number),
            _ => format!("~x/{}", self.number),
        }
    }

    fn stands_for(&self, ty: &ExtendedType, object: &ObjectType) -> bool {
        match ty {
            ExtendedType::Interface(interface) => {
                object.implements_interfaces.contains(&interface.name)
            }
            ExtendedType::Union(union) => union.members.contains(&object.name),
            _ => false,
        }
    }
}

impl Route {
    pub(crate) fn around(&self, selection: &str) -> String {
        format!("{} {selection} {}", self.prefix, self.suffix)
    }

    fn then(&self, prefix: &str, suffix: &str) -> Self {
        Self {
            prefix: format!("{} {prefix}", self.prefix),
            suffix: format!("{suffix} {}", self.suffix),
        }
    }
}

/// A field with its required arguments, a page size if it is a connection, and further arguments.
pub(crate) fn call(schema: &Schema, field: &FieldDefinition, further: &str) -> String {
    let required = field
        .arguments
        .iter()
        .filter(|argument| argument.is_required());
    let mut arguments: Vec<String> = required
        .map(|argument| format!("{}: {}", argument.name, literal(schema, &argument.ty)))
        .collect();
    let pages =
        field.argument_by_name("first").is_some() && field.argument_by_name("after").is_some();
    match further {
        "" if pages => arguments.push("first: 50".to_owned()),
        "" => {}
        further => arguments.push(further.to_owned()),
    }
    if arguments.is_empty() {
        return field.name.to_string();
    }
    format!("{}({})", field.name, arguments.join(", "))
}

fn literal(schema: &Schema, ty: &Type) -> String {
    if let Type::List(item) | Type::NonNullList(item) = ty {
        return format!("[{}]", literal(schema, item));
    }
    match &schema.types[ty.inner_named_type()] {
        ExtendedType::Enum(definition) => definition.values.first().unwrap().0.to_string(),
        ExtendedType::InputObject(definition) if definition.directives.has("oneOf") => {
            let field = definition.fields.values().next_back().unwrap();
            format!("{{ {}: {} }}", field.name, literal(schema, &field.ty))
        }
        ExtendedType::InputObject(definition) => {
            let required = definition
                .fields
                .values()
                .filter(|field| field.is_required());
            let fields: Vec<String> = required
                .map(|field| format!("{}: {}", field.name, literal(schema, &field.ty)))
                .collect();
            format!("{{ {} }}", fields.join(", "))
        }
        _ => match ty.inner_named_type().as_str() {
            "Int" => "1".to_owned(),
            "Float" => "1.5".to_owned(),
            "Boolean" => "true".to_owned(),
            "ISO8601DateTime" | "ISO8601Date" => "\"2024-01-02\"".to_owned(),
            _ => "\"x\"".to_owned(),
        },
    }
}
