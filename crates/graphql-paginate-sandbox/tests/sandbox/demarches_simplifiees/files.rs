//! Files behind signed URLs that expire.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use graphql_paginate_sandbox::{Change, Clock, Endpoint, Sandbox};
use md5::{Digest, Md5};
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::support::data;

const FILES: &str = "{ dossier(number: 10001) {
    champs(id: \"Q2hhbXAtMTAxMQ==\") { ... on PieceJustificativeChamp {
        files { filename checksum byteSize byteSizeBigInt url }
    } }
    avis { id attachments { checksum } }
} }";

async fn files(api: &Endpoint) -> Vec<Value> {
    let data = data(api, FILES, json!({})).await;
    let files = data.pointer("/dossier/champs/0/files").unwrap();
    files.as_array().unwrap().clone()
}

async fn get(url: &str) -> (StatusCode, Vec<u8>) {
    let response = reqwest::get(url).await.unwrap();
    let status = response.status();
    (status, response.bytes().await.unwrap().into())
}

#[tokio::test]
async fn a_file_has_the_size_and_checksum_that_the_api_announces() {
    let sandbox = Sandbox::start().await.unwrap();
    for file in files(sandbox.demarches_simplifiees()).await {
        let (status, bytes) = get(file["url"].as_str().unwrap()).await;
        assert_eq!(status, StatusCode::OK);
        assert_eq!(file["byteSize"], bytes.len());
        assert_eq!(file["byteSizeBigInt"], bytes.len().to_string());
        assert_eq!(file["checksum"], STANDARD.encode(Md5::digest(&bytes)));
    }
}

#[tokio::test]
async fn urls_expire_after_an_hour_and_cannot_be_made_up() {
    let clock = Clock::stopped_at(1_800_000_000);
    let sandbox = Sandbox::builder().file_size(5_000).clock(clock.clone());
    let sandbox = sandbox.start().await.unwrap();
    let api = sandbox.demarches_simplifiees();
    let url = files(api).await[0]["url"].as_str().unwrap().to_owned();
    assert_eq!(get(&url).await.1.len(), 5_000);
    let forged = url.replace("expires=18", "expires=19");
    assert_eq!(get(&forged).await.0, StatusCode::FORBIDDEN);

    clock.advance(Duration::from_secs(3_599));
    assert_eq!(get(&url).await.0, StatusCode::OK);
    clock.advance(Duration::from_secs(1));
    assert_eq!(get(&url).await.0, StatusCode::FORBIDDEN);

    let signed_anew = files(api).await[0]["url"].clone();
    assert_ne!(signed_anew, url);
    assert_eq!(get(signed_anew.as_str().unwrap()).await.0, StatusCode::OK);
}

#[tokio::test]
async fn replaced_files_have_other_contents_and_update_the_dossier() {
    let sandbox = Sandbox::start().await.unwrap();
    let api = sandbox.demarches_simplifiees();
    let before = files(api).await;

    api.change(Change::ReplaceFiles(10_001));

    let after = files(api).await;
    assert_eq!(before.len(), after.len());
    for (old, new) in before.iter().zip(&after) {
        assert_ne!(old["checksum"], new["checksum"]);
    }
    let query = "{ demarche(number: 1) { dossiers(updatedSince: \"2000-01-01T00:00:00Z\", last: 1) { nodes { number } } } }";
    let newest = data(api, query, json!({})).await;
    assert_eq!(newest["demarche"]["dossiers"]["nodes"][0]["number"], 10_001);
}
