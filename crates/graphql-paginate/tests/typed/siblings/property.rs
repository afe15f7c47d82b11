//! A property test: every item of every list is yielded once, with as many requests as the longest list has pages, and
//! a walk can be interrupted anywhere.

use futures::TryStreamExt;
use proptest::prelude::*;

use super::{DossiersAndDeletions, all, lists, name, variables};
use crate::property_test::check_values;
use crate::sandboxed::demarches_simplifiees;

#[derive(Debug, Clone, Copy)]
struct Case {
    counts: [usize; 3],
    sizes: [usize; 3],
    /// How many items were taken before the interruption, in percent.
    taken: usize,
    /// The size of the pages after it.
    size_then: u32,
}

#[test]
fn every_item_once_with_as_few_requests_as_the_longest_list_has_pages() {
    let cases = (
        [0..=120_usize, 0..=60, 0..=40],
        [1..=100_usize, 1..=100, 1..=100],
        0..=100_usize,
        1..=100_u32,
    );
    let cases = cases.prop_map(|(counts, sizes, taken, size_then)| Case {
        counts,
        sizes,
        taken,
        size_then,
    });
    check_values(48, &cases, check);
}

async fn check(case: Case) {
    let Case {
        counts: [dossiers, deleted, pending],
        sizes,
        taken,
        size_then,
    } = case;
    let sandbox = lists(dossiers, deleted, pending);
    let (api, client) = (
        sandbox.demarches_simplifiees(),
        demarches_simplifiees(&sandbox),
    );
    let mut whole: Vec<String> = all(&client, 100)
        .map_ok(|item| name(&item))
        .try_collect()
        .await
        .unwrap();
    assert_eq!(whole.len(), dossiers + deleted + pending, "{case:?}");
    api.clear_requests();

    let [first, first_deleted, first_pending] = sizes.map(|size| i64::try_from(size).ok());
    let own = || super::dossiers_and_deletions::Variables {
        first,
        first_deleted,
        first_pending,
        ..variables()
    };
    let mut items = DossiersAndDeletions::paginate_all(own()).items(&client);
    let mut names = Vec::new();
    while let Some(item) = items.try_next().await.unwrap() {
        names.push(name(&item));
    }
    let pages = case
        .counts
        .iter()
        .zip(sizes)
        .map(|(count, size)| count.div_ceil(size).max(1));
    assert_eq!(api.requests().len(), pages.max().unwrap(), "{case:?}");

    let taken = names.len() * taken / 100;
    let mut items = DossiersAndDeletions::paginate_all(own()).items(&client);
    for expected in &names[..taken] {
        assert_eq!(
            name(&items.try_next().await.unwrap().unwrap()),
            *expected,
            "{case:?}"
        );
    }
    let resumed = DossiersAndDeletions::paginate_all(own())
        .resume(items.checkpoint())
        .items(&client);
    let rest: Vec<String> = resumed
        .map_ok(|item| name(&item))
        .try_collect()
        .await
        .unwrap();
    assert_eq!(rest, names[taken..], "{case:?}");

    // With pages of another size, the lists take turns otherwise.
    let resumed = DossiersAndDeletions::paginate_all(variables()).page_size(size_then);
    let resumed = resumed.resume(items.checkpoint()).items(&client);
    let mut rest: Vec<String> = resumed
        .map_ok(|item| name(&item))
        .try_collect()
        .await
        .unwrap();
    rest.extend_from_slice(&names[..taken]);
    rest.sort_unstable();

    names.sort_unstable();
    whole.sort_unstable();
    assert_eq!(names, whole, "{case:?}");
    assert_eq!(rest, whole, "{case:?}");
}
