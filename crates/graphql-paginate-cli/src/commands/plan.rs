//! The command `plan`: estimates what an export will cost, before it runs.

use std::time::{Duration, SystemTime};

use clap::{Args, ValueEnum};
use graphql_paginate::Quota;
use serde_json::{Value, json};

use crate::exit::Exit;
use crate::export::{Api, QueryArgs, SourceArgs};
use crate::failure::Failure;
use crate::messages::Messages;
use crate::plan::{CostPlan, Estimate, plan};
use crate::plural::count;
use crate::runtime::block_on;
use crate::stdout::print;

/// Estimate what an export will cost: requests, points, time, page sizes that fit.
///
/// One request for one item reads the size of the list and the remaining quota. With `--items`, nothing is
/// sent but a request for the schema, if `--endpoint` is without `--schema`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  graphql-paginate plan --api github --query pull_requests -F owner=rust-lang -F name=rust
  graphql-paginate plan --api demarches-simplifiees --query dossiers -F demarcheNumber=1234 --items 60000
  graphql-paginate plan --api github --query q.graphql --format json | jq .points

Further pages of nested lists take requests of their own, which depend on the data and are not counted.")]
pub(crate) struct PlanArgs {
    #[command(flatten)]
    source: SourceArgs,

    #[command(flatten)]
    query: QueryArgs,

    /// The size of the list, which is not requested then.
    #[arg(long, value_name = "N", help_heading = "Plan")]
    items: Option<u64>,

    /// Format of the plan.
    #[arg(long, value_enum, default_value_t, help_heading = "Plan")]
    format: PlanFormat,
}

/// The form of a plan.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum PlanFormat {
    /// Text for people.
    #[default]
    Text,
    /// One JSON object.
    Json,
}

pub(crate) fn run(args: &PlanArgs, messages: &Messages) -> Result<Exit, Failure> {
    if let Some(api) = args.source.api.filter(|api| !api.is_graphql()) {
        let message = format!("`plan` is for GraphQL APIs; {} is a REST API", api.name());
        return Err(Failure::usage(message));
    }
    let plan = block_on(plan(&args.source, &args.query, args.items, messages))?;
    print(&match args.format {
        PlanFormat::Text => text(&plan),
        PlanFormat::Json => format!("{:#}\n", json(&plan)),
    })?;
    for nested in &plan.nested {
        messages.note(&format!("not counted: requests for the rest of `{nested}`"));
    }
    if plan.items.is_none() {
        messages.note("the API does not say how long the list is; add `--items N`");
    }
    if plan.page_size > plan.largest_page {
        let api = args.source.api.map_or("the API", Api::name);
        let size = plan.page_size;
        messages.warning(&format!("{api} does not serve pages of {size}"));
    }
    Ok(Exit::Complete)
}

fn text(plan: &CostPlan) -> String {
    let mut text = format!("{} of `{}`\n", plan.path, plan.operation);
    for (name, value) in lines(plan) {
        text.push_str(&format!("  {name:<15} {value}\n"));
    }
    text
}

fn lines(plan: &CostPlan) -> Vec<(&'static str, String)> {
    let fitting = match plan.largest_page {
        0 => "none fits".to_owned(),
        largest => format!("1 to {largest} fit"),
    };
    let mut lines = vec![
        ("page size", format!("{}; {fitting}", plan.page_size)),
        ("a request", price(plan)),
    ];
    if let Some(items) = plan.items {
        lines.insert(0, ("items", items.to_string()));
    }
    if let Some(estimate) = &plan.estimate {
        lines.push(("requests", estimate.requests.to_string()));
        if plan.api == Some(Api::Github) {
            lines.push(("points", estimate.points.to_string()));
        }
        lines.push(("time", time(estimate)));
        lines.push(("tokens", tokens(estimate)));
    }
    if let Some(quota) = &plan.quota {
        lines.push(("quota left", quota_text(quota)));
    }
    lines
}

/// The price of one request in the units of the API; in all units if the API is unknown.
fn price(plan: &CostPlan) -> String {
    let price = plan.price;
    let mut text = count(price.nodes, "node");
    if plan.api != Some(Api::DemarchesSimplifiees) {
        text.push_str(&format!(", {}", count(price.points, "GitHub point")));
    }
    if plan.api != Some(Api::Github) {
        text.push_str(&format!(", complexity {}", price.complexity));
    }
    text
}

fn time(estimate: &Estimate) -> String {
    let mut text = format!("about {}", rounded(estimate.time));
    if estimate.waits > Duration::ZERO {
        text.push_str(&format!(
            ", of which {} for points",
            rounded(estimate.waits)
        ));
    }
    text
}

fn tokens(estimate: &Estimate) -> String {
    match estimate.tokens {
        1 => "1 is enough".to_owned(),
        tokens => format!("{tokens} to finish without waiting"),
    }
}

fn quota_text(quota: &Quota) -> String {
    let mut text = quota.remaining.to_string();
    if let Some(limit) = quota.limit {
        text.push_str(&format!(" of {limit}"));
    }
    if let Some(resets_in) = resets_in(quota) {
        text.push_str(&format!(", for {}", rounded(resets_in)));
    }
    text
}

fn resets_in(quota: &Quota) -> Option<Duration> {
    quota.resets_at?.duration_since(SystemTime::now()).ok()
}

/// A duration rounded for display: `3 s`, `14 min`, `2.5 h`.
fn rounded(time: Duration) -> String {
    let seconds = time.as_secs_f64();
    if seconds < 120.0 {
        format!("{} s", seconds.ceil())
    } else if seconds < 7_200.0 {
        format!("{:.0} min", seconds / 60.0)
    } else {
        format!("{:.1} h", seconds / 3_600.0)
    }
}

fn json(plan: &CostPlan) -> Value {
    let mut object = json!({
        "operation": plan.operation,
        "path": plan.path,
        "items": plan.items,
        "sandbox": plan.on_sandbox,
        "page_size": plan.page_size,
        "largest_page_size": plan.largest_page,
        "request": {
            "points": plan.price.points,
            "nodes": plan.price.nodes,
            "complexity": plan.price.complexity,
        },
        "not_counted": plan.nested,
    });
    if let Some(estimate) = &plan.estimate {
        object["requests"] = estimate.requests.into();
        object["points"] = estimate.points.into();
        object["seconds"] = estimate.time.as_secs_f64().into();
        object["seconds_waiting"] = estimate.waits.as_secs_f64().into();
        object["tokens"] = estimate.tokens.into();
    }
    if let Some(quota) = &plan.quota {
        object["quota"] = json!({
            "remaining": quota.remaining,
            "limit": quota.limit,
            "resets_in_seconds": resets_in(quota).map(|time| time.as_secs()),
        });
    }
    object
}
