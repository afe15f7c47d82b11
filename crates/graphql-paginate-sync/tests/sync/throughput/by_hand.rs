//! The hand-written loop: one request after the other, and for each page one transaction with its rows and its cursor.
//!
//! It reads responses as `serde_json::Value`. It fills the tables of a mirror, with all columns that come from the API.
//! It compares nothing, so it needs no hashes; it handles no deletions, unreadable dossiers or retries.

use std::borrow::Cow;

use chrono::{DateTime, SecondsFormat, Utc};
use graphql_paginate_sandbox::Sandbox;
use serde_json::{Value, json};

use super::PAGE;
use super::writer::{Cell, Page, Writer};
use crate::support::Database;

/// Reads all dossiers of démarche 1 and writes them.
pub(super) async fn run(endpoint: &str, database: &Database) {
    let mut writer = Writer::open(database).await;
    let client = reqwest::Client::new();
    let mut after = Value::Null;
    loop {
        let answer = fetch(&client, endpoint, &after).await;
        let list = &answer["data"]["demarche"]["dossiers"];
        let mut page = Page::default();
        for dossier in list["nodes"].as_array().unwrap() {
            add_dossier(&mut page, dossier);
        }
        after = list["pageInfo"]["endCursor"].clone();
        writer.write(&page, after.as_str().unwrap()).await;
        if list["pageInfo"]["hasNextPage"] != true {
            return;
        }
    }
}

async fn fetch(client: &reqwest::Client, endpoint: &str, after: &Value) -> Value {
    let body = json!({
        "query": include_str!("../../../queries/demarche.graphql"),
        "operationName": "Changes",
        "variables": {
            "demarche": 1, "since": "2000-01-01T00:00:00Z", "first": PAGE, "after": after,
            "withChamps": true, "withAnnotations": true, "withAvis": false, "withMessages": false,
            "withFiles": false,
        },
    });
    let request = client
        .post(endpoint)
        .header("content-type", "application/json")
        .header("authorization", format!("Bearer {}", Sandbox::TOKEN))
        .body(body.to_string());
    let answer = request.send().await.unwrap().bytes().await.unwrap();
    serde_json::from_slice(&answer).unwrap()
}

fn add_dossier<'a>(page: &mut Page<'a>, dossier: &'a Value) {
    let number = &dossier["number"];
    page.dossiers.push([
        integer(number),
        Cell::Integer(1),
        text(&dossier["id"]),
        text(&dossier["state"]),
        boolean(&dossier["archived"]),
        time(&dossier["dateDepot"]),
        time(&dossier["datePassageEnConstruction"]),
        time(&dossier["datePassageEnInstruction"]),
        time(&dossier["dateTraitement"]),
        time(&dossier["dateExpiration"]),
        time(&dossier["dateDerniereModification"]),
        text(&dossier["motivation"]),
        text(&dossier["usager"]["email"]),
        text(&dossier["demandeur"]["kind"]),
        document(&dossier["demandeur"]),
        integer(&dossier["groupeInstructeur"]["number"]),
        text(&dossier["groupeInstructeur"]["label"]),
        text(&dossier["revision"]["id"]),
        document(dossier),
    ]);
    for label in elements(&dossier["labels"]) {
        page.labels.push([integer(number), text(&label["id"])]);
    }
    for step in elements(&dossier["traitements"]) {
        page.steps.push([
            text(&step["id"]),
            integer(number),
            text(&step["event"]),
            time(&step["dateTraitement"]),
            text(&step["emailAgentTraitant"]),
            text(&step["motivation"]),
        ]);
    }
    for (list, kind) in [("champs", "champ"), ("annotations", "annotation")] {
        for (position, answer) in elements(&dossier[list]).iter().enumerate() {
            add_answer(page, number, kind, position, None, answer);
            for (row_position, row) in elements(&answer["rows"]).iter().enumerate() {
                let place = Some((answer, row, row_position));
                for (position, inner) in elements(&row["champs"]).iter().enumerate() {
                    add_answer(page, number, kind, position, place, inner);
                }
            }
        }
    }
}

