//! Where in a response a value does not fit.
//!
//! Decoding that goes well keeps no account of where it is. When it fails, the response is decoded once more with one.
//! Values that were read before they are decoded have an account of their own, and all that an error of `serde` can
//! carry from one to the other is its text: it begins with the path.

use std::cell::Cell;
use std::fmt;
use std::marker::PhantomData;

use serde::de::DeserializeSeed;
use serde::{Deserialize, Deserializer};
use serde_path_to_error::Track;

/// A value that does not fit.
pub(crate) struct Misfit {
    /// Where it is in what was decoded, e.g. `things.nodes[1].id`; empty for the whole of it.
    pub(crate) path: String,
    /// What was expected and what came.
    pub(crate) problem: String,
}

thread_local! {
    static IS_WANTED: Cell<bool> = const { Cell::new(false) };
}

/// For as long as it lives, misfits are wanted on this thread.
struct Wanted {
    before: bool,
}

impl Misfit {
    /// What does not fit a type; `None` if all of it does.
    pub(crate) fn find<'de, T: Deserialize<'de>>(
        deserializer: impl Deserializer<'de, Error = serde_json::Error>,
    ) -> Option<Self> {
        let _wanted = Wanted {
            before: IS_WANTED.replace(true),
        };
        Self::seek(PhantomData::<T>, deserializer).err()
    }

    /// Whether [`find`](Self::find) is looking.
    pub(crate) fn is_wanted() -> bool {
        IS_WANTED.get()
    }

    /// Decodes with an account of where it is.
    pub(crate) fn seek<'de, S: DeserializeSeed<'de>>(
        seed: S,
        deserializer: impl Deserializer<'de, Error = serde_json::Error>,
    ) -> Result<S::Value, Self> {
        let mut track = Track::new();
        let decoded = seed.deserialize(serde_path_to_error::Deserializer::new(
            deserializer,
            &mut track,
        ));
        decoded.map_err(|error| {
            let path = track.path();
            let misfit = Self::of(&error);
            // For the whole of it that path is a dot.
            if path.iter().len() == 0 {
                misfit
            } else {
                misfit.below(path)
            }
        })
    }

    /// The same in what holds the value under this key, path or index.
    pub(crate) fn below(mut self, parent: impl fmt::Display) -> Self {
        let is_joined = self.path.is_empty() || self.path.starts_with('[');
        let separator = if is_joined { "" } else { "." };
        self.path = format!("{parent}{separator}{}", self.path);
        self
    }

    /// What an error says, and where in the text if the parser was still there when it was found.
    fn of(error: &serde_json::Error) -> Self {
        let text = error.to_string();
        let Some((path, problem)) = text
            .strip_prefix("at `")
            .and_then(|rest| rest.split_once("`: "))
        else {
            return Self {
                path: String::new(),
                problem: text,
            };
        };
        let elsewhere = format!(" at line {} column {}", error.line(), error.column());
        let problem = problem.strip_suffix(&elsewhere).unwrap_or(problem);
        Self {
            path: path.to_owned(),
            problem: problem.to_owned(),
        }
    }
}

impl fmt::Display for Misfit {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "at `{}`: {}", self.path, self.problem)
    }
}

impl Drop for Wanted {
    fn drop(&mut self) {
        IS_WANTED.set(self.before);
    }
}
