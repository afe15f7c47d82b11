//! A flag of an export, and where it applies.

use super::kind::{GRAPHQL, Kind};
use crate::export::arguments::ExportArgs;
use crate::output::Format;

/// A flag and where it applies.
pub(super) struct Flag {
    /// The flag, with its value if only that is meant.
    pub(super) name: &'static str,
    pub(super) is_given: fn(&ExportArgs) -> bool,
    kinds: Limit<Kind>,
    formats: Limit<Format>,
    need: Need,
}

/// Where a flag applies, and what is said elsewhere.
enum Limit<T: 'static> {
    Any,
    Only(&'static [T], &'static str, &'static str),
}

/// What else a flag needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Need {
    Nothing,
    /// A file for the output.
    File,
    /// A place that an earlier run can have kept.
    Checkpoint,
    /// Items as the query selects them.
    NoFilter,
}

impl Flag {
    pub(super) const fn new(name: &'static str, is_given: fn(&ExportArgs) -> bool) -> Self {
        Self {
            name,
            is_given,
            kinds: Limit::Any,
            formats: Limit::Any,
            need: Need::Nothing,
        }
    }

    pub(super) const fn graphql(self) -> Self {
        self.of(GRAPHQL, "is for GraphQL APIs", "leave it out")
    }

    pub(super) const fn of(
        mut self,
        kinds: &'static [Kind],
        problem: &'static str,
        help: &'static str,
    ) -> Self {
        self.kinds = Limit::Only(kinds, problem, help);
        self
    }

    pub(super) const fn formats(
        mut self,
        formats: &'static [Format],
        problem: &'static str,
        help: &'static str,
    ) -> Self {
        self.formats = Limit::Only(formats, problem, help);
        self
    }

    pub(super) const fn needs(mut self, need: Need) -> Self {
        self.need = need;
        self
    }

    /// Why the flag would change nothing, and what to do; `None` if it applies.
    pub(super) fn problem(
        &self,
        args: &ExportArgs,
        kinds: &[Kind],
        format: Format,
    ) -> Option<(&'static str, &'static str)> {
        let mut refused = None;
        if let Limit::Only(formats, problem, help) = &self.formats
            && !formats.contains(&format)
        {
            refused = Some((*problem, *help));
        }
        if let Limit::Only(only, problem, help) = &self.kinds
            && !kinds.iter().any(|kind| only.contains(kind))
        {
            refused = Some((*problem, *help));
        }
        refused.or_else(|| self.need.problem(args))
    }
}

impl Need {
    /// What is missing, and how to fix it.
    fn problem(self, args: &ExportArgs) -> Option<(&'static str, &'static str)> {
        let (is_missing, problem, help) = match self {
            Self::Nothing => return None,
            Self::File => (
                args.output.file().is_none(),
                "needs a file",
                "add `-o FILE.csv`",
            ),
            Self::Checkpoint => (
                args.output.slurp || args.checkpoint_path().is_none(),
                "has no effect here: this output is written from the start in every run",
                "leave it out, or add `-o FILE` or `--checkpoint FILE`",
            ),
            Self::NoFilter => (
                args.output.jq.is_some(),
                "takes the lists from the query, not from a filter",
                "use `--select` in place of `--jq`",
            ),
        };
        if is_missing {
            Some((problem, help))
        } else {
            None
        }
    }
}
