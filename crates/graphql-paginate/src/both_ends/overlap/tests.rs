//! Tests of overlaps.

use super::*;

/// Lets the ends read these items in turn, and returns how many remain.
fn remaining(total: Option<i64>, read: &[(End, u64)]) -> Option<u64> {
    let mut overlap = Overlap::default();
    overlap.record_counts(0, total);
    for (end, item) in read {
        overlap.record_item(*end, [*item, 0]);
    }
    overlap.remaining()
}

#[test]
fn the_walks_overlap_at_the_last_item_of_the_other_end() {
    use End::{Back, Front};
    let apart = [(Front, 1), (Front, 2), (Back, 9), (Back, 8)];
    assert_eq!(remaining(None, &apart), None);
    assert_eq!(
        remaining(None, &[&apart[..], &[(Front, 8)]].concat()),
        Some(0)
    );
    assert_eq!(
        remaining(None, &[&apart[..], &[(Back, 2)]].concat()),
        Some(0)
    );
    assert_eq!(
        remaining(None, &[&apart[..], &[(Back, 1)]].concat()),
        None,
        "an item that moved"
    );
    assert_eq!(
        remaining(None, &[&apart[..], &[(Front, 2)]].concat()),
        None,
        "an item that the same end reads again"
    );
    assert_eq!(
        remaining(None, &[&apart[..], &[(Back, 2), (Back, 7)]].concat()),
        None,
        "it has moved itself"
    );
}

#[test]
fn below_the_total_one_shared_item_is_no_overlap() {
    use End::{Back, Front};
    let shared = [(Front, 1), (Front, 2), (Back, 9), (Back, 2)];
    assert_eq!(remaining(Some(5), &shared), Some(2));
    assert_eq!(
        remaining(Some(5), &[&shared[..], &[(Back, 1)]].concat()),
        Some(0)
    );
    assert_eq!(
        remaining(Some(5), &[&shared[..], &[(Front, 3), (Back, 1)]].concat()),
        Some(1)
    );
}

#[test]
fn a_stable_total_is_trusted_until_more_items_arrive() {
    use End::{Back, Front};
    assert_eq!(remaining(Some(3), &[(Front, 1), (Back, 9)]), Some(1));
    assert_eq!(
        remaining(Some(3), &[(Front, 1), (Back, 9), (Front, 5)]),
        Some(1)
    );
    assert_eq!(
        remaining(Some(2), &[(Front, 1), (Back, 9), (Front, 5)]),
        None
    );
    assert_eq!(remaining(Some(-1), &[]), None);

    let mut overlap = Overlap::default();
    overlap.record_counts(1, Some(5));
    overlap.record_counts(1, None);
    assert_eq!(overlap.remaining(), Some(3), "nulls have positions");
    overlap.record_counts(0, Some(4));
    overlap.record_counts(0, Some(5));
    assert_eq!(overlap.remaining(), None, "a count that changed");
}
