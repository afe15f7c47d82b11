//! Finds the path of a value that does not fit its type.
//!
//! Ordinary decoding does not track paths. If it fails, the response is decoded once more with tracking. A value that is
//! buffered before it is decoded is tracked separately, and its path reaches the outer decoder as the beginning of the
//! error text, because text is all that a `serde` error can carry.
//!
//! Whether to track buffered values, too, is stored in a thread-local variable: between the outer decoder and a buffered
//! value is the generated `Deserialize`, which receives nothing but a deserializer. Its error type is that of
//! `serde_json` with and without tracking, so it does not tell them apart either. To track buffered values always would
//! double their decoding time in programs that decode the generated types with `serde_json` themselves.

use std::cell::Cell;
use std::fmt;
use std::marker::PhantomData;

use serde::de::DeserializeSeed;
use serde::{Deserialize, Deserializer};
use serde_path_to_error::Track;

use crate::json::{position, without_position};

/// A value that does not fit its type.
pub(crate) struct Misfit {
    /// The path of the value, such as `things.nodes[1].id`; empty for the root.
    pub(crate) path: String,
    /// The expected and the actual value.
    pub(crate) problem: String,
}

thread_local! {
    static IS_TRACKING: Cell<bool> = const { Cell::new(false) };
}

/// Turns on the tracking of buffered values on this thread until it is dropped.
struct Tracking {
    was_tracking: bool,
}

impl Misfit {
    /// The first value that does not fit the type; `None` if all of them do.
    pub(crate) fn find<'de, T: Deserialize<'de>>(
        deserializer: impl Deserializer<'de, Error = serde_json::Error>,
    ) -> Option<Self> {
        let _tracking = Tracking {
            was_tracking: IS_TRACKING.replace(true),
        };
        let (mut misfit, position) = track(PhantomData::<T>, deserializer).err()?;
        misfit.problem.push_str(&position);
        Some(misfit)
    }

    /// Whether [`find`](Self::find) is running on this thread.
    pub(crate) fn is_tracking() -> bool {
        IS_TRACKING.get()
    }

    /// Decodes a buffered value with path tracking. Its positions mean nothing in the response, so the problem has none.
    pub(crate) fn decode_buffered<'de, S: DeserializeSeed<'de>>(
        seed: S,
        deserializer: impl Deserializer<'de, Error = serde_json::Error>,
    ) -> Result<S::Value, Self> {
        track(seed, deserializer).map_err(|(misfit, _)| misfit)
    }

    /// A problem of the whole value.
    pub(crate) fn at_root(problem: String) -> Self {
        Self {
            path: String::new(),
            problem,
        }
    }

    /// Prefixes the path with that of a parent: a key, a path or an index.
    pub(crate) fn below(mut self, parent: impl fmt::Display) -> Self {
        let is_joined = self.path.is_empty() || self.path.starts_with('[');
        let separator = if is_joined { "" } else { "." };
        self.path = format!("{parent}{separator}{}", self.path);
        self
    }

    /// Splits the text of an error into the path that it begins with and the rest, without its position.
    fn of(error: &serde_json::Error) -> (Self, String) {
        let problem = without_position(error);
        match problem
            .strip_prefix("at `")
            .and_then(|rest| rest.split_once("`: "))
        {
            // The position is that of the end of the object whose value was buffered.
            Some((path, problem)) => (Self::new(path, problem), String::new()),
            None => (Self::new("", &problem), position(error)),
        }
    }

    fn new(path: &str, problem: &str) -> Self {
        Self {
            path: path.to_owned(),
            problem: problem.to_owned(),
        }
    }
}

/// Decodes a value with path tracking. The error comes with its position in the JSON text.
fn track<'de, S: DeserializeSeed<'de>>(
    seed: S,
    deserializer: impl Deserializer<'de, Error = serde_json::Error>,
) -> Result<S::Value, (Misfit, String)> {
    let mut track = Track::new();
    let decoded = seed.deserialize(serde_path_to_error::Deserializer::new(
        deserializer,
        &mut track,
    ));
    decoded.map_err(|error| {
        let path = track.path();
        let (misfit, position) = Misfit::of(&error);
        // The path of the root displays as a dot.
        if path.iter().len() == 0 {
            (misfit, position)
        } else {
            (misfit.below(path), position)
        }
    })
}

impl fmt::Display for Misfit {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "at `{}`: {}", self.path, self.problem)
    }
}

impl Drop for Tracking {
    fn drop(&mut self) {
        IS_TRACKING.set(self.was_tracking);
    }
}
