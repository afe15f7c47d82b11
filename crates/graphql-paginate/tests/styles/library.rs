//! A scripted server with lists of every paging style.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, OnceLock};

use apollo_compiler::resolvers::{Execution, FieldError, ObjectValue, ResolveInfo, ResolvedValue};
use apollo_compiler::response::JsonMap;
use apollo_compiler::validation::Valid;
use apollo_compiler::{ExecutableDocument, Schema};
use bytes::Bytes;
use graphql_paginate::{Client, Transport, TransportFuture};
use http::{Request, Response};
use serde_json::{Value, json};

const SCHEMA: &str = include_str!("schema.graphql");

/// The size of a page where the server fixes it.
pub(crate) const OWN_SIZE: usize = 4;

/// A library of `count` books, whose titles are numbers from 0.
#[derive(Clone, Default)]
pub(crate) struct Library {
    pub(crate) count: usize,
    /// No page is longer.
    pub(crate) cap: Option<usize>,
    /// The indices of the requests that are refused.
    pub(crate) refused: HashSet<usize>,
    /// Ignores where a page shall begin.
    pub(crate) is_stuck: bool,
    /// Answers `last` with the first items, and says that this is whether more precede them.
    pub(crate) ignores_last: Option<bool>,
    /// Announces this total in place of the right one.
    pub(crate) total: Option<usize>,
    /// The index of the request that is answered by an object of another type.
    pub(crate) error_at: Option<usize>,
    pub(crate) log: Arc<Mutex<Vec<Value>>>,
}

impl Library {
    pub(crate) fn new(count: usize) -> Self {
        Self {
            count,
            ..Self::default()
        }
    }

    pub(crate) fn client(&self) -> Client {
        let builder = Client::builder("https://library.example.test/graphql");
        builder.transport(self.clone()).build().unwrap()
    }

    /// The requests received.
    pub(crate) fn sent(&self) -> Vec<Value> {
        self.log.lock().unwrap().clone()
    }

    fn answer(&self, request: &Value) -> Value {
        static PARSED: OnceLock<Valid<Schema>> = OnceLock::new();
        let schema =
            PARSED.get_or_init(|| Schema::parse_and_validate(SCHEMA, "schema.graphql").unwrap());
        let text = request["query"].as_str().unwrap();
        let document = ExecutableDocument::parse_and_validate(schema, text, "query.graphql");
        let document = document.unwrap_or_else(|invalid| panic!("{text}\n{}", invalid.errors));
        let variables: JsonMap = serde_json::from_value(request["variables"].clone()).unwrap();
        let execution = Execution::new(schema, &document)
            .operation_name(request["operationName"].as_str())
            .unwrap();
        let execution = execution.raw_variable_values(&variables);
        let response = execution.execute_sync(&Root(self)).unwrap();
        assert!(response.errors.is_empty(), "{text}: {:?}", response.errors);
        json!({ "data": response.data })
    }

    /// The books of a page, and the number of books after it.
    fn page(&self, start: usize, size: Option<usize>) -> (Vec<Value>, usize) {
        let start = if self.is_stuck {
            0
        } else {
            start.min(self.count)
        };
        let size = size.unwrap_or(OWN_SIZE).min(self.cap.unwrap_or(usize::MAX));
        let end = self.count.min(start.saturating_add(size));
        (self.books(start, end), self.count - end)
    }

    fn books(&self, start: usize, end: usize) -> Vec<Value> {
        let book = |number: usize| json!({ "__typename": "Book", "id": format!("{number:04}"), "title": number.to_string() });
        (start..end).map(book).collect()
    }

