//! What is read of the paths that are given: patterns, what is left out, what overlaps, what is listed.

use std::fs;
use std::path::Path;

use crate::dollars::{OTHER, PAYER, csv, dollars, rows, summary, total, write};
use crate::harness::report;

#[test]
fn a_pattern_of_what_to_leave_out_may_be_written_as_a_path() {
    let at = tempfile::tempdir().unwrap();
    write(&at.path().join("cur1/a.csv"), csv(&rows(PAYER, 0..24), &[]));
    write(&at.path().join("cur2/b.csv"), csv(&rows(OTHER, 0..48), &[]));
    let folder = at.path().to_str().unwrap();
    assert_eq!(dollars(&[folder]), "72");
    let absolute = format!("{folder}/cur1");
    for pattern in ["cur1", "cur1/", "./cur1", "./cur1/", "cur1/*", &absolute, &format!("{absolute}/")] {
        let out = summary(&[folder, "--exclude", pattern]);
        assert_eq!((out.code, total(&out).as_str()), (Some(0), "48"), "{pattern}");
        assert!(!out.stderr.contains("matches nothing"), "{pattern}: {}", out.stderr);
    }
    let out = summary(&[folder, "--exclude", "cur3"]);
    assert_eq!(total(&out), "72");
    assert!(out.stderr.contains("note: --exclude cur3 matches nothing of what is given"), "{}", out.stderr);
}

#[test]
fn what_overlaps_is_read_once_in_any_order() {
    let at = tempfile::tempdir().unwrap();
    let file = write(&at.path().join("cur/a.csv"), csv(&rows(PAYER, 0..24), &[]));
    let (outer, inner) = (at.path().to_str().unwrap(), at.path().join("cur"));
    let inner = inner.to_str().unwrap();
    for inputs in
        [[outer, inner], [inner, outer], [outer, outer], [inner, inner], [&file, &file], [&file, outer], [outer, &file]]
    {
        assert_eq!(dollars(&inputs), "24", "{inputs:?}");
    }
    let stored = tempfile::tempdir().unwrap();
    let ledger = stored.path().join("month.parquet");
    let (ledger, dotted) = (ledger.to_str().unwrap(), format!("{}/./month.parquet", stored.path().display()));
    assert_eq!(report(&["ledger", &file, "-o", ledger]).code, Some(0));
    assert_eq!(dollars(&[ledger, &dotted, ledger]), "24");
}

#[test]
fn what_may_belong_to_an_export_and_is_not_read_is_listed() {
    let at = tempfile::tempdir().unwrap();
    let text = csv(&rows(PAYER, 0..24), &[]);
    write(&at.path().join("a.csv"), &text);
    let others = [
        "b.csv.part",
        "c.csv.1",
        "d.csv.bz2",
        "e.csv.Z",
        "f.tsv",
        "g.parq",
        "h.csv.xz",
        "i.xlsx",
        "j.orc",
        "k.avro",
        "l.7z",
    ];
    for name in others {
        write(&at.path().join(name), &text);
    }
    write(&at.path().join("_old/i.csv"), &text);
    write(&at.path().join(".hidden/deep/j.csv"), &text);
    write(&at.path().join(".git/config"), "");
    write(&at.path().join("notes.txt"), "");
    let out = summary(&[at.path().to_str().unwrap()]);
    assert_eq!((out.code, total(&out).as_str()), (Some(0), "24"));
    let json: serde_json::Value = serde_json::from_str(&out.stdout).unwrap();
    let skipped = json["source"]["skipped"].as_array().unwrap();
    let mut names: Vec<String> = skipped
        .iter()
        .map(|skip| Path::new(skip["path"].as_str().unwrap()).file_name().unwrap().to_str().unwrap().to_owned())
        .collect();
    names.sort();
    assert_eq!(names, [&[".hidden", "_old"][..], &others[..]].concat());
}

