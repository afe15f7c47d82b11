//! Tests of the formats `parquet` and `xlsx`.

use graphql_paginate_sandbox::Sandbox;

use super::{pulls, pulls_from};
use crate::program::{Folder, Ran};

#[cfg(any(feature = "parquet", feature = "xlsx"))]
mod built {
    use graphql_paginate_sandbox::{Fault, Faults, Sandbox};

    use super::super::pulls_from;
    use crate::program::{Folder, Ran, command, run};

    /// The cells of a table as text, nulls as `None`, with the names of its columns and their types.
    pub(super) struct Read {
        pub(super) columns: Vec<String>,
        pub(super) types: Vec<String>,
        pub(super) rows: Vec<Vec<Option<String>>>,
    }

    /// A query with every type of column.
    pub(super) fn query(folder: &Folder) -> String {
        folder.write(
            "q.graphql",
            "query($owner: String!, $name: String!) { repository(owner: $owner, name: $name) { pullRequests {
                totalCount nodes { number title isDraft createdAt author { login } labels(first: 3) { nodes { name } } } } } }",
        )
    }

    /// The arguments of an export of 250 pull requests to this file.
    pub(super) fn arguments<'a>(query: &'a str, file: &'a str) -> Vec<&'a str> {
        let fixed = [
            "export",
            "--api",
            "github",
            "--sandbox",
            "-F",
            "owner=a",
            "-F",
            "name=b",
        ];
        [&fixed[..], &["--query", query, "-o", file]].concat()
    }

    /// Exports to the file and compares it with the export to CSV.
    pub(super) fn check(extension: &str, types: &[&str], read: impl Fn(&[u8]) -> Read) {
        let folder = Folder::new();
        let (query, file) = (query(&folder), folder.file(&format!("pulls.{extension}")));
        run(&arguments(&query, &file)).with_code(0);
        let csv = folder.file("pulls.csv");
        run(&arguments(&query, &csv)).with_code(0);
        let found = read(&std::fs::read(&file).unwrap());
        let paths = [
            "number",
            "title",
            "isDraft",
            "createdAt",
            "author.login",
            "labels.nodes",
        ];
        assert_eq!(found.columns, paths);
        assert_eq!(found.types, types);
        let text = folder.read("pulls.csv");
        let mut expected = csv_rows(&text);
        assert_eq!(expected.remove(0), paths);
        assert_eq!(found.rows.len(), 250);
        for (row, expected) in found.rows.iter().zip(&expected) {
            let row: Vec<&str> = row
                .iter()
                .map(|cell| cell.as_deref().unwrap_or(""))
                .collect();
            assert_eq!(row, *expected);
        }
        assert!(
            found.rows.iter().any(|row| row[4].is_none()),
            "no author is null"
        );
        assert!(!folder.0.join(format!("pulls.{extension}.partial")).exists());

        let selected = ["--select", "author,number", "--both-ends"];
        run(&[&arguments(&query, &file)[..], &selected].concat()).with_code(0);
        let found = read(&std::fs::read(&file).unwrap());
        assert_eq!(found.columns, ["author.login", "number"]);
        assert_eq!(found.rows[249][1].as_deref(), Some("250"));
    }

    /// The rows of a CSV text; quoted cells have no line breaks.
    fn csv_rows(text: &str) -> Vec<Vec<String>> {
        let mut rows = Vec::new();
        for line in text.lines() {
            let (mut row, mut cell, mut is_quoted) = (Vec::new(), String::new(), false);
            let mut characters = line.chars().peekable();
            while let Some(character) = characters.next() {
                match character {
                    '"' if is_quoted && characters.peek() == Some(&'"') => {
                        cell.extend(characters.next());
                    }
                    '"' => is_quoted = !is_quoted,
                    ',' if !is_quoted => row.push(std::mem::take(&mut cell)),
                    _ => cell.push(character),
                }
            }
            row.push(cell);
            rows.push(row);
        }
        rows
    }

    /// A run that stops leaves the earlier file and nothing else.
    pub(super) fn check_stopped(extension: &str) {
        let sandbox = Sandbox::builder().start_blocking().unwrap();
        let folder = Folder::new();
        let name = format!("pulls.{extension}");
        let file = folder.write(&name, "an earlier file");
        let busy = Fault::status(503).header("retry-after", "7200");
        sandbox.github().script(Faults::new().on_request(2, busy));
        let more = ["-o", &file, "--max-wait", "1s", "--log-format", "json"];
        let stopped = Ran::from(pulls_from(sandbox.github(), &more).output().unwrap()).with_code(4);
        stopped.does_not_say("again to continue");
        stopped.says("cannot be continued");
        stopped.says("\"discarded\":true");
        assert_eq!(folder.read(&name), "an earlier file");
        assert_eq!(std::fs::read_dir(&folder.0).unwrap().count(), 1);

        sandbox.github().script(Faults::new());
        let again = Ran::from(pulls_from(sandbox.github(), &more[..2]).output().unwrap());
        let again = again.with_code(0);
        again.does_not_say("continuing");
        assert_ne!(std::fs::read(&file).unwrap(), b"an earlier file");
    }

    /// Arguments that do not fit the format are refused.
    pub(super) fn check_refused(extension: &str) {
        let folder = Folder::new();
        let file = folder.file(&format!("x.{extension}"));
        let checkpoint = folder.file("checkpoint");
        let pulls = super::super::PULLS;
        let accounts = ["export", "--api", "sage", "--collection", "accounts"];
        for (fixed, more, problem) in [
            (&pulls[..], &["--format", extension][..], "needs a file"),
            (
                &pulls,
                &["-o", &file, "--checkpoint", &checkpoint],
                "an output that can be continued, and this format cannot",
            ),
            (
                &pulls,
                &["-o", &file, "--jq", "."],
                "changes the types of the columns",
            ),
            (&accounts, &["-o", &file], "REST APIs have none"),
        ] {
            let ran = Ran::from(command(&[fixed, more].concat()).output().unwrap()).with_code(2);
            ran.says(problem);
        }
        assert!(!std::path::Path::new(&file).exists());
    }
}

