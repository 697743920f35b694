//! A system that gives no threads, or no files.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/damaged/two-deliveries");

#[test]
fn too_few_threads_are_an_error_that_names_the_limit() {
    // The limit does not bind root, and no one else's files are readable to a user without any rights.
    if !Command::new("setpriv").args(["--reuid=65534", "--clear-groups", "true"]).status().is_ok_and(|s| s.success()) {
        return;
    }
    let at = tempfile::tempdir_in("/tmp").unwrap();
    fs::set_permissions(at.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let path = |name: &str| at.path().join(name).to_str().unwrap().to_owned();
    fs::copy(env!("CARGO_BIN_EXE_report"), path("report")).unwrap();
    assert!(Command::new("cp").args(["-r", SAMPLE, &path("export")]).status().unwrap().success());
    for arguments in ["summary export", "inspect export", "ledger export -o -", "workloads suggest export"] {
        let script = format!("cd {} && ulimit -u 1 && exec ./report {arguments}", at.path().display());
        let out = Command::new("setpriv").args(["--reuid=65534", "--clear-groups", "bash", "-c", &script]).output();
        let out = out.unwrap();
        let said = String::from_utf8(out.stderr).unwrap();
        assert_eq!((out.status.code(), out.stdout.len()), (Some(2), 0), "{arguments}: {said}");
        assert!(said.starts_with("error: the system gives no more than 0 of the "), "{said}");
        assert!(said.ends_with("(`ulimit -u`), that of memory (`ulimit -v`), or those of the container\n"), "{said}");
    }
}

#[test]
fn too_few_open_files_are_an_error_that_names_the_limit() {
    for (limit, code) in [(5, 2), (12, 2), (32, 0)] {
        let script = format!("ulimit -n {limit} && exec {} summary {SAMPLE}", env!("CARGO_BIN_EXE_report"));
        let out = Command::new("bash").args(["-c", &script]).output().unwrap();
        let said = String::from_utf8(out.stderr).unwrap();
        assert_eq!(out.status.code(), Some(code), "{limit}: {said}");
        if code == 2 {
            assert!(said.starts_with("error: the system does not let 24 files be open at once"), "{said}");
        }
    }
}
