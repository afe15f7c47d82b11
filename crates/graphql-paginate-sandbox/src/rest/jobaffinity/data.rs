//! The items, which are computed from their numbers.

use serde_json::{Value, json};

use super::ROOT;
use crate::rest::changes::Changes;

/// The number of items of each kind at the start, and their changes.
#[derive(Debug)]
pub(super) struct Data {
    pub(super) jobs: usize,
    pub(super) candidates: usize,
    pub(super) applications: usize,
    pub(super) changes: Changes,
}

impl Data {
    /// The job of an application. Applications are assigned to jobs in turn.
    pub(super) fn job_of(&self, application: usize) -> usize {
        (application - 1) % self.jobs.max(1) + 1
    }

    pub(super) fn candidate_of(&self, application: usize) -> usize {
        (application - 1) % self.candidates.max(1) + 1
    }

    pub(super) fn job(&self, id: usize) -> Value {
        // The documentation is inconsistent about the values, so all of them occur.
        let status = [
            "PUBLISHED",
            "OPEN",
            "DRAFT",
            "PENDING_APPROVAL",
            "CLOSED",
            "ARCHIVED",
        ][id % 6];
        let item = json!({
            "_self": format!("{ROOT}/job/{id}"),
            "_schema": "/restapi/schemav1/job",
            "_status": "OK",
            "id": id,
            "title": format!("Poste n° {id}"),
            "reference": format!("REF-{id:04}"),
            "status": status,
            "location": { "town": town(id), "country": "France" },
            "applications": { "_self": format!("{ROOT}/job/{id}/application") },
        });
        self.changes.apply(id, "title", item)
    }

    pub(super) fn candidate(&self, id: usize) -> Value {
        let item = json!({
            "_self": format!("{ROOT}/candidate/{id}"),
            "_schema": "/restapi/schemav1/candidate",
            "_status": "OK",
            "id": id,
            "title": if id.is_multiple_of(2) { "MR" } else { "MRS" },
            "first_name": "Candidat",
            "last_name": format!("n° {id}"),
            "email": email(id),
            "email_secondary": null,
            "birthdate": format!("{}-{:02}-{:02}", 1960 + id % 40, id % 12 + 1, id % 28 + 1),
            "mobile_phone": if id.is_multiple_of(3) { Value::Null } else { json!(format!("+336000{id:05}")) },
            "location": {
                "address": format!("{id} rue de l'Essai"),
                "postalcode": format!("{:05}", id % 95_000),
                "town": town(id),
                "country": "France",
            },
            "position": "Comptable",
            "applications": { "_self": format!("{ROOT}/candidate/{id}/application") },
            "notes": { "_self": format!("{ROOT}/candidate/{id}/note") },
            "pools": { "items": [] },
        });
        self.changes.apply(id, "position", item)
    }

    pub(super) fn application(&self, id: usize) -> Value {
        let (job, candidate) = (self.job_of(id), self.candidate_of(id));
        let item = json!({
            "_self": format!("{ROOT}/application/{id}"),
            "_schema": "/restapi/schemav1/application",
            "_status": "OK",
            "id": id,
            "date": instant(id),
            "route": "SPONTANEOUS",
            "latest_cv_url": format!("{ROOT}/application/{id}/cv"),
            "candidate": {
                "_self": format!("{ROOT}/candidate/{candidate}"),
                "id": candidate,
                "email": email(candidate),
            },
            "job": { "_self": format!("{ROOT}/job/{job}"), "id": job, "title": format!("Poste n° {job}") },
            "step": { "id": id % 3 + 1, "name": step_name(id), "status": step_status(id), "date": date(id) },
            "notes": { "_self": format!("{ROOT}/application/{id}/note") },
        });
        self.changes.apply(id, "route", item)
    }

    pub(super) fn step(&self, id: usize) -> Value {
        let (job, candidate) = (self.job_of(id), self.candidate_of(id));
        let item = json!({
            "change_id": id,
            "date": date(id),
            "id": id % 3 + 1,
            "name": step_name(id),
            "status": step_status(id),
            "user": user(id),
            "application": {
                "_self": format!("{ROOT}/application/{id}"),
                "id": id,
                "candidate": { "_self": format!("{ROOT}/candidate/{candidate}"), "id": candidate },
                "job": { "_self": format!("{ROOT}/job/{job}"), "id": job },
            },
        });
        self.changes.apply(id, "name", item)
    }

    pub(super) fn note(&self, id: usize) -> Value {
        let item = json!({
            "_self": format!("{ROOT}/note/{id}"),
            "_status": "OK",
            "id": id,
            "date": instant(id),
            "text": format!("Note n° {id}"),
            "user": user(id),
            "application": { "_self": format!("{ROOT}/application/{}", 2 * id) },
        });
        self.changes.apply(id, "text", item)
    }

    pub(super) fn webhook_task(&self, id: usize) -> Value {
        let item = json!({
            "_self": format!("{ROOT}/webhook/task/{id}"),
            "_status": "OK",
            "id": id,
            "date": instant(id),
            "event": "job",
            "status": if id.is_multiple_of(10) { "FAILED" } else { "DONE" },
            "job": { "_self": format!("{ROOT}/job/{id}"), "id": id },
        });
        self.changes.apply(id, "status", item)
    }
}

fn step_name(id: usize) -> &'static str {
    ["Candidature reçue", "Entretien", "Embauche"][id % 3]
}

fn step_status(id: usize) -> &'static str {
    ["START", "CURRENT", "END"][id % 3]
}

fn user(id: usize) -> Value {
    let user = id % 4 + 1;
    json!({
        "id": user,
        "first_name": "Usager",
        "last_name": user.to_string(),
        "email": format!("usager-{user}@example.test"),
    })
}

fn email(candidate: usize) -> String {
    format!("candidat-{candidate}@example.test")
}

fn town(id: usize) -> &'static str {
    ["Lille", "Lyon", "Nantes", "Rennes", "Toulouse"][id % 5]
}

fn date(id: usize) -> String {
    format!("2024-{:02}-{:02}", id % 12 + 1, id % 28 + 1)
}

fn instant(id: usize) -> String {
    format!("{}T{:02}:{:02}:00Z", date(id), id % 24, id % 60)
}