#[test]
fn names_that_are_no_text_are_matched_by_patterns() {
    use std::os::unix::ffi::OsStrExt;

    let at = tempfile::tempdir().unwrap();
    let folder = at.path().to_str().unwrap();
    write(&at.path().join("a.csv"), csv(&rows(PAYER, 0..24), &[]));
    fs::write(at.path().join(std::ffi::OsStr::from_bytes(b"b\xff.csv")), csv(&rows(PAYER, 24..48), &[])).unwrap();
    for input in [folder.to_owned(), format!("{folder}/*.csv"), format!("{folder}/**/?*.csv"), format!("{folder}/*")] {
        assert_eq!(dollars(&[&input]), "48", "{input}");
    }
    assert_eq!(dollars(&[folder, "--exclude", "b*.csv"]), "24");
    assert_eq!(dollars(&[folder, "--exclude", "b?.csv"]), "24");
    // And patterns that hold such a byte themselves.
    let mut pattern = at.path().join("b").into_os_string();
    pattern.push(std::ffi::OsStr::from_bytes(b"\xff*.csv"));
    let out = std::process::Command::new(env!("CARGO_BIN_EXE_report"))
        .args(["summary", "--format", "json", "-q"])
        .arg(&pattern)
        .output()
        .unwrap();
    let json: serde_json::Value = serde_json::from_slice(&out.stdout).unwrap();
    assert_eq!(json["bridge"]["total"], serde_json::json!(24));
}

#[test]
fn what_is_left_out_of_one_input_is_left_out_of_all_in_any_order() {
    let at = tempfile::tempdir().unwrap();
    write(&at.path().join("a.csv"), csv(&rows(PAYER, 0..24), &[]));
    let file = write(&at.path().join("deep/er/b.csv"), csv(&rows(OTHER, 0..48), &[]));
    let (outer, inner) = (at.path().to_str().unwrap(), format!("{}/deep", at.path().display()));
    for pattern in ["deep", "deep/er", "er", "deep/er/b.csv", "er/*", "**/b.csv"] {
        for inputs in [[outer, &inner], [&inner, outer]] {
            let out = summary(&[&inputs[..], &["--exclude", pattern]].concat());
            assert_eq!((out.code, total(&out).as_str()), (Some(0), "24"), "{pattern} {inputs:?}: {}", out.stderr);
        }
    }
    for inputs in [[outer, &file], [&file, outer]] {
        assert_eq!(dollars(&[&inputs[..], &["--exclude", "deep"]].concat()), "24");
        assert_eq!(dollars(&inputs), "72");
    }
}

#[test]
fn a_file_of_a_folder_that_is_given_too_belongs_to_the_folder() {
    let at = tempfile::tempdir().unwrap();
    let first = write(&at.path().join("p/part-1.csv"), csv(&rows(PAYER, 0..24), &[]));
    write(&at.path().join("p/part-2.csv"), csv(&rows(PAYER, 24..48), &[]));
    let hidden = write(&at.path().join("p/.part-3.csv"), csv(&rows(OTHER, 48..72), &[]));
    let folder = at.path().join("p");
    let folder = folder.to_str().unwrap();
    for inputs in [[folder, &first], [&first, folder]] {
        assert_eq!(dollars(&inputs), "48", "{inputs:?}");
    }
    for inputs in [[folder, &hidden], [&hidden, folder]] {
        assert_eq!(dollars(&inputs), "72", "{inputs:?}");
    }
}

#[test]
fn a_file_of_nothing_but_a_header_is_no_billing_period() {
    let at = tempfile::tempdir().unwrap();
    let month = write(&at.path().join("month.csv"), csv(&rows(PAYER, 0..24), &[]));
    let header = write(&at.path().join("header.csv"), csv(&[], &[]));
    let out = summary(&[&month, &header]);
    assert_eq!(total(&out), "24");
    assert!(!out.stderr.contains("billing periods are here"), "{}", out.stderr);
}

#[test]
fn a_pipe_among_files_is_said() {
    let at = tempfile::tempdir().unwrap();
    let pipe = at.path().join("a.csv");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let out = summary(&[at.path().to_str().unwrap()]);
    assert_eq!(out.code, Some(2));
    assert!(
        out.stderr.contains("a.csv: neither a file nor a folder: a pipe or a device is not read"),
        "{}",
        out.stderr
    );
    write(&at.path().join("month/b.csv"), csv(&rows(PAYER, 0..24), &[]));
    let manifest = at.path().join("month/x-Manifest.json");
    assert!(std::process::Command::new("mkfifo").arg(&manifest).status().unwrap().success());
    let out = summary(&[at.path().join("month").to_str().unwrap()]);
    assert_eq!(total(&out), "24");
    assert!(out.stdout.contains("x-Manifest.json"), "{}", out.stdout);
}
