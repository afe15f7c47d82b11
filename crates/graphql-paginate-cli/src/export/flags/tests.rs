//! The table of flags, walked: each flag with each kind of list and each format.

use clap::{CommandFactory, Parser};

use super::*;

#[derive(Debug, Parser)]
struct Export {
    #[command(flatten)]
    args: ExportArgs,
}

/// Flags that apply to every list in every format.
const EVERYWHERE: [&str; 17] = [
    "--api",
    "--endpoint",
    "--header",
    "--header-env",
    "--sandbox",
    // Refused with the credentials, unless the sandbox is used.
    "--sandbox-items",
    "--raw-field",
    "--field",
    "--direction",
    "--limit",
    "--page-size",
    "--output",
    "--format",
    "--max-wait",
    "--on-truncation",
    "--summary-file",
    "--help",
];

const KINDS: [Kind; 8] = [
    Kind::Connection,
    Kind::EachParent,
    Kind::Token,
    Kind::Counted,
    Kind::KeySet,
    Kind::Jobaffinity,
    Kind::PositionGreen,
    Kind::Sage,
];

const FORMATS: [Format; 7] = [
    Format::Ndjson,
    Format::Json,
    Format::Csv,
    Format::Parquet,
    Format::Xlsx,
    Format::Pages,
    Format::Table,
];

/// For each flag with an example: where it applies. A letter for each of `KINDS`, then one for each of `FORMATS`;
/// `-` is a usage error.
const EXPECTED: &[(&[&str], &str)] = &[
    (&["--token-file", "t"], "retck--s njcpxgt"),
    (&["--query", "q"], "retck--- njcpxgt"),
    (&["--fragments", "f"], "retck--- njcpxgt"),
    (&["--paginate", "path=p, style=page"], "retck--- njcpxgt"),
    (&["--refetch", "T=t(id: $id)"], "retck--- njcpxgt"),
    (&["--schema", "s"], "retck--- njcpxgt"),
    (&["--operation", "o"], "retck--- njcpxgt"),
    (&["--path", "p"], "retck--- njcpxgt"),
    (&["--variables", "v"], "retck--- njcpxgt"),
    (&["--collection", "c"], "-----jgs njcpxgt"),
    (&["--direction", "forward"], "retckjgs njcpxgt"),
    (&["--direction", "backward"], "re------ njcpxgt"),
    (&["--nested", "all"], "retckjgs njcpxgt"),
    (&["--nested", "none"], "retck--- njcpxgt"),
    (&["--nested", "a.b"], "retck--- njcpxg-"),
    (&["--concurrency", "2"], "---c---s njcpxgt"),
    (&["--since", "2026-01-01"], "retckj-- njcpxgt"),
    (&["--select", "a"], "retckjgs njcpx-t"),
    (&["--jq", "."], "retckjgs njc--gt"),
    (&["--jq", ".", "--slurp"], "retckjgs njc----"),
    (&["--csv-dialect", "excel-fr"], "retckjgs --c----"),
    (&["--csv-escape-formulas"], "retckjgs --c----"),
    (&["--csv-lists", "json"], "retckjgs --c----"),
    (&["--csv-lists", "files", "-o", "x"], "retck--- --c----"),
    (&["--csv-lists", "files"], "-------- -------"),
    (
        &["--csv-lists", "files", "-o", "x", "--jq", "."],
        "-------- -------",
    ),
    (&["--checkpoint", "c"], "retckjgs njc--g-"),
    (&["--restart", "-o", "x"], "retckjgs njc--g-"),
    (&["--restart", "--checkpoint", "x"], "retckjgs njc--g-"),
    (&["--restart"], "-------- -------"),
    (
        &["--restart", "-o", "x", "--jq", ".", "--slurp"],
        "-------- -------",
    ),
    (&["--both-ends"], "r------- njcpx--"),
    (&["--on-partial-error", "fail"], "retckjgs njcpxgt"),
    (&["--on-partial-error", "keep"], "retck--- njcpxgt"),
    (&["--on-partial-error", "skip"], "r-tck--- njcpxgt"),
];

#[test]
fn every_flag_is_in_the_table_or_applies_everywhere() {
    let command = Export::command();
    let mut flags = Vec::new();
    for argument in command.get_arguments() {
        flags.push(format!("--{}", argument.get_long().unwrap()));
    }
    for flag in &flags {
        let is_limited = FLAGS.iter().any(|known| known.name == flag);
        let is_tested = EXPECTED.iter().any(|(example, _)| example[0] == flag)
            || flag == "--slurp"
            || flag == "--csv-lists";
        let is_everywhere = EVERYWHERE.contains(&flag.as_str());
        assert!(is_limited != is_everywhere, "{flag}");
        assert!(is_everywhere || is_tested, "{flag}");
    }
    assert!(flags.len() > 30);
}

#[test]
fn each_flag_works_or_is_refused_for_every_kind_of_list_and_every_format() {
    for (example, expected) in EXPECTED {
        let arguments = ["export", "--endpoint", "http://127.0.0.1:1"].iter();
        let args = Export::parse_from(arguments.chain(*example)).args;
        let (kinds, formats) = expected.split_once(' ').unwrap();
        for (kind, of_kind) in KINDS.into_iter().zip(kinds.chars()) {
            for (format, of_format) in FORMATS.into_iter().zip(formats.chars()) {
                let result = refuse_unused_flags(&args, &[kind], format);
                let is_allowed = of_kind != '-' && of_format != '-';
                assert_eq!(
                    result.is_ok(),
                    is_allowed,
                    "{example:?} {kind:?} {format:?}"
                );
                if let Err(Failure::Reported(report)) = result {
                    let named = example.iter().any(|flag| report.message.contains(flag));
                    assert!(named && report.exit.code() == 2, "{}", report.message);
                }
            }
        }
    }
}
