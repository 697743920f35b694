//! Runs the built binary and keeps what it said.

use std::path::PathBuf;
use std::process::{Command, Stdio};

/// What a run said, and how it ended.
pub(crate) struct Run {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// The binary without any variable of the environment that could change what it does.
pub(crate) fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_report"));
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("REPORT_") || name == "NO_COLOR" {
            command.env_remove(name);
        }
    }
    command.args(arguments).stdin(Stdio::null());
    command
}

/// Runs it to its end.
pub(crate) fn run(command: &mut Command) -> Run {
    let output = command.output().unwrap();
    Run {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

/// Runs the binary with these arguments.
pub(crate) fn report(arguments: &[&str]) -> Run {
    run(&mut command(arguments))
}

/// A configuration of this text, and its path; the folder goes with what is returned.
pub(crate) fn config_file(text: &str) -> (tempfile::TempDir, String) {
    let at = tempfile::tempdir().unwrap();
    let path = at.path().join("report.toml");
    std::fs::write(&path, text).unwrap();
    let path = path.to_str().unwrap().to_owned();
    (at, path)
}

/// The folder of a sample; says so where it is not there.
pub(crate) fn sample(name: &str) -> Option<String> {
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let path = std::env::var_os("CUR_SAMPLES").map_or(beside, PathBuf::from).join(name);
    if path.exists() {
        return Some(path.to_str().unwrap().to_owned());
    }
    println!("skipped: no sample {name} (set CUR_SAMPLES to the folder that has it)");
    None
}

/// Holds that a command says of a stored ledger what it says of its export, in every format and on any number of threads.
/// Returns what it says as JSON.
pub(crate) fn same_of_a_ledger(command: &str, export: &str) -> String {
    let at = tempfile::tempdir().unwrap();
    let ledger = at.path().join("stored.parquet");
    let ledger = ledger.to_str().unwrap();
    assert_eq!(report(&["ledger", export, "-o", ledger]).code, Some(0));
    let of = |path: &str, format: &str, threads: &str| {
        let out = report(&[command, path, "--format", format, "--quiet", "--threads", threads]);
        assert_eq!(out.code, Some(0), "{}", out.stderr);
        out.stdout
    };
    for format in ["csv", "markdown", "table"] {
        assert_eq!(of(export, format, "1"), of(ledger, format, "2"), "{format}");
    }
    let json = of(export, "json", "2");
    assert_eq!(json, of(ledger, "json", "1"));
    json
}
