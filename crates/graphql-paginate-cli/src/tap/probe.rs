//! The argument `--test`: fetches one item of each stream.

use serde_json::{Map, Value};

use super::connection::{Connection, WalkSettings};
use super::plan::Plan;
use super::walk::value_at;
use crate::exit::Exit;
use crate::export::{Api, report};
use crate::failure::Failure;
use crate::messages::Messages;

/// Fetches one item of each stream and partition, and reports the results.
pub(crate) async fn probe(
    plans: &[Plan],
    connection: &Connection<'_>,
    api: Option<Api>,
    messages: &Messages,
) -> Result<Exit, Failure> {
    let prober = Prober {
        plans,
        connection,
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
            let exit = prober.list(index, &partition.key, variables).await?;
            if worst == Exit::Complete {
                worst = exit;
            }
        }
    }
    Ok(worst)
}

struct Prober<'a> {
    plans: &'a [Plan],
    connection: &'a Connection<'a>,
    api: Option<Api>,
    messages: &'a Messages,
}

impl Prober<'_> {
    async fn list(
        &self,
        index: usize,
        partition: &str,
        variables: Map<String, Value>,
    ) -> Result<Exit, Failure> {
        let plan = &self.plans[index];
        let name = &plan.stream.name;
        let settings = WalkSettings {
            variables,
            limit: Some(1),
            ..WalkSettings::default()
        };
        let mut pages = self.connection.pages(plan, settings)?;
        let page = match pages.next().await {
            Some(Ok(page)) => page,
            None => {
                self.messages
                    .note(&format!("`{name}`, `{partition}`: empty"));
                return Ok(Exit::Complete);
            }
            Some(Err(error)) => {
                self.messages
                    .warning(&format!("`{name}`, `{partition}` cannot be read"));
                let report = report(&error, self.api, false);
                self.messages.failure(&report);
                return Ok(report.exit);
            }
        };
        let Some(item) = page.items.first() else {
            self.messages
                .note(&format!("`{name}`, `{partition}`: empty"));
            return Ok(Exit::Complete);
        };
        let record = serde_json::from_str(item.get()).ok();
        let record = record.and_then(|members| plan.item.fit(members, "").ok());
        let Some(record) = record else {
            let message = format!("an item of `{name}` does not fit its schema");
            return Err(Failure::new(Exit::Failed, message));
        };
        self.messages
            .note(&format!("`{name}`, `{partition}`: can be read"));
        let mut worst = Exit::Complete;
        for child in &plan.children {
            let stream = &self.plans[*child].stream;
            let mut variables = stream.variables.clone();
            for (name, path) in stream.parent.iter().flat_map(|parent| &parent.variables) {
                let value = value_at(&record, path).cloned();
                variables.insert(name.clone(), value.unwrap_or_default());
            }
            let exit = Box::pin(self.list(*child, partition, variables)).await?;
            if worst == Exit::Complete {
                worst = exit;
            }
        }
        Ok(worst)
    }
}
