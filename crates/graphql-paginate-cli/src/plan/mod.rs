//! Plans a walk: estimates its cost before it runs.

mod estimate;
mod limits;
mod price;

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use graphql_paginate::{Client, Progress, Quota};
use graphql_paginate_codegen::{Source, Walkability};

use self::estimate::{EstimateInput, largest};
use self::limits::Limits;
use self::price::with_prices;
use crate::connections::apollo_schema;
use crate::document::ParsedDocument;
use crate::export::{
    Access, Api, CommandHints, GraphqlList, PageSizeChoice, QueryArgs, SourceArgs, report, schema,
};
use crate::failure::Failure;
use crate::lists::NestedChoice;
use crate::messages::Messages;
use crate::rewrite::Rewrite;
use crate::schema_input::SchemaInput;

pub(crate) use self::estimate::Estimate;
pub(crate) use self::price::Price;

/// The longest wait for the single request that is sent.
const MAX_WAIT: Duration = Duration::from_secs(60);
/// The assumed duration of a request when none is sent.
const USUAL_LATENCY: Duration = Duration::from_millis(500);

/// A list, the limits of its API, and the estimated cost of a walk.
#[derive(Debug)]
pub(crate) struct CostPlan {
    pub(crate) api: Option<Api>,
    /// Whether the size of the list is that of made-up data.
    pub(crate) on_sandbox: bool,
    pub(crate) operation: String,
    pub(crate) path: String,
    /// Paths of the connections inside the items.
    pub(crate) nested: Vec<String>,
    pub(crate) page_size: u64,
    /// The largest page whose price the API accepts; 0 if there is none.
    pub(crate) largest_page: u64,
    /// The price of one request.
    pub(crate) price: Price,
    /// The size of the list, if known.
    pub(crate) items: Option<u64>,
    pub(crate) quota: Option<Quota>,
    /// The estimate for the whole walk, if the size of the list is known.
    pub(crate) estimate: Option<Estimate>,
}

/// Plans a walk. If the number of items is unknown, requests one item to read the total.
pub(crate) async fn plan(
    source: &SourceArgs,
    query: &QueryArgs,
    items: Option<u64>,
    messages: &Messages,
) -> Result<CostPlan, Failure> {
    refuse_other_flags(query)?;
    let access = match items {
        Some(_) => Access::without_credentials(source, MAX_WAIT, messages)?,
        None => Access::new(source, MAX_WAIT, None, messages)?,
    };
    let client = access.graphql_client()?;
    let profile = client.profile();
    let named = query.schema.as_deref();
    let schema = schema(named, access.api, &client, &CommandHints::PLAN).await?;
    let list = GraphqlList::new(query, access.api, &schema)?;
    list.check_direction_and_size(query)?;
    let limits = Limits::of(access.api);
    let most = u64::from(profile.max_page_size.unwrap_or(100));
    let pages = Pages::of(&list, query, &schema, &limits, most)?;

    let (operation, path) = (list.operation.clone(), list.connection.path.join("."));
    let nested = NestedChoice::new(&list.nested, &query.nested)?.chosen();
    let (progress, latency) = match items {
        Some(_) => (Progress::default(), USUAL_LATENCY),
        None => measured(with_total(list, &schema)?, &client, access.api).await?,
    };
    let total = progress.total.and_then(|total| u64::try_from(total).ok());
    let items = items.or(total).map(|items| match query.limit {
        Some(limit) => items.min(limit),
        None => items,
    });
    let mut estimate = None;
    if let Some(items) = items {
        let input = EstimateInput {
            items,
            page_size: pages.size,
            price: pages.price,
            latency,
            requests_per_minute: profile.requests_per_minute,
            points: limits.points(progress.quota),
        };
        estimate = Some(input.estimate());
    }
    Ok(CostPlan {
        api: access.api,
        on_sandbox: access.is_sandbox(),
        operation,
        path,
        nested,
        page_size: pages.size,
        largest_page: pages.largest,
        price: pages.price,
        items,
        quota: progress.quota,
        estimate,
    })
}

