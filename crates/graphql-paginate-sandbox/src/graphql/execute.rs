//! Executes a GraphQL request and returns its data and errors.

use std::sync::Arc;

use apollo_compiler::Node;
use apollo_compiler::executable::Operation;
use apollo_compiler::parser::LineColumn;
use apollo_compiler::resolvers::Execution;
use apollo_compiler::response::{GraphQLError, ResponseDataPathSegment};
use apollo_compiler::validation::Valid;

use super::resolver::Resolver;
use super::{
    ApiSchema, Document, Failure, JsonMap, JsonValue, Object, RequestError, World, variables,
};

/// A well-formed GraphQL request.
#[derive(Debug)]
pub(crate) struct Request {
    pub(crate) query: String,
    pub(crate) operation_name: Option<String>,
    pub(crate) variables: JsonMap,
}

impl Request {
    /// The request in a JSON body; `None` if it has no `query`. Variables that are not an object are ignored.
    pub(crate) fn in_body(body: &JsonValue) -> Option<Self> {
        let text = |name| body.get(name).and_then(JsonValue::as_str);
        let variables = match body.get("variables") {
            Some(JsonValue::Object(variables)) => variables.clone(),
            _ => JsonMap::new(),
        };
        Some(Self {
            query: text("query")?.to_owned(),
            operation_name: text("operationName").map(str::to_owned),
            variables,
        })
    }
}

/// An executable request: a valid document, the selected operation, and coerced variables.
#[derive(Debug)]
pub(crate) struct Prepared {
    pub(crate) document: Arc<Document>,
    pub(crate) operation: Node<Operation>,
    pub(crate) variables: Valid<JsonMap>,
}

/// An execution error before it is converted to the API's format.
#[derive(Debug)]
pub(crate) struct ExecutionError {
    pub(crate) failure: Failure,
    pub(crate) path: Vec<ResponseDataPathSegment>,
    pub(crate) locations: Vec<LineColumn>,
}

impl Prepared {
    /// # Errors
    ///
    /// The errors of the request as both APIs word them, for a response without `data`.
    pub(crate) fn new(schema: &ApiSchema, request: &Request) -> Result<Self, Vec<RequestError>> {
        let document = schema.documents.get(&schema.schema, &request.query)?;
        let operation = operation(&document, request.operation_name.as_deref())?;
        let variables =
            variables::coerce(&schema.schema, &document, &operation, &request.variables)?;
        Ok(Self {
            document,
            operation,
            variables,
        })
    }

    /// Returns the data, which is null if an error propagated to the root, and the errors in the order of execution.
    pub(crate) fn run(&self, world: &dyn World) -> (Option<JsonMap>, Vec<ExecutionError>) {
        let schema = world.schema();
        let root = Object::new(schema.name(self.operation.object_type()), "~");
        let resolver = Resolver {
            world,
            document: &self.document,
            variables: &self.variables,
            object: root,
        };
        let response = Execution::new(&schema.schema, &self.document.executable)
            .operation(&self.operation)
            .implementers_map(&schema.implementers)
            .coerced_variable_values(&self.variables)
            .enable_schema_introspection(true)
            .execute_sync(&resolver)
            .expect("the operation and its variables were checked");
        (
            response.data,
            response
                .errors
                .into_iter()
                .map(ExecutionError::from)
                .collect(),
        )
    }
}

impl From<GraphQLError> for ExecutionError {
    fn from(error: GraphQLError) -> Self {
        Self {
            failure: Failure::from_execution(&error.message),
            path: error.path,
            locations: error.locations,
        }
    }
}

fn operation(
    document: &Document,
    name: Option<&str>,
) -> Result<Node<Operation>, Vec<RequestError>> {
    let name = name.filter(|name| !name.is_empty());
    document
        .executable
        .operations
        .get(name)
        .cloned()
        .map_err(|_| {
            let message = match name {
                Some(name) => format!("No operation named {name:?}"),
                None => "An operation name is required".to_owned(),
            };
            vec![RequestError::new(message)]
        })
}
