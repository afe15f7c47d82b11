//! The kinds of lists that an export can be of.

use graphql_paginate_codegen::{ConnectionAnalysis, Style};

use crate::export::api::Api;
use crate::lists::has_several_parents;

/// What is exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::export) enum Kind {
    /// A Relay connection.
    Connection,
    /// A list inside a list, walked for each of its parents.
    EachParent,
    /// A list with tokens.
    Token,
    /// A list with offsets or page numbers.
    Counted,
    /// A list with a key set.
    KeySet,
    Jobaffinity,
    PositionGreen,
    Sage,
}

pub(super) const GRAPHQL: &[Kind] = &[
    Kind::Connection,
    Kind::EachParent,
    Kind::Token,
    Kind::Counted,
    Kind::KeySet,
];
pub(super) const REST: &[Kind] = &[Kind::Jobaffinity, Kind::PositionGreen, Kind::Sage];

impl Kind {
    /// The kinds that lists of an API can be of.
    pub(in crate::export) fn of_api(api: Option<Api>) -> &'static [Self] {
        match api {
            Some(Api::Jobaffinity) => &[Self::Jobaffinity],
            Some(Api::PositionGreen) => &[Self::PositionGreen],
            Some(Api::Sage) => &[Self::Sage],
            Some(Api::Github | Api::DemarchesSimplifiees) | None => GRAPHQL,
        }
    }

    /// The kind of a list.
    pub(in crate::export) fn of_list(connection: &ConnectionAnalysis) -> Self {
        if has_several_parents(connection) {
            return Self::EachParent;
        }
        match connection.style {
            Style::Token => Self::Token,
            Style::Offset | Style::PageNumber => Self::Counted,
            Style::KeySet => Self::KeySet,
            _ => Self::Connection,
        }
    }
}