/// Requests one item; returns what the response says about the list, and the time it took.
async fn measured(
    list: GraphqlList,
    client: &Client,
    api: Option<Api>,
) -> Result<(Progress, Duration), Failure> {
    let started = Instant::now();
    let progress = one_item(list, client, api).await?;
    Ok((progress, started.elapsed()))
}

/// Refuses flags that a plan ignores.
fn refuse_other_flags(query: &QueryArgs) -> Result<(), Failure> {
    let message = if query.concurrency.is_some() {
        "`--concurrency` is for `export`: a plan is about requests one after the other"
    } else if query.collection.is_some() {
        "`--collection` is for REST APIs"
    } else {
        return Ok(());
    };
    Err(Failure::usage(message).help("leave it out"))
}

/// The pages of a walk.
struct Pages {
    size: u64,
    /// The largest size whose price the API accepts; 0 if there is none.
    largest: u64,
    price: Price,
}

impl Pages {
    /// The pages of a list, of at most `most` items.
    fn of(
        list: &GraphqlList,
        query: &QueryArgs,
        schema: &SchemaInput,
        limits: &Limits,
        most: u64,
    ) -> Result<Self, Failure> {
        let text = fixed(list, query).unwrap_or_default();
        let document = Source {
            name: &list.name,
            text: &text,
        };
        with_prices(schema, document, &list.operation, |price| {
            let largest = largest(most, |size| Ok(limits.allow(&price(size)?)))?;
            let size = page_size(list, query, largest);
            let price = price(size)?;
            Ok(Self {
                size,
                largest,
                price,
            })
        })
    }
}

/// The page size from the arguments, or else from the query, or else the largest one.
fn page_size(list: &GraphqlList, query: &QueryArgs, largest: u64) -> u64 {
    let (implied, _) = list.implied(list.direction(query));
    match (query.page_size, implied) {
        (PageSizeChoice::Items(size), _) | (PageSizeChoice::Auto, Some(size)) => size.into(),
        (PageSizeChoice::Auto, None) => largest.max(1),
    }
}

/// The document with numbers in place of all variables but the paging ones, since the price depends on them.
fn fixed(list: &GraphqlList, query: &QueryArgs) -> Option<String> {
    let walk = list.walk(list.direction(query))?;
    let document = ParsedDocument::parse(&walk.document)?;
    let mut rewrite = Rewrite::parse(&walk.document)?;
    let mut numbers = BTreeMap::new();
    for variable in document.variables(&list.operation) {
        let given = list.variables.get(&variable.name);
        let number = given
            .and_then(|value| value.as_i64())
            .or(variable.default_number);
        let mut paging = walk.size.iter().chain([&walk.cursor]);
        let pages = paging.any(|argument| argument.variable == variable.name);
        if let Some(number) = number
            && !pages
        {
            numbers.insert(variable.name, number);
        }
    }
    rewrite.fix_numbers(&numbers);
    Some(rewrite.text())
}

/// The list with its total selected, if the schema has one.
fn with_total(mut list: GraphqlList, schema: &SchemaInput) -> Result<GraphqlList, Failure> {
    let apollo = apollo_schema(schema)?;
    let connection = &mut list.connection;
    let ty = connection.connection_type.trim_end_matches('!');
    if connection.total_count.is_some() || apollo.type_field(ty, "totalCount").is_err() {
        return Ok(list);
    }
    for way in [&mut connection.forward, &mut connection.backward] {
        if let Walkability::Walkable(walk) = way
            && let Some(mut rewrite) = Rewrite::parse(&walk.document)
        {
            rewrite.add_total_count(&list.operation, &connection.path);
            walk.document = rewrite.text();
        }
    }
    Ok(list)
}

/// What the response to a request for one item shows.
async fn one_item(
    list: GraphqlList,
    client: &Client,
    api: Option<Api>,
) -> Result<Progress, Failure> {
    let paginator = list.query().paginate().page_size(1).max_items(1);
    let mut pages = paginator.pages(client);
    match pages.next().await {
        Some(Err(error)) => Err(Failure::Reported(Box::new(report(
            &error,
            api,
            &CommandHints::PLAN,
            false,
        )))),
        _ => Ok(pages.progress()),
    }
}
