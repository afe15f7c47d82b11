//! The lists of the REST APIs: JobAffinity, Position Green and Sage.

use super::ColumnType::{Boolean, Integer, Real, Text};
use super::source::{JobAffinityList, PositionGreenList, Rest, SageList, Source};
use super::{ColumnType, Deletions, List, ListOrder};

impl List {
    /// JobAffinity's lists: jobs, candidates, step changes, notes and webhook tasks.
    ///
    /// The server lists what was created or modified since a candidate or a step change, so later runs read only that;
    /// of the other lists, and with a [census](crate::Mirror::census), everything is read and compared. Applications
    /// are not mirrored, since the API lists them only for one job or candidate; step changes name their application.
    pub fn jobaffinity() -> Vec<Self> {
        vec![
            Self::rest(
                "jobaffinity_jobs",
                Rest::JobAffinity(JobAffinityList::Jobs),
                "id",
                ListOrder::Any,
                &[
                    ("title", Text),
                    ("reference", Text),
                    ("status", Text),
                    ("location.town", Text),
                ],
            ),
            Self::rest(
                "jobaffinity_candidates",
                Rest::JobAffinity(JobAffinityList::Candidates),
                "id",
                ListOrder::Since,
                &[
                    ("first_name", Text),
                    ("last_name", Text),
                    ("email", Text),
                    ("position", Text),
                    ("location.town", Text),
                ],
            ),
            Self::rest(
                "jobaffinity_steps",
                Rest::JobAffinity(JobAffinityList::Steps),
                "change_id",
                ListOrder::Since,
                &[
                    ("id", Integer),
                    ("name", Text),
                    ("status", Text),
                    ("date", Text),
                    ("application.id", Integer),
                    ("application.candidate.id", Integer),
                    ("application.job.id", Integer),
                ],
            ),
            Self::rest(
                "jobaffinity_notes",
                Rest::JobAffinity(JobAffinityList::Notes),
                "id",
                ListOrder::Any,
                &[("date", Text), ("text", Text)],
            ),
            Self::rest(
                "jobaffinity_webhook_tasks",
                Rest::JobAffinity(JobAffinityList::WebhookTasks),
                "id",
                ListOrder::Any,
                &[("date", Text), ("event", Text), ("status", Text)],
            ),
        ]
    }

    /// Position Green's lists: years and measures. The API has no dates of modification, so each run reads everything
    /// and compares.
    pub fn position_green() -> Vec<Self> {
        vec![
            Self::rest(
                "position_green_years",
                Rest::PositionGreen(PositionGreenList::Years),
                "id",
                ListOrder::Any,
                &[
                    ("name", Text),
                    ("startDate", Text),
                    ("endDate", Text),
                    ("default", Boolean),
                    ("visible", Boolean),
                    ("locked", Boolean),
                ],
            ),
            Self::rest(
                "position_green_measures",
                Rest::PositionGreen(PositionGreenList::Measures),
                "id",
                ListOrder::Any,
                &[("name", Text), ("aspectName", Text), ("prettyId", Text)],
            ),
        ]
    }

    /// The lists of a company in Sage: accounts, entries and customers. The API documents no date of modification for
    /// them, so each run reads everything and compares.
    pub fn sage(dataset: &str) -> Vec<Self> {
        vec![
            Self::sage_list(
                dataset,
                SageList::Accounts,
                "sage_accounts",
                &[("numero", Text), ("intitule", Text), ("type", Text)],
            ),
            Self::sage_list(
                dataset,
                SageList::Entries,
                "sage_entries",
                &[
                    ("date", Text),
                    ("piece", Text),
                    ("reference", Text),
                    ("intitule", Text),
                    ("sens", Text),
                    ("montant", Real),
                    ("echeance", Text),
                ],
            ),
            Self::sage_list(
                dataset,
                SageList::Customers,
                "sage_customers",
                &[
                    ("numero", Text),
                    ("intitule", Text),
                    ("siret", Text),
                    ("adresse.ville", Text),
                ],
            ),
        ]
    }

    fn sage_list(
        dataset: &str,
        list: SageList,
        name: &str,
        columns: &[(&str, ColumnType)],
    ) -> Self {
        let source = Rest::Sage(dataset.to_owned(), list);
        Self::rest(name, source, "id", ListOrder::Any, columns)
    }

    /// An item may move to another page during a walk, so one that is not listed is looked for twice.
    fn rest(
        name: &str,
        rest: Rest,
        key: &str,
        order: ListOrder,
        columns: &[(&str, ColumnType)],
    ) -> Self {
        let mut list = Self::with_source(name, Source::Rest(rest), name, key)
            .expect("the definition is valid")
            .order(order)
            .deletions(Deletions::Twice);
        for (path, ty) in columns {
            list = list.column(path, *ty);
        }
        list
    }
}
