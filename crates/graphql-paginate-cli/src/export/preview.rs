//! The preview of `--format table`: the first items of a list, and how many more there are.

use graphql_paginate::Progress;
use serde_json::value::RawValue;

use crate::plural::count;

/// The number of items that fill a screen.
const ROWS: u64 = 20;

/// The first rows of a list. One more item is requested, to see whether the list continues.
#[derive(Debug)]
pub(crate) struct Preview {
    rows: u64,
    shown: u64,
    has_more: bool,
}

impl Preview {
    /// A preview of `limit` rows, or of one screen.
    pub(crate) fn new(limit: Option<u64>) -> Self {
        Self {
            rows: limit.unwrap_or(ROWS),
            shown: 0,
            has_more: false,
        }
    }

    /// The number of items to request.
    pub(crate) fn items(&self) -> u64 {
        self.rows.saturating_add(1)
    }

    /// Drops the items that are not shown.
    pub(crate) fn cut(&mut self, items: &mut Vec<Box<RawValue>>) {
        let left = self.rows - self.shown;
        if items.len() as u64 > left {
            self.has_more = true;
            items.truncate(usize::try_from(left).unwrap_or(usize::MAX));
        }
        self.shown += items.len() as u64;
    }

    /// The last line, which says how many items are not shown.
    pub(crate) fn text(&self, progress: &Progress) -> String {
        let shown = count(self.shown, "item");
        if !self.has_more {
            return format!("{shown}, no more");
        }
        let total = progress.total.and_then(|total| u64::try_from(total).ok());
        match total.filter(|total| *total > self.shown) {
            Some(total) => format!(
                "… {} more; `-o FILE` or a pipe gets all {total}",
                total - self.shown
            ),
            None => format!("… more than {shown}; `-o FILE` or a pipe gets all"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_that_are_not_shown_are_counted_if_possible() {
        for (sizes, total, shown, text) in [
            (&[5][..], Some(5), 5, "5 items, no more"),
            (&[1], None, 1, "1 item, no more"),
            (&[20], Some(20), 20, "20 items, no more"),
            (
                &[10, 11],
                None,
                20,
                "… more than 20 items; `-o FILE` or a pipe gets all",
            ),
            (
                &[21],
                Some(250),
                20,
                "… 230 more; `-o FILE` or a pipe gets all 250",
            ),
            (
                &[21],
                Some(3),
                20,
                "… more than 20 items; `-o FILE` or a pipe gets all",
            ),
        ] {
            let mut preview = Preview::new(None);
            assert_eq!(preview.items(), 21);
            let mut rows = 0;
            for size in sizes {
                let item: Box<RawValue> = serde_json::from_str("1").unwrap();
                let mut items = vec![item; *size];
                preview.cut(&mut items);
                rows += items.len();
            }
            let mut progress = Progress::default();
            progress.total = total;
            assert_eq!((rows, preview.text(&progress).as_str()), (shown, text));
        }
    }
}
