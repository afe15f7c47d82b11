//! The API of a run: opens walks of its lists.

use apollo_compiler::ast::Type;
use graphql_paginate::dynamic;
use graphql_paginate::{Checkpoint, Client, Error, Page, Partial, Progress};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::plan::{PlannedList, StreamPlan};
use super::stream::ApiSchema;
use crate::document::Variable;
use crate::exit::Exit;
use crate::export::{Access, CollectionSettings, RestApi, RestPages};
use crate::failure::Failure;
use crate::lists::{
    CutLists, IncompleteLists, NestedChoice, NestedLists, NestedSettings, NotChosen, OnFailedList,
    SelectedList,
};
use crate::typed_value::typed_value;

/// The API of a run.
pub(crate) enum TapClient<'a> {
    Graphql {
        client: Client,
        schema: &'a ApiSchema,
    },
    Rest(RestApi),
}

/// How a list is walked.
#[derive(Default)]
pub(crate) struct WalkSettings {
    /// The variables of the config, where a text stands for any value.
    pub(crate) variables: Map<String, Value>,
    /// The variables from the record of a parent, which are sent in the type of their variables.
    pub(crate) parent_values: Map<String, Value>,
    pub(crate) resume: Option<Checkpoint>,
    /// Whether pages that come with errors are kept.
    pub(crate) keep_partial: bool,
    pub(crate) limit: Option<u64>,
}

/// The pages of a list.
pub(crate) enum ListPages {
    Query(Box<QueryPages>),
    Collection(Box<RestPages>),
}

/// The pages of a query's list, whose items have complete lists.
pub(crate) struct QueryPages {
    pages: dynamic::Pages,
    nested: Option<NestedLists>,
    not_chosen: NotChosen,
}

/// A page.
pub(crate) struct ListPage {
    pub(crate) items: Vec<Box<RawValue>>,
    /// The errors that came with the page; the items contain what the server could return.
    pub(crate) errors: Vec<String>,
    pub(crate) null_items: usize,
    /// The lists inside the items that are incomplete, or may be.
    pub(crate) incomplete: Vec<IncompleteLists>,
    /// Those of them that the stream does not choose.
    pub(crate) not_chosen: Vec<IncompleteLists>,
}

impl<'a> TapClient<'a> {
    /// Opens the API with the given endpoint and credentials.
    pub(crate) fn open(access: &Access, schema: Option<&'a ApiSchema>) -> Result<Self, Failure> {
        match (access.api, schema) {
            (_, Some(schema)) => Ok(Self::Graphql {
                client: access.graphql_client()?,
                schema,
            }),
            (Some(api), None) => Ok(Self::Rest(RestApi::connect(api, access)?)),
            (None, None) => Err(Failure::configuration("the config has no `api`")),
        }
    }

    /// A walk of a stream's list.
    pub(crate) fn pages(
        &self,
        plan: &StreamPlan,
        settings: WalkSettings,
    ) -> Result<ListPages, Failure> {
        match (self, &plan.list) {
            (Self::Graphql { client, schema }, PlannedList::Query { selected, known }) => {
                let variables = query_variables(&settings, known, schema)?;
                let choice = nested_choice(plan, selected, known, &variables);
                let not_chosen = choice.not_chosen.clone();
                let nested = nested_lists(client, plan, selected, choice, &variables, &settings);
                let query = selected.query.clone().variables(variables);
                let mut paginator = query.paginate();
                if let Some(size) = plan.page_size {
                    paginator = paginator.page_size(size);
                }
                if let Some(limit) = settings.limit {
                    paginator = paginator.max_items(limit);
                }
                if settings.keep_partial {
                    paginator = paginator.on_partial(Partial::Keep);
                }
                paginator = match settings.resume {
                    Some(checkpoint) => paginator.resume(checkpoint),
                    // A cursor or a page number in the variables would leave out what is before it.
                    None => paginator.start_at(""),
                };
                let pages = paginator.pages(client);
                Ok(ListPages::Query(Box::new(QueryPages {
                    pages,
                    nested,
                    not_chosen,
                })))
            }
            (Self::Rest(api), PlannedList::Collection(name)) => {
                let pages = api.pages(name, collection_settings(plan, settings))?;
                Ok(ListPages::Collection(Box::new(pages)))
            }
            _ => unreachable!("streams were checked against the kind of API"),
        }
    }
}

