//! The interface between the settings of a walk from both ends and the list that it reads.

use std::fmt;

use super::BothEnds;
use super::end_walks::EndWalks;
use super::identify::Identify;
use crate::client::Client;
use crate::page::Listing;
use crate::paginator::Walkable;

/// A list that can be walked from both ends. Implemented in this crate alone.
pub trait TwoEnded: Walkable {
    /// What a walk from both ends yields: the same items, perhaps with other data.
    type FromBothEnds: Listing<Item = Self::Item>;

    /// How items are identified and requested.
    #[doc(hidden)]
    type Ends: fmt::Debug;

    /// Whether items come in the order of the list by default.
    #[doc(hidden)]
    const IS_ORDERED: bool;

    /// Why an ordered walk has no limits, and what to do instead.
    #[doc(hidden)]
    const ORDERED_AND_LIMITED: &'static str;

    /// Whether each request asks for a page of both ends.
    #[doc(hidden)]
    fn is_one_request(_ends: &Self::Ends) -> bool {
        false
    }

    /// The hashes by which the walk recognizes an item that it has seen.
    #[doc(hidden)]
    fn identify(ends: Self::Ends, subject: &Self::Subject) -> Identify<Self::Item>;

    /// The walks of the two ends, or the one walk that requests both. A walk with invalid settings yields an error.
    #[doc(hidden)]
    fn end_walks(both_ends: &BothEnds<Self>, client: &Client) -> EndWalks<Self::FromBothEnds>;
}
