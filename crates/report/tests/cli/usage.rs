//! Bad usage names the flag and ends with 2; help ends with 0.

use crate::harness::{command, report, run};

#[test]
fn bad_values_name_their_flag() {
    for (flag, value) in [
        ("--period", "2026-13"),
        ("--period", "october"),
        ("--cost", "blended"),
        ("--format", "yaml"),
        ("--fail-on", "severe"),
        ("--threads", "0"),
        ("--progress", "sometimes"),
    ] {
        let run = report(&["summary", "nowhere", flag, value]);
        assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""), "{flag} {value}");
        assert!(run.stderr.contains(flag) && run.stderr.contains(value), "{}", run.stderr);
    }
}

#[test]
fn bad_variables_are_named() {
    let run = run(command(&["summary", "nowhere"]).env("REPORT_COST", "blended"));
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains("REPORT_COST") && run.stderr.contains("amortized"), "{}", run.stderr);
}

#[test]
fn unknown_flags_and_missing_paths_are_refused() {
    for arguments in
        [&["summary"][..], &["summary", "x", "--perid", "all"], &["ledger", "x"], &["explain"], &["sumary"], &[]]
    {
        let run = report(arguments);
        assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""), "{arguments:?}");
        assert!(!run.stderr.is_empty());
    }
    assert!(report(&["summary", "x", "--perid", "all"]).stderr.contains("--period"));
    assert_eq!(report(&["summary", "x", "-q", "-v"]).code, Some(2));
}

#[test]
fn help_has_examples_and_exit_codes() {
    let run = report(&["--help"]);
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""));
    assert!(run.stdout.contains("Exit codes:"));
    for name in ["summary", "ledger", "explain"] {
        let run = report(&[name, "--help"]);
        assert_eq!(run.code, Some(0));
        assert!(run.stdout.contains(&format!("report {name} ")) && run.stdout.contains("Examples:"), "{}", run.stdout);
    }
    assert!(report(&["--version"]).stdout.starts_with("report "));
}