#[test]
fn a_build_without_a_format_says_how_to_get_it() {
    let sandbox = Sandbox::builder().start_blocking().unwrap();
    for (name, has_it) in [
        ("parquet", cfg!(feature = "parquet")),
        ("xlsx", cfg!(feature = "xlsx")),
    ] {
        if has_it {
            continue;
        }
        let folder = Folder::new();
        let file = folder.file(&format!("x.{name}"));
        let ran = Ran::from(
            pulls_from(sandbox.github(), &["-o", &file])
                .output()
                .unwrap(),
        );
        let ran = ran.with_code(2);
        let help = format!("cargo install graphql-paginate-cli --features {name}");
        ran.says(&help);
        let ran = pulls(&["--format", name]).with_code(2);
        ran.says(&help);
    }
    assert_eq!(sandbox.github().requests().len(), 0);
}

#[cfg(feature = "parquet")]
mod parquet_files {
    use bytes::Bytes;
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::Field;

    use super::built::{self, Read};

    fn read(file: &[u8]) -> Read {
        let reader = SerializedFileReader::new(Bytes::copy_from_slice(file)).unwrap();
        let schema = reader.metadata().file_metadata().schema_descr_ptr();
        let (mut columns, mut types) = (Vec::new(), Vec::new());
        for column in schema.columns() {
            columns.push(column.name().to_owned());
            let logical = match column.logical_type_ref() {
                Some(logical) => format!(" {logical:?}"),
                None => String::new(),
            };
            types.push(format!("{}{logical}", column.physical_type()));
        }
        let mut rows = Vec::new();
        for row in reader.get_row_iter(None).unwrap() {
            let mut cells = Vec::new();
            for (_, field) in row.unwrap().get_column_iter() {
                cells.push(match field {
                    Field::Null => None,
                    Field::Str(text) => Some(text.clone()),
                    field => Some(field.to_string()),
                });
            }
            rows.push(cells);
        }
        Read {
            columns,
            types,
            rows,
        }
    }

    #[test]
    fn columns_have_the_types_of_the_schema() {
        let types = [
            "INT64",
            "BYTE_ARRAY String",
            "BOOLEAN",
            "BYTE_ARRAY String",
            "BYTE_ARRAY String",
            "BYTE_ARRAY Json",
        ];
        built::check("parquet", &types, read);
    }