    fn field(&self, name: &str, arguments: &Value) -> Value {
        let number = |argument: &Value| argument.as_u64().map(|number| number as usize);
        if name.starts_with("run") && self.error_at == Some(self.sent().len() - 1) {
            return json!({ "__typename": "RunError", "message": "no database", "stack": ["a"] });
        }
        match name {
            "relay" | "fixedSize" => self.connection(arguments),
            "insideInput" => self.connection(&arguments["paging"]),
            "token" | "transfers" => {
                let start = arguments["nextToken"]
                    .as_str()
                    .map(|token| token.parse().unwrap());
                let start = start.unwrap_or(0);
                let (items, rest) = self.page(start, number(&arguments["limit"]));
                let next = start + items.len();
                let token = if rest > 0 {
                    json!(next.to_string())
                } else {
                    Value::Null
                };
                json!({ "__typename": "Tokens", "items": items, "nextToken": token })
            }
            "list" => {
                let start = number(&arguments["offset"]).unwrap_or(0);
                json!(self.page(start, number(&arguments["limit"])).0)
            }
            "counted" => {
                let options = &arguments["options"];
                let start = number(&options["skip"]).unwrap_or(0);
                let total = self.total.unwrap_or(self.count);
                json!({
                    "__typename": "Counted",
                    "items": self.page(start, number(&options["take"])).0,
                    "totalItems": total,
                })
            }
            "flagged" => {
                let start = number(&arguments["skip"]).unwrap_or(0);
                let (items, rest) = self.page(start, number(&arguments["take"]));
                let info = json!({ "__typename": "FlaggedInfo", "hasMore": rest > 0 });
                json!({ "__typename": "Flagged", "items": items, "info": info })
            }
            "unusual" => {
                let start = number(&arguments["from"]).unwrap_or(0);
                let (found, rest) = self.page(start, number(&arguments["number"]));
                let more = json!({ "__typename": "More", "rest": rest > 0 });
                json!({ "__typename": "Unusual", "found": found, "others": [], "more": more })
            }
            "shelf" => {
                let (books, rest, page, _) =
                    self.numbered(&arguments["page"], &arguments["perPage"]);
                // The total and the last page are estimates, as those of AniList.
                let info = json!({ "__typename": "ShelfInfo", "total": 5000, "currentPage": page, "lastPage": 100, "hasNextPage": rest > 0 });
                json!({ "__typename": "Shelf", "books": books, "authors": [], "pageInfo": info })
            }
            "pages" | "fromUnknown" => {
                let (items, _, page, pages) =
                    self.numbered(&arguments["currentPage"], &arguments["pageSize"]);
                let info = json!({ "__typename": "PagesInfo", "current_page": page, "total_pages": pages });
                json!({ "__typename": "Pages", "items": items, "page_info": info })
            }
            "nextPage" => {
                let (results, rest, page, pages) = self.numbered(&arguments["page"], &Value::Null);
                let next = if rest > 0 {
                    json!(page + 1)
                } else {
                    Value::Null
                };
                let info = json!({ "__typename": "Next", "next": next, "pages": pages });
                json!({ "__typename": "NextPages", "results": results, "info": info })
            }
            "echo" => {
                let asked = &arguments["cursor"];
                let start = asked.as_str().map_or(0, |cursor| cursor.parse().unwrap());
                let (items, rest) = self.page(start, number(&arguments["limit"]));
                let next = (rest > 0).then(|| (start + items.len()).to_string());
                let info = json!({ "__typename": "EchoInfo", "nextCursor": next });
                json!({ "__typename": "Echo", "cursor": asked, "items": items, "pageInfo": info })
            }
            "orders" => {
                let start = arguments["skip"].as_f64().map_or(0, |skip| skip as usize);
                let size = arguments["take"].as_f64().map(|take| take as usize);
                let (items, rest) = self.page(start, size);
                let total = (start + items.len() + rest) as f64;
                json!({ "__typename": "Orders", "items": items, "totalCount": total })
            }
            "launches" => {
                let start = arguments["after"]
                    .as_str()
                    .map_or(0, |cursor| cursor.parse().unwrap());
                let (items, rest) = self.page(start, number(&arguments["pageSize"]));
                let cursor = (start + items.len()).to_string();
                json!({ "__typename": "Launches", "launches": items, "cursor": cursor, "hasMore": rest > 0 })
            }
            "fromZero" => {
                let page = json!(number(&arguments["page"]).unwrap() + 1);
                let (items, _, _, pages) = self.numbered(&page, &arguments["perPage"]);
                json!({ "__typename": "FromZero", "items": items, "lastPage": pages - 1 })
            }
            "sorted" => {
                let paging = &arguments["paging"];
                assert_eq!(paging["sort"], "TITLE", "the order of the default is kept");
                let page = json!(number(&paging["page"]).unwrap() + 1);
                let (items, ..) = self.numbered(&page, &paging["size"]);
                json!({ "__typename": "Sorted", "items": items, "total": self.count })
            }
            "beside" => {
                let page = self.connection(arguments);
                json!({ "__typename": "Beside", "userErrors": [], "featured": self.books(900, 900 + OWN_SIZE), "items": page["nodes"], "pageInfo": page["pageInfo"] })
            }
            "insideTwo" => {
                let paginate = &arguments["options"]["paginate"];
                assert_eq!(paginate["by"], "title", "the order of the default is kept");
                let (items, ..) = self.numbered(&paginate["page"], &paginate["limit"]);
                let meta = json!({ "__typename": "TotalCount", "totalCount": self.count });
                json!({ "__typename": "InsideTwo", "items": items, "meta": meta })
            }
            "numbered" => {
                let asked = number(&arguments["page"]["number"]).unwrap_or(0);
                let size = &arguments["page"]["size"];
                let (content, _, _, pages) = self.numbered(&json!(asked + 1), size);
                let info = json!({ "__typename": "NumberedInfo", "number": asked, "size": size, "totalPages": pages, "totalElements": self.count });
                json!({ "__typename": "Numbered", "content": content, "page": info })
            }
            "fromOne" => {
                let asked = &arguments["page"];
                let (items, rest) = match number(&asked["number"]) {
                    Some(0) => (Vec::new(), 0),
                    _ => {
                        let (items, rest, ..) = self.numbered(&asked["number"], &asked["size"]);
                        (items, rest)
                    }
                };
                json!({ "__typename": "FromOne", "items": items, "hasNext": rest > 0 })
            }
            "listing" => {
                let cursor = &arguments["cursor"];
                let start = cursor["after"]
                    .as_str()
                    .map_or(0, |after| after.parse().unwrap());
                let (data, rest) = self.page(start, number(&cursor["limit"]));
                let next = (rest > 0).then(|| (start + data.len()).to_string());
                json!({ "__typename": "Listing", "data": data, "next": next })
            }
            "issues" => {
                let start = number(&arguments["startAt"]).unwrap_or(0);
                let (issues, rest) = self.page(start, number(&arguments["maxResults"]));
                json!({ "__typename": "Issues", "issues": issues, "total": self.count, "isLast": rest == 0 })
            }
            "chunks" => {
                let (lists, rest, ..) = self.numbered(&arguments["chunk"], &arguments["perChunk"]);
                json!({ "__typename": "Chunks", "lists": lists, "hasNextChunk": rest > 0 })
            }
            "records" => {
                let start = arguments["offset"]
                    .as_str()
                    .map_or(0, |offset| offset.parse().unwrap());
                let (records, rest) = self.page(start, number(&arguments["pageSize"]));
                let next = (rest > 0).then(|| (start + records.len()).to_string());
                json!({ "__typename": "Records", "records": records, "facets": [], "offset": next })
            }
            "titles" => {
                let start = number(&arguments["offset"]).unwrap_or(0);
                json!(titles(self.page(start, number(&arguments["limit"])).0))
            }
            "titlePage" => {
                let (books, ..) = self.numbered(&arguments["page"], &arguments["perPage"]);
                json!({ "__typename": "TitlePage", "titles": titles(books), "total": self.count })
            }
            "titleConnection" => {
                let page = self.connection(arguments);
                let mut edges = page["edges"].as_array().unwrap().clone();
                for edge in &mut edges {
                    let title = edge["node"]["title"].clone();
                    *edge = json!({ "__typename": "TitleEdge", "cursor": edge["cursor"], "node": title });
                }
                json!({ "__typename": "TitleConnection", "edges": edges, "pageInfo": page["pageInfo"] })
            }
            "runs" => {
                let start = arguments["cursor"]
                    .as_str()
                    .map_or(0, |cursor| cursor.parse().unwrap());
                let (results, rest) = self.page(start, number(&arguments["limit"]));
                let next = (rest > 0).then(|| (start + results.len()).to_string());
                json!({ "__typename": "Runs", "results": results, "cursor": next })
            }
            "runPages" => {
                let mut page = self.connection(arguments);
                page["__typename"] = json!("RunPages");
                page
            }
            "runCounts" => {
                let start = number(&arguments["offset"]).unwrap_or(0);
                let items = self.page(start, number(&arguments["limit"])).0;
                json!({ "__typename": "RunCounts", "items": items, "total": self.count })
            }
            "runKeys" => {
                let cursor = arguments["cursor"].as_str();
                let start = cursor.map_or(0, |key| key.parse::<usize>().unwrap() + 1);
                let results = self.page(start, number(&arguments["limit"])).0;
                json!({ "__typename": "RunKeys", "results": results })
            }
            "keys" => {
                let after = arguments["where"]["id_gt"].as_str();
                let start = after.map_or(0, |key| key.parse::<usize>().unwrap() + 1);
                json!(self.page(start, number(&arguments["first"])).0)
            }
            other => panic!("no field `{other}`"),
        }
    }

