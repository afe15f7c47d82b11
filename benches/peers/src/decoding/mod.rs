//! Measures how long each library takes to decode a page of 100 items from the body of a response.
//!
//! Ours is everything that [`Client::execute`] does besides the network. The others do what `reqwest`'s `Response::json`
//! does, with `serde_json` or with `sonic-rs`.

mod bodies;
mod by_hand;

use std::hint::black_box;

use anyhow::Result;
use bytes::Bytes;
use graphql_paginate::{Client, GraphQLQuery, Transport, TransportFuture};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::measure::{Contender, Cost, Stopwatch};
use crate::peers::{Data, PullRequests, TheirPullRequests, pull_requests};
use crate::server::Pages;
use crate::table;

/// A run decodes the body this often, so that it is long enough to be measured.
const TIMES: u32 = 100;

macro_rules! derived {
    ($module:ident, $library:ident) => {
        #[allow(warnings)]
        mod $module {
            use $library::GraphQLQuery;

            type DateTime = String;
            type URI = String;
            type HTML = String;

            #[derive(GraphQLQuery)]
            #[graphql(
                schema_path = "../../schemas/github.graphql",
                query_path = "queries/decode.graphql",
                response_derives = "Debug"
            )]
            pub(crate) struct Page;

            #[derive(GraphQLQuery)]
            #[graphql(
                schema_path = "../../schemas/github.graphql",
                query_path = "queries/decode.graphql",
                response_derives = "Debug"
            )]
            pub(crate) struct PossibleTypes;
        }
    };
}

derived!(ours, graphql_paginate);
derived!(theirs, graphql_client);

/// A transport that always returns the same body.
struct Canned(Bytes);

impl Transport for Canned {
    fn send(&self, _: http::Request<Bytes>) -> TransportFuture<'_> {
        Box::pin(async { Ok(http::Response::new(self.0.clone())) })
    }
}

/// A response, as by hand.
#[derive(Deserialize)]
struct Response<D> {
    #[allow(dead_code, reason = "decoded, as in the other libraries")]
    data: Option<D>,
}

/// A page, and the libraries that decode it, ours first.
struct Page {
    name: &'static str,
    bytes: usize,
    decoders: Vec<Decoder>,
}

struct Decoder {
    name: &'static str,
    decode: Box<dyn FnMut() -> Result<()>>,
}

pub(crate) fn decode(rounds: usize) -> Result<()> {
    for page in pages()? {
        let row = format!("decode a page: {}, {} bytes", page.name, page.bytes);
        let contenders = page.decoders.into_iter().map(repeated).collect();
        table::race(&row, rounds, contenders)?;
    }
    Ok(())
}

/// The names of the pages and of the libraries, by their indices in [`decode_times`].
pub(crate) fn names() -> Result<Vec<(&'static str, Vec<&'static str>)>> {
    let mut names = Vec::new();
    for page in pages()? {
        let decoders = page.decoders.iter().map(|decoder| decoder.name);
        names.push((page.name, decoders.collect()));
    }
    Ok(names)
}

/// Decodes a page several times with one library.
pub(crate) fn decode_times(page: usize, decoder: usize, times: usize) -> Result<()> {
    let mut pages = pages()?;
    let decoder = &mut pages[page].decoders[decoder];
    for _ in 0..times {
        (decoder.decode)()?;
    }
    Ok(())
}

fn pages() -> Result<Vec<Page>> {
    type Theirs<Q> = <Q as graphql_client::GraphQLQuery>::ResponseData;
    let flat = Pages::new().page(0, 1_000);
    let issues = body(&bodies::issues().to_string());
    let union = bodies::possible_types();
    let first = body(&union.to_string());
    let last = body(&bodies::typename_last(&union));
    let variables = || pull_requests::Variables::new("0".to_owned(), "0".to_owned());
    Ok(vec![
        page::<PullRequests, Theirs<TheirPullRequests>, Data>("flat", flat, variables)?,
        page::<ours::Page, Theirs<theirs::Page>, by_hand::Page>(
            "fragments in fragments",
            issues,
            || ours::page::Variables {},
        )?,
        possible_types("a union, `__typename` first", first)?,
        possible_types("a union, `__typename` last", last)?,
    ])
}

fn possible_types(name: &'static str, body: String) -> Result<Page> {
    type Theirs = <theirs::PossibleTypes as graphql_client::GraphQLQuery>::ResponseData;
    let variables = || ours::possible_types::Variables {};
    page::<ours::PossibleTypes, Theirs, by_hand::PossibleTypes>(name, body, variables)
}

fn body(data: &str) -> String {
    format!(r#"{{"data":{data}}}"#)
}

fn page<Ours, Theirs, ByHand>(
    name: &'static str,
    body: String,
    variables: impl Fn() -> Ours::Variables + 'static,
) -> Result<Page>
where
    Ours: GraphQLQuery,
    Theirs: DeserializeOwned,
    ByHand: DeserializeOwned,
{
    let body = Bytes::from(body);
    let client = Client::builder("https://example.org/graphql")
        .transport(Canned(body.clone()))
        .build()?;
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    let bytes = body.len();
    let (theirs, by_hand, by_sonic) = (body.clone(), body.clone(), body);
    let decoders = vec![
        decoder("ours", move || {
            Ok(runtime.block_on(client.execute::<Ours>(variables()))?)
        }),
        decoder("graphql_client", move || {
            let response = serde_json::from_slice(black_box(&theirs))?;
            Ok::<graphql_client::Response<Theirs>, _>(response)
        }),
        decoder("by hand, serde_json", move || {
            let response = serde_json::from_slice(black_box(&by_hand))?;
            Ok::<Response<ByHand>, _>(response)
        }),
        decoder("by hand, sonic-rs", move || {
            let response = sonic_rs::from_slice(black_box(&by_sonic))?;
            Ok::<Response<ByHand>, _>(response)
        }),
    ];
    Ok(Page {
        name,
        bytes,
        decoders,
    })
}

fn decoder<T>(name: &'static str, mut decode: impl FnMut() -> Result<T> + 'static) -> Decoder {
    let decode = Box::new(move || {
        black_box(decode()?);
        Ok(())
    });
    Decoder { name, decode }
}

/// A contender that decodes many times; returns the mean cost of one time.
fn repeated<'a>(decoder: Decoder) -> Contender<'a> {
    let Decoder { name, mut decode } = decoder;
    Contender::new(name, move || {
        let stopwatch = Stopwatch::start();
        for _ in 0..TIMES {
            decode()?;
        }
        let Cost { wall, cpu } = stopwatch.stop();
        Ok(Cost {
            wall: wall / TIMES,
            cpu: cpu / TIMES,
        })
    })
}
