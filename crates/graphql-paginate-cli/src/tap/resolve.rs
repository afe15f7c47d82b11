//! Resolves the streams of a config: checks their definitions against the schema.

use std::path::Path;

use apollo_compiler::Schema;
use heck::ToUpperCamelCase;
use serde_json::Value;

use super::config::{TapConfig, duration};
use super::definition::{Replication, StreamDefinition, definitions, shipped_document};
use super::item_type::{FieldShape, ObjectType, Property, ScalarShape, ValueType};
use super::partition::{StreamPartition, column};
use super::partitions::partitions;
use super::selected_type::{Scalars, TypeReader, row_type};
use super::stream::{ApiSchema, List, QueryList, Stream};
use crate::declared::Declared;
use crate::export::Api;
use crate::failure::Failure;
use crate::lists::{NestedChoice, SelectedList};
use crate::text_input::TextInput;

/// The default lookback: changes made at the same time may become visible in any order.
const LOOKBACK: &str = "10m";

/// The streams of a config, parents before their children.
pub(crate) fn streams(
    config: &TapConfig,
    api: Option<Api>,
    schema: Option<&ApiSchema>,
    on_sandbox: bool,
) -> Result<Vec<Stream>, Failure> {
    let scalars = config.scalars.clone().unwrap_or_default();
    let mut waiting = definitions(config, api)?;
    let mut streams: Vec<Stream> = Vec::new();
    while !waiting.is_empty() {
        let mut later = Vec::new();
        let before = waiting.len();
        for definition in waiting {
            let parent = match &definition.parent {
                None => None,
                Some(parent) => match streams.iter().find(|known| known.name == parent.stream) {
                    Some(parent) => Some(parent),
                    None => {
                        later.push(definition);
                        continue;
                    }
                },
            };
            let builder = Builder {
                config,
                api,
                schema,
                scalars: &scalars,
                on_sandbox,
            };
            let name = definition.name.clone();
            let stream = builder.stream(definition, parent);
            streams.push(stream.map_err(|failure| failure.help(format!("in stream `{name}`")))?);
        }
        if later.len() == before {
            let orphan = &later[0];
            let parent = orphan.parent.as_ref().map_or("", |parent| &parent.stream);
            let message = format!("stream `{}` needs its parent `{parent}`", orphan.name);
            return Err(Failure::configuration(message).help(format!(
                "add `\"{parent}\"` to `streams`; a catalog can deselect it"
            )));
        }
        waiting = later;
    }
    Ok(streams)
}

struct Builder<'a> {
    config: &'a TapConfig,
    api: Option<Api>,
    schema: Option<&'a ApiSchema>,
    scalars: &'a Scalars,
    on_sandbox: bool,
}

