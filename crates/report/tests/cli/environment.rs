//! Variables of the environment: one environment serves every command.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;

use crate::harness::{Run, command, config_file, run};

const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/sample");
const TWO: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/damaged/two-deliveries");

/// Every variable of a flag, with what is wrong with it; `None`: every text is right.
const VARIABLES: [(&str, Option<&str>); 17] = [
    ("REPORT_CONFIG", Some("/no/such.toml")),
    ("REPORT_COST", Some("blended")),
    ("REPORT_EXCLUDE", Some("a[b")),
    ("REPORT_EXPORT", Some("a.pdf")),
    ("REPORT_FAIL_ON", Some("severe")),
    ("REPORT_FORMAT", Some("yaml")),
    ("REPORT_FROM", Some("yesterday")),
    ("REPORT_MASK", Some("perhaps")),
    ("REPORT_NO_COLOR", Some("perhaps")),
    ("REPORT_OUTPUT", None),
    ("REPORT_PERIOD", Some("2026-13")),
    ("REPORT_PROGRESS", Some("sometimes")),
    ("REPORT_QUIET", Some("perhaps")),
    ("REPORT_STRICT", Some("perhaps")),
    ("REPORT_THREADS", Some("0")),
    ("REPORT_TO", Some("tomorrow")),
    ("REPORT_VERBOSE", Some("perhaps")),
];

fn with(arguments: &[&str], variables: &[(&str, &str)]) -> Run {
    run(command(arguments).envs(variables.iter().copied()))
}

#[test]
fn an_empty_variable_is_not_set() {
    let expected = with(&["summary", SAMPLE], &[]).stdout;
    for (name, _) in VARIABLES.into_iter().chain([("REPORT_RATIO_DWARFS", None)]) {
        let out = with(&["summary", SAMPLE], &[(name, "")]);
        assert_eq!(out.code, Some(0), "{name}: {}", out.stderr);
        assert!(out.stdout == expected, "{name}");
    }
    // What is required is still missed.
    let out = with(&["ledger", SAMPLE], &[("REPORT_OUTPUT", "")]);
    assert!(out.code == Some(2) && out.stderr.contains("--output <FILE>"), "{}", out.stderr);
}

#[test]
fn what_is_wrong_is_told_by_the_name_of_the_variable() {
    for (name, wrong) in VARIABLES {
        let Some(wrong) = wrong else { continue };
        let out = with(&["summary", SAMPLE], &[(name, wrong)]);
        assert_eq!((out.code, out.stdout.as_str()), (Some(2), ""), "{name}");
        let flag = format!("--{}", name["REPORT_".len()..].to_lowercase().replace('_', "-"));
        assert!(out.stderr.contains(name) && !out.stderr.contains(&flag), "{}", out.stderr);
        assert!(out.stderr.contains(wrong), "{}", out.stderr);
    }
    // A period that is not there, too.
    let out = with(&["summary", SAMPLE], &[("REPORT_PERIOD", "2026-01")]);
    assert!(
        out.stderr.starts_with("error: REPORT_PERIOD: no delivery of the billing period 2026-01"),
        "{}",
        out.stderr
    );
    // The flag wins over a variable, whatever is in that, and is blamed for its own.
    let flag = ["summary", SAMPLE, "--cost", "unblended", "--period", "2026-13"];
    let out = with(&flag, &[("REPORT_COST", "blended"), ("REPORT_PERIOD", "2026-14")]);
    assert!(out.stderr.contains("'2026-13' for '--period <YYYY-MM|all>'"), "{}", out.stderr);
    let out = run(command(&["summary", SAMPLE]).env("REPORT_COST", OsStr::from_bytes(b"\xff")));
    assert_eq!((out.code, out.stderr.as_str()), (Some(2), "error: REPORT_COST is not UTF-8; give it a text that is\n"));
}

#[test]
fn a_variable_for_another_command_stops_none() {
    for (format, commands) in [
        ("markdown", &[&["inspect", SAMPLE][..], &["config", "show"], &["explain", "Request"]][..]),
        ("csv", &[&["inspect", SAMPLE], &["config", "show"], &["explain", "Request"], &["rules"]]),
    ] {
        for arguments in commands {
            let out = with(arguments, &[("REPORT_FORMAT", format)]);
            assert_eq!(out.code, Some(0), "{arguments:?}: {}", out.stderr);
            assert!(out.stdout == with(arguments, &[]).stdout, "{arguments:?}");
        }
    }
    assert!(with(&["rules"], &[("REPORT_FORMAT", "markdown")]).stdout.starts_with('#'));
    // A flag was meant for this command.
    assert_eq!(with(&["inspect", SAMPLE, "--format", "csv"], &[]).code, Some(2));
    assert_eq!(with(&["inspect", SAMPLE], &[("REPORT_FORMAT", "yaml")]).code, Some(2));
    // Help names the variable all the same.
    let help = with(&["inspect", "--help"], &[("REPORT_FORMAT", "markdown"), ("REPORT_PERIOD", "")]).stdout;
    assert!(help.contains("REPORT_FORMAT") && help.contains("REPORT_PERIOD"), "{help}");
}

#[test]
fn of_quiet_and_verbose_the_stronger_holds() {
    let (_at, quiet) = config_file("quiet = true\n");
    let is_verbose = |flags: &[&str], variables: &[(&str, &str)]| {
        let out = with(&[&["summary", TWO], flags].concat(), variables);
        assert_eq!(out.code, Some(0), "{flags:?} {variables:?}: {}", out.stderr);
        assert!(out.stderr.is_empty() || out.stderr.contains(": left out, "), "{}", out.stderr);
        !out.stderr.is_empty()
    };
    for on in ["1", "true", "yes"] {
        assert!(is_verbose(&["-v"], &[("REPORT_QUIET", on)]));
        assert!(!is_verbose(&["-q"], &[("REPORT_VERBOSE", on)]));
    }
    assert!(is_verbose(&["-v"], &[("REPORT_QUIET", "0")]));
    assert!(is_verbose(&[], &[("REPORT_QUIET", "0"), ("REPORT_VERBOSE", "1")]));
    assert!(is_verbose(&["--config", &quiet], &[("REPORT_VERBOSE", "1")]));
    assert!(is_verbose(&["-v", "--config", &quiet], &[("REPORT_QUIET", "1")]));
    let both = with(&["summary", TWO], &[("REPORT_QUIET", "1"), ("REPORT_VERBOSE", "1")]);
    assert_eq!(
        (both.code, both.stderr.as_str()),
        (Some(2), "error: REPORT_QUIET and REPORT_VERBOSE are both set; set one of them\n")
    );
    let typed = with(&["summary", TWO, "-q", "-v"], &[]);
    assert_eq!(typed.code, Some(2));
    assert!(typed.stderr.contains("the argument '--quiet' cannot be used with '--verbose'"), "{}", typed.stderr);
}