    /// The items of a page, the number of items after it, its number, and the number of all pages.
    fn numbered(&self, page: &Value, size: &Value) -> (Vec<Value>, usize, usize, usize) {
        let page = page.as_u64().unwrap_or(1) as usize;
        let size = size.as_u64().map_or(OWN_SIZE, |size| size as usize);
        let size = size.min(self.cap.unwrap_or(usize::MAX));
        let (items, rest) = match page.checked_sub(1) {
            Some(before) => self.page(before * size, Some(size)),
            None => (Vec::new(), self.count),
        };
        (items, rest, page, self.count.div_ceil(size))
    }

    fn connection(&self, arguments: &Value) -> Value {
        let cursor = |name: &str| {
            arguments[name]
                .as_str()
                .map(|text| text.parse::<usize>().unwrap())
        };
        let size = |name: &str| {
            let size = arguments[name].as_u64().map(|size| size as usize)?;
            Some(size.min(self.cap.unwrap_or(usize::MAX)))
        };
        let mut start = cursor("after")
            .map_or(0, |cursor| cursor + 1)
            .min(self.count);
        let mut end = cursor("before").unwrap_or(self.count);
        match (size("first"), size("last")) {
            (_, Some(last)) => start = start.max(end.saturating_sub(last)),
            (first, None) => end = end.min(start + first.unwrap_or(OWN_SIZE)),
        }
        let edge = |number: usize| json!({ "__typename": "Edge", "cursor": number.to_string(), "node": self.books(number, number + 1)[0] });
        let edges: Vec<Value> = (start..end).map(edge).collect();
        let info = json!({
            "__typename": "PageInfo",
            "hasNextPage": end < self.count,
            "hasPreviousPage": start > 0,
            "startCursor": if start < end { json!(start.to_string()) } else { Value::Null },
            "endCursor": if start < end { json!((end - 1).to_string()) } else { Value::Null },
        });
        let (mut info, mut nodes) = (info, self.books(start, end));
        if let (Some(precede), Some(last)) = (self.ignores_last, size("last")) {
            nodes = self.books(0, last.min(self.count));
            info["hasPreviousPage"] = json!(precede);
            info["hasNextPage"] = json!(last < self.count);
        }
        json!({ "__typename": "Connection", "nodes": nodes, "edges": edges, "pageInfo": info })
    }
}

