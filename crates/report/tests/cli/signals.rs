//! A run that a signal ends leaves nothing half written.

use std::fs;
use std::io::Write;
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::harness::command;

fn kill(signal: &str, child: &Child) {
    assert!(Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap().success());
}

#[test]
fn a_signal_leaves_no_part_of_a_file() {
    for (signal, number) in [("-INT", 2), ("-TERM", 15), ("-HUP", 1)] {
        let at = tempfile::tempdir().unwrap();
        let file = |name: &str| at.path().join(name).to_str().unwrap().to_owned();
        let arguments = ["summary", "-", "-o", &file("out.json"), "--export", &file("out.csv")];
        let mut child = command(&arguments).stdin(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        // More than a pipe holds: once it is written, the run has begun to read, behind the look at its places.
        let mut stdin = child.stdin.take().unwrap();
        stdin.write_all(&"x".repeat(1 << 20).into_bytes()).unwrap();
        kill(signal, &child);
        // A shell says 128 + n.
        assert_eq!(child.wait().unwrap().signal(), Some(number), "{signal}");
        drop(stdin);
        assert_eq!(fs::read_dir(at.path()).unwrap().count(), 0, "{signal}");
    }
}

#[test]
fn a_signal_at_any_time_leaves_the_whole_file_or_none() {
    let at = tempfile::tempdir().unwrap();
    let path = at.path().join("out.json");
    let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/damaged/two-deliveries");
    let arguments = ["summary", sample, "--format", "json", "-q", "-o", path.to_str().unwrap()];
    assert!(command(&arguments).status().unwrap().success());
    let whole = fs::read(&path).unwrap();
    for wait in 0..40 {
        let _ = fs::remove_file(&path);
        let mut child = command(&arguments).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(wait * 3));
        kill("-TERM", &child);
        let _ = child.wait().unwrap();
        let left: Vec<_> = fs::read_dir(at.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert!(left.is_empty() || (left == ["out.json"] && fs::read(&path).unwrap() == whole), "{wait}: {left:?}");
    }
}

#[test]
fn a_part_of_an_ended_run_is_in_no_ones_way() {
    // The shell's number is the program's, which takes its place.
    let at = tempfile::tempdir().unwrap();
    let script = "touch .out.txt.$$.part && exec \"$0\" explain Request -o out.txt";
    let status = Command::new("bash").current_dir(&at).args(["-c", script, env!("CARGO_BIN_EXE_report")]).status();
    assert!(status.unwrap().success());
    let left: Vec<_> = fs::read_dir(at.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["out.txt"]);
}

#[test]
fn a_limit_on_the_size_of_files_is_an_error_that_leaves_nothing_behind() {
    let at = tempfile::tempdir().unwrap();
    let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/sample");
    // A block has 1,024 bytes, and the report more.
    for end in ["-o out.json", "-q --export out.json", "> /dev/null --export out.json"] {
        let script = format!("ulimit -f 1; exec \"$0\" summary {sample} --format json {end}");
        let program = env!("CARGO_BIN_EXE_report");
        let out = Command::new("bash").current_dir(&at).args(["-c", &script, program]).output().unwrap();
        let stderr = String::from_utf8(out.stderr).unwrap();
        assert_eq!(out.status.code(), Some(2), "{end}: {stderr}");
        let said =
            "out.json: cannot be written: File too large (os error 27); raise the limit of this shell (ulimit -f)";
        assert!(stderr.contains(said), "{end}: {stderr}");
        assert_eq!(fs::read_dir(at.path()).unwrap().count(), 0, "{end}");
    }
    let script = format!("ulimit -f 1; exec \"$0\" summary {sample} --format json > out.json");
    let out =
        Command::new("bash").current_dir(&at).args(["-c", &script, env!("CARGO_BIN_EXE_report")]).output().unwrap();
    let stderr = String::from_utf8(out.stderr).unwrap();
    assert_eq!(out.status.code(), Some(2), "{stderr}");
    assert!(stderr.contains("standard output: cannot be written: File too large"), "{stderr}");
}