/// The variables of a query: those of the stream, and those with values of the parent.
fn query_variables(
    settings: &WalkSettings,
    known: &[Variable],
    schema: &ApiSchema,
) -> Result<Map<String, Value>, Failure> {
    let mut variables = typed_variables(&settings.variables, known, schema)?;
    for (name, value) in &settings.parent_values {
        if let Some(variable) = known.iter().find(|known| known.name == *name) {
            let value = parent_value(value, &variable.ty, schema)
                .map_err(|problem| invalid(name, &problem))?;
            variables.insert(name.clone(), value);
        }
    }
    Ok(variables)
}

/// The settings of a REST collection, whose parameters are the variables as text.
fn collection_settings(plan: &StreamPlan, settings: WalkSettings) -> CollectionSettings {
    let mut variables = settings.variables;
    variables.extend(settings.parent_values);
    let mut parameters = Vec::new();
    for (name, value) in variables {
        let text = match value {
            Value::String(text) => text,
            other => other.to_string(),
        };
        parameters.push((name, text));
    }
    CollectionSettings {
        parameters,
        page_size: plan.page_size,
        limit: settings.limit,
        resume: settings.resume,
        ..CollectionSettings::default()
    }
}

/// The variables that a query has, texts with the values that they stand for.
fn typed_variables(
    variables: &Map<String, Value>,
    known: &[Variable],
    schema: &ApiSchema,
) -> Result<Map<String, Value>, Failure> {
    let mut typed = Map::new();
    for (name, value) in variables {
        // A variable that pruning removed is not sent.
        let Some(variable) = known.iter().find(|known| known.name == *name) else {
            continue;
        };
        let value = match value {
            Value::String(text) => typed_value(text, &variable.ty, &schema.apollo)
                .map_err(|problem| invalid(name, &problem))?,
            value => value.clone(),
        };
        typed.insert(name.clone(), value);
    }
    Ok(typed)
}

/// A value of a parent's record for a variable. As it is, except for the text of a number or boolean where the type takes
/// no text, a number or boolean where it takes text alone, and a single value where it is a list.
fn parent_value(value: &Value, ty: &Type, schema: &ApiSchema) -> Result<Value, String> {
    let name = match ty {
        Type::Named(name) | Type::NonNullNamed(name) => name.as_str(),
        Type::List(item) | Type::NonNullList(item) => return parent_list(value, item, schema),
    };
    match (name, value) {
        ("ID" | "String", Value::Number(_) | Value::Bool(_)) => {
            Ok(Value::String(value.to_string()))
        }
        ("Int" | "Float" | "Boolean", Value::String(text)) => {
            typed_value(text, &ty.clone().non_null(), &schema.apollo)
        }
        _ => Ok(value.clone()),
    }
}

/// A list of a parent's record for a variable, or a list of its only value.
fn parent_list(value: &Value, item: &Type, schema: &ApiSchema) -> Result<Value, String> {
    let mut converted = Vec::new();
    match value {
        Value::Array(values) => {
            for value in values {
                converted.push(parent_value(value, item, schema)?);
            }
        }
        value => converted.push(parent_value(value, item, schema)?),
    }
    Ok(Value::Array(converted))
}

fn invalid(variable: &str, problem: &str) -> Failure {
    Failure::new(Exit::Usage, format!("variable `{variable}`: {problem}"))
}

/// The lists inside the items, and which of them the stream wants complete.
fn nested_choice(
    plan: &StreamPlan,
    selected: &SelectedList,
    known: &[Variable],
    variables: &Map<String, Value>,
) -> NestedChoice {
    let connections = selected.nested(variables, known);
    match &plan.stream.nested {
        Some(paths) if paths != &["all"] => NestedChoice::named(&connections, paths),
        _ => NestedChoice::all(&connections),
    }
}

