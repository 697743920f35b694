//! What may stand for an export: patterns, standard input, folders less what is left out.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Stdio;

use cur_testkit::{Container, CsvOptions, Delivery, FocusTable, Layout, Month, Placement};

use crate::harness::{Run, command, report};

/// The JSON without its `source` block.
fn answer(out: &Run) -> String {
    assert_eq!(out.code, Some(0), "{}", out.stderr);
    let start = out.stdout.find("\n  \"source\": {").unwrap();
    let end = start + out.stdout[start..].find("\n  \"layers\": ").unwrap();
    format!("{}{}", &out.stdout[..start], &out.stdout[end..])
}

fn json(arguments: &[&str]) -> Run {
    report(&[&["summary", "--format", "json"], arguments].concat())
}

fn piped(arguments: &[&str], bytes: &[u8]) -> Run {
    let mut command = command(&[&["summary", "--format", "json"], arguments].concat());
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let bytes = bytes.to_vec();
    // The program may say no before it has taken everything.
    let writer = std::thread::spawn(move || drop(stdin.write_all(&bytes)));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Run { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
}

fn write(month: &Month, layout: Layout, at: &Path) -> Vec<String> {
    let delivery = Delivery { rows_per_file: Some(3000), ..Delivery::new(layout, Placement::Loose) };
    let written = delivery.write(month, at).unwrap();
    written.files.iter().map(|file| file.to_str().unwrap().to_owned()).collect()
}

#[test]
fn what_is_piped_in_is_read_as_a_file_is() {
    let month = Month::small(51);
    let csv = |container| Layout::Cur2Csv(CsvOptions { container, ..CsvOptions::default() });
    let at = tempfile::tempdir().unwrap();
    let file = at.path().join("month.csv");
    fs::write(&file, csv(Container::Plain).encode_month(&month).unwrap()).unwrap();
    let expected = answer(&json(&[file.to_str().unwrap()]));
    for container in [Container::Plain, Container::Gzip, Container::Zstd(1 << 20), Container::Zip] {
        let out = piped(&["-"], &csv(container).encode_month(&month).unwrap());
        assert!(answer(&out) == expected, "{container:?}");
        assert!(out.stdout.contains("\"id\": \"standard input\""), "{container:?}");
    }
    // It lies in a file for a while, so Parquet, whose end is read first, can be piped in as well.
    assert!(answer(&piped(&["-"], &Layout::cur2_parquet().encode_month(&month).unwrap())) == expected);
    // Once, even if it is named twice.
    let plain = csv(Container::Plain).encode_month(&month).unwrap();
    assert!(answer(&piped(&["-", "-"], &plain)) == expected);
    let row = plain[..plain.len() / 2].iter().rposition(|&byte| byte == b'\n').unwrap();
    let cut = piped(&["-"], &plain[..row + 20]);
    assert_eq!(cut.code, Some(2));
    assert!(cut.stderr.starts_with("warning: standard input: "), "{}", cut.stderr);
    let nothing = piped(&["-"], b"");
    assert_eq!(
        (nothing.code, nothing.stderr.as_str()),
        (Some(2), "error: standard input: the file is empty; fetch it again\n")
    );
}

#[test]
fn causes_name_the_path_as_it_was_given() {
    let at = tempfile::tempdir().unwrap();
    let header = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/damaged/csv-header-only/ws-report-00001.csv");
    fs::create_dir(at.path().join("13")).unwrap();
    fs::copy(header, at.path().join("13/header only.csv")).unwrap();
    for given in ["13", "13/header only.csv", "13/*.csv"] {
        let out = crate::harness::run(command(&["summary", given]).current_dir(&at));
        assert_eq!(out.code, Some(2));
        let path = "13/header only.csv";
        assert!(out.stderr.starts_with(&format!("error: {path}: holds ")), "{given}: {}", out.stderr);
        // What is known before reading is said before reading.
        let before = crate::harness::run(command(&["inspect", given, "--format", "json"]).current_dir(&at));
        assert_eq!(before.code, Some(2), "{given}");
        assert!(before.stderr.contains(&format!("{path}: holds ")), "{given}: {}", before.stderr);
    }
}

#[test]
fn a_ledger_is_read_from_a_pipe_too() {
    let month = Month::small(54);
    let at = tempfile::tempdir().unwrap();
    let files = write(&month, Layout::cur2_csv(), at.path());
    let ledger = at.path().join("october.parquet");
    let mut arguments = vec!["ledger", "-o", ledger.to_str().unwrap()];
    arguments.extend(files.iter().map(String::as_str));
    assert_eq!(report(&arguments).code, Some(0));
    let bytes = fs::read(&ledger).unwrap();
    let expected = json(&["-q", ledger.to_str().unwrap()]);
    for arguments in [&["-q", "-"][..], &["-q", "-", "-"]] {
        let out = piped(arguments, &bytes);
        assert_eq!((out.code, out.stderr.as_str()), (Some(0), ""));
        assert!(out.stdout == expected.stdout);
    }
    // Beside the ledger itself it is a second one, by its name.
    let twice = piped(&[ledger.to_str().unwrap(), "-"], &bytes);
    assert_eq!(twice.code, Some(2));
    assert!(twice.stderr.starts_with("error: standard input: holds 2026-10 of payer "), "{}", twice.stderr);
    // Damaged, it is called so.
    let mut damaged = bytes.clone();
    damaged[8..200].fill(0xff);
    let out = piped(&["-"], &damaged);
    assert_eq!(out.code, Some(2));
    assert!(out.stderr.starts_with("error: standard input: "), "{}", out.stderr);
}

#[test]
fn a_quoted_pattern_is_what_it_matches() {
    let at = tempfile::tempdir().unwrap();
    let files = write(&Month::small(52), Layout::legacy_csv(), at.path());
    assert!(files.len() > 1);
    let folder = at.path().to_str().unwrap();
    let expected = answer(&json(&[folder]));
    let mut named = vec!["-q"];
    named.extend(files.iter().map(String::as_str));
    assert!(answer(&json(&named)) == expected);
    for pattern in ["*.csv", "ws-report-0000?.csv", "**/*.csv", "ws-report-0000[0-9].csv"] {
        assert!(answer(&json(&[&format!("{folder}/{pattern}")])) == expected, "{pattern}");
    }
    let none = json(&[&format!("{folder}/*.zip")]);
    let said = format!("error: {folder}/*.zip: no file and no folder is called so, and as a pattern it matches none\n");
    assert_eq!((none.code, none.stderr), (Some(2), said));
    // What a pattern matches is not overwritten either.
    let refused = json(&[&format!("{folder}/*.csv"), "-o", &files[0]]);
    assert!(refused.code == Some(2) && refused.stderr.contains("it is what is read"), "{}", refused.stderr);
    let ledgers = tempfile::tempdir().unwrap();
    let ledger = ledgers.path().join("october.parquet");
    assert_eq!(report(&["ledger", &format!("{folder}/*.csv"), "-o", ledger.to_str().unwrap()]).code, Some(0));
    let pattern = ledgers.path().join("*.parquet");
    assert!(answer(&json(&[pattern.to_str().unwrap()])) == expected, "a ledger by a pattern");
}

#[test]
fn leaving_out_decides_among_exports() {
    let at = tempfile::tempdir().unwrap();
    let month = Month::small(53);
    let write = |name: &str, layout| {
        let root = at.path().join(name);
        let delivery = Delivery::new(layout, Placement::DataExportsOverwrite);
        Delivery { name: format!("{name}-report"), ..delivery }.write(&month, &root).unwrap();
    };
    write("cur", Layout::cur2_parquet());
    write("focus", Layout::focus_parquet(FocusTable::AWS_1_2));
    let folder = at.path().to_str().unwrap();
    let layout = |arguments: &[&str]| {
        let out = json(&[&[folder], arguments].concat());
        let layout = out.stdout.lines().find_map(|line| line.trim().strip_prefix("\"layout\": ").map(str::to_owned));
        (out.code, layout.unwrap_or_default(), out.stderr)
    };
    let (code, chosen, said) = layout(&[]);
    assert_eq!((code, chosen.as_str()), (Some(0), "\"cur2-parquet\","));
    assert!(said.contains("focus-1.2-parquet export of a payer whose cur2-parquet export is read"), "{said}");
    assert!(said.contains("leave one out with --exclude"), "{said}");
    for pattern in ["cur", "cur/**", "c*"] {
        let (code, chosen, said) = layout(&["--exclude", pattern, "--cost", "net-amortized"]);
        assert_eq!((code, chosen.as_str()), (Some(0), "\"focus-1.2-parquet\","), "{pattern}: {said}");
        let strict = json(&[folder, "--exclude", pattern, "--cost", "net-amortized", "--strict"]);
        assert!(
            !strict.stderr.contains("strict: 1 file"),
            "what was asked for is no choice of ours: {}",
            strict.stderr
        );
    }
    // By the environment, separated by commas; all of it leaves nothing.
    for list in ["cur,focus", " cur , focus "] {
        let mut command = command(&["summary", folder]);
        let out = crate::harness::run(command.env("REPORT_EXCLUDE", list));
        assert_eq!(out.code, Some(2), "{list}");
        assert!(out.stderr.contains(": not read: excluded by --exclude"), "{}", out.stderr);
    }
    // A part of a delivery that counts is missed.
    let (code, _, said) = layout(&["--exclude", "cur/data/**", "--exclude", "focus"]);
    assert_eq!(code, Some(2));
    assert!(said.contains("excluded by --exclude, but the manifest names it"), "{said}");
    let bad = json(&[folder, "--exclude", "a[b"]);
    assert_eq!(bad.code, Some(2));
    assert!(bad.stderr.contains("`a[b` is no pattern"), "{}", bad.stderr);
    let hostile = json(&[folder, "--exclude", "a[b\u{1b}[31m"]);
    assert!(hostile.code == Some(2) && !hostile.stderr.contains('\u{1b}'), "{}", hostile.stderr);
    assert!(hostile.stderr.contains("`a[b\\u{1b}[31m` is no pattern"), "{}", hostile.stderr);
}
