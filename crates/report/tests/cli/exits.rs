//! Exit codes: what was found, what could not be read, what strict runs refuse.

use std::fs;
use std::io::Read;
use std::path::Path;
use std::process::Stdio;

use cur_testkit::{Delivery, Discount, Layout, Month, MonthOptions, Placement, Scenario};

use crate::harness::{command, report, run};

const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/sample");
const DAMAGED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/damaged");

#[test]
fn findings_count_from_the_severity_that_was_asked_for() {
    // The worst of the sample is high.
    for (severity, code) in [("info", 1), ("high", 1), ("critical", 0)] {
        let out = report(&["summary", SAMPLE, "--fail-on", severity]);
        assert_eq!(out.code, Some(code), "{severity}");
        assert!(out.stdout.contains("FINDINGS"), "the report is printed before the code is decided");
    }
    assert_eq!(report(&["summary", SAMPLE]).code, Some(0), "by default none counts");
}

#[test]
fn a_quiet_run_says_why_it_fails_and_nothing_else() {
    let quiet = |arguments: &[&str]| {
        let out = report(&[arguments, &["--quiet", "--format", "json"]].concat());
        (out.code, out.stderr)
    };
    assert_eq!(quiet(&["summary", SAMPLE]), (Some(0), String::new()));
    let (code, said) = quiet(&["summary", SAMPLE, "--fail-on", "high"]);
    assert_eq!(
        (code, said.as_str()),
        (Some(1), "failed: --fail-on high: WS-NIGHT-FLOOR whr5fc5olq is high, WS-IDLE-RATIO whr5fc5olq is high\n")
    );
    let (code, said) = quiet(&["summary", &format!("{DAMAGED}/gzip-truncated"), "--fail-on", "info"]);
    let short = "warning: part of the bill could not be read: every total may be short\n";
    assert_eq!((code, said.as_str()), (Some(2), short));
}

