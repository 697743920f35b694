//! `--config`, its precedence, and `report config`.

use std::fs;

use serde_json::Value;

use crate::harness::{command, config_file, report, run};

const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/sample");

/// Value and origin of a key of `config show`.
fn shown(arguments: &[&str], variables: &[(&str, &str)], key: &str) -> (Value, String) {
    let mut command = command(&[&["config", "show", "--format", "json"], arguments].concat());
    let out = run(command.envs(variables.iter().copied()));
    assert_eq!((out.code, out.stderr.as_str()), (Some(0), ""));
    let document: Value = serde_json::from_str(&out.stdout).unwrap();
    let lines = document["settings"].as_array().unwrap();
    let line = lines.iter().find(|line| line["key"] == key).unwrap();
    (line["value"].clone(), line["origin"].as_str().unwrap().to_owned())
}

#[test]
fn every_shared_flag_comes_from_flag_variable_file_or_default() {
    // Key, default, file, variable, flag.
    let cases = [
        ("cost", "\"amortized\"", "\"net\"", "unblended", "net-amortized"),
        ("fail_on", "null", "\"low\"", "medium", "high"),
        ("period", "null", "\"all\"", "2026-10", "2026-09"),
        ("progress", "\"auto\"", "\"never\"", "always", "auto"),
        ("threads", "null", "2", "3", "4"),
    ];
    for (key, default, in_file, variable, flag) in cases {
        let (_at, path) = config_file(&format!("# first\n{key} = {in_file}\n"));
        let (name, flag_name) = (format!("REPORT_{}", key.to_uppercase()), format!("--{}", key.replace('_', "-")));
        let config = ["--config", path.as_str()];
        let json = |text: &str| serde_json::from_str::<Value>(text).unwrap_or_else(|_| Value::from(text));
        assert_eq!(shown(&[], &[], key), (json(default), "default".to_owned()));
        assert_eq!(shown(&config, &[], key), (json(in_file), format!("{path}:2")));
        assert_eq!(shown(&config, &[(&name, variable)], key), (json(variable), name.clone()));
        let typed = [&config[..], &[flag_name.as_str(), flag]].concat();
        assert_eq!(shown(&typed, &[(&name, variable)], key), (json(flag), flag_name));
    }
    for key in ["strict", "quiet", "no_color", "mask"] {
        let (_at, path) = config_file(&format!("{key} = true\n"));
        let (name, flag_name) = (format!("REPORT_{}", key.to_uppercase()), format!("--{}", key.replace('_', "-")));
        assert_eq!(shown(&[], &[], key), (Value::from(false), "default".to_owned()));
        assert_eq!(shown(&["--config", &path], &[], key), (Value::from(true), format!("{path}:1")));
        assert_eq!(shown(&["--config", &path], &[(&name, "false")], key), (Value::from(false), name));
        assert_eq!(shown(&[&flag_name], &[], key), (Value::from(true), flag_name.clone()));
    }
    let (_at, path) = config_file("format = \"table\"\n");
    assert_eq!(shown(&["--config", &path], &[], "format"), (Value::from("json"), "--format".to_owned()));
}

#[test]
fn a_file_changes_the_run_and_findings_say_so() {
    let (_at, path) = config_file("format = \"json\"\nfail_on = \"medium\"\nquiet = true\n[ratio]\nsilent = 26\n");
    let out = run(command(&["summary", SAMPLE]).env("REPORT_CONFIG", &path).env("REPORT_RATIO_DWARFS", "2.5"));
    assert_eq!(out.code, Some(1), "{}", out.stderr);
    let report: Value = serde_json::from_str(&out.stdout).unwrap();
    let findings = report["findings"].as_array().unwrap();
    let ratio = |finding: &&Value| finding["rule"] == "WS-IDLE-RATIO" && finding["api_id"] == "whr5fc5olq";
    let worst = findings.iter().find(ratio).unwrap();
    // 25.1 minutes per message are no longer silent, and 7.9 times parity.
    assert_eq!(worst["class"], "dwarfs");
    let assumed = worst["assumptions"][0].as_str().unwrap();
    assert!(assumed.contains("ratio.dwarfs = 2.5 × parity (REPORT_RATIO_DWARFS)"), "{assumed}");
    // The other commands take the file too, though not all of its keys.
    let explained = run(command(&["explain", "USE1-ApiGatewayMinute", "--config", &path]).env("REPORT_STRICT", "1"));
    assert_eq!((explained.code, explained.stdout.starts_with('{')), (Some(0), true));
}