    #[test]
    fn an_incomplete_file_is_never_there() {
        built::check_stopped("parquet");
        built::check_refused("parquet");
    }
}

#[cfg(feature = "xlsx")]
mod xlsx_files {
    use std::io::Read as _;

    use flate2::read::DeflateDecoder;

    use super::built::{self, Read};

    /// A file in a ZIP archive.
    fn entry(archive: &[u8], wanted: &str) -> String {
        let short =
            |at: usize| u16::from_le_bytes(archive[at..at + 2].try_into().unwrap()) as usize;
        let long = |at: usize| u32::from_le_bytes(archive[at..at + 4].try_into().unwrap()) as usize;
        let end = archive
            .windows(4)
            .rposition(|bytes| bytes == b"PK\x05\x06")
            .unwrap();
        let mut at = long(end + 16);
        for _ in 0..short(end + 10) {
            let (size, name) = (long(at + 20), short(at + 28));
            let local = long(at + 42);
            if &archive[at + 46..at + 46 + name] == wanted.as_bytes() {
                let data = local + 30 + short(local + 26) + short(local + 28);
                let data = &archive[data..data + size];
                let mut text = String::new();
                if short(at + 10) == 0 {
                    return String::from_utf8(data.to_vec()).unwrap();
                }
                DeflateDecoder::new(data).read_to_string(&mut text).unwrap();
                return text;
            }
            at += 46 + name + short(at + 30) + short(at + 32);
        }
        panic!("the archive has no `{wanted}`");
    }

    /// The text between two marks.
    fn between<'t>(text: &'t str, start: &str, end: &str) -> Option<&'t str> {
        let (_, rest) = text.split_once(start)?;
        Some(rest.split_once(end)?.0)
    }

    /// The type and the text of a cell.
    fn cell(xml: &str) -> (String, String) {
        let ty = match between(xml, " t=\"", "\"") {
            Some("inlineStr") => "text",
            Some("b") => "boolean",
            None => "number",
            Some(other) => panic!("a cell of type `{other}`"),
        };
        let text = match ty {
            "text" => {
                let (_, text) = between(xml, "<t", "</t>").unwrap().split_once('>').unwrap();
                let text = text.replace("&lt;", "<").replace("&gt;", ">");
                text.replace("&quot;", "\"").replace("&amp;", "&")
            }
            _ => between(xml, "<v>", "</v>").unwrap().to_owned(),
        };
        let text = match (ty, text.as_str()) {
            ("boolean", "1") => "true".to_owned(),
            ("boolean", "0") => "false".to_owned(),
            _ => text,
        };
        (ty.to_owned(), text)
    }

    fn read(file: &[u8]) -> Read {
        let sheet = entry(file, "xl/worksheets/sheet1.xml");
        let mut rows = Vec::new();
        let mut types: Vec<Option<String>> = Vec::new();
        for (number, row) in sheet.split("<row ").skip(1).enumerate() {
            let mut cells = vec![None; types.len()];
            for xml in row.split("<c ").skip(1) {
                let (ty, text) = cell(xml);
                let place = between(xml, "r=\"", "\"").unwrap();
                let index = usize::from(place.as_bytes()[0] - b'A');
                if number == 0 {
                    types.push(None);
                    cells.push(Some(text));
                    continue;
                }
                cells[index] = Some(text);
                let known = types[index].get_or_insert_with(|| ty.clone());
                assert_eq!(*known, ty, "{place}");
            }
            rows.push(cells);
        }
        let columns = rows.remove(0).into_iter().flatten().collect();
        let types = types.into_iter().map(Option::unwrap_or_default).collect();
        Read {
            columns,
            types,
            rows,
        }
    }

    #[test]
    fn columns_have_the_types_of_the_schema() {
        let types = ["number", "text", "boolean", "text", "text", "text"];
        built::check("xlsx", &types, read);
    }

    #[test]
    fn an_incomplete_file_is_never_there() {
        built::check_stopped("xlsx");
        built::check_refused("xlsx");
    }
}