impl Builder<'_> {
    fn stream(
        &self,
        definition: StreamDefinition,
        parent: Option<&Stream>,
    ) -> Result<Stream, Failure> {
        let (list, item) = match (&definition.query, &definition.collection, self.schema) {
            (Some(query), None, Some(schema)) => self.query(query, &definition, schema)?,
            (None, Some(collection), None) => self.collection(collection)?,
            (_, _, Some(_)) => {
                return Err(Failure::configuration(
                    "a stream of a GraphQL API needs `query`",
                ));
            }
            (_, _, None) => {
                return Err(Failure::configuration(
                    "a stream of a REST API needs `collection`",
                ));
            }
        };
        check_nested(&definition, &list)?;
        let lookback = definition.lookback.as_deref().unwrap_or(LOOKBACK);
        let mut stream = Stream {
            list,
            item,
            context: Vec::new(),
            keys: definition.key_properties.clone(),
            replication: match parent {
                Some(parent) => parent.replication,
                None => definition.replication.unwrap_or(Replication::Full),
            },
            since_variable: definition.since_variable.clone(),
            since_field: definition.since_field.clone(),
            allow_empty: definition.allow_empty,
            lookback: duration("lookback", lookback)?,
            variables: definition.variables.clone(),
            partitions: Vec::new(),
            parent: definition.parent.clone(),
            page_size: definition.page_size.or(self.config.page_size),
            nested: definition.nested.clone(),
            name: definition.name.clone(),
        };
        if stream.replication == Replication::Since && parent.is_none() {
            check_since(&stream)?;
        }
        stream.partitions = partitions(&stream, &definition, self.config, self.on_sandbox)?;
        stream.context = self.context(&stream, parent)?;
        stream.check_keys()?;
        Ok(stream)
    }

    fn query(
        &self,
        name: &str,
        definition: &StreamDefinition,
        schema: &ApiSchema,
    ) -> Result<(List, ObjectType), Failure> {
        let input = match shipped_document(self.api, name) {
            Some(text) => TextInput {
                name: format!("{name}.graphql"),
                text: text.to_owned(),
            },
            None => TextInput::read(Path::new(name))?,
        };
        let declared = Declared::read(&definition.paginate, &definition.refetch)?;
        let selected = SelectedList::new(
            &input,
            definition.operation.as_deref(),
            definition.path.as_deref(),
            &declared,
            &schema.input,
        )?;
        if selected.has_several_parents() {
            let message = format!("`{}` is inside a list", selected.path());
            return Err(Failure::usage(message).help(
                "select it below a single object, such as `node(id: $id)`, and take the id from the stream of its parents",
            ));
        }
        let item = item_type(&selected, schema, self.scalars)?;
        let list = QueryList {
            known: selected.known.clone(),
            input,
            operation: definition.operation.clone(),
            path: definition.path.clone(),
            declared,
            selected,
        };
        Ok((List::Query(Box::new(list)), item))
    }

    fn collection(&self, name: &str) -> Result<(List, ObjectType), Failure> {
        let rows = Schema::parse(include_str!("shipped/rows.graphql"), "rows.graphql");
        let rows = match rows {
            Ok(rows) => rows,
            // Parsing reports an error because these types have no query type.
            Err(failure) => failure.partial,
        };
        let api = self.api.map_or("", Api::name);
        match row_type(&rows, &format!("{api}-{name}").to_upper_camel_case()) {
            Some(item) => Ok((List::Collection(name.to_owned()), item)),
            None => {
                let names = self.api.map_or(&[][..], Api::collections);
                Err(Failure::configuration(format!("no collection `{name}`"))
                    .help(format!("choose one of {}", names.join(", "))))
            }
        }
    }

    /// The columns for the partition and for the values from the parent's record.
    fn context(&self, stream: &Stream, parent: Option<&Stream>) -> Result<Vec<Property>, Failure> {
        let mut context = Vec::new();
        if let (Some(parent), Some(link)) = (parent, &stream.parent) {
            context.extend(parent.context.iter().cloned());
            for path in link.needs() {
                let steps: Vec<&str> = path.split('.').collect();
                let scalar = match parent.item.at(&steps).map(|ty| &ty.shape) {
                    Some(FieldShape::Scalar(scalar)) => *scalar,
                    _ => {
                        let message =
                            format!("the parent `{}` has no value at `{path}`", parent.name);
                        return Err(Failure::configuration(message));
                    }
                };
                if link.variables.values().any(|value| value == path) {
                    let name = format!("parent_{}", path.replace('.', "_"));
                    context.retain(|known: &Property| known.name != name);
                    context.push(Property {
                        name,
                        ty: ValueType::scalar(scalar, false),
                    });
                }
            }
        } else {
            context = partition_columns(&stream.partitions);
        }
        for property in &context {
            if stream.item.property(&property.name).is_some() {
                let message = format!("the items have a property `{}` already", property.name);
                return Err(Failure::configuration(message).help("select it under an alias"));
            }
        }
        Ok(context)
    }
}

/// The columns for the values of the partitions, which all have the same names: integers if they are in each partition,
/// otherwise text.
fn partition_columns(partitions: &[StreamPartition]) -> Vec<Property> {
    let Some(first) = partitions.first() else {
        return Vec::new();
    };
    let mut columns = Vec::new();
    for name in first.values.keys() {
        let (mut shape, mut nullable) = (ScalarShape::Integer, false);
        for partition in partitions {
            match &partition.values[name] {
                Value::Null => nullable = true,
                value if value.is_i64() || value.is_u64() => {}
                _ => shape = ScalarShape::String,
            }
        }
        columns.push(Property {
            name: column(name),
            ty: ValueType::scalar(shape, nullable),
        });
    }
    columns
}

/// Refuses names of lists that are not inside the items, or cannot be read to their ends.
fn check_nested(definition: &StreamDefinition, list: &List) -> Result<(), Failure> {
    let Some(paths) = &definition.nested else {
        return Ok(());
    };
    match list {
        List::Query(list) => {
            let lists = list.selected.nested(&definition.variables, &list.known);
            NestedChoice::new(&lists, paths)?;
            Ok(())
        }
        List::Collection(_) => {
            let message = "`nested` is for queries, and the stream has a `collection`";
            Err(Failure::configuration(message))
        }
    }
}

fn check_since(stream: &Stream) -> Result<(), Failure> {
    if stream.since_variable.is_none() {
        return Err(Failure::configuration(
            "`replication: since` needs `since_variable`",
        ));
    }
    let Some(field) = &stream.since_field else {
        return Err(
            Failure::configuration("`replication: since` needs `since_field`")
                .help("name the property with the time that the variable is about"),
        );
    };
    if stream.has_time(field) {
        return Ok(());
    }
    let message =
        format!("`{field}` in `since_field` is not selected, is not a time, or can be null");
    Err(Failure::configuration(message))
}

/// The item type of a list.
fn item_type(
    selected: &SelectedList,
    schema: &ApiSchema,
    scalars: &Scalars,
) -> Result<ObjectType, Failure> {
    let document = &selected.document;
    let reader = TypeReader {
        document: document.ast(),
        schema: &schema.apollo,
        scalars,
    };
    match document.operation(&selected.operation) {
        Some(operation) => {
            let path = selected.item_path().ok_or_else(|| {
                Failure::configuration("the query selects nothing of the items of its list")
            })?;
            let item = reader.item(operation, &path);
            item.map_err(Failure::configuration)
        }
        None => Err(Failure::configuration(format!(
            "no operation `{}`",
            selected.operation
        ))),
    }
}
