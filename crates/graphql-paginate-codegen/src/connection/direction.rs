//! The two directions of a walk, and their names in the Relay specification.

/// The direction in which a connection is walked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// From the first item to the last, with `first` and `after`.
    Forward,
    /// From the last item to the first, with `last` and `before`.
    Backward,
}

/// The names of arguments and fields for one direction.
struct Words {
    size: &'static str,
    cursor: &'static str,
    more: &'static str,
    next: &'static str,
}

impl Direction {
    /// Both directions, forward first.
    pub const ALL: [Self; 2] = [Self::Forward, Self::Backward];

    /// The other direction.
    #[must_use]
    pub fn opposite(self) -> Self {
        match self {
            Self::Forward => Self::Backward,
            Self::Backward => Self::Forward,
        }
    }

    /// The fields of `pageInfo` for this direction: the flag for further pages, and the cursor.
    pub(crate) fn flag_and_cursor(self) -> (&'static str, &'static str) {
        let words = self.words();
        (words.more, words.next)
    }

    /// The arguments for the page size and the cursor in this direction.
    pub(crate) fn arguments(self) -> (&'static str, &'static str) {
        let words = self.words();
        (words.size, words.cursor)
    }

    fn words(self) -> Words {
        match self {
            Self::Forward => Words {
                size: "first",
                cursor: "after",
                more: "hasNextPage",
                next: "endCursor",
            },
            Self::Backward => Words {
                size: "last",
                cursor: "before",
                more: "hasPreviousPage",
                next: "startCursor",
            },
        }
    }
}