/// Adds an answer; `place` is the repetition block that it is in, with the row and its position.
fn add_answer<'a>(
    page: &mut Page<'a>,
    dossier: &'a Value,
    kind: &'static str,
    position: usize,
    place: Option<(&'a Value, &'a Value, usize)>,
    answer: &'a Value,
) {
    let field = &answer["champDescriptorId"];
    let (block, row_position) = match place {
        Some((block, _, position)) => (text(&block["champDescriptorId"]), index(position)),
        None => (Cell::Null, Cell::Null),
    };
    let row_id = place.map_or("", |(_, row, _)| row["id"].as_str().unwrap());
    let key = (
        dossier.as_i64().unwrap(),
        kind,
        field.as_str().unwrap(),
        row_id,
    );
    let [whole, real, flag, date, moment] = typed(answer);
    let cells = [
        integer(dossier),
        Cell::text(kind),
        text(field),
        Cell::text(row_id),
        block,
        index(position),
        row_position,
        text(&answer["kind"]),
        text(&answer["label"]),
        text(&answer["stringValue"]),
        whole,
        real,
        flag,
        date,
        moment,
        document(&answer["columns"]),
        time(&answer["updatedAt"]),
    ];
    match page.places.get(&key) {
        Some(place) => page.answers[*place] = cells,
        None => {
            page.places.insert(key, page.answers.len());
            page.answers.push(cells);
        }
    }
    for (position, file) in elements(&answer["files"]).iter().enumerate() {
        let field = field.as_str().unwrap();
        let owner = match row_id {
            "" => format!("{kind}:{field}"),
            row => format!("{kind}:{field}:{row}"),
        };
        page.files.push([
            integer(dossier),
            Cell::Text(Cow::Owned(owner)),
            index(position),
            text(&file["filename"]),
            text(&file["contentType"]),
            text(&file["checksum"]),
            integer(&file["byteSizeBigInt"]),
            time(&file["createdAt"]),
        ]);
    }
}

/// The value of an answer in the typed columns: from its first column, or from its text.
fn typed(answer: &Value) -> [Cell<'_>; 5] {
    let mut cells = [const { Cell::Null }; 5];
    let column = &answer["columns"][0];
    let plain = answer["stringValue"].as_str().unwrap_or_default();
    match (column["__typename"].as_str(), answer["kind"].as_str()) {
        (Some("IntegerColumn"), _) => cells[0] = integer(&column["integer"]),
        (Some("DecimalColumn"), _) => cells[1] = real(column["decimal"].as_f64()),
        (Some("BooleanColumn"), _) => cells[2] = boolean(&column["boolean"]),
        (Some("DateColumn"), _) => cells[3] = text(&column["date"]),
        (Some("DateTimeColumn"), _) => cells[4] = time(&column["dateTime"]),
        (_, Some("IntegerNumberChamp")) => {
            cells[0] = plain.parse().map_or(Cell::Null, Cell::Integer);
        }
        (_, Some("DecimalNumberChamp")) => cells[1] = real(plain.parse().ok()),
        (_, Some("CheckboxChamp" | "YesNoChamp")) => {
            cells[2] = plain.parse().map_or(Cell::Null, Cell::Boolean);
        }
        (_, Some("DateChamp" | "DatetimeChamp")) if plain.len() == "2026-01-31".len() => {
            cells[3] = Cell::text(plain);
        }
        (_, Some("DateChamp" | "DatetimeChamp")) => cells[4] = time(&answer["stringValue"]),
        _ => {}
    }
    cells
}

fn real(number: Option<f64>) -> Cell<'static> {
    number.map_or(Cell::Null, Cell::Real)
}

fn elements(list: &Value) -> &[Value] {
    list.as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &Value) -> Cell<'_> {
    value.as_str().map_or(Cell::Null, Cell::text)
}

/// A number, or a `BigInt`, which is text.
fn integer(value: &Value) -> Cell<'_> {
    let number = match value {
        Value::String(text) => text.parse().ok(),
        value => value.as_i64(),
    };
    number.map_or(Cell::Null, Cell::Integer)
}

fn index(position: usize) -> Cell<'static> {
    Cell::Integer(i64::try_from(position).unwrap())
}

fn boolean(value: &Value) -> Cell<'_> {
    value.as_bool().map_or(Cell::Null, Cell::Boolean)
}

/// A time in UTC, so that the texts sort by time.
fn time(value: &Value) -> Cell<'_> {
    let Some(text) = value.as_str() else {
        return Cell::Null;
    };
    let Ok(moment) = DateTime::parse_from_rfc3339(text) else {
        return Cell::Null;
    };
    let text = moment
        .with_timezone(&Utc)
        .to_rfc3339_opts(SecondsFormat::Secs, true);
    Cell::Text(Cow::Owned(text))
}

fn document(value: &Value) -> Cell<'static> {
    Cell::Text(Cow::Owned(value.to_string()))
}
