//! `--format csv|markdown` and `--export`: the same answer in other words, each file whole or not at all.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Stdio;

use ledger::Decimal;
use serde_json::Value;

use crate::harness::{command, report, run};

const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/sample");
const TRUNCATED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/damaged/gzip-truncated");

fn path(folder: &Path, name: &str) -> String {
    folder.join(name).to_str().unwrap().to_owned()
}

/// The cells of each row by the name of their column. No cell of the sample holds a comma or a quote.
fn rows(csv: &str) -> Vec<BTreeMap<String, String>> {
    let mut lines = csv.split_terminator("\r\n").map(|line| line.split(',').map(str::to_owned).collect::<Vec<_>>());
    let head = lines.next().unwrap();
    lines.map(|cells| head.iter().cloned().zip(cells).collect()).collect()
}

#[test]
fn csv_holds_every_dollar_of_the_json() {
    let csv = report(&["summary", SAMPLE, "--format", "csv"]);
    assert_eq!((csv.code, csv.stderr.as_str()), (Some(0), ""));
    let json: Value = serde_json::from_str(&report(&["summary", SAMPLE, "--format", "json"]).stdout).unwrap();
    let rows = rows(&csv.stdout);
    assert_eq!(rows.len(), json["meters"].as_array().unwrap().len());
    for (row, meter) in rows.iter().zip(json["meters"].as_array().unwrap()) {
        for key in ["product_code", "meter", "charge", "region"] {
            assert_eq!(row[key], meter[key].as_str().unwrap_or_default());
        }
        assert_eq!((row["complete"].as_str(), row["currency"].as_str()), ("true", "USD"));
    }
    // The bridge adds up other things than the meters do.
    let sum: Decimal = rows.iter().map(|row| row["amortized"].parse::<Decimal>().unwrap()).sum();
    assert_eq!(sum.to_string(), "6748.64396397");
    assert_eq!(json["bridge"]["total"].as_f64(), Some(6_748.643_963_97));
}

#[test]
fn an_incomplete_bill_says_so_in_every_format() {
    for (format, says) in [("csv", ",false,USD,"), ("markdown", "> **INCOMPLETE: ")] {
        let run = report(&["summary", TRUNCATED, "--format", format]);
        assert_eq!(run.code, Some(2));
        assert!(run.stdout.contains(says), "{}", run.stdout);
    }
}

#[test]
fn exports_are_what_their_suffix_says_and_stand_beside_the_report() {
    let folder = tempfile::tempdir().unwrap();
    let files = ["a.json", "b.CSV", "c.md", "d.txt"].map(|name| path(folder.path(), name));
    let mut arguments = vec!["summary", SAMPLE, "--format", "json"];
    for file in &files {
        arguments.extend(["--export", file]);
    }
    let run = report(&arguments);
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""));
    for (file, format) in files.iter().zip(["json", "csv", "markdown", "table"]) {
        let alone = report(&["summary", SAMPLE, "--format", format]).stdout;
        assert_eq!(fs::read_to_string(file).unwrap(), alone, "{format}");
    }
    assert_eq!(run.stdout, fs::read_to_string(&files[0]).unwrap());
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 4);
}

#[test]
fn a_variable_names_one_export() {
    let folder = tempfile::tempdir().unwrap();
    let file = path(folder.path(), "a.md");
    let run = run(command(&["summary", SAMPLE, "-q"]).env("REPORT_EXPORT", &file));
    assert_eq!(run.code, Some(0));
    assert!(fs::read_to_string(&file).unwrap().starts_with("## WebSocket APIs cost "));
}

#[test]
fn a_suffix_that_says_no_format_is_refused_before_reading() {
    for name in ["a.pdf", "a", "-", "a.csv.gz"] {
        let run = report(&["summary", "/no/such/export", "--export", name]);
        assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""));
        let wanted = "name it .json, .csv, .md or .txt";
        assert!(run.stderr.contains("--export") && run.stderr.contains(wanted), "{}", run.stderr);
    }
}

#[test]
fn a_file_that_is_named_twice_or_cannot_be_written_is_refused_before_reading() {
    let folder = tempfile::tempdir().unwrap();
    let file = path(folder.path(), "a.json");
    let beside = path(&folder.path().join("."), "a.json");
    for arguments in [["--export", &file, "--export", &beside], ["-o", &file, "--export", &beside]] {
        let run = report(&[&["summary", "/no/such/export"][..], &arguments].concat());
        assert!(run.stderr.contains("a.json: cannot be written: it is named twice"), "{}", run.stderr);
        assert_eq!(run.code, Some(2));
    }
    let nowhere = path(folder.path(), "no/such.csv");
    let run = report(&["summary", SAMPLE, "--export", &file, "--export", &nowhere]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""));
    assert!(run.stderr.contains("no/such.csv: cannot be written: "), "{}", run.stderr);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn a_reader_that_goes_away_does_not_take_the_exports_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let file = path(folder.path(), "a.json");
    let mut command = command(&["summary", SAMPLE, "-q", "--export", &file]);
    let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert!(fs::read_to_string(&file).unwrap().ends_with("}\n"));
}

#[test]
fn a_usage_type_is_explained_as_table_or_json_only() {
    assert_eq!(report(&["explain", "Request", "--format", "csv"]).code, Some(2));
}
