//! Tests of overlaps.

use super::*;

/// Lets the ends read these items in turn, and returns how many remain.
fn remaining(total: Option<i64>, read: &[(End, u64)]) -> Option<u64> {
    let mut overlap = Overlap::default();
    overlap.record_total(total);
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
    overlap.record_nulls(End::Front, 1, false);
    overlap.record_total(Some(5));
    overlap.record_nulls(End::Front, 1, false);
    assert_eq!(overlap.remaining(), Some(3), "nulls have positions");
    overlap.record_total(Some(4));
    overlap.record_total(Some(5));
    assert_eq!(overlap.remaining(), None, "a count that changed");
}

#[test]
fn nulls_that_both_ends_have_read_are_counted_once() {
    let mut overlap = Overlap::default();
    overlap.record_total(Some(7));
    for item in [1, 2] {
        overlap.record_item(End::Front, [item, 0]);
    }
    overlap.record_nulls(End::Front, 2, false);
    assert_eq!(overlap.missing(), Some(3));
    // The page from the back shares an item, so its nulls may be those from the front.
    overlap.record_item(End::Back, [9, 0]);
    overlap.record_item(End::Back, [2, 0]);
    overlap.record_nulls(End::Back, 2, true);
    assert_eq!(overlap.missing(), Some(2));
    overlap.record_nulls(End::Back, 3, true);
    assert_eq!(
        overlap.missing(),
        Some(1),
        "one null more than the front has"
    );
}

#[test]
fn a_forgotten_back_has_read_no_nulls() {
    let mut overlap = Overlap::default();
    overlap.record_total(Some(5));
    overlap.record_item(End::Front, [1, 0]);
    overlap.record_item(End::Back, [9, 0]);
    overlap.record_nulls(End::Back, 2, false);
    assert_eq!(overlap.missing(), Some(1));
    overlap.forget_back();
    assert_eq!(overlap.missing(), Some(4));
}
