//! The lists of GitHub's repositories.

use super::nested::Nested;
use super::{ColumnType, Deletions, List, ListOrder};

/// The columns of comments.
const COMMENT: &[(&str, ColumnType)] = &[
    ("author.login", ColumnType::Text),
    ("body", ColumnType::Text),
    ("url", ColumnType::Text),
    ("createdAt", ColumnType::Timestamp),
    ("updatedAt", ColumnType::Timestamp),
];

/// The columns of reviews.
const REVIEW: &[(&str, ColumnType)] = &[
    ("state", ColumnType::Text),
    ("author.login", ColumnType::Text),
    ("body", ColumnType::Text),
    ("url", ColumnType::Text),
    ("submittedAt", ColumnType::Timestamp),
    ("updatedAt", ColumnType::Timestamp),
];

impl List {
    /// GitHub's pull requests of a repository, by time of change, with their reviews and comments in the lists
    /// `github_reviews` and `github_pull_request_comments`. [`Partition::repository`](super::Partition::repository)
    /// makes the partitions.
    ///
    /// The reviews and comments of a pull request are read to their ends whenever it is listed, and those that are gone
    /// are deleted.
    pub fn github_pull_requests() -> Self {
        let document = include_str!("../../queries/github/pull_requests.graphql");
        Self::new(
            "github_pull_requests",
            document,
            "repository.pullRequests",
            "id",
        )
        .expect("the definition is valid")
        .order(ListOrder::Updated)
        .deletions(Deletions::Node)
        .column("number", ColumnType::Integer)
        .column("title", ColumnType::Text)
        .column("state", ColumnType::Text)
        .column("author.login", ColumnType::Text)
        .column("isDraft", ColumnType::Boolean)
        .column("baseRefName", ColumnType::Text)
        .column("headRefName", ColumnType::Text)
        .column("url", ColumnType::Text)
        .column("createdAt", ColumnType::Timestamp)
        .column("updatedAt", ColumnType::Timestamp)
        .column("closedAt", ColumnType::Timestamp)
        .column("mergedAt", ColumnType::Timestamp)
        .nested(Nested::new(
            "github_reviews",
            "reviews",
            include_str!("../../queries/github/reviews.graphql"),
            REVIEW,
        ))
        .nested(Nested::new(
            "github_pull_request_comments",
            "comments",
            include_str!("../../queries/github/pull_request_comments.graphql"),
            COMMENT,
        ))
    }

    /// GitHub's issues of a repository, by time of change, with their comments in the list `github_issue_comments`.
    /// [`Partition::repository`](super::Partition::repository) makes the partitions.
    pub fn github_issues() -> Self {
        let document = include_str!("../../queries/github/issues.graphql");
        Self::new("github_issues", document, "repository.issues", "id")
            .expect("the definition is valid")
            .order(ListOrder::Updated)
            .deletions(Deletions::Node)
            .column("number", ColumnType::Integer)
            .column("title", ColumnType::Text)
            .column("state", ColumnType::Text)
            .column("author.login", ColumnType::Text)
            .column("url", ColumnType::Text)
            .column("createdAt", ColumnType::Timestamp)
            .column("updatedAt", ColumnType::Timestamp)
            .column("closedAt", ColumnType::Timestamp)
            .nested(Nested::new(
                "github_issue_comments",
                "comments",
                include_str!("../../queries/github/issue_comments.graphql"),
                COMMENT,
            ))
    }

    /// Adds a list inside the items.
    fn nested(mut self, nested: Nested) -> Self {
        self.nested.push(nested);
        self
    }
}