#[test]
fn no_file_is_looked_for() {
    let (at, _path) = config_file("format = \"json\"\nnonsense = 1\n");
    let out = run(command(&["summary", SAMPLE]).current_dir(at.path()));
    assert_eq!(out.code, Some(0));
    assert!(out.stdout.starts_with("WebSocket APIs cost"));
}

#[test]
fn a_file_that_is_wrong_is_refused_whole() {
    let (_at, path) = config_file("strickt = true\n[ratio]\ndwarfs = 0.5\nsilent = -1\n[severity]\nhigh = \"much\"\n");
    let expected = [
        format!("error: {path}:1:1: unknown key `strickt`; did you mean `strict`?"),
        format!("error: {path}:4:10: ratio.silent is -1; give a number from 0 to 1,000,000,000,000"),
        format!("error: {path}:6:8: severity.high must be a number, not a string; write severity.high = 2.5"),
    ];
    for arguments in [["config", "check", &path].as_slice(), &["summary", SAMPLE, "--config", &path]] {
        let out = report(arguments);
        assert_eq!((out.code, out.stdout.as_str()), (Some(2), ""));
        let mut lines: Vec<&str> = out.stderr.lines().collect();
        lines.sort_unstable();
        assert_eq!(lines, expected);
    }
    let (_at, path) = config_file("[ratio]\ndwarfs = 0.5\n[severity]\nlow = 100\n");
    let out = report(&["config", "check", &path]);
    assert_eq!(out.code, Some(2));
    assert!(
        out.stderr.contains(&format!("ratio.dwarfs = 0.5 × parity ({path}:2) is below ratio.rivals")),
        "{}",
        out.stderr
    );
    assert!(out.stderr.contains(&format!("is not above severity.low = 100 a month ({path}:4)")), "{}", out.stderr);
}

#[test]
fn a_file_that_cannot_be_read_is_named_with_the_fix() {
    let (at, path) = config_file("strict = true\nratio.dwarfs = 2.5\n[accounts]\n111111111111 = \"a\"\n");
    assert_eq!(
        report(&["config", "check", &path]).stdout,
        format!("{path}: sound; 2 values, 1 account name, 0 API entries, 0 workloads\n")
    );
    let none = format!("{path}.none");
    let out = report(&["summary", SAMPLE, "--config", &none]);
    assert_eq!(out.code, Some(2));
    assert!(out.stderr.starts_with(&format!("error: {none}: the configuration cannot be read: ")), "{}", out.stderr);
    let folder = at.path().to_str().unwrap();
    assert_eq!(report(&["config", "check", folder]).code, Some(2));
    fs::write(&path, b"a = \"\xff\"").unwrap();
    assert!(report(&["config", "check", &path]).stderr.contains("is not UTF-8 at byte 6; save it as UTF-8"));
}

#[test]
fn what_was_typed_outdoes_what_is_written() {
    // Said now, `-v` beats a `quiet` that was written down once.
    let (_at, path) = config_file("quiet = true\n");
    let out = report(&[
        "summary",
        concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/damaged/two-deliveries"),
        "--config",
        &path,
        "-v",
    ]);
    assert_eq!(out.code, Some(0));
    assert!(out.stderr.contains("left out"), "{}", out.stderr);
}