#[test]
fn incomplete_input_wins_over_findings() {
    let at = tempfile::tempdir().unwrap();
    let copy = at.path().join("sample");
    copy_folder(Path::new(SAMPLE), &copy);
    let data = copy.join("data/BILLING_PERIOD=2026-10");
    fs::remove_file(data.join("ws-report-00004.snappy.parquet")).unwrap();
    let out = report(&["summary", copy.to_str().unwrap(), "--fail-on", "info"]);
    assert_eq!(out.code, Some(2));
    assert!(out.stdout.lines().take(3).any(|line| line.contains("INCOMPLETE")), "{}", out.stdout);
    // A ledger of it is incomplete too, and says so again.
    let ledger = at.path().join("ledger.parquet");
    assert_eq!(report(&["ledger", copy.to_str().unwrap(), "-o", ledger.to_str().unwrap()]).code, Some(2));
    let out = report(&["summary", ledger.to_str().unwrap(), "--format", "json"]);
    assert_eq!(out.code, Some(2));
    assert!(out.stdout.contains("\"complete\": false"));
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

#[test]
fn strict_refuses_fallbacks_skips_and_unknown_types() {
    let at = tempfile::tempdir().unwrap();
    let write = |name: &str, options: &MonthOptions, scenario: &Scenario| {
        let folder = at.path().join(name);
        fs::create_dir(&folder).unwrap();
        Delivery::new(Layout::cur2_csv(), Placement::Loose).write(&Month::new(options, scenario), &folder).unwrap();
        folder.to_str().unwrap().to_owned()
    };
    let base = MonthOptions { hours_of_data: Some(24), ..MonthOptions::new(1) };
    let no_net = write("no-net", &MonthOptions { discount: Discount::None, ..base.clone() }, &Scenario::sample());
    let unknown = write("unknown", &base, &Scenario::everything(1));
    let skipped = format!("{DAMAGED}/two-deliveries");
    for arguments in [vec![no_net.as_str(), "--cost", "net"], vec![unknown.as_str()], vec![skipped.as_str()]] {
        let mut all = vec!["summary"];
        all.extend(&arguments);
        let lenient = report(&all);
        assert_eq!(lenient.code, Some(0), "{arguments:?}: {}", lenient.stderr);
        all.push("--strict");
        let strict = report(&all);
        assert_eq!(strict.code, Some(2), "{arguments:?}");
        assert!(strict.stderr.contains("error: strict: "), "{arguments:?}: {}", strict.stderr);
        assert_eq!(lenient.stdout, strict.stdout, "the report is the same");
    }
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let mut child = command(&["summary", SAMPLE, "--format", "json"]).stdout(Stdio::piped()).spawn().unwrap();
    let mut first = [0; 10];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[cfg(unix)]
#[test]
fn hostile_names_do_not_reach_the_terminal() {
    use std::os::unix::ffi::OsStrExt;

    let at = tempfile::tempdir().unwrap();
    let folder = at.path().join(std::ffi::OsStr::from_bytes(b"a\x1b[31m\nb\xff\"c"));
    fs::create_dir(&folder).unwrap();
    let month = Month::small(2);
    let rows = Layout::cur2_csv().encode_month(&month).unwrap();
    // An API id that would clear the screen.
    let hostile = String::from_utf8(rows).unwrap().replace("/apis/", "/apis/\u{1b}[2J\u{202e}\u{7}");
    fs::write(folder.join("x\n\u{1b}[2J.csv"), hostile).unwrap();
    fs::write(folder.join("y\n\u{1b}[2J.csv.gz"), b"\x1f\x8b\x08\x00broken").unwrap();
    let out = command(&["summary"]).arg(&folder).output().unwrap();
    assert_eq!(out.status.code(), Some(2), "{}", String::from_utf8_lossy(&out.stderr));
    for stream in [&out.stdout, &out.stderr] {
        let text = String::from_utf8(stream.clone()).unwrap();
        let raw = text.chars().find(|letter| (letter.is_control() && *letter != '\n') || *letter == '\u{202e}');
        assert_eq!(raw, None, "{text}");
    }
    assert!(
        String::from_utf8_lossy(&out.stderr)
            .lines()
            .all(|line| line.starts_with("warning: ") || line.starts_with("note: "))
    );
}

#[test]
fn a_name_does_not_forge_a_line() {
    let at = tempfile::tempdir().unwrap();
    let folder = at.path().to_str().unwrap();
    let forged = format!("{folder}/x\nerror: all is well\u{1b}[2K");
    // An input that is not there, a ledger that is none, an output that cannot be, a bad value, an unknown flag.
    fs::write(&forged, "no export").unwrap();
    let cases = [
        vec!["summary".to_owned(), format!("{forged}/none")],
        vec!["summary".to_owned(), forged.clone()],
        vec!["summary".to_owned(), SAMPLE.to_owned(), "-o".to_owned(), format!("{forged}/out")],
        vec!["summary".to_owned(), SAMPLE.to_owned(), "--period".to_owned(), "\u{1b}[31m\nred".to_owned()],
        vec!["summary".to_owned(), SAMPLE.to_owned(), "--\u{1b}[31m\nred".to_owned()],
        vec!["\u{1b}[31m\nred".to_owned()],
    ];
    for arguments in cases {
        let out = report(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!((out.code, out.stdout.as_str()), (Some(2), ""), "{arguments:?}");
        assert!(!out.stderr.contains('\u{1b}'), "{arguments:?}: {}", out.stderr);
        assert_eq!(
            out.stderr.matches("error: ").count(),
            1 + out.stderr.matches("\u{fffd}error: ").count() + out.stderr.matches("\\u{a}error: ").count(),
            "{arguments:?}: {}",
            out.stderr
        );
        assert!(!out.stderr.lines().any(|line| line.starts_with("red") || line.starts_with("error: all")));
    }
}

#[test]
fn a_folder_that_may_not_be_read_is_named() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    use std::os::unix::process::CommandExt;

    let at = tempfile::tempdir().unwrap();
    fs::set_permissions(at.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let locked = at.path().join("locked");
    fs::create_dir(&locked).unwrap();
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o000)).unwrap();
    // The superuser may read everything, so someone else runs a copy of the binary, wherever the build folder is.
    let binary = at.path().join("report");
    // Not by our own hands: a child of another test could hold the copy open for writing while it is to be run.
    assert!(
        std::process::Command::new("cp").arg(env!("CARGO_BIN_EXE_report")).arg(&binary).status().unwrap().success()
    );
    let mut command = std::process::Command::new(binary);
    if fs::metadata(at.path()).unwrap().uid() == 0 {
        command.uid(65_534).gid(65_534);
    }
    let out = run(command.args(["summary", locked.to_str().unwrap()]).env_clear().current_dir("/"));
    assert_eq!(out.code, Some(2));
    let expected = format!("error: {}: permission denied; give yourself the right to read it\n", locked.display());
    assert_eq!(out.stderr, expected);
}

#[test]
fn the_bill_is_never_overwritten() {
    let at = tempfile::tempdir().unwrap();
    let bill = at.path().join("bill.csv");
    let rows = Layout::cur2_csv().encode_month(&Month::small(2)).unwrap();
    fs::write(&bill, &rows).unwrap();
    let (folder, bill_text) = (at.path().to_str().unwrap(), bill.to_str().unwrap());
    let inside = format!("{folder}/ledger.parquet");
    for arguments in [
        ["summary", bill_text, "-o", bill_text],
        ["ledger", bill_text, "-o", bill_text],
        ["ledger", folder, "-o", bill_text],
        ["ledger", folder, "-o", &inside],
    ] {
        let out = report(&arguments);
        assert_eq!((out.code, out.stdout.as_str()), (Some(2), ""), "{arguments:?}");
        assert!(
            out.stderr.ends_with("it is what is read, or lies among it; choose a place elsewhere\n"),
            "{}",
            out.stderr
        );
        assert!(fs::read(&bill).unwrap() == rows, "{arguments:?}");
    }
    assert_eq!(fs::read_dir(at.path()).unwrap().count(), 1);
    // A report beside the bill is no part of it.
    assert_eq!(report(&["summary", folder, "-o", &format!("{folder}/report.txt")]).code, Some(0));
}
