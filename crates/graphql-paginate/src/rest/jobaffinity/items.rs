//! Items as the API documents them; whatever else it sends is in `extra`.
//!
//! The documentation's pages disagree about the values of `status`, so it is text.

use serde::Deserialize;
use serde_json::{Map, Value};

/// Where something else of the API is.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Link {
    /// The path of the resource, such as `/restapi/v1/job/7`.
    #[serde(rename = "_self")]
    pub path: Option<String>,
    /// Its identifier, where the API gives it along.
    pub id: Option<u64>,
    /// Every other field.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// A job offer.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[non_exhaustive]
pub struct Job {
    /// The identifier.
    pub id: u64,
    /// The title.
    pub title: Option<String>,
    /// The customer's own reference.
    pub reference: Option<String>,
    /// Such as `PUBLISHED`, `OPEN` or `CLOSED`.
    pub status: Option<String>,
    /// Its applications.
    pub applications: Option<Link>,
    /// Every other field.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// A candidate.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[non_exhaustive]
pub struct Candidate {
    /// The identifier.
    pub id: u64,
    /// Such as `MR`.
    pub title: Option<String>,
    /// The first name.
    pub first_name: Option<String>,
    /// The last name.
    pub last_name: Option<String>,
    /// The main e-mail address.
    pub email: Option<String>,
    /// The current position.
    pub position: Option<String>,
    /// The candidate's applications.
    pub applications: Option<Link>,
    /// The notes about the candidate.
    pub notes: Option<Link>,
    /// Every other field.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// An application of a candidate for a job.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[non_exhaustive]
pub struct Application {
    /// The identifier.
    pub id: u64,
    /// When it came in, as ISO 8601.
    pub date: Option<String>,
    /// How it came in.
    pub route: Option<String>,
    /// The candidate.
    pub candidate: Option<Link>,
    /// The job.
    pub job: Option<Link>,
    /// Where it stands in the process.
    pub step: Option<Step>,
    /// The path of the latest curriculum vitae.
    pub latest_cv_url: Option<String>,
    /// Every other field.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// A step of the recruitment process.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[non_exhaustive]
pub struct Step {
    /// The identifier of the step, not of the change.
    pub id: u64,
    /// The name.
    pub name: Option<String>,
    /// `START`, `CURRENT` or `END`.
    pub status: Option<String>,
    /// The day of the change, as ISO 8601.
    pub date: Option<String>,
    /// Every other field.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// An application's change of step.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[non_exhaustive]
pub struct StepChange {
    /// The identifier of the change; this is what `since` goes by.
    pub change_id: Option<u64>,
    /// The application.
    pub application: Option<Link>,
    /// The step it came to, and when.
    #[serde(flatten)]
    pub step: Step,
}

/// A note.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[non_exhaustive]
pub struct Note {
    /// The identifier.
    pub id: u64,
    /// When it was written, as ISO 8601.
    pub date: Option<String>,
    /// Every other field.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// A call of a webhook.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[non_exhaustive]
pub struct WebhookTask {
    /// The identifier.
    pub id: u64,
    /// When it was made, as ISO 8601.
    pub date: Option<String>,
    /// What became of it.
    pub status: Option<String>,
    /// Every other field.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}
