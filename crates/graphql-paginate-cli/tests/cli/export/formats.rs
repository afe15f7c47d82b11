//! Tests of every output format: the output is parsed again.

use serde_json::Value;

use super::{pulls, values};
use crate::program::Folder;

#[test]
fn items_are_lines_of_json_in_the_order_of_the_list() {
    let ran = pulls(&[]).with_code(0);
    assert_eq!(values(&ran.stdout, "/number"), Vec::from_iter(1..=250));
    let first = ran.stdout.lines().next().unwrap();
    assert!(first.starts_with(r#"{"number":1,"title":""#), "{first}");
    ran.says("GITHUB_TOKEN is not set: using the sandbox");
    ran.says("250 items in 3 pages and 3 requests");
}

#[test]
fn a_backward_walk_is_the_exact_reverse_and_a_limit_cuts() {
    let ran = pulls(&["--direction", "backward", "--limit", "120"]).with_code(0);
    assert_eq!(
        values(&ran.stdout, "/number"),
        Vec::from_iter((131..=250).rev())
    );
}

#[test]
fn edges_are_walked_for_their_nodes() {
    let arguments = [
        "export",
        "--api",
        "github",
        "--query",
        "pull_requests_edges",
        "-F",
        "owner=a",
        "-F",
        "name=b",
        "--limit",
        "3",
    ];
    let ran = crate::program::run(&arguments).with_code(0);
    assert_eq!(values(&ran.stdout, "/number"), [1, 2, 3]);
}

#[test]
fn a_json_file_is_one_document() {
    let folder = Folder::new();
    let file = folder.file("pulls.json");
    let ran = pulls(&["-o", &file]).with_code(0);
    assert_eq!(ran.stdout, "");
    let items: Vec<Value> = serde_json::from_str(&folder.read("pulls.json")).unwrap();
    assert_eq!(items.len(), 250);
    assert_eq!(items[249]["number"], 250);
    assert!(!folder.0.join("pulls.json.checkpoint").exists());

    let empty = pulls(&["--sandbox-items", "0", "--format", "json"]).with_code(0);
    assert_eq!(empty.stdout, "[]\n");
}

#[test]
fn a_csv_file_has_dotted_columns_in_the_order_of_the_query() {
    let folder = Folder::new();
    pulls(&["-o", &folder.file("pulls.csv")]).with_code(0);
    let text = folder.read("pulls.csv");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header: Vec<_> = reader
        .headers()
        .unwrap()
        .iter()
        .map(str::to_owned)
        .collect();
    assert_eq!(
        header,
        [
            "number",
            "title",
            "url",
            "state",
            "createdAt",
            "author.login"
        ]
    );
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!((rows.len(), &rows[249][0]), (250, "250"));

    let ndjson = pulls(&[]).with_code(0).stdout;
    for (row, line) in rows.iter().zip(ndjson.lines()) {
        let item: Value = serde_json::from_str(line).unwrap();
        assert_eq!(item["title"], row[1]);
        assert_eq!(
            item.pointer("/author/login")
                .and_then(Value::as_str)
                .unwrap_or_default(),
            &row[5]
        );
    }
}

#[test]
fn a_table_for_a_french_excel_has_semicolons_and_a_byte_order_mark() {
    let arguments = [
        "--format",
        "csv",
        "--csv-dialect",
        "excel-fr",
        "--limit",
        "1",
        "--select",
        "number,author.login",
    ];
    let ran = pulls(&arguments).with_code(0);
    let mut lines = ran.stdout.split("\r\n");
    assert_eq!(lines.next(), Some("\u{feff}number;author.login"));
    assert!(lines.next().unwrap().starts_with("1;"), "{}", ran.stdout);
}

#[test]
fn pages_have_their_cursor_their_total_and_the_whole_data() {
    let ran = pulls(&["--format", "pages", "--page-size", "100"]).with_code(0);
    let pages: Vec<Value> = ran
        .stdout
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(pages.len(), 3);
    assert_eq!(
        (&pages[2]["page"], &pages[2]["total"]),
        (&3.into(), &250.into())
    );
    assert_eq!(pages[2]["items"].as_array().unwrap().len(), 50);
    let in_data = pages[0].pointer("/data/repository/pullRequests/pageInfo/endCursor");
    assert_eq!(in_data, Some(&pages[0]["cursor"]));
}

#[test]
fn fields_are_selected_and_filtered() {
    let selected = pulls(&["--limit", "2", "--select", "title,number"])
        .with_code(0)
        .stdout;
    let first = selected.lines().next().unwrap();
    assert!(
        first.starts_with(r#"{"title":"#) && first.ends_with(r#","number":1}"#),
        "{first}"
    );

    let filtered = pulls(&["--jq", "select(.number % 100 == 0) | .number"])
        .with_code(0)
        .stdout;
    assert_eq!(filtered, "100\n200\n");

    let slurped = pulls(&["--jq", "length", "--slurp"]).with_code(0).stdout;
    assert_eq!(slurped, "250\n");

    let pages = pulls(&["--format", "pages", "-q", ".items | length"])
        .with_code(0)
        .stdout;
    assert_eq!(pages, "100\n100\n50\n");
}

#[test]
fn the_columns_of_slurped_rows_are_those_of_the_filter() {
    let filter = "[.[] | {n: .number}] | .[:2] | .[]";
    let arguments = ["--select", "number,title", "--jq", filter, "--slurp"];
    let csv = pulls(&[&arguments[..], &["--format", "csv"]].concat()).with_code(0);
    assert_eq!(csv.stdout, "n,_other\n1,\n2,\n");
    let rows = pulls(&[&arguments[..], &["--format", "ndjson"]].concat()).with_code(0);
    assert_eq!(rows.stdout, "{\"n\":1}\n{\"n\":2}\n");
    let absent = ["--select", "number,absent", "--jq", "length", "--slurp"];
    pulls(&absent)
        .with_code(0)
        .says("no item of this run has the selected field `absent`");
}

#[test]
fn a_closed_pipe_is_not_a_failure() {
    use std::io::{BufRead, BufReader};
    use std::process::Stdio;

    let sandbox = graphql_paginate_sandbox::Sandbox::builder()
        .pull_requests(5000)
        .start_blocking()
        .unwrap();
    let mut child = super::pulls_from(sandbox.github(), &[])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::with_capacity(64, child.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    let ran: crate::program::Ran = child.wait_with_output().unwrap().into();
    assert_eq!(ran.with_code(0).stderr, "");
    assert!(line.starts_with(r#"{"number":1"#), "{line}");
}
