//! A library with the types of fragments, for the queries of several crates.

use graphql_paginate::GraphQLFragments;

#[derive(GraphQLFragments)]
#[graphql(schema = "github", fragments = ["queries/fragments/*.graphql"], response_derives = "Clone")]
pub struct Fragments;

pub fn line(issue: &fragments::Line) -> String {
    let author = issue.author.as_ref().map(|author| author.login.as_str());
    let labels: Vec<&str> = issue.labels().map(|label| label.name.as_str()).collect();
    format!("#{} by {} [{}]", issue.number, author.unwrap_or("nobody"), labels.join(", "))
}