fn titles(books: Vec<Value>) -> Vec<Value> {
    books
        .into_iter()
        .map(|book| book["title"].clone())
        .collect()
}

impl Transport for Library {
    fn send(&self, request: Request<Bytes>) -> TransportFuture<'_> {
        let body: Value = serde_json::from_slice(request.body()).unwrap();
        let index = {
            let mut sent = self.log.lock().unwrap();
            sent.push(body.clone());
            sent.len() - 1
        };
        let (status, answer) = if self.refused.contains(&index) {
            (400, json!({ "errors": [{ "message": "refused" }] }))
        } else {
            (200, self.answer(&body))
        };
        let response = Response::builder()
            .status(status)
            .body(answer.to_string().into());
        Box::pin(async move { Ok(response.unwrap()) })
    }
}

struct Root<'l>(&'l Library);

impl ObjectValue for Root<'_> {
    fn type_name(&self) -> &str {
        "Query"
    }

    fn resolve_field<'a>(
        &'a self,
        info: &'a ResolveInfo<'a>,
    ) -> Result<ResolvedValue<'a>, FieldError> {
        let arguments = serde_json::to_value(info.arguments()).unwrap();
        Ok(resolved(self.0.field(info.field_name(), &arguments)))
    }
}

/// An object with its type beside its fields.
struct Known(Value);

impl ObjectValue for Known {
    fn type_name(&self) -> &str {
        self.0["__typename"].as_str().unwrap()
    }

    fn resolve_field<'a>(
        &'a self,
        info: &'a ResolveInfo<'a>,
    ) -> Result<ResolvedValue<'a>, FieldError> {
        Ok(resolved(self.0[info.field_name()].clone()))
    }
}

fn resolved<'a>(value: Value) -> ResolvedValue<'a> {
    match value {
        Value::Array(items) => ResolvedValue::list(items.into_iter().map(resolved)),
        Value::Object(_) => ResolvedValue::object(Known(value)),
        leaf => ResolvedValue::leaf(serde_json_bytes(leaf)),
    }
}

/// A value as the executor has it.
fn serde_json_bytes(value: Value) -> apollo_compiler::response::JsonValue {
    serde_json::from_value(value).unwrap()
}
