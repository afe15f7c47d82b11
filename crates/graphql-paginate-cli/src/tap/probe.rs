//! The argument `--test`: fetches one item of each stream.

use serde_json::value::RawValue;

use super::client::{TapClient, WalkSettings};
use super::parent_record::ParentRecord;
use super::plan::StreamPlan;
use crate::exit::Exit;
use crate::export::{Api, CommandHints, report};
use crate::failure::Failure;
use crate::messages::Messages;

/// Fetches one item of each stream and partition, and reports the results.
pub(crate) async fn probe(
    plans: &[StreamPlan],
    client: &TapClient<'_>,
    api: Option<Api>,
    messages: &Messages,
) -> Result<Exit, Failure> {
    let prober = Prober {
        plans,
        client,
        api,
        messages,
    };
    let mut worst = Exit::Complete;
    for (index, plan) in plans.iter().enumerate() {
        if plan.stream.parent.is_some() {
            continue;
        }
        for partition in &plan.stream.partitions {
            let mut variables = plan.stream.variables.clone();
            variables.extend(partition.values.clone());
            let settings = WalkSettings {
                variables,
                ..WalkSettings::default()
            };
            let exit = prober.list(index, &partition.key, settings).await?;
            if worst == Exit::Complete {
                worst = exit;
            }
        }
    }
    Ok(worst)
}

struct Prober<'a> {
    plans: &'a [StreamPlan],
    client: &'a TapClient<'a>,
    api: Option<Api>,
    messages: &'a Messages,
}

impl Prober<'_> {
    /// Reads the first item of a stream's list, and that of each of its child streams.
    async fn list(
        &self,
        index: usize,
        partition: &str,
        settings: WalkSettings,
    ) -> Result<Exit, Failure> {
        let plan = &self.plans[index];
        let name = &plan.stream.name;
        let item = match self.first_item(plan, partition, settings).await? {
            Ok(item) => item,
            Err(exit) => return Ok(exit),
        };
        let record = plan.item.fit(&item, "");
        let record = record.map_err(|problem| record_error(name, &problem))?;
        self.messages
            .note(&format!("`{name}`, `{partition}`: can be read"));
        let parent = ParentRecord { item, record };
        let mut worst = Exit::Complete;
        for child in &plan.children {
            let stream = &self.plans[*child].stream;
            let link = stream.parent.as_ref().expect("it is a child");
            let list = parent.variables(link);
            let settings = WalkSettings {
                variables: stream.variables.clone(),
                parent_values: list
                    .map_err(|problem| record_error(name, &problem))?
                    .variables,
                ..WalkSettings::default()
            };
            let exit = Box::pin(self.list(*child, partition, settings)).await?;
            if worst == Exit::Complete {
                worst = exit;
            }
        }
        Ok(worst)
    }

    /// The first item of a list; how the probe of the list ends if it has none or cannot be read.
    async fn first_item(
        &self,
        plan: &StreamPlan,
        partition: &str,
        settings: WalkSettings,
    ) -> Result<Result<Box<RawValue>, Exit>, Failure> {
        let name = &plan.stream.name;
        let settings = WalkSettings {
            limit: Some(1),
            ..settings
        };
        let mut pages = self.client.pages(plan, settings)?;
        let page = match pages.next().await {
            Some(Ok(page)) => Some(page),
            None => None,
            Some(Err(error)) => {
                self.messages
                    .warning(&format!("`{name}`, `{partition}` cannot be read"));
                let report = report(&error, self.api, &CommandHints::TAP, false);
                self.messages.failure(&report);
                return Ok(Err(report.exit));
            }
        };
        let item = page.and_then(|page| page.items.into_iter().next());
        Ok(item.ok_or_else(|| {
            self.messages
                .note(&format!("`{name}`, `{partition}`: empty"));
            Exit::Complete
        }))
    }
}

fn record_error(stream: &str, problem: &str) -> Failure {
    let message = format!("an item of `{stream}` does not fit its schema: {problem}");
    Failure::new(Exit::Failed, message)
}
