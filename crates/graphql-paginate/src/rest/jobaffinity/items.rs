//! Item types of JobAffinity, as the API documents them; all other fields are in `extra`.
//!
//! An item serializes to what was received; fields that were null are kept in `extra`. `status` is text because the
//! documentation's pages disagree about its values.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::rest::row::rows;

/// A reference to another resource of the API.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(remote = "Self", default)]
#[non_exhaustive]
pub struct Link {
    /// The path of the resource, such as `/restapi/v1/job/7`.
    #[serde(rename = "_self", skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Its identifier, if the API returns it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<u64>,
    /// Every other field.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// A job offer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(remote = "Self")]
#[non_exhaustive]
pub struct Job {
    /// The identifier.
    pub id: u64,
    /// The title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The customer's own reference.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// Such as `PUBLISHED`, `OPEN` or `CLOSED`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// Its applications.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub applications: Option<Link>,
    /// Every other field.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// A candidate.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(remote = "Self")]
#[non_exhaustive]
pub struct Candidate {
    /// The identifier.
    pub id: u64,
    /// Such as `MR`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The first name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_name: Option<String>,
    /// The last name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_name: Option<String>,
    /// The main e-mail address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// The current position.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<String>,
    /// The candidate's applications.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub applications: Option<Link>,
    /// The notes about the candidate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notes: Option<Link>,
    /// Every other field.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// An application of a candidate for a job.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(remote = "Self")]
#[non_exhaustive]
pub struct Application {
    /// The identifier.
    pub id: u64,
    /// When it was received, as ISO 8601.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// The channel by which it was received.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub route: Option<String>,
    /// The candidate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub candidate: Option<Link>,
    /// The job.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub job: Option<Link>,
    /// Its current step in the process.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step: Option<Step>,
    /// The path of the latest curriculum vitae.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latest_cv_url: Option<String>,
    /// Every other field.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// A step of the recruitment process.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(remote = "Self")]
#[non_exhaustive]
pub struct Step {
    /// The identifier of the step, not of the change.
    pub id: u64,
    /// The name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// `START`, `CURRENT` or `END`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// The day of the change, as ISO 8601.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// Every other field.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// A step change of an application.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(remote = "Self")]
#[non_exhaustive]
pub struct StepChange {
    /// The identifier of the change; `since` refers to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub change_id: Option<u64>,
    /// The application.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub application: Option<Link>,
    /// The step that was reached, and when.
    #[serde(flatten)]
    pub step: Step,
}

/// A note.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(remote = "Self")]
#[non_exhaustive]
pub struct Note {
    /// The identifier.
    pub id: u64,
    /// When it was written, as ISO 8601.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// Every other field.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// A call of a webhook.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(remote = "Self")]
#[non_exhaustive]
pub struct WebhookTask {
    /// The identifier.
    pub id: u64,
    /// When it was made, as ISO 8601.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// Its result.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// Every other field.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

rows! {
    Link: extra,
    Job: extra,
    Candidate: extra,
    Application: extra,
    Step: extra,
    StepChange: step.extra,
    Note: extra,
    WebhookTask: extra,
}
