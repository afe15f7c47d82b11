//! Whether a connection can be walked, and what is missing if it cannot.

use super::argument::Binding;
use super::find::{Found, named};
use crate::check::Obstacle;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    Forward,
    Backward,
}

/// The variables that turn the pages of one direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Walk<'a> {
    /// `None` if the page size is fixed in the document or left to the server.
    pub(crate) size: Option<&'a str>,
    pub(crate) cursor: &'a str,
}

/// The words of one direction.
struct Words {
    size: &'static str,
    cursor: &'static str,
    more: &'static str,
    next: &'static str,
    name: &'static str,
}

impl Direction {
    /// The fields of `pageInfo` that say whether and where a walk in this direction goes on.
    pub(crate) fn flag_and_cursor(self) -> (&'static str, &'static str) {
        let words = self.words();
        (words.more, words.next)
    }

    /// The arguments for size and cursor of a walk in this direction.
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
                name: "forward",
            },
            Self::Backward => Words {
                size: "last",
                cursor: "before",
                more: "hasPreviousPage",
                next: "startCursor",
                name: "backward",
            },
        }
    }
}

impl<'a> Found<'_, 'a> {
    /// The walk in a direction.
    ///
    /// # Errors
    /// Everything that is in its way, never empty.
    pub(crate) fn walk(&self, direction: Direction) -> Result<Walk<'a>, Vec<Obstacle>> {
        let mut obstacles = self.common_obstacles();
        obstacles.extend(self.argument_obstacles(direction));
        obstacles.extend(self.page_info_obstacle(direction));
        obstacles.extend(self.type_obstacle(direction));
        let (size, cursor, ..) = self.bindings(direction);
        match cursor.name() {
            Some(cursor) if obstacles.is_empty() => Ok(Walk {
                size: size.name(),
                cursor,
            }),
            _ => Err(obstacles),
        }
    }

    /// The direction that a query means, for messages.
    pub(crate) fn meant(&self) -> Direction {
        let backward = !self.arguments.before.is_absent()
            || (self.arguments.after.is_absent() && !self.arguments.last.is_absent());
        if !self.takes_forward || (backward && self.takes_backward) {
            Direction::Backward
        } else {
            Direction::Forward
        }
    }

    /// Size and cursor of a direction, then of the other.
    pub(super) fn bindings(
        &self,
        direction: Direction,
    ) -> (Binding<'a>, Binding<'a>, Binding<'a>, Binding<'a>) {
        let arguments = self.arguments;
        match direction {
            Direction::Forward => (
                arguments.first,
                arguments.after,
                arguments.last,
                arguments.before,
            ),
            Direction::Backward => (
                arguments.last,
                arguments.before,
                arguments.first,
                arguments.after,
            ),
        }
    }

    fn common_obstacles(&self) -> Vec<Obstacle> {
        let mut obstacles = Vec::new();
        if let Some(list) = self.list {
            obstacles.push(Obstacle {
                message: format!("it is inside the list `{list}`, whose items have a cursor each"),
                help: "select it outside a list, below a single object".to_owned(),
            });
        }
        let has_node = named(&self.edge, "node").is_some();
        if self.field("nodes").is_none() && !has_node {
            obstacles.push(Obstacle {
                message: "it selects no items".to_owned(),
                help: "add `nodes { … }` or `edges { cursor node { … } }`".to_owned(),
            });
        }
        obstacles
    }

    fn argument_obstacles(&self, direction: Direction) -> Vec<Obstacle> {
        let words = direction.words();
        let key = self.path.last().expect("a path is not empty");
        let (size, cursor, other_size, other_cursor) = self.bindings(direction);
        let ty = self.views[0]
            .argument_type(words.cursor)
            .unwrap_or_else(|| "String".to_owned());
        let mut obstacles = Vec::new();
        if cursor != Binding::Absent && size.is_absent() && !other_size.is_absent() {
            obstacles.push(self.crossed(direction));
        }
        match cursor {
            Binding::Variable { nullable: true, .. } => {}
            Binding::Variable { name, .. } => obstacles.push(Obstacle {
                message: format!("`{}` is bound to `${name}`, which cannot be null, and the first page has no cursor", words.cursor),
                help: format!("declare it without `!`: `${name}: {ty}`"),
            }),
            Binding::Fixed(_) => obstacles.push(Obstacle {
                message: format!("`{}` has a fixed value, so every request is for the same page", words.cursor),
                help: format!("bind it to a variable: `{cursor}: ${cursor}`, declared as `${cursor}: {ty}`", cursor = words.cursor),
            }),
            Binding::Absent => obstacles.push(Obstacle {
                message: format!("`{}` is not bound to a variable, so only the first page can be asked for", words.cursor),
                help: format!(
                    "write `{key}({size}: ${size}, {cursor}: ${cursor})` and declare `${size}: Int, ${cursor}: {ty}`",
                    size = words.size,
                    cursor = words.cursor
                ),
            }),
        }
        let others = [("other size", other_size), ("other cursor", other_cursor)];
        if others.iter().any(|(_, binding)| !binding.can_be_absent()) {
            obstacles.push(Obstacle {
                message: format!(
                    "the arguments of the other direction cannot be left out when it is walked {}",
                    words.name
                ),
                help: "remove them, or bind them to nullable variables".to_owned(),
            });
        }
        let is_same = |one: Binding<'_>, other: Binding<'_>| {
            one.name().is_some() && one.name() == other.name()
        };
        if is_same(size, other_size) || is_same(cursor, other_cursor) {
            obstacles.push(Obstacle {
                message: "both directions share a variable, so a request would ask for both"
                    .to_owned(),
                help: "give each of `first`, `after`, `last` and `before` its own variable"
                    .to_owned(),
            });
        }
        obstacles
    }

    /// `last` with `after`, or `first` with `before`.
    fn crossed(&self, direction: Direction) -> Obstacle {
        let words = direction.words();
        let (other, end) = match direction {
            Direction::Forward => (
                "last",
                "the end of the list and skips what lies between the cursor and it",
            ),
            Direction::Backward => (
                "first",
                "the start of the list or the page before the cursor, depending on the server",
            ),
        };
        Obstacle {
            message: format!(
                "`{other}` with `{}` returns {end}, so it is one page by nature",
                words.cursor
            ),
            help: format!(
                "send it once with `client.execute`, or walk with `first`/`after` (forward) or `last`/`before` (backward); `{}` belongs with `{}`",
                words.cursor, words.size
            ),
        }
    }

    fn page_info_obstacle(&self, direction: Direction) -> Option<Obstacle> {
        let words = direction.words();
        let is_missing = |name: &&str| named(&self.page_info, name).is_none();
        let missing: Vec<&str> = [words.more, words.next]
            .into_iter()
            .filter(is_missing)
            .collect();
        (!missing.is_empty()).then(|| Obstacle {
            message: format!(
                "walking it {} needs `{}` of `pageInfo`, which {} not selected",
                words.name,
                missing.join("` and `"),
                if missing.len() > 1 { "are" } else { "is" }
            ),
            help: format!("add `pageInfo {{ {} {} }}`", words.more, words.next),
        })
    }
}
