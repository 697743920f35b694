//! The command line of the generator, as far as it writes months.

use std::process::Command;

use cur_testkit::{every_focus_layout, every_layout, files_below};

fn run(arguments: &[&str]) -> (bool, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_cur-testkit")).args(arguments).output().unwrap_or_else(|error| {
        unreachable!("cargo builds the program before its tests: {error}");
    });
    let texts = [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned());
    (output.status.success(), texts.concat())
}

#[test]
fn every_layout_is_listed() {
    let (ok, text) = run(&["layouts"]);
    let names: Vec<String> = every_layout().into_iter().chain(every_focus_layout()).map(|(name, _)| name).collect();
    assert!(ok);
    assert_eq!(text.lines().collect::<Vec<_>>(), names);
}

#[test]
fn a_month_of_focus_is_written_and_its_answer_told() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().to_str().unwrap();
    let (ok, text) = run(&["month", out, "--layout", "focus-1.0-parquet", "--rows", "3000", "--matching", "400"]);
    assert!(ok, "{text}");
    let files = files_below(folder.path()).unwrap();
    let names: Vec<String> = files.iter().map(|file| file.to_string_lossy().into_owned()).collect();
    assert!(names.iter().any(|name| name.starts_with("data/billing_period=2026-10/")), "{names:?}");
    assert!(names.contains(&"metadata/billing_period=2026-10/ws-report-Manifest.json".to_owned()), "{names:?}");
    assert!(text.contains("AmazonApiGateway messages Usage - us-east-1: 744 rows"), "{text}");
    assert!(text.contains("told by UsageType") && !text.contains("unblended"), "{text}");

    let (ok, text) = run(&["month", out, "--layout", "focus-3.0"]);
    assert!(!ok && text.contains("no layout `focus-3.0`: `cur-testkit layouts` lists them"), "{text}");
}