/// The lists inside the items. `None` for a probe, which requests one item, and
/// no further pages of the lists inside it.
fn nested_lists(
    client: &Client,
    plan: &StreamPlan,
    selected: &SelectedList,
    choice: NestedChoice,
    variables: &Map<String, Value>,
    settings: &WalkSettings,
) -> Option<NestedLists> {
    if settings.limit.is_some() {
        return None;
    }
    let (partial, on_failed) = if settings.keep_partial {
        (Partial::Keep, OnFailedList::KeepCut)
    } else {
        (Partial::Fail, OnFailedList::Fail)
    };
    let settings = NestedSettings {
        connections: choice.connections,
        variables: selected.without_cursor(variables),
        page_size: client.profile().max_page_size.or(plan.page_size),
        partial,
        on_failed,
    };
    Some(NestedLists::new(client, settings))
}

impl ListPages {
    pub(crate) async fn next(&mut self) -> Option<Result<ListPage, Error>> {
        match self {
            Self::Query(pages) => pages.next().await,
            Self::Collection(pages) => Some(pages.next().await?.map(|page| ListPage {
                items: page.items,
                errors: Vec::new(),
                null_items: page.null_items,
                incomplete: CutLists::of_page(&page.truncated).unread(),
                not_chosen: Vec::new(),
            })),
        }
    }

    pub(crate) fn checkpoint(&self) -> Checkpoint {
        match self {
            Self::Query(pages) => pages.pages.checkpoint(),
            Self::Collection(pages) => pages.checkpoint(),
        }
    }

    pub(crate) fn progress(&self) -> Progress {
        match self {
            Self::Query(pages) => pages.progress(),
            Self::Collection(pages) => pages.progress(),
        }
    }
}

impl QueryPages {
    async fn next(&mut self) -> Option<Result<ListPage, Error>> {
        match self.pages.next().await? {
            Ok(page) => Some(self.completed(page).await),
            Err(error) => Some(Err(error)),
        }
    }

    /// The page with the rest of the lists inside its items.
    async fn completed(
        &mut self,
        page: Page<Box<RawValue>, Box<RawValue>>,
    ) -> Result<ListPage, Error> {
        let mut list_page = ListPage {
            items: page.items,
            errors: page.errors.iter().map(ToString::to_string).collect(),
            null_items: page.null_items,
            incomplete: Vec::new(),
            not_chosen: Vec::new(),
        };
        if let Some(nested) = &mut self.nested {
            nested.complete(&mut list_page.items).await?;
            list_page.incomplete = nested.incomplete_on_page();
            list_page.not_chosen = self.not_chosen.split_off(&mut list_page.incomplete);
            let (errors, null_items) = nested.count_page();
            list_page
                .errors
                .extend(errors.iter().map(ToString::to_string));
            list_page.null_items += null_items;
        }
        Ok(list_page)
    }

    /// The progress, with the requests for the lists inside the items.
    fn progress(&self) -> Progress {
        let mut progress = self.pages.progress();
        progress.requests += self.nested.as_ref().map_or(0, NestedLists::requests);
        progress
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::schema_input::SchemaInput;

    #[test]
    fn values_of_a_parent_have_the_type_of_their_variable_and_texts_are_not_split() {
        let schema = ApiSchema {
            input: SchemaInput::load("github").unwrap(),
            apollo: apollo_compiler::Schema::parse("type Query { a: Int } scalar Hash", "s")
                .unwrap(),
        };
        for (value, ty, expected) in [
            (json!("1234e5"), "Hash!", json!("1234e5")),
            (json!("null"), "String", json!("null")),
            (json!("a,b"), "[String!]", json!(["a,b"])),
            (json!("5"), "ID!", json!("5")),
            (json!("5"), "Int", json!(5)),
            (json!("1.50"), "Float!", json!(1.5)),
            (json!(5), "Hash", json!(5)),
            (json!(17), "String!", json!("17")),
            (json!(17), "ID", json!("17")),
            (json!(true), "String", json!("true")),
            (json!("true"), "Boolean!", json!(true)),
            (json!("5"), "[Int!]!", json!([5])),
            (json!(["5", 6]), "[Int!]", json!([5, 6])),
            (json!([5, null]), "[ID]", json!(["5", null])),
            (json!("5"), "[[Int]]", json!([[5]])),
        ] {
            let named = Type::parse(ty, "t").unwrap();
            let found = parent_value(&value, &named, &schema).unwrap();
            assert_eq!(found, expected, "{value}: {ty}");
        }
    }
}
