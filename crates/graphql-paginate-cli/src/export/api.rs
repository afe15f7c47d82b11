//! The APIs that the program supports.

use clap::ValueEnum;

/// An API with an endpoint, limits and credentials of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Api {
    /// GitHub's GraphQL API; `GITHUB_TOKEN`.
    Github,
    /// demarche.numerique.gouv.fr; `DS_TOKEN`.
    DemarchesSimplifiees,
    /// JobAffinity's REST API; `JOBAFFINITY_LOGIN` and `JOBAFFINITY_PASSWORD`.
    Jobaffinity,
    /// Position Green's REST API; `POSITION_GREEN_CLIENT_ID` and `POSITION_GREEN_CLIENT_SECRET`, with `--endpoint` also
    /// `POSITION_GREEN_TOKEN_URL`.
    PositionGreen,
    /// Sage Business Cloud; `SAGE_URL`, `SAGE_DATASET` and `SAGE_TOKEN`.
    Sage,
}

impl Api {
    /// Its name on the command line.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Github => "github",
            Self::DemarchesSimplifiees => "demarches-simplifiees",
            Self::Jobaffinity => "jobaffinity",
            Self::PositionGreen => "position-green",
            Self::Sage => "sage",
        }
    }

    /// The environment variables of its credentials; all of them must be set.
    pub(crate) fn credentials(self) -> &'static [&'static str] {
        match self {
            Self::Github => &["GITHUB_TOKEN"],
            Self::DemarchesSimplifiees => &["DS_TOKEN"],
            Self::Jobaffinity => &["JOBAFFINITY_LOGIN", "JOBAFFINITY_PASSWORD"],
            Self::PositionGreen => &["POSITION_GREEN_CLIENT_ID", "POSITION_GREEN_CLIENT_SECRET"],
            Self::Sage => &["SAGE_URL", "SAGE_DATASET", "SAGE_TOKEN"],
        }
    }

    /// Whether it is a GraphQL API.
    pub(crate) fn is_graphql(self) -> bool {
        matches!(self, Self::Github | Self::DemarchesSimplifiees)
    }

    /// Its collections if it is a REST API, else none.
    pub(crate) fn collections(self) -> &'static [&'static str] {
        match self {
            Self::Github | Self::DemarchesSimplifiees => &[],
            Self::Jobaffinity => &[
                "jobs",
                "candidates",
                "applications",
                "steps",
                "notes",
                "webhook-tasks",
            ],
            Self::PositionGreen => &["years", "measures"],
            Self::Sage => &["accounts", "entries", "customers"],
        }
    }
}
