//! A mirror of a démarche over two nights: the second run yields the changes since the first one.

use std::collections::BTreeMap;

use graphql_paginate::{Checkpoint, Client, GraphQLQuery};
use graphql_paginate_sandbox::{Change, Sandbox};

use self::dossiers_and_deletions::{AnyItem, Variables};
use crate::sandboxed::demarches_simplifiees;

#[derive(GraphQLQuery)]
#[graphql(
    schema = "demarches-simplifiees",
    query_path = "../../queries/demarches-simplifiees/dossiers_and_deletions.graphql",
    response_derives = "Debug"
)]
struct DossiersAndDeletions;

/// The dossiers of a mirror by number, with their modification times.
type Mirror = BTreeMap<i64, String>;

/// One run: stores or removes the items of the walk, and keeps the checkpoint.
async fn night(
    client: &Client,
    since: Option<&str>,
    checkpoint: Option<Checkpoint>,
    mirror: &mut Mirror,
) -> Checkpoint {
    let variables = Variables {
        since: since.map(|since| since.parse().unwrap()),
        ..Variables::new(1)
    };
    let mut walk = DossiersAndDeletions::paginate_all(variables).page_size(2);
    if let Some(checkpoint) = checkpoint {
        walk = walk.resume(checkpoint);
    }
    let mut items = walk.items(client);
    while let Some(item) = items.try_next().await.unwrap() {
        match item {
            AnyItem::Dossiers(dossier) => {
                let changed = dossier.date_derniere_modification.to_string();
                mirror.insert(dossier.number, changed);
            }
            AnyItem::DeletedDossiers(gone) => {
                mirror.remove(&gone.number);
            }
            AnyItem::PendingDeletedDossiers(going) => {
                mirror.remove(&going.number);
            }
        }
    }
    items.checkpoint()
}

/// The current dossiers, read from the beginning.
async fn truth(client: &Client) -> Mirror {
    let mut mirror = Mirror::new();
    night(client, None, None, &mut mirror).await;
    mirror
}

fn change(sandbox: &Sandbox) {
    for change in [
        Change::Update(10_001),
        Change::Insert,
        Change::Delete(10_003),
        Change::Hide(10_004),
    ] {
        sandbox.demarches_simplifiees().change(change);
    }
}

fn five() -> Sandbox {
    Sandbox::builder().dossiers(5).start_blocking().unwrap()
}

#[tokio::test]
async fn a_mirror_with_a_fixed_filter_sees_updates_inserts_and_deletions() {
    let sandbox = five();
    let client = demarches_simplifiees(&sandbox);
    let since = Some("2000-01-01T00:00:00Z");
    let mut mirror = Mirror::new();
    let checkpoint = night(&client, since, None, &mut mirror).await;
    assert_eq!(mirror, truth(&client).await);

    let before = mirror[&10_001].clone();
    change(&sandbox);
    let checkpoint = night(&client, since, Some(checkpoint), &mut mirror).await;
    assert_eq!(mirror, truth(&client).await);
    assert_ne!(mirror[&10_001], before, "the update of an old dossier came");
    assert_eq!(
        mirror.keys().copied().collect::<Vec<_>>(),
        [10_001, 10_002, 10_005, 10_006]
    );

    sandbox.demarches_simplifiees().clear_requests();
    let mut again = Mirror::new();
    night(&client, since, Some(checkpoint), &mut again).await;
    assert_eq!(again, Mirror::new(), "a third night without changes");
    assert_eq!(sandbox.demarches_simplifiees().requests().len(), 1);
}

#[tokio::test]
async fn a_checkpoint_of_a_walk_without_the_filter_sees_no_updates() {
    let sandbox = five();
    let client = demarches_simplifiees(&sandbox);
    let mut mirror = Mirror::new();
    let checkpoint = night(&client, None, None, &mut mirror).await;
    let before = mirror[&10_001].clone();
    change(&sandbox);
    night(&client, None, Some(checkpoint), &mut mirror).await;
    assert_eq!(mirror[&10_001], before, "ordered by date of deposit");
}
