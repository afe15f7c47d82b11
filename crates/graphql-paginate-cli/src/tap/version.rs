//! Versions of streams whose whole list is read by every walk.

use std::time::SystemTime;

use super::state::Bookmark;

/// The version of a walk through all partitions of a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Version {
    pub(crate) number: i64,
    /// Whether an earlier run began the walk.
    pub(crate) is_continued: bool,
}

impl Version {
    /// The version of a walk that is not complete in all partitions, or a new one.
    pub(crate) fn next(bookmarks: &[Bookmark], now: SystemTime) -> Self {
        let since_epoch = now.duration_since(SystemTime::UNIX_EPOCH);
        let now = since_epoch.map_or(0, |time| time.as_millis() as i64);
        let mut newest = None;
        for bookmark in bookmarks {
            newest = newest.max(bookmark.version);
        }
        let Some(newest) = newest else {
            return Self {
                number: now,
                is_continued: false,
            };
        };
        if is_finished(bookmarks, newest) {
            return Self {
                number: now.max(newest + 1),
                is_continued: false,
            };
        }
        Self {
            number: newest,
            is_continued: true,
        }
    }
}

/// Whether the walk with this version has been through all partitions that the stream had then. One that is new does not
/// continue that walk, or the others would not be read again.
fn is_finished(bookmarks: &[Bookmark], version: i64) -> bool {
    let mut all_done = true;
    for bookmark in bookmarks {
        let is_of_version = bookmark.version == Some(version);
        if is_of_version && bookmark.finished {
            return true;
        }
        all_done &= is_of_version && bookmark.done;
    }
    all_done
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_version_is_continued_until_all_partitions_are_done() {
        let bookmark = |version: Option<i64>, done: bool| Bookmark {
            version,
            done,
            ..Bookmark::default()
        };
        let finished = |version: i64| Bookmark {
            finished: true,
            ..bookmark(Some(version), true)
        };
        let now = SystemTime::UNIX_EPOCH + Duration::from_millis(50);
        for (bookmarks, number, is_continued) in [
            (vec![], 50, false),
            (vec![bookmark(None, false)], 50, false),
            (vec![bookmark(Some(7), true)], 50, false),
            // The clock was set back.
            (vec![bookmark(Some(90), true)], 91, false),
            (
                vec![bookmark(Some(7), true), bookmark(Some(7), false)],
                7,
                true,
            ),
            (
                vec![bookmark(Some(7), true), bookmark(Some(5), true)],
                7,
                true,
            ),
            (
                vec![bookmark(Some(7), true), bookmark(None, false)],
                7,
                true,
            ),
            // The second partition is new, or was not in the config for some runs.
            (vec![finished(7), bookmark(None, false)], 50, false),
            (vec![finished(7), finished(5)], 50, false),
            // The next walk has begun.
            (vec![finished(5), bookmark(Some(7), true)], 7, true),
        ] {
            let expected = Version {
                number,
                is_continued,
            };
            assert_eq!(Version::next(&bookmarks, now), expected, "{bookmarks:?}");
        }
    }
}
